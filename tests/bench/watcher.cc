#include "tests/bench/watcher.h"

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "common/base/strings.h"
#include "tests/bench/process.h"

namespace careloop::bench {

Watcher::Watcher(messaging::v1::MessagingService::Stub& stub, const Person& person, std::atomic<int64_t>& arrived)
    : arrived_(arrived) {
  person.Authorize(context_);
  stub.async()->Watch(&context_, &request_, this);
  StartRead(&response_);
  StartCall();
}

void Watcher::Cancel() {
  cancelled_ = true;
  context_.TryCancel();
}

void Watcher::OnReadDone(bool ok) {
  const SteadyTime now = std::chrono::steady_clock::now();
  if (!ok) return;  // OnDone says why
  if (response_.has_message()) {
    const absl::string_view text = response_.message().message().text();
    size_t number = 0;
    if (!absl::SimpleAtoi(text.substr(0, text.find(' ')), &number)) Die("an event of a message that was not sent here");
    arrivals_.push_back({number, now});
    arrived_.fetch_add(1, std::memory_order_release);
  }
  StartRead(&response_);
}

void Watcher::OnDone(const grpc::Status& status) {
  if (!cancelled_) Die(StrCat("a stream ended with code ", int{status.error_code()}, ": ", status.error_message()));
  ended_ = true;
  ended_.notify_all();
}

}  // namespace careloop::bench
