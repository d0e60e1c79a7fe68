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
#include "services/messaging/domain/case_folding.h"

namespace careloop::messaging {
namespace {

constexpr size_t kMostPhrases = 1'000;
constexpr size_t kLongestPhrase = 100;

// Bytes of other letters than a-z belong to words, so that no word is found within another of any language.
bool IsOfWord(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || (c & 0x80) != 0; }

// How many bytes are a mark between words at the start of `text`, such as the apostrophe that phones set: of the
// general punctuation of Unicode (U+2000 to U+203F) and of U+00A0 to U+00BF.
size_t MarkAt(std::string_view text) {
  if (!IsOfWord(text[0])) return 1;
  if (text.size() > 1 && text[0] == '\xC2' && static_cast<unsigned char>(text[1]) >= 0xA0) return 2;
  return text.size() > 2 && text.starts_with("\xE2\x80") ? 3 : 0;
}

// Words without regard to case, one blank before, between and after them: then a whole phrase is a part of the text.
std::string Normal(std::string_view words) {
  const std::string folded = FoldCase(words);
  std::string_view text = folded;
  std::string normal = " ";
  while (!text.empty()) {
    const size_t mark = MarkAt(text);
    if (mark == 0) {
      normal += text[0];
    } else if (normal.back() != ' ') {
      normal += ' ';
    }
    text.remove_prefix(std::max<size_t>(mark, 1));
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
