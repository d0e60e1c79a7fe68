#include "services/journal/domain/entry.h"

#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "common/base/strings.h"

namespace careloop::journal {

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
