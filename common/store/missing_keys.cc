#include "common/store/missing_keys.h"

#include <algorithm>

#include "common/log/log.h"

namespace careloop::store {

int LogMissingKeys(const PatientKeys::Many& keys) {
  const auto count = std::ranges::count_if(keys, [](const auto& of) { return of.second == nullptr; });
  if (count > 0) log::LogEvent(log::Level::kError, "keys_missing", {{"count", count}});
  return static_cast<int>(count);
}

}  // namespace careloop::store
