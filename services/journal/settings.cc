#include "services/journal/settings.h"

#include <CLI/CLI.hpp>

#include "common/base/status_macros.h"

namespace careloop::journal {

absl::StatusOr<Settings> LoadSettings(int argc, char** argv) {
  Settings settings;
  service::SettingsReader reader(settings.common, "careloop journal: entries, grades, treatment courses, shares");
  reader.AddPeer("content", settings.content, settings.content_certificate)->required();
  reader.AddPeer("messaging", settings.messaging, settings.messaging_certificate)->required();
  reader
      .Add("service-token-file", settings.service_token_file,
           "file with a token of role service, with which shares are delivered; read again for each delivery")
      ->required();
  reader.Add("site-data", settings.site_data, "folder with the site's vocabulary, grading table and emergency text");
  reader.Add("temperature-limit", settings.temperature_limit_celsius,
             "degrees Celsius from which an entry is severe, 30 to 45");
  reader.Add("severe-symptoms", settings.severe_symptoms,
             "ids of yes/no symptoms, separated by commas, that make an entry severe when answered yes");
  RETURN_IF_ERROR(reader.Read(argc, argv));
  return settings;
}

}  // namespace careloop::journal
