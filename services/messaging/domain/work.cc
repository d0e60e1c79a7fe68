#include "services/messaging/domain/work.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/strings.h"

namespace careloop::messaging {

Work Waiting(absl::Time since, DueTimes due) {
  Work work;
  work.waiting_since = since;
  work.due = due.routine;
  return work;
}

bool IsOverdue(const Work& work, absl::Time now) { return work.due && *work.due <= now; }

std::string EtagOf(const Work& work, int64_t last_number) { return StrCat(work.version, "-", last_number); }

std::optional<Seen> SeenOfEtag(std::string_view etag) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(ForAbsl(etag), absl::MaxSplits('-', 1));
  Seen seen;
  if (!absl::SimpleAtoi(parts.first, &seen.version) || !absl::SimpleAtoi(parts.second, &seen.last_number)) return {};
  if (seen.version < 0 || seen.last_number < 0) return {};
  return seen;
}

}  // namespace careloop::messaging
