#include "common/redis/stream_tail.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/redis/errors.h"
#include "common/redis/protocol.h"

namespace careloop::redis {
namespace {

constexpr char kBeginning[] = "0-0";

// An entry is [id, [field, value]].
std::optional<StreamTail::Entries> EntriesOf(const Reply::Array& rows) {
  StreamTail::Entries entries;
  entries.reserve(rows.size());
  for (const Reply& row : rows) {
    const Reply& value = row.at(1).at(1);
    if (row.at(0).text().empty() || !value.is_string()) return std::nullopt;
    entries.push_back({row.at(0).text(), value.text()});
  }
  return entries;
}

}  // namespace

absl::StatusOr<std::unique_ptr<StreamTail>> StreamTail::Create(StreamTailOptions options, Loop& loop, Random& random,
                                                               Callbacks callbacks) {
  ASSIGN_OR_RETURN(const Address address, ParseAddress(options.address));
  std::unique_ptr<StreamTail> tail(new StreamTail(std::move(options), address, loop, random, std::move(callbacks)));
  loop.Post([raw = tail.get()] { raw->link_.Start(); });
  return tail;
}

StreamTail::StreamTail(StreamTailOptions options, const Address& address, Loop& loop, Random& random,
                       Callbacks callbacks)
    : options_(std::move(options)),
      loop_(loop),
      callbacks_(std::move(callbacks)),
      credit_(options_.burst),
      link_({address, options_.patience, options_.first_backoff, options_.longest_backoff}, loop, random, *this) {}

StreamTail::~StreamTail() { Stop(); }

void StreamTail::Stop() {
  loop_.RunAndWait([this] {
    CancelTimer();
    link_.Stop();
  });
}

void StreamTail::OnConnected() {
  Ask(Step::kAuthenticate, {"AUTH", options_.user.user, options_.user.password}, options_.patience);
}

void StreamTail::OnDown(std::string_view why) {
  CancelTimer();
  callbacks_.on_down(why);
}

void StreamTail::Ask(Step step, std::vector<std::string_view> command, absl::Duration limit) {
  step_ = step;
  std::string bytes;
  AppendCommand(command, bytes);
  SetTimer(limit, [this] { link_.Break("Redis left a read of the log unanswered"); });
  link_.Send(bytes);
  link_.Flush();
}

void StreamTail::OnReply(Reply reply) {
  CancelTimer();
  if (reply.is_error()) return link_.Break(StrCat("Redis answered ", LoggableError(reply.text())));
  switch (step_) {
    case Step::kAuthenticate:
      return place_ ? FindPlace() : AskForTheEnd();
    case Step::kFindPlace:
      if (reply.array().empty()) return AskForTheEnd();
      link_.SetUpDone();
      callbacks_.on_resumed();
      return Read();
    case Step::kStart:
      return Start(reply);
    case Step::kRead:
      return Take(reply);
  }
}

// A stream that has the entry at the place has all that came after it. One that is older, restored under us, does not.
void StreamTail::FindPlace() {
  Ask(Step::kFindPlace, {"XRANGE", options_.key, *place_, *place_, "COUNT", "1"}, options_.patience);
}

void StreamTail::AskForTheEnd() {
  Ask(Step::kStart, {"XREVRANGE", options_.key, "+", "-", "COUNT", StrCat(options_.recent)}, options_.patience);
}

void StreamTail::Start(const Reply& reply) {
  auto entries = EntriesOf(reply.array());
  if (!entries) return link_.Break("Redis answered the end of the log in another shape");
  std::reverse(entries->begin(), entries->end());
  const bool still_empty = place_ == kBeginning && entries->empty();
  place_ = entries->empty() ? kBeginning : entries->back().id;
  link_.SetUpDone();
  still_empty ? callbacks_.on_resumed() : callbacks_.on_start(*std::move(entries));
  Read();
}

void StreamTail::Read() {
  Ask(Step::kRead,
      {"XREAD", "COUNT", StrCat(options_.batch), "BLOCK", StrCat(absl::ToInt64Milliseconds(options_.block)), "STREAMS",
       options_.key, *place_},
      options_.block + options_.patience);
}

// The answer to a read that found nothing in its time is nil; else it is [[key, entries]].
void StreamTail::Take(const Reply& reply) {
  if (reply.is_nil()) return Read();
  auto entries = EntriesOf(reply.at(0).at(1).array());
  if (!entries || entries->empty()) return link_.Break("Redis answered a read of the log in another shape");
  place_ = entries->back().id;
  callbacks_.on_entries(*std::move(entries));
  ReadAtPace();
}

void StreamTail::ReadAtPace() {
  const auto now = std::chrono::steady_clock::now();
  credit_ =
      std::min<double>(options_.burst, credit_ + absl::FDivDuration(absl::FromChrono(now - credited_), options_.pace));
  credited_ = now;
  if (credit_ < 1) return SetTimer(options_.pace, [this] { ReadAtPace(); });
  credit_ -= 1;
  Read();
}

void StreamTail::SetTimer(absl::Duration delay, std::function<void()> work) {
  CancelTimer();
  timer_ = loop_.StartTimer(delay, [this, work = std::move(work)] {
    timer_.reset();
    work();
  });
}

void StreamTail::CancelTimer() {
  if (timer_) loop_.CancelTimer(*timer_);
  timer_.reset();
}

}  // namespace careloop::redis
