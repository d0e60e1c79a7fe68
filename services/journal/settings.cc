#include "services/journal/settings.h"

#include <CLI/CLI.hpp>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::journal {

absl::StatusOr<Settings> LoadSettings(int argc, char** argv) {
  Settings settings;
  service::SettingsReader reader(settings.common, "careloop journal: entries, grades, treatment courses, shares");
  reader.AddPeer("content", settings.content, settings.content_certificate)->required();
  reader.AddPeer("messaging", settings.messaging, settings.messaging_certificate)->required();
  reader
      .Add("service-token-file", settings.service_token_file,
           "file of mode 0600 or 0640 with a token of role service, with which shares are delivered; read again for "
           "each delivery")
      ->required();
  reader.AddKeys(settings.keys);
  reader.Add("site-data", settings.site_data, "folder with the site's vocabulary, grading table and emergency text");
  reader.Add("temperature-limit", settings.temperature_limit_celsius,
             "degrees Celsius from which an entry is severe, 30 to 45");
  reader.Add("severe-symptoms", settings.severe_symptoms,
             "ids of yes/no symptoms, separated by commas, that make an entry severe when answered yes");
  reader.Add("alert-overdue-minutes", settings.alert_overdue_minutes,
             "minutes after which an alert that is not delivered is overdue: the patient is told, and it is logged");
  reader.AddAudit(settings.common.audit_heads);
  RETURN_IF_ERROR(reader.Read(argc, argv));
  if (settings.alert_overdue_minutes < 1 || settings.alert_overdue_minutes > 1440) {
    return Error(absl::StatusCode::kInvalidArgument, reason::kInvalidField,
                 StrCat("--alert-overdue-minutes: ", settings.alert_overdue_minutes, " is not within 1 to 1440"));
  }
  return settings;
}

}  // namespace careloop::journal
