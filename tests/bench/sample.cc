#include "tests/bench/sample.h"

#include <algorithm>
#include <cstddef>

namespace careloop::bench {

int64_t Percentile(Sample& sample, double share) {
  if (sample.empty()) return 0;
  const auto rank = std::min(static_cast<size_t>(share * static_cast<double>(sample.size())), sample.size() - 1);
  std::nth_element(sample.begin(), sample.begin() + static_cast<std::ptrdiff_t>(rank), sample.end());
  return sample[rank];
}

}  // namespace careloop::bench
