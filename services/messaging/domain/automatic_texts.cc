#include "services/messaging/domain/automatic_texts.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "common/base/emergency_text.h"
#include "common/base/site_file.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::messaging {

absl::StatusOr<std::string> LoadUrgentAlertText(const std::string& folder) {
  const std::string path = StrCat(folder, "/urgent-alert-text.md");
  std::error_code error;
  if (!std::filesystem::exists(path, error) && !error) return std::string();
  ASSIGN_OR_RETURN(const std::string file, ReadSiteFile(path));
  ASSIGN_OR_RETURN(EmergencyText text, ParseEmergencyText(path, file));
  return std::move(text.text);
}

}  // namespace careloop::messaging
