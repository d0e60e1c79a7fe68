#ifndef CARELOOP_SERVICES_MESSAGING_SETTINGS_H_
#define CARELOOP_SERVICES_MESSAGING_SETTINGS_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/service/settings.h"

namespace careloop::messaging {

struct Settings {
  service::CommonSettings common{.service = "messaging"};
  std::string content = "127.0.0.1:7001";
  std::string content_certificate = "content";
  std::string site_data;
  service::KeySettings keys;
};

// INVALID_ARGUMENT that names the bad setting.
absl::StatusOr<Settings> LoadSettings(int argc, char** argv);

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_SETTINGS_H_
