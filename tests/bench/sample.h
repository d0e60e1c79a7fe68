#ifndef CARELOOP_TESTS_BENCH_SAMPLE_H_
#define CARELOOP_TESTS_BENCH_SAMPLE_H_

#include <cstdint>
#include <vector>

namespace careloop::bench {

// Latencies in microseconds, in any order.
using Sample = std::vector<int64_t>;

// The value that `share` (0-1) of the sample does not exceed. 0 of an empty sample.
int64_t Percentile(Sample& sample, double share);

}  // namespace careloop::bench

#endif  // CARELOOP_TESTS_BENCH_SAMPLE_H_
