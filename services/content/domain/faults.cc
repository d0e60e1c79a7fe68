#include "services/content/domain/faults.h"

#include "common/base/strings.h"

namespace careloop::content {

void Faults::Add(int line, std::string_view what) {
  violations_.Add(document_, line == 0 ? std::string(what) : StrCat("line ", line, ": ", what));
}

void Faults::Add(int line, std::string_view key, std::string_view what) { Add(line, StrCat(key, ": ", what)); }

}  // namespace careloop::content
