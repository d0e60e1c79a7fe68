#ifndef CARELOOP_TESTS_BENCH_WINDOW_JSON_H_
#define CARELOOP_TESTS_BENCH_WINDOW_JSON_H_

#include <nlohmann/json.hpp>
#include <string>

#include "tests/bench/closed_loop.h"

namespace careloop::bench {

// The figures of one window of a call, as tests/bench/run takes them.
nlohmann::json ToJson(const std::string& call, Window window);

}  // namespace careloop::bench

#endif  // CARELOOP_TESTS_BENCH_WINDOW_JSON_H_
