#ifndef CARELOOP_TESTS_BENCH_PROCESS_H_
#define CARELOOP_TESTS_BENCH_PROCESS_H_

#include <sys/types.h>

#include <string_view>

#include "absl/time/time.h"

namespace careloop::bench {

// What a process has used since its start, user and system, in steps of 10 ms. Ends this process if that one is gone.
absl::Duration CpuTime(pid_t pid);

// Resident memory of a process in KiB.
long ResidentKib(pid_t pid);

// A figure that was measured while something failed is worth nothing: says what failed and ends this process.
[[noreturn]] void Die(std::string_view what);

}  // namespace careloop::bench

#endif  // CARELOOP_TESTS_BENCH_PROCESS_H_
