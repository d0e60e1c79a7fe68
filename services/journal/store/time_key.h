#ifndef CARELOOP_SERVICES_JOURNAL_STORE_TIME_KEY_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_TIME_KEY_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/journal/domain/page.h"

namespace careloop::journal {

// An instant as the TIME of chronology.lua: 16 digits, microseconds since 1900, rounded down, so that text sorts like
// time. What lies outside 1900 to 2185 is drawn to the edge: only the bounds of shares and filters can lie there.
std::string TimeKey(absl::Time time);

// Of a bound: rounded up, so that comparing whole microseconds with it decides like comparing the instants themselves.
std::string BoundKey(absl::Time time);

// INTERNAL for anything but a TIME.
absl::StatusOr<absl::Time> TimeOfKey(std::string_view key);

// What follows the TIME with which an entry is stored; nothing of what is too short for one. Refers to `stored`.
std::string_view AfterTimeKey(std::string_view stored);

// The upper end of a latest-first page, as ZRANGE BYLEX takes it: below the position where the page before ended, else
// below `otherwise`.
std::string UpperEnd(const PageRequest& page, std::string otherwise = "+");

// An entry's number as it is in keys: 10 digits.
std::string NumberKey(int64_t number);

// INTERNAL for anything but a number.
absl::StatusOr<int64_t> NumberOfKey(std::string_view key);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_TIME_KEY_H_
