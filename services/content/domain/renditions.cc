#include "services/content/domain/renditions.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::content {
namespace {

// What tells a draft from another of its number, if the store was set back between them: nothing less than its text.
std::string ContentsOf(const ShownPublication& draft) {
  const PublicationText& text = *draft.content().text;
  const std::string facts_as_of = text.facts_as_of ? absl::FormatCivilTime(*text.facts_as_of) : "";
  return absl::StrJoin({std::string(KindWord(text.kind)), text.language, text.title, text.summary,
                        absl::FormatCivilTime(text.review_due), facts_as_of, draft.sponsor().text(),
                        draft.disclaimer().language(), draft.disclaimer().text(), text.body_markdown},
                       "\n");
}

// All that the bytes depend on. The times tell revisions of one number apart, if the store was set back between them.
std::string KeyOf(const RenditionOrder& order) {
  const Publication& publication = order.publication.content();
  const int64_t published = publication.published ? absl::ToUnixMicros(*publication.published) : 0;
  const int64_t withdrawn =
      publication.withdrawal == nullptr ? 0 : absl::ToUnixMicros(publication.withdrawal->act.time);
  return StrCat(publication.text->id, " ", publication.revision, " ", static_cast<int>(order.kind), " ",
                static_cast<int>(publication.state), " ", order.review_overdue, " ", published, " ", withdrawn, " ",
                order.publication.disclaimer().version(),
                publication.state == State::kDraft ? "\n" + ContentsOf(order.publication) : "");
}

// A draft has few readers, and a key as long as its text.
bool IsKept(const RenditionOrder& order, const RenderingOutcome& outcome) {
  return order.publication.content().state != State::kDraft &&
         (outcome.ok() || absl::IsFailedPrecondition(outcome.status()));
}

absl::Status Check(const RenditionRequest& request, const Rendition& file) {
  if (!request.sha256.empty() && request.sha256 != file.sha256) {
    return Error(absl::StatusCode::kAborted, reason::kVersionConflict,
                 "sha256: the file is another one by now; begin again without offset and sha256");
  }
  Violations violations;
  if (request.offset > static_cast<int64_t>(file.bytes.size())) {
    violations.Add("offset", StrCat(request.offset, " is beyond the end; the file has ", file.bytes.size(), " bytes"));
  }
  return violations.ToStatus();
}

}  // namespace

// Awaits the outcome of a flight that somebody else began.
struct Renditions::Landing {
  Renditions& renditions;
  const std::shared_ptr<Flight> flight;

  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> waiter) const {
    const MutexLock lock(renditions.mutex_);
    if (flight->outcome) return false;
    flight->waiting.push_back(waiter);
    return true;
  }
  RenderingOutcome await_resume() const { return *flight->outcome; }  // it is there, and stays as it is
};

Task<absl::StatusOr<Disclaimed<OpenRendition>>> Renditions::Open(const Call& call, RenditionRequest request,
                                                                 std::function<bool()> gone) {
  CO_ASSIGN_OR_RETURN(const auto shown, co_await reading_.Get(call, request.id, request.revision));
  const bool overdue = ReviewOverdue(*shown->content().text, clock_.Now());
  RenditionOrder order{.publication = *shown, .review_overdue = overdue, .kind = request.kind};
  CO_ASSIGN_OR_RETURN(const auto file, co_await Find(std::move(order), std::move(gone)));
  CO_RETURN_IF_ERROR(Check(request, *file));
  co_return shown->Map([&](const Publication& publication) {
    return OpenRendition{.publication = publication, .review_overdue = overdue, .kind = request.kind, .file = file};
  });
}

Task<RenderingOutcome> Renditions::Find(RenditionOrder order, std::function<bool()> gone) {
  const std::string key = KeyOf(order);
  std::shared_ptr<Flight> flight;
  bool first = false;
  {
    const MutexLock lock(mutex_);
    if (auto kept = cache_.Find(key)) co_return *std::move(kept);
    std::shared_ptr<Flight>& under_way = flights_[key];
    first = under_way == nullptr;
    if (first) under_way = std::make_shared<Flight>();
    under_way->gone.push_back(std::move(gone));
    flight = under_way;
  }
  if (!first) {
    RenderingOutcome outcome = co_await Landing{*this, flight};
    co_return outcome;
  }
  co_await workers_.Turn();
  RenderingOutcome outcome = Render(order, key, flight);
  Land(key, flight, outcome, IsKept(order, outcome));
  co_return outcome;
}

RenderingOutcome Renditions::Render(const RenditionOrder& order, const std::string& key,
                                    const std::shared_ptr<Flight>& flight) {
  const auto given_up = [&] { return GiveUp(key, flight); };
  if (given_up()) return Error(absl::StatusCode::kCancelled, reason::kCancelled, "nobody waits for the file");
  ASSIGN_OR_RETURN(Rendition rendition, renderer_.Render(order, given_up));
  return std::make_shared<const Rendition>(std::move(rendition));
}

bool Renditions::GiveUp(const std::string& key, const std::shared_ptr<Flight>& flight) {
  const MutexLock lock(mutex_);
  if (!std::all_of(flight->gone.begin(), flight->gone.end(), [](const auto& gone) { return gone(); })) return false;
  Forget(key, flight);
  return true;
}

void Renditions::Land(const std::string& key, const std::shared_ptr<Flight>& flight, RenderingOutcome outcome,
                      bool keep) {
  std::vector<std::coroutine_handle<>> waiting;
  {
    const MutexLock lock(mutex_);
    Forget(key, flight);
    if (keep) cache_.Put(key, outcome);
    flight->outcome = std::move(outcome);
    waiting.swap(flight->waiting);
  }
  for (const std::coroutine_handle<> waiter : waiting) waiter.resume();
}

void Renditions::Forget(const std::string& key, const std::shared_ptr<Flight>& flight) {
  const auto under_way = flights_.find(key);
  if (under_way != flights_.end() && under_way->second == flight) flights_.erase(under_way);
}

}  // namespace careloop::content
