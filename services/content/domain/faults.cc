#include "services/content/domain/faults.h"

#include "common/base/strings.h"

namespace careloop::content {

void Faults::Add(int line, std::string_view what) {
  if (++count_ > kMost) return;
  violations_.Add(document_, line == 0 ? std::string(what) : StrCat("line ", line, ": ", what));
}

void Faults::Add(int line, std::string_view key, std::string_view what) { Add(line, StrCat(key, ": ", what)); }

absl::Status Faults::ToStatus() const {
  if (count_ <= kMost) return violations_.ToStatus();
  Violations all = violations_;
  all.Add(document_, StrCat("has ", count_ - kMost, " more faults"));
  return all.ToStatus();
}

}  // namespace careloop::content
