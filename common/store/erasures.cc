#include "common/store/erasures.h"

#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/log/log.h"

namespace careloop::store {
namespace {

constexpr redis::Function kErase{"erase_patient", redis::Function::Effect::kWrites};
constexpr redis::Function kReadErased{"erased", redis::Function::Effect::kReads};
constexpr redis::Function kNote{"note_erased", redis::Function::Effect::kWrites};
constexpr char kFront[] = "0";
constexpr int kPage = 500;
constexpr absl::Duration kReadLimit = absl::Seconds(5);

// The code alone: a message may name a file, which bears a pseudonym.
void LogUnfinished(int count, absl::StatusCode why) {
  const std::string code = absl::StatusCodeToString(why);
  log::LogEvent(log::Level::kError, "erasure_unfinished", {{"count", count}, {"code", log::Word(code)}});
}

}  // namespace

Task<absl::Status> Erasures::Erase(const Call& call, std::string patient, std::vector<std::string> more) {
  more.insert(more.begin(), keys_.PseudonymOf(patient));
  std::vector<std::string> args = idempotency_.Args(call, std::move(more));
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kErase, std::move(args), call.deadline));
  CO_RETURN_IF_ERROR(OutcomeOf(reply, {}).status());
  const absl::Status destroyed = co_await keys_.Destroy(std::move(patient));
  if (destroyed.ok()) co_return destroyed;
  LogUnfinished(1, destroyed.code());
  co_return Error(absl::StatusCode::kInternal, reason::kInternal,
                  "it is recorded, and the keys could not be destroyed; repeat the call");
}

Task<absl::Status> Erasures::TakeInMarks() {
  if (taken_in_) co_return absl::OkStatus();
  CO_ASSIGN_OR_RETURN(const std::vector<std::string> marked, co_await keys_.Destroyed());
  for (size_t from = 0; from < marked.size(); from += kPage) {
    const size_t end = std::min(marked.size(), from + kPage);
    std::vector<std::string> some(marked.begin() + static_cast<std::ptrdiff_t>(from),
                                  marked.begin() + static_cast<std::ptrdiff_t>(end));
    const auto reply = co_await redis_.Run(kNote, std::move(some), DeadlineAfter(kReadLimit));
    if (!reply.ok()) co_return reply.status();
  }
  taken_in_ = true;
  co_return absl::OkStatus();
}

Task<absl::StatusOr<int>> Erasures::Finish() {
  const absl::Status taken_in = co_await TakeInMarks();
  PatientKeys::Undestroyed left;
  std::string from = kFront;
  do {
    std::vector<std::string> args = {from, StrCat(kPage)};
    CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kReadErased, std::move(args), DeadlineAfter(kReadLimit)));
    std::vector<std::string> erased;
    for (size_t i = 1; i < reply.size(); ++i) erased.push_back(reply[i].text());
    const PatientKeys::Undestroyed these = co_await keys_.DestroyWhatIsLeft(std::move(erased));
    if (left.count == 0) left.why = these.why;
    left.count += these.count;
    from = reply.front().text();
  } while (from != kFront);
  if (left.count > 0) LogUnfinished(left.count, left.why);
  CO_RETURN_IF_ERROR(taken_in);
  co_return left.count;
}

void Erasures::Start() {
  home_.Post([this] { Tick(); });
}

void Erasures::Tick() {
  if (stopping_) return;
  Wake();
  home_.After(kAgain, [this] { Tick(); });
}

void Erasures::Wake() {
  home_.Post([this] {
    if (running_ || stopping_) return;
    running_ = true;
    StartDetached(Run());
  });
}

// A Redis that is away says so by itself, and it is done when it is back.
Task<void> Erasures::Run() {
  const absl::StatusOr<int> left = co_await Finish();
  const bool may_pass = absl::IsUnavailable(left.status()) || absl::IsDeadlineExceeded(left.status());
  if (!left.ok() && !may_pass) LogUnfinished(0, left.status().code());
  running_ = false;
  SayIfStopped();
}

void Erasures::Stop() {
  home_.Post([this] {
    stopping_ = true;
    SayIfStopped();
  });
  stopped_.wait(false);
}

void Erasures::SayIfStopped() {
  if (!stopping_ || running_) return;
  stopped_ = true;
  stopped_.notify_all();
}

}  // namespace careloop::store
