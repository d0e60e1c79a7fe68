#include "services/journal/domain/entry.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "common/base/strings.h"

namespace careloop::journal {

int Entry::PlaceOf(const Reporter& one) {
  if (one == reporter) return 0;
  const auto known = std::find(earlier_reporters.begin(), earlier_reporters.end(), one);
  const auto place = known - earlier_reporters.begin();
  if (known == earlier_reporters.end()) earlier_reporters.push_back(one);
  return static_cast<int>(place) + 1;
}

std::string EntryName(const std::string& patient, int64_t number) {
  return StrCat("patients/", patient, "/entries/", number);
}

std::string EtagOf(const Entry& entry) { return StrCat(entry.version, entry.retraction ? "r" : ""); }

std::optional<int> VersionOfEtag(std::string_view etag) {
  int version = 0;
  const bool is_version = absl::SimpleAtoi(absl::StripSuffix(ForAbsl(etag), "r"), &version);
  return is_version && version > 0 ? std::optional<int>(version) : std::nullopt;
}

absl::CivilDay WeekOf(absl::Time time, const std::string& time_zone) {
  absl::TimeZone zone;
  absl::LoadTimeZone(time_zone, &zone);  // UTC if this machine does not know it (any more)
  return absl::PrevWeekday(absl::ToCivilDay(time, zone) + 1, absl::Weekday::monday);
}

}  // namespace careloop::journal
