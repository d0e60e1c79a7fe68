#include "common/base/emergency_text.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/site_file.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/base/text.h"

namespace careloop {
namespace {

constexpr char kDefaultFile[] = "emergency-text.md";
constexpr char kFilePrefix[] = "emergency-text.";

absl::Status Bad(const std::string& path, std::string_view what) {
  return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState, StrCat(path, ": ", what));
}

std::string Unquoted(absl::string_view value) {
  value = absl::StripAsciiWhitespace(value);
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
  return std::string(value);
}

// Lines of a paragraph become one, as in Markdown: how wide the file is must not show on a patient's screen.
std::string Paragraphs(const std::vector<std::string>& lines, size_t from) {
  std::string text;
  bool blank = false;
  for (size_t i = from; i < lines.size(); ++i) {
    const std::string line(absl::StripAsciiWhitespace(lines[i]));
    if (line.empty()) {
      blank = true;
      continue;
    }
    if (!text.empty()) text += blank ? "\n\n" : " ";
    text += line;
    blank = false;
  }
  return text;
}

}  // namespace

absl::StatusOr<EmergencyText> ParseEmergencyText(const std::string& path, const std::string& file) {
  const std::vector<std::string> lines = absl::StrSplit(file, '\n');
  std::map<std::string, std::string> keys;
  size_t line = 1;
  while (line < lines.size() && absl::StripAsciiWhitespace(lines[line]) != "---") {
    const std::pair<std::string, std::string> pair = absl::StrSplit(lines[line++], absl::MaxSplits(':', 1));
    keys[std::string(absl::StripAsciiWhitespace(pair.first))] = Unquoted(pair.second);
  }
  if (absl::StripAsciiWhitespace(lines.front()) != "---" || line == lines.size()) {
    return Bad(path, "does not begin with front matter between two lines \"---\"");
  }
  if (keys["version"].empty()) return Bad(path, "version: is missing in the front matter");
  if (keys["language"].empty()) return Bad(path, "language: is missing in the front matter");
  EmergencyText text{Paragraphs(lines, line + 1), keys["language"]};
  if (text.text.empty()) return Bad(path, "has no text below its front matter");
  if (text.text.size() > kMostEmergencyTextBytes) {
    return Bad(path,
               StrCat("has a text of ", text.text.size(), " bytes, at most ", kMostEmergencyTextBytes, " are allowed"));
  }
  if (!MeasureText(text.text, /*lines=*/true).valid) return Bad(path, "is not UTF-8, or holds control characters");
  return text;
}

absl::StatusOr<EmergencyTexts> EmergencyTexts::Load(const std::string& folder) {
  const std::string standard_path = StrCat(folder, "/", kDefaultFile);
  ASSIGN_OR_RETURN(const std::string standard_file, ReadSiteFile(standard_path));
  ASSIGN_OR_RETURN(EmergencyText standard, ParseEmergencyText(standard_path, standard_file));
  EmergencyTexts texts(std::move(standard));
  std::error_code error;
  for (const auto& found : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = found.path().filename().string();
    if (name == kDefaultFile || !absl::StartsWith(name, kFilePrefix) || !absl::EndsWith(name, ".md")) continue;
    ASSIGN_OR_RETURN(const std::string file, ReadSiteFile(found.path().string()));
    ASSIGN_OR_RETURN(EmergencyText text, ParseEmergencyText(found.path().string(), file));
    if (absl::EqualsIgnoreCase(texts.In(text.language).language, text.language)) {
      return Bad(found.path().string(), StrCat("language: there are two texts in \"", text.language, "\""));
    }
    texts.texts_.push_back(std::move(text));
  }
  if (error) return Bad(folder, "cannot be listed");
  return texts;
}

const EmergencyText& EmergencyTexts::In(const std::string& language) const {
  const auto found = std::find_if(texts_.begin(), texts_.end(), [&](const EmergencyText& text) {
    return absl::EqualsIgnoreCase(text.language, language);
  });
  return found == texts_.end() ? texts_.front() : *found;
}

}  // namespace careloop
