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
#include "common/base/text.h"
#include "services/messaging/domain/plain_words.h"

namespace careloop::messaging {
namespace {

constexpr size_t kMostPhrases = 1'000;
constexpr size_t kLongestPhrase = 100;

// Of what PlainWords has made, with the blank after it.
std::string_view FirstWord(std::string_view words) { return words.substr(0, words.find(' ') + 1); }

}  // namespace

absl::StatusOr<WarningWords> WarningWords::Parse(const std::string& path, const std::string& file) {
  WarningWords words;
  size_t count = 0;
  const std::vector<std::string> lines = absl::StrSplit(file, '\n');
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::string line(absl::StripAsciiWhitespace(lines[i]));
    if (line.empty() || line[0] == '#') continue;
    std::string phrase = IsUtf8(line) ? PlainWords(line) : "";
    if (phrase.empty() || line.size() > kLongestPhrase || ++count > kMostPhrases) {
      return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
                   StrCat(path, ":", i + 1, ": is no word or phrase in UTF-8 of at most ", kLongestPhrase,
                          " bytes; at most ", kMostPhrases, " are possible"));
    }
    words.phrases_[std::string(FirstWord(phrase))].push_back(std::move(phrase));
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
  const std::string plain = PlainWords(text);
  for (std::string_view rest = plain; !rest.empty();) {
    const std::string_view word = FirstWord(rest);
    if (const auto found = phrases_.find(ForAbsl(word)); found != phrases_.end()) {
      const auto starts = [&](const std::string& phrase) { return rest.starts_with(phrase); };
      if (std::any_of(found->second.begin(), found->second.end(), starts)) return true;
    }
    rest.remove_prefix(word.size());
  }
  return false;
}

}  // namespace careloop::messaging
