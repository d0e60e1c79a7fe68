#ifndef CARELOOP_TESTS_BENCH_CALL_ALL_H_
#define CARELOOP_TESTS_BENCH_CALL_ALL_H_

#include <grpcpp/client_context.h>

#include <atomic>
#include <cstddef>
#include <random>
#include <thread>
#include <vector>

#include "common/base/strings.h"
#include "tests/bench/community.h"
#include "tests/bench/process.h"

namespace careloop::bench {

// Makes the calls 0 ... count - 1, several at a time. `fill(i, context, request)` says what each asks, `take(i,
// response)` gets its answer; both run on several threads.
template <typename Stub, typename Request, typename Response, typename Fill, typename Take>
void CallAll(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), size_t count,
             const Fill& fill, const Take& take) {
  static constexpr int kCallers = 16;
  std::atomic<size_t> next = 0;
  std::vector<std::jthread> callers;
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&, caller] {
      Rng rng(std::random_device{}() + caller);
      for (size_t i = next++; i < count; i = next++) {
        grpc::ClientContext context;
        Request request;
        Response response;
        request.set_request_id(NewRequestId(rng));
        fill(i, context, request);
        const grpc::Status status = (stub.*method)(&context, request, &response);
        if (!status.ok()) Die(StrCat(Request::descriptor()->name(), ": ", status.error_message()));
        take(i, response);
      }
    });
  }
}

inline constexpr auto kNothing = [](size_t, const auto&) {};

}  // namespace careloop::bench

#endif  // CARELOOP_TESTS_BENCH_CALL_ALL_H_
