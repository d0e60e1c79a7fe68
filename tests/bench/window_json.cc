#include "tests/bench/window_json.h"

namespace careloop::bench {

nlohmann::json ToJson(const std::string& call, Window window) {
  const auto calls = static_cast<double>(window.latencies.size());
  const auto per_call = [&](absl::Duration d) { return absl::ToDoubleMicroseconds(d) / calls; };
  return {{"call", call},
          {"requests_per_s", calls / absl::ToDoubleSeconds(window.time)},
          {"client_cpu_us", per_call(window.client_cpu)},
          {"server_cpu_us", per_call(window.server_cpu)},
          {"redis_cpu_us", per_call(window.redis_cpu)},
          {"p50_us", Percentile(window.latencies, 0.5)},
          {"p99_us", Percentile(window.latencies, 0.99)},
          {"asked_peer", static_cast<double>(window.asked_peer) / static_cast<double>(window.all_calls)},
          {"all_calls", window.all_calls}};
}

}  // namespace careloop::bench
