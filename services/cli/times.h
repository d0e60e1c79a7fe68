#ifndef CARELOOP_SERVICES_CLI_TIMES_H_
#define CARELOOP_SERVICES_CLI_TIMES_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace careloop::cli {

// The IANA name of the time zone of this machine: TZ if it names one, else what /etc/localtime links to, else "UTC".
std::string LocalZoneName();

// "2026-05-01T08:30:00+02:00", or without an offset, to the minute or second, in `zone`, or a date alone: the first
// moment of that day in `zone`. A usage error that names `option` otherwise; also when the zone is unknown.
absl::StatusOr<google::protobuf::Timestamp> ParseTime(std::string_view option, std::string_view text,
                                                      std::string_view zone);

// "2026-05-01 08:30:00 +02:00" in `zone`; in that of this machine if it is unknown or empty.
std::string FormatTime(const google::protobuf::Timestamp& time, std::string_view zone = "");

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_TIMES_H_
