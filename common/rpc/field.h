#ifndef CARELOOP_COMMON_RPC_FIELD_H_
#define CARELOOP_COMMON_RPC_FIELD_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "common/base/error.h"
#include "google/protobuf/timestamp.pb.h"

namespace careloop::rpc {

// What all validators have in common. Each function adds to `violations` what is wrong with one field, naming the
// limit; none repeats what a person wrote. Thread-safe.

// Limits of a text, in characters (Unicode code points).
struct TextLimits {
  int min = 1;
  int max = 200;
  bool lines = false;  // line feeds and tabs are allowed
};
inline constexpr TextLimits kNameLimits{.min = 1, .max = 200};
inline constexpr TextLimits kBodyLimits{.min = 1, .max = 10'000, .lines = true};

// UTF-8 within limits, without control characters and overrides of direction; something is seen of it if `min` > 0.
void CheckText(Violations& violations, std::string_view field, std::string_view text, TextLimits limits);

// A person or patient: 1-128 of A-Z a-z 0-9 . _ -, and not "-", which means all.
void CheckPerson(Violations& violations, std::string_view field, std::string_view id);

// An id that a client chooses: 1-64 of a-z 0-9 -.
void CheckId(Violations& violations, std::string_view field, std::string_view id);

// A resource name of the shape of `pattern`, e.g. "patients/*/threads/*".
void CheckName(Violations& violations, std::string_view field, std::string_view name, std::string_view pattern);

// The parts of a name that stand for the stars of a pattern; empty if it has another shape. Each part is 1-128 of
// A-Z a-z 0-9 . _ -.
std::vector<std::string> NameParts(std::string_view name, std::string_view pattern);

void CheckRange(Violations& violations, std::string_view field, int64_t value, int64_t min, int64_t max);

// How long the pages of a list are.
struct PageLimits {
  int standard = 50;
  int most = 200;
};

// Not negative; see PageSize.
void CheckPageSize(Violations& violations, int32_t page_size, PageLimits limits = {});

// 0 is the standard, more than the most is the most.
int PageSize(int32_t page_size, PageLimits limits = {});

// A valid time. Says whether it is.
bool CheckTime(Violations& violations, std::string_view field, const google::protobuf::Timestamp& time);

// A valid time, not more than five minutes (the clocks' difference) after `now`.
void CheckNotInFuture(Violations& violations, std::string_view field, const google::protobuf::Timestamp& time,
                      absl::Time now);

// An IANA time zone that this machine knows, such as "America/New_York".
void CheckTimeZone(Violations& violations, std::string_view field, const std::string& zone);

absl::Time ToTime(const google::protobuf::Timestamp& timestamp);
google::protobuf::Timestamp ToTimestamp(absl::Time time);

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_FIELD_H_
