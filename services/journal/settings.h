#ifndef CARELOOP_SERVICES_JOURNAL_SETTINGS_H_
#define CARELOOP_SERVICES_JOURNAL_SETTINGS_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/service/settings.h"

namespace careloop::journal {

// Everything that the journal service is told at its start.
struct Settings {
  service::CommonSettings common{.service = "journal"};
  std::string content;
  std::string content_certificate = "content";
  std::string messaging;
  std::string messaging_certificate = "messaging";
  std::string service_token_file;
  service::KeySettings keys;
  std::string site_data = "deploy/site";
  double temperature_limit_celsius = 38.0;
  std::string severe_symptoms;
  int alert_overdue_minutes = 5;
};

// From flags and environment. INVALID_ARGUMENT that names the bad setting.
absl::StatusOr<Settings> LoadSettings(int argc, char** argv);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_SETTINGS_H_
