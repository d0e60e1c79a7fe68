#include "services/messaging/domain/answer_timers.h"

namespace careloop::messaging {
namespace {

constexpr absl::Duration kTick = absl::Seconds(1);
constexpr absl::Duration kLimit = absl::Seconds(5);
constexpr int kBatch = 100;

}  // namespace

void AnswerTimers::Start() {
  scheduler_.After(kTick, [this] { StartDetached(Run()); });
}

// Until nothing is left whose time has come; a failure is made up for with the next tick.
Task<void> AnswerTimers::Run() {
  while (true) {
    const auto run = co_await store_.RunTimers(clock_.Now(), kBatch, DeadlineAfter(kLimit));
    if (!run.ok() || *run < kBatch) break;
  }
  Start();
}

}  // namespace careloop::messaging
