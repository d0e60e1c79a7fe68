#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_INSTANT_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_INSTANT_H_

#include <string_view>

#include "absl/time/time.h"
#include "common/base/error.h"

namespace careloop::journal {

// Every instant of the journal is kept in whole microseconds, rounded down, so that an answer shows exactly what is
// stored.
inline absl::Time StoredInstant(absl::Time time) { return absl::FromUnixMicros(absl::ToUnixMicros(time)); }

// What a person says has happened may lie this far ahead of our clock: theirs may be fast.
inline constexpr absl::Duration kClockDifference = absl::Minutes(5);

// Adds to `violations` if `time` is further ahead of `now` than that.
void CheckNotInFuture(Violations& violations, std::string_view field, absl::Time time, absl::Time now);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_INSTANT_H_
