#include "common/store/missing_keys.h"

#include <algorithm>

#include "common/log/log.h"

namespace careloop::store {

int LogMissingKeys(const PatientKeys::Many& keys, int unopened) {
  const auto missing = std::ranges::count_if(keys, [](const auto& of) { return of.second == nullptr; });
  const int count = static_cast<int>(missing) + unopened;
  if (count > 0) log::LogEvent(log::Level::kError, "keys_missing", {{"count", count}});
  return count;
}

}  // namespace careloop::store
