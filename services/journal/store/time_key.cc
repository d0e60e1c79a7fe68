#include "services/journal/store/time_key.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "common/base/error.h"
#include "common/base/strings.h"

namespace careloop::journal {
namespace {

constexpr int64_t kMicrosFrom1900To1970 = 25'567LL * 24 * 3600 * 1'000'000;
constexpr int64_t kLatest = (int64_t{1} << 53) - 1;  // Lua's numbers are exact up to here
constexpr size_t kTimeDigits = 16;

std::string Key(absl::Time rounded) {
  const absl::Duration since_1970 = rounded - absl::UnixEpoch();
  const int64_t micros = std::clamp<int64_t>(absl::ToInt64Microseconds(since_1970), -kMicrosFrom1900To1970,
                                             kLatest - kMicrosFrom1900To1970);
  return StrCat(absl::Dec(micros + kMicrosFrom1900To1970, absl::kZeroPad16));
}

absl::Status Damaged() {
  return Error(absl::StatusCode::kInternal, reason::kInternal, "the store gave a key that this release does not know");
}

}  // namespace

std::string TimeKey(absl::Time time) {
  return Key(absl::UnixEpoch() + absl::Floor(time - absl::UnixEpoch(), absl::Microseconds(1)));
}

std::string BoundKey(absl::Time time) {
  return Key(absl::UnixEpoch() + absl::Ceil(time - absl::UnixEpoch(), absl::Microseconds(1)));
}

absl::StatusOr<absl::Time> TimeOfKey(std::string_view key) {
  int64_t micros = 0;
  if (key.size() != kTimeDigits || !absl::SimpleAtoi(ForAbsl(key), &micros)) return Damaged();
  return absl::FromUnixMicros(micros - kMicrosFrom1900To1970);
}

std::string_view AfterTimeKey(std::string_view stored) { return stored.substr(std::min(stored.size(), kTimeDigits)); }

std::string UpperEnd(const PageRequest& page, std::string otherwise) {
  return page.after.empty() ? otherwise : StrCat("(", page.after);
}

std::string NumberKey(int64_t number) { return StrCat(absl::Dec(number, absl::kZeroPad10)); }

absl::StatusOr<int64_t> NumberOfKey(std::string_view key) {
  int64_t number = 0;
  if (!absl::SimpleAtoi(ForAbsl(key), &number)) return Damaged();
  return number;
}

}  // namespace careloop::journal
