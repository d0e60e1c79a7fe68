#ifndef CARELOOP_SERVICES_CONTENT_SETTINGS_H_
#define CARELOOP_SERVICES_CONTENT_SETTINGS_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/service/settings.h"

namespace careloop::content {

struct Settings {
  service::CommonSettings common{.service = "content"};
  std::string site_data;
  std::string default_language = "en";
  std::string scratch;  // if it is not said: TMPDIR, or /tmp
};

// INVALID_ARGUMENT that names the bad setting.
absl::StatusOr<Settings> LoadSettings(int argc, char** argv);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SETTINGS_H_
