#include "common/rpc/field.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "common/base/strings.h"
#include "common/base/text.h"

namespace careloop::rpc {
namespace {

constexpr size_t kLongestPart = 128;
constexpr absl::Duration kClockDifference = absl::Minutes(5);

// What is before the first slash of `name`, which loses both.
std::string_view TakePart(std::string_view& name) {
  const std::string_view part = name.substr(0, name.find('/'));
  name.remove_prefix(std::min(part.size() + 1, name.size()));
  return part;
}

bool IsPart(std::string_view part) {
  return !part.empty() && part.size() <= kLongestPart && std::all_of(part.begin(), part.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == '-';
  });
}

}  // namespace

void CheckText(Violations& violations, std::string_view field, std::string_view text, TextLimits limits) {
  const TextMeasure measure = MeasureText(text, limits.lines);
  if (!measure.valid) {
    violations.Add(field, limits.lines ? "holds a control character other than line feed and tab, or is not UTF-8"
                                       : "holds a control character, or is not UTF-8");
  } else if (measure.overrides) {
    violations.Add(field, "holds U+202D or U+202E, which override the direction of letters");
  } else if (measure.characters > limits.max) {
    violations.Add(field, StrCat("has ", measure.characters, " characters, at most ", limits.max, " are allowed"));
  } else if (limits.min > 0 && measure.blank) {
    violations.Add(field, StrCat("is empty or blank, ", limits.min, " to ", limits.max, " characters are needed"));
  }
}

void CheckPerson(Violations& violations, std::string_view field, std::string_view id) {
  if (!IsPart(id) || id == "-") violations.Add(field, "needs 1 to 128 of A-Z a-z 0-9 . _ -");
}

void CheckId(Violations& violations, std::string_view field, std::string_view id) {
  if (!IsId(id)) violations.Add(field, "needs 1 to 64 of a-z 0-9 -");
}

void CheckName(Violations& violations, std::string_view field, std::string_view name, std::string_view pattern) {
  if (NameParts(name, pattern).empty()) violations.Add(field, StrCat("needs the form ", pattern));
}

std::vector<std::string> NameParts(std::string_view name, std::string_view pattern) {
  std::vector<std::string> parts;
  for (bool more = true; more;) {
    more = name.find('/') != name.npos;
    if (more != (pattern.find('/') != pattern.npos)) return {};
    const std::string_view given = TakePart(name), wanted = TakePart(pattern);
    if (wanted == "*" ? !IsPart(given) : given != wanted) return {};
    if (wanted == "*") parts.emplace_back(given);
  }
  return parts;
}

void CheckRange(Violations& violations, std::string_view field, int64_t value, int64_t min, int64_t max) {
  if (value < min || value > max) violations.Add(field, StrCat(value, " is not within ", min, " to ", max));
}

void CheckPageSize(Violations& violations, int32_t page_size, PageLimits limits) {
  if (page_size >= 0) return;
  violations.Add("page_size", StrCat(page_size, " is negative; 0 means ", limits.standard, ", at most ", limits.most));
}

int PageSize(int32_t page_size, PageLimits limits) {
  return page_size == 0 ? limits.standard : std::min(page_size, limits.most);
}

bool CheckTime(Violations& violations, std::string_view field, const google::protobuf::Timestamp& time) {
  constexpr int64_t kFirst = -62'135'596'800;  // 0001-01-01
  constexpr int64_t kLast = 253'402'300'799;   // 9999-12-31
  if (time.nanos() >= 0 && time.nanos() <= 999'999'999 && time.seconds() >= kFirst && time.seconds() <= kLast)
    return true;
  violations.Add(field, "is not a time of the years 1 to 9999");
  return false;
}

void CheckNotInFuture(Violations& violations, std::string_view field, const google::protobuf::Timestamp& time,
                      absl::Time now) {
  if (CheckTime(violations, field, time) && ToTime(time) > now + kClockDifference) {
    violations.Add(field, StrCat("is ", absl::FormatDuration(absl::Trunc(ToTime(time) - now, absl::Seconds(1))),
                                 " in the future; at most 5m of clock difference is allowed"));
  }
}

void CheckTimeZone(Violations& violations, std::string_view field, const std::string& zone) {
  // What the library and the folder of zones know besides: on another machine, or of another library, it is another
  // zone or none.
  static constexpr std::string_view kNoZones[] = {"localtime", "Fixed", "posix", "right", "posixrules", "Factory"};
  absl::TimeZone loaded;
  const std::string_view area = std::string_view(zone).substr(0, zone.find('/'));
  const bool plain = IsPart(area) && zone.size() <= 64 && zone.find("..") == std::string::npos &&
                     std::find(std::begin(kNoZones), std::end(kNoZones), area) == std::end(kNoZones);
  if (!plain || !absl::LoadTimeZone(zone, &loaded))
    violations.Add(field, "is not an IANA time zone such as Europe/Madrid");
}

absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(absl::ToUnixSeconds(time));
  timestamp.set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(timestamp.seconds()))));
  return timestamp;
}

}  // namespace careloop::rpc
