#include "services/messaging/domain/warning_words.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/site_file.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::messaging {
namespace {

constexpr size_t kMostPhrases = 1'000;
constexpr size_t kLongestPhrase = 100;

// Bytes of other letters than a-z belong to words, so that no word is found within another of any language.
bool IsOfWord(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || (c & 0x80) != 0; }

// Words in lower case, one blank before, between and after them: then a whole phrase is a part of the text.
std::string Normal(std::string_view text) {
  std::string normal = " ";
  for (const char c : text) {
    if (IsOfWord(c)) {
      normal += absl::ascii_tolower(static_cast<unsigned char>(c));
    } else if (normal.back() != ' ') {
      normal += ' ';
    }
  }
  if (normal.back() != ' ') normal += ' ';
  return normal;
}

}  // namespace

absl::StatusOr<WarningWords> WarningWords::Parse(const std::string& path, const std::string& file) {
  WarningWords words;
  const std::vector<std::string> lines = absl::StrSplit(file, '\n');
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::string line(absl::StripAsciiWhitespace(lines[i]));
    if (line.empty() || line[0] == '#') continue;
    std::string phrase = Normal(line);
    if (phrase == " " || line.size() > kLongestPhrase || words.phrases_.size() == kMostPhrases) {
      return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
                   StrCat(path, ":", i + 1, ": is no word or phrase of at most ", kLongestPhrase, " bytes; at most ",
                          kMostPhrases, " are possible"));
    }
    words.phrases_.push_back(std::move(phrase));
  }
  return words;
}

absl::StatusOr<WarningWords> WarningWords::Load(const std::string& folder) {
  const std::string path = StrCat(folder, "/warning-words.txt");
  std::error_code error;
  if (!std::filesystem::exists(path, error) && !error) return WarningWords();
  ASSIGN_OR_RETURN(const std::string file, ReadSiteFile(path));
  return Parse(path, file);
}

bool WarningWords::AnyIn(std::string_view text) const {
  if (phrases_.empty()) return false;
  const std::string normal = Normal(text);
  return std::any_of(phrases_.begin(), phrases_.end(),
                     [&](const std::string& phrase) { return normal.find(phrase) != std::string::npos; });
}

}  // namespace careloop::messaging
