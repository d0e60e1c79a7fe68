#ifndef CARELOOP_TESTS_SUPPORT_FAKE_PUBLICATION_STORE_H_
#define CARELOOP_TESTS_SUPPORT_FAKE_PUBLICATION_STORE_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/mutex.h"
#include "services/content/domain/publication_store.h"
#include "services/content/domain/site.h"
#include "tests/support/gate.h"

namespace careloop::testing {

// A PublicationStore in memory, without idempotency and etags: numbers, standings and the errors that the domain meets.
// It can be made to fail, to answer piecemeal, and to lose what it holds.
class FakePublicationStore final : public content::PublicationStore {
 public:
  Task<absl::StatusOr<content::Row>> AddDraft(const Call&, content::Manuscript manuscript, content::Act act) override {
    const MutexLock lock(mutex_);
    if (!failure_.ok()) co_return failure_;
    Held& held = held_[manuscript.text.id];
    const int number = static_cast<int>(held.revisions.size()) + 1;
    held.revisions.push_back({.manuscript = std::move(manuscript), .number = number, .imprint = std::nullopt});
    held.history.push_back({.number = number, .imported = std::move(act)});
    co_return RowOf(held);
  }

  Task<absl::StatusOr<content::Row>> ReadRow(std::string id, Deadline) override {
    const MutexLock lock(mutex_);
    if (!failure_.ok()) co_return failure_;
    co_return RowOf(held_[id]);
  }

  Task<absl::StatusOr<content::StoredRevision>> Read(std::string id, int number, Deadline) override {
    const MutexLock lock(mutex_);
    if (!failure_.ok()) co_return failure_;
    const Held& held = held_[id];
    if (number < 1 || number > static_cast<int>(held.revisions.size())) co_return NotFound("publication");
    co_return content::StoredRevision{held.revisions[static_cast<size_t>(number) - 1], held.standing};
  }

  Task<absl::StatusOr<content::History>> ReadHistory(std::string id, int, int, Deadline) override {
    const MutexLock lock(mutex_);
    const Held& held = held_[id];
    co_return content::History{.row = RowOf(held), .revisions = {held.history.rbegin(), held.history.rend()}};
  }

  Task<absl::Status> Publish(const Call&, std::string id, int number, std::string, content::Act act) override {
    const MutexLock lock(mutex_);
    if (!failure_.ok()) co_return failure_;
    Held& held = held_[id];
    if (number < 1 || number > static_cast<int>(held.revisions.size())) co_return NotFound("publication");
    content::Revision& revision = held.revisions[static_cast<size_t>(number) - 1];
    auto disclaimer = disclaimers_.Required(revision.manuscript.text.language);
    if (!disclaimer.ok()) co_return disclaimer.status();
    revision.imprint = content::Imprint{.act = std::move(act), .disclaimer = *std::move(disclaimer)};
    held.history[static_cast<size_t>(number) - 1].imprint = revision.imprint;
    held.standing = {.last_published = number};
    changes_.emplace_back(revision);
    co_return absl::OkStatus();
  }

  Task<absl::StatusOr<int>> Withdraw(const Call&, std::string id, std::string,
                                     content::Withdrawal withdrawal) override {
    const MutexLock lock(mutex_);
    Held& held = held_[id];
    held.standing.withdrawn = true;
    changes_.emplace_back(content::PublicationWithdrawn{id, held.standing.last_published, std::move(withdrawal)});
    co_return held.standing.last_published;
  }

  Task<absl::Status> PublishDisclaimer(const Call&, Disclaimer disclaimer, content::Act) override {
    const MutexLock lock(mutex_);
    if (disclaimers_.Add(disclaimer)) changes_.emplace_back(std::move(disclaimer));
    co_return absl::OkStatus();
  }

  Task<absl::Status> OfferDisclaimer(Disclaimer disclaimer, absl::Time, Deadline) override {
    const MutexLock lock(mutex_);
    if (!failure_.ok()) co_return failure_;
    const Disclaimer* known = disclaimers_.In(disclaimer.language(), disclaimer.version());
    if (known != nullptr && known->text() != disclaimer.text()) {
      co_return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState, "another text");
    }
    if (disclaimers_.Add(disclaimer)) changes_.emplace_back(std::move(disclaimer));
    co_return absl::OkStatus();
  }

  Task<absl::StatusOr<content::Changes>> ChangesAfter(int64_t version, Deadline) override {
    co_await reading_.Pass();
    const MutexLock lock(mutex_);
    ++reads_;
    if (!failure_.ok()) co_return failure_;
    const auto last = static_cast<int64_t>(changes_.size());
    if (last < version) version = 0;
    content::Changes answer{.version = version, .changes = {}, .complete = true};
    while (answer.version < last && answer.changes.size() < most_) {
      answer.changes.push_back(changes_[static_cast<size_t>(answer.version++)]);
    }
    answer.complete = answer.version == last;
    co_return answer;
  }

  void FailWith(absl::Status failure) {
    const MutexLock lock(mutex_);
    failure_ = std::move(failure);
  }
  // Where those who read changes wait.
  Gate& reading() { return reading_; }
  // At most so many changes an answer.
  void AnswerInPiecesOf(size_t most) { most_ = most; }
  // As if it had been restored from an old backup.
  void LoseAllAfter(size_t version) {
    const MutexLock lock(mutex_);
    changes_.erase(changes_.begin() + static_cast<std::ptrdiff_t>(version), changes_.end());
  }
  // The same of the latest draft of a publication.
  void LoseDraft(const std::string& id) {
    const MutexLock lock(mutex_);
    held_[id].revisions.pop_back();
    held_[id].history.pop_back();
  }
  int reads() const {
    const MutexLock lock(mutex_);
    return reads_;
  }

 private:
  struct Held {
    std::vector<content::Revision> revisions;
    std::vector<content::RevisionHistory> history;
    content::Standing standing;
  };

  static content::Row RowOf(const Held& held) {
    return {.latest = static_cast<int>(held.revisions.size()), .standing = held.standing};
  }

  mutable Mutex mutex_;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, Held> held_ ABSL_GUARDED_BY(mutex_);
  content::Disclaimers disclaimers_ ABSL_GUARDED_BY(mutex_);
  std::vector<content::Change> changes_ ABSL_GUARDED_BY(mutex_);
  int reads_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t most_ = 100;
  Gate reading_;
};

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_FAKE_PUBLICATION_STORE_H_
