#include "common/auth/revocation_list.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop {
namespace {

constexpr size_t kMaxIdSize = 128;  // as of the claims

absl::Status Bad(std::string_view what) { return absl::InvalidArgumentError(ForAbsl(what)); }

bool IsId(std::string_view word) {
  const auto visible = [](unsigned char c) { return absl::ascii_isgraph(c); };
  return !word.empty() && word.size() <= kMaxIdSize && std::ranges::all_of(word, visible);
}

absl::StatusOr<absl::Time> ReadTime(std::string_view word) {
  absl::Time time;
  const bool dated =
      !word.empty() && absl::ascii_isdigit(static_cast<unsigned char>(word.front()));  // no "infinite-past"
  if (dated && absl::ParseTime(absl::RFC3339_full, ForAbsl(word), &time, nullptr)) return time;
  return Bad("the time is not one such as 2026-11-28T18:00:00Z");
}

}  // namespace

absl::StatusOr<std::shared_ptr<const RevocationList>> RevocationList::Parse(std::string_view text) {
  if (!text.empty() && text.back() != '\n') return Bad("the last line does not end with a line feed");
  auto list = std::make_shared<RevocationList>();
  int number = 0;
  while (!text.empty()) {
    ++number;
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (line.empty() || line.front() == '#') continue;
    if (const absl::Status read = list->Read(line); !read.ok()) {
      return Bad(StrCat("line ", number, ": ", read.message()));
    }
  }
  return std::shared_ptr<const RevocationList>(std::move(list));
}

absl::Status RevocationList::Read(std::string_view line) {
  const std::vector<std::string> words = absl::StrSplit(ForAbsl(line), ' ');
  if (!std::ranges::all_of(words, IsId))
    return Bad("is not words of 1 to 128 printable characters with one space between");
  if (words.size() == 2 && words[0] == "jti") {
    tokens_.insert(words[1]);
  } else if (words.size() == 2 && words[0] == "sid") {
    sessions_.insert(words[1]);
  } else if (words.size() == 3 && words[0] == "sub") {
    ASSIGN_OR_RETURN(const absl::Time before, ReadTime(words[2]));
    absl::Time& known = persons_.try_emplace(words[1], before).first->second;
    known = std::max(known, before);
  } else {
    return Bad("is none of: jti TOKEN, sid SESSION, sub PERSON TIME");
  }
  return absl::OkStatus();
}

bool RevocationList::Revokes(const Caller& caller) const {
  if (tokens_.contains(caller.token_id) || sessions_.contains(caller.session)) return true;
  const auto person = persons_.find(caller.subject);
  return person != persons_.end() && caller.issued_at < person->second;
}

}  // namespace careloop
