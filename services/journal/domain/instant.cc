#include "services/journal/domain/instant.h"

#include "common/base/strings.h"

namespace careloop::journal {

void CheckNotInFuture(Violations& violations, std::string_view field, absl::Time time, absl::Time now) {
  const absl::Duration ahead = time - now;
  if (ahead <= kClockDifference) return;
  violations.Add(field, StrCat("is ", absl::FormatDuration(absl::Trunc(ahead, absl::Seconds(1))),
                               " in the future; at most 5m of clock difference is allowed"));
}

}  // namespace careloop::journal
