#include "services/journal/rpc/checks.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "services/journal/rpc/names.h"

namespace careloop::journal {
namespace {

constexpr int64_t kEndOfYear9999 = 253'402'300'799;
constexpr int32_t kMostNanos = 999'999'999;
constexpr size_t kLongestTag = 35;
constexpr size_t kLongestSubtag = 8;

bool IsSubtag(const std::string& subtag) {
  return !subtag.empty() && subtag.size() <= kLongestSubtag &&
         std::all_of(subtag.begin(), subtag.end(), [](unsigned char c) { return absl::ascii_isalnum(c); });
}

bool IsLanguageTag(std::string_view tag) {
  const std::vector<std::string> subtags = absl::StrSplit(ForAbsl(tag), '-');
  const std::string& language = subtags.front();
  return tag.size() <= kLongestTag && language.size() >= 2 &&
         std::all_of(language.begin(), language.end(), [](unsigned char c) { return absl::ascii_isalpha(c); }) &&
         std::all_of(subtags.begin(), subtags.end(), IsSubtag);
}

}  // namespace

void CheckPatientName(Violations& violations, std::string_view field, std::string_view name, std::string_view pattern) {
  const std::vector<std::string> parts = rpc::NameParts(name, pattern);
  if (parts.empty()) {
    violations.Add(field, StrCat("needs the form ", pattern));
  } else {
    rpc::CheckPerson(violations, field, parts.front());
  }
}

void CheckEntryName(Violations& violations, std::string_view field, const std::string& name) {
  CheckPatientName(violations, field, name, kEntryPattern);
  if (!rpc::NameParts(name, kEntryPattern).empty() && !EntryNumber(IdOf(name))) {
    violations.Add(field, "needs a number 1, 2, 3, ... after entries/");
  }
}

void CheckIdName(Violations& violations, std::string_view field, std::string_view name, std::string_view pattern) {
  const std::vector<std::string> parts = rpc::NameParts(name, pattern);
  if (parts.empty()) {
    violations.Add(field, StrCat("needs the form ", pattern));
  } else {
    rpc::CheckId(violations, field, parts.front());
  }
}

void CheckInstant(Violations& violations, std::string_view field, const google::protobuf::Timestamp& time,
                  int first_year) {
  const int64_t first = absl::ToUnixSeconds(absl::FromCivil(absl::CivilYear(first_year), absl::UTCTimeZone()));
  const bool fits =
      time.seconds() >= first && time.seconds() <= kEndOfYear9999 && time.nanos() >= 0 && time.nanos() <= kMostNanos;
  if (!fits) violations.Add(field, StrCat("is not a time in the years ", first_year, " to 9999"));
}

void CheckLanguage(Violations& violations, std::string_view field, std::string_view tag) {
  if (!tag.empty() && !IsLanguageTag(tag)) {
    violations.Add(field, StrCat("needs a BCP 47 tag of at most ", kLongestTag, " characters, such as en"));
  }
}

}  // namespace careloop::journal
