#include "services/messaging/settings.h"

#include <CLI/CLI.hpp>

#include "common/base/status_macros.h"

namespace careloop::messaging {

absl::StatusOr<Settings> LoadSettings(int argc, char** argv) {
  Settings settings;
  service::SettingsReader reader(settings.common, "careloop messaging: care teams, threads, messages and live events");
  reader.AddPeer("content", settings.content, settings.content_certificate);
  reader.Add("site-data", settings.site_data, "folder of the site's data, with its emergency text")->required();
  reader.AddAudit(settings.common.audit_heads);
  reader.AddKeys(settings.keys);
  RETURN_IF_ERROR(reader.Read(argc, argv));
  return settings;
}

}  // namespace careloop::messaging
