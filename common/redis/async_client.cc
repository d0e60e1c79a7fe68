#include "common/redis/async_client.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/log/log.h"
#include "common/redis/errors.h"
#include "common/redis/protocol.h"

namespace careloop::redis {
namespace {

using std::chrono::steady_clock;

constexpr size_t kNoncePrefixBytes = 8;
constexpr absl::Duration kTick = absl::Milliseconds(10);  // how late a time limit may be noticed

absl::Status Failed() {
  return Error(absl::StatusCode::kInternal, reason::kInternal, "the store failed over what is stored");
}
absl::Status OutcomeUnknown() {
  return StoreUnavailable("the store connection broke; the outcome of a change is unknown");
}
absl::Status Overdue(std::string_view message) {
  return Error(absl::StatusCode::kDeadlineExceeded, reason::kDeadlineExceeded, message);
}

LinkOptions LinkOptionsOf(const AsyncClientOptions& options, const Address& address) {
  return {address, options.connect_timeout, options.first_backoff, options.longest_backoff};
}

}  // namespace

absl::StatusOr<std::unique_ptr<AsyncClient>> AsyncClient::Create(AsyncClientOptions options, Loop& loop, Random& random,
                                                                 ReadinessCallback on_readiness) {
  ASSIGN_OR_RETURN(const Address address, ParseAddress(options.address));
  std::unique_ptr<AsyncClient> client(
      new AsyncClient(std::move(options), address, loop, random, std::move(on_readiness)));
  loop.Post([raw = client.get()] {
    raw->link_.Start();
    raw->CheckFunctionsLater();
  });
  return client;
}

AsyncClient::AsyncClient(AsyncClientOptions options, const Address& address, Loop& loop, Random& random,
                         ReadinessCallback on_readiness)
    : options_(std::move(options)),
      loop_(loop),
      on_readiness_(std::move(on_readiness)),
      library_(options_.service, options_.library),
      nonce_prefix_(absl::BytesToHexString(random.Bytes(kNoncePrefixBytes))),
      handshake_(options_.loader, options_.user, library_, {options_.address, options_.tag}, options_.tie),
      function_check_(address, options_.loader, library_, loop, [this](const absl::Status& why) { GiveUp(why); }),
      link_(LinkOptionsOf(options_, address), loop, random, *this) {}

AsyncClient::~AsyncClient() { Stop(); }

void AsyncClient::Stop() {
  loop_.RunAndWait([this] {
    link_.Stop();
    function_check_.Stop();
    if (next_check_) loop_.CancelTimer(*std::exchange(next_check_, std::nullopt));
    if (tick_) loop_.CancelTimer(*std::exchange(tick_, std::nullopt));
    ready_ = false;
    FailAllInFlight();
    SendSubmitted();
  });
}

Task<absl::StatusOr<Reply::Array>> AsyncClient::Run(Function function, std::vector<std::string> args,
                                                    Deadline deadline) {
  const uint64_t number = ++last_number_;
  PendingCall call{.client = *this,
                   .function = function.name,
                   .number = number,
                   .command = Encode(function, args, number),
                   .deadline = deadline};
  CO_RETURN_IF_ERROR(Admit(call.command.size(), deadline));
  absl::StatusOr<Reply::Array> result = co_await call;
  co_return result;
}

std::string AsyncClient::Nonce(uint64_t number) const { return StrCat(nonce_prefix_, absl::Hex(number)); }

std::string AsyncClient::Encode(Function function, const std::vector<std::string>& args, uint64_t number) const {
  const std::string name = library_.FullName(function.name);
  const std::string nonce = Nonce(number);
  std::vector<std::string_view> words = {function.effect == Function::Effect::kReads ? "FCALL_RO" : "FCALL", name, "1",
                                         options_.tag, nonce};
  words.insert(words.end(), args.begin(), args.end());
  std::string command;
  AppendCommand(words, command);
  return command;
}

absl::Status AsyncClient::Admit(size_t bytes, Deadline deadline) {
  if (!ready()) return StoreUnavailable("the store is not available; nothing was sent");
  if (steady_clock::now() >= deadline) return Overdue("the deadline passed before the store was asked");
  const size_t calls = waiting_calls_.fetch_add(1) + 1;
  const size_t total_bytes = waiting_bytes_.fetch_add(bytes) + bytes;
  if (calls <= options_.max_calls && total_bytes <= options_.max_bytes) return absl::OkStatus();
  Release(bytes);
  return StoreUnavailable("too many calls wait for the store; nothing was sent");
}

void AsyncClient::Release(size_t bytes) {
  waiting_calls_.fetch_sub(1);
  waiting_bytes_.fetch_sub(bytes);
}

void AsyncClient::PendingCall::await_suspend(std::coroutine_handle<> handle) {
  waiter = handle;
  client.Submit(this);
}

void AsyncClient::PendingCall::Finish(absl::StatusOr<Reply::Array> outcome) {
  result = std::move(outcome);
  waiter.resume();
}

// The call may finish, and its frame be gone, before this returns.
void AsyncClient::Submit(PendingCall* call) {
  bool first = false;
  {
    MutexLock lock(mutex_);
    first = queue_.empty();
    queue_.push_back(call);
  }
  if (first) loop_.Post([this] { SendSubmitted(); });
}

void AsyncClient::SendSubmitted() {
  std::vector<PendingCall*> calls;
  {
    MutexLock lock(mutex_);
    calls.swap(queue_);
  }
  if (!ready()) return FailUnsent(calls);
  const auto now = steady_clock::now();
  for (PendingCall* call : calls) {
    link_.Send(call->command);
    in_flight_.push_back({call, call->number, call->command.size(), call->deadline, now});
  }
  link_.Flush();
  if (!in_flight_.empty() && !tick_) StartTick();
}

void AsyncClient::FailUnsent(const std::vector<PendingCall*>& calls) {
  for (PendingCall* call : calls) {
    Release(call->command.size());
    call->Finish(StoreUnavailable("the store is not available; nothing was sent"));
  }
}

void AsyncClient::FailAllInFlight() {
  for (const Slot& slot : std::exchange(in_flight_, {})) {
    Release(slot.bytes);
    if (slot.call != nullptr) slot.call->Finish(OutcomeUnknown());
  }
}

void AsyncClient::OnConnected() {
  link_.Send(handshake_.Begin());
  link_.Flush();
}

void AsyncClient::OnDown(std::string_view why) {
  SetReadiness(false, why);
  FailAllInFlight();
}

void AsyncClient::OnReply(Reply reply) {
  if (!ready()) return ContinueHandshake(reply);
  if (in_flight_.empty()) return link_.Break("Redis answered a call that was not made");
  const Slot slot = in_flight_.front();
  in_flight_.pop_front();
  Release(slot.bytes);
  if (reply.is_error()) return AnswerError(slot, reply.text());
  Answer(slot, std::move(reply));
}

void AsyncClient::ContinueHandshake(const Reply& reply) {
  const absl::Status status = handshake_.OnReply(reply);
  if (!status.ok()) return GiveUp(status);
  link_.Send(handshake_.TakeCommands());
  link_.Flush();
  if (!handshake_.done()) return;
  link_.SetUpDone();
  SetReadiness(true, "");
}

// Tried again several times a second: it is logged once.
void AsyncClient::GiveUp(const absl::Status& why) {
  const std::string reason(why.message());
  if (absl::IsDataLoss(why) && reason != not_ready_reason_) {
    log::LogEvent(log::Level::kError, "redis_functions_changed", {{"reason", why}});
  }
  link_.Break(reason);
}

void AsyncClient::CheckFunctionsLater() {
  next_check_ = loop_.StartTimer(options_.check_functions_every, [this] {
    if (ready()) function_check_.Start();
    CheckFunctionsLater();
  });
}

void AsyncClient::Answer(const Slot& slot, Reply reply) {
  if (reply.at(0).text() != Nonce(slot.number)) {
    link_.Break("a reply did not carry its call's nonce");
    if (slot.call != nullptr) slot.call->Finish(OutcomeUnknown());
    return;
  }
  if (slot.call == nullptr) return;
  Reply::Array& elements = reply.mutable_array();
  elements.erase(elements.begin());
  slot.call->Finish(std::move(elements));
}

void AsyncClient::AnswerError(const Slot& slot, const std::string& error_text) {
  if (const auto failure = FailureOf(error_text, Nonce(slot.number))) {
    const std::string_view function = slot.call == nullptr ? "unknown" : slot.call->function;
    log::LogEvent(log::Level::kError, "redis_function_failed",
                  {{"function", log::Word(function)}, {"reason", absl::InternalError(LoggableError(*failure))}});
    if (slot.call != nullptr) slot.call->Finish(Failed());
    return;
  }
  const ErrorRule& rule = RuleFor(error_text);
  if (!rule.keeps_connection) link_.Break(StrCat("Redis answered ", LoggableError(error_text)));
  if (slot.call != nullptr) slot.call->Finish(rule.ToStatus());
}

void AsyncClient::StartTick() {
  tick_ = loop_.StartTimer(kTick, [this] {
    tick_.reset();
    EnforceTimeLimits();
  });
}

// Replies come in the order of the commands, so the first slot is the one that has waited longest. It is overdue when
// two ticks say so: between them the loop has read what came while it may itself have stood still.
void AsyncClient::EnforceTimeLimits() {
  const auto now = steady_clock::now();
  const bool overdue =
      !in_flight_.empty() && now - in_flight_.front().sent >= absl::ToChronoNanoseconds(options_.command_timeout);
  if (std::exchange(overdue_, overdue) && overdue) {
    link_.Break(StrCat("Redis left a command unanswered for ", absl::FormatDuration(options_.command_timeout)));
  }
  GiveUpOverdueWaits(now);
  if (!in_flight_.empty()) StartTick();
}

void AsyncClient::GiveUpOverdueWaits(steady_clock::time_point now) {
  std::vector<PendingCall*> overdue;
  for (Slot& slot : in_flight_) {
    if (slot.call != nullptr && now >= slot.deadline) overdue.push_back(std::exchange(slot.call, nullptr));
  }
  for (PendingCall* call : overdue)
    call->Finish(Overdue("the store did not answer in time; the outcome of a change is unknown"));
}

void AsyncClient::SetReadiness(bool ready, std::string_view reason) {
  if (ready_ == ready && not_ready_reason_ == reason) return;
  not_ready_reason_ = reason;
  ready_.store(ready, std::memory_order_release);
  on_readiness_(ready, reason);
}

}  // namespace careloop::redis
