#include "services/content/settings.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <system_error>

#include "common/base/status_macros.h"

namespace careloop::content {

absl::StatusOr<Settings> LoadSettings(int argc, char** argv) {
  Settings settings;
  service::SettingsReader reader(settings.common,
                                 "careloop content: publications, the treatments catalogue and the disclaimer");
  reader
      .Add("site-data", settings.site_data, "folder of the site's data: disclaimers, diagnoses, topics and treatments")
      ->required();
  reader.Add("default-language", settings.default_language, "language where a request names none; needs a disclaimer");
  std::error_code error;
  settings.scratch = std::filesystem::temp_directory_path(error);
  reader.Add("scratch", settings.scratch, "folder for the search index, which is made anew at each start");
  RETURN_IF_ERROR(reader.Read(argc, argv));
  return settings;
}

}  // namespace careloop::content
