#include "tests/fault/follower.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "common/base/strings.h"
#include "tests/fault/ledger.h"
#include "tests/support/careloop_command.h"

namespace careloop::fault {
namespace {

using messaging::v1::WatchResponse;

std::string TokenOfNow(const Client& client) {
  messaging::v1::ListThreadsRequest request;
  request.set_parent("patients/-");
  return client.Get(&MessagingStub::ListThreads, request).watch_token();
}

}  // namespace

Follower::Follower(const Stack& stack, const Person& person)
    : client_(stack, person),
      token_(TokenOfNow(client_)),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {}

void Follower::Run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    Watch(stop);
    absl::SleepFor(absl::Milliseconds(10));
  }
}

void Follower::Watch(const std::stop_token& stop) {
  MessagingStub stub(client_.ChannelTo(Victim::kMessaging));
  grpc::ClientContext context;
  client_.Authorize(context);
  const std::stop_callback cancel(stop, [&context] { context.TryCancel(); });
  messaging::v1::WatchRequest request;
  request.set_resume_token(token_);
  const auto stream = stub.Watch(&context, request);
  ++streams_;
  WatchResponse event;
  bool said_reconnect = false;
  while (stream->Read(&event)) {
    token_ = event.resume_token();
    said_reconnect = event.has_reconnect();
    Take(event);
  }
  const grpc::Status status = stream->Finish();
  if (status.ok() && said_reconnect) ++reconnects_;
  if (status.ok() ? !said_reconnect : !IsUnknown(status)) {
    Trouble(StrCat("the stream ended with ", static_cast<int>(status.error_code()), " ", status.error_message()));
  }
}

void Follower::Take(const WatchResponse& event) {
  if (event.has_gap() || event.has_revoked()) Trouble(event.ShortDebugString());
  if (!event.has_message()) return;
  const std::lock_guard lock(mutex_);
  seen_.push_back({event.message().thread(), event.message().message().number(), event.message().message().text()});
}

void Follower::Trouble(const std::string& what) {
  const std::lock_guard lock(mutex_);
  troubles_.push_back(what);
}

std::vector<Follower::Seen> Follower::seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

std::vector<std::string> Follower::troubles() const {
  const std::lock_guard lock(mutex_);
  return troubles_;
}

void Follower::Stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

void ExpectSawAll(const Follower& follower, const std::vector<Ledger>& ledgers) {
  std::multiset<std::string> written;
  for (const Ledger& ledger : ledgers) {
    for (const Attempt& attempt : ledger.messages) written.insert(attempt.text);
  }
  testing::Eventually("the follower has seen all", [&] { return follower.count() >= written.size(); });
  std::multiset<std::string> seen;
  std::map<std::string, int> last;  // of a thread
  for (const Follower::Seen& message : follower.seen()) {
    seen.insert(message.text);
    const int before = last.try_emplace(message.thread, message.number - 1).first->second;
    EXPECT_EQ(message.number, before + 1) << message.thread;
    last[message.thread] = message.number;
  }
  EXPECT_EQ(seen, written);
  EXPECT_EQ(follower.troubles(), std::vector<std::string>());
}

}  // namespace careloop::fault
