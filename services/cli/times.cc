#include "services/cli/times.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "common/base/strings.h"
#include "google/protobuf/util/time_util.h"
#include "services/cli/exit_code.h"

namespace careloop::cli {
namespace {

constexpr const char* kLocalFormats[] = {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"};

bool IsZone(const std::string& name) {
  absl::TimeZone zone;
  return !name.empty() && absl::LoadTimeZone(name, &zone);
}

std::string LinkedZoneName() {
  std::error_code error;
  const std::string target = std::filesystem::canonical("/etc/localtime", error).string();
  constexpr absl::string_view kFolder = "/usr/share/zoneinfo/";
  absl::string_view name = target;
  return absl::ConsumePrefix(&name, kFolder) ? std::string(name) : "";
}

bool Parse(absl::string_view text, absl::TimeZone zone, absl::Time& time) {
  if (absl::ParseTime(absl::RFC3339_full, text, &time, nullptr)) return true;
  for (const char* format : kLocalFormats) {
    if (absl::ParseTime(format, text, zone, &time, nullptr)) return true;
  }
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day)) return false;
  time = absl::FromCivil(day, zone);
  return true;
}

}  // namespace

std::string LocalZoneName() {
  const char* tz = std::getenv("TZ");  // NOLINT(concurrency-mt-unsafe): nothing changes the environment
  std::string name(absl::StripPrefix(tz == nullptr ? "" : tz, ":"));
  if (!IsZone(name)) name = LinkedZoneName();
  return IsZone(name) ? name : "UTC";
}

absl::StatusOr<google::protobuf::Timestamp> ParseTime(std::string_view option, std::string_view text,
                                                      std::string_view zone_name) {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(ForAbsl(zone_name), &zone)) {
    return UsageError(StrCat("--time-zone: \"", zone_name, "\" is no IANA time zone such as Europe/Berlin"));
  }
  absl::Time time;
  if (!Parse(ForAbsl(text), zone, time)) {
    return UsageError(StrCat(option, ": \"", text,
                             "\" is no time such as 2026-05-01, 2026-05-01T08:30 or 2026-05-01T08:30:00+02:00"));
  }
  return google::protobuf::util::TimeUtil::NanosecondsToTimestamp(absl::ToUnixNanos(time));
}

std::string FormatTime(const google::protobuf::Timestamp& time, std::string_view zone_name) {
  absl::TimeZone zone;
  if (zone_name.empty() || !absl::LoadTimeZone(ForAbsl(zone_name), &zone)) zone = absl::LocalTimeZone();
  return absl::FormatTime("%Y-%m-%d %H:%M:%S %Ez", absl::FromUnixSeconds(time.seconds()), zone);
}

}  // namespace careloop::cli
