#ifndef CARELOOP_TESTS_SUPPORT_FAKE_PUBLICATION_STORE_H_
#define CARELOOP_TESTS_SUPPORT_FAKE_PUBLICATION_STORE_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/mutex.h"
#include "services/content/domain/publication_store.h"

namespace careloop::testing {

// A PublicationStore in memory: numbers, current revisions and errors as the port says, without idempotency. It can be
// made to fail, to answer piecemeal, and to lose what it holds.
class FakePublicationStore final : public content::PublicationStore {
 public:
  Task<absl::StatusOr<int>> AddDraft(const Call&, content::Manuscript manuscript) override {
    const MutexLock lock(mutex_);
    if (!failure_.ok()) co_return failure_;
    std::vector<content::Revision>& revisions = revisions_[manuscript.text.id];
    const int number = static_cast<int>(revisions.size()) + 1;
    revisions.push_back({.manuscript = std::move(manuscript), .number = number, .imprint = std::nullopt});
    co_return number;
  }

  Task<absl::StatusOr<int>> LatestRevision(std::string id, Deadline) override {
    const MutexLock lock(mutex_);
    if (!failure_.ok()) co_return failure_;
    co_return static_cast<int>(revisions_[id].size());
  }

  Task<absl::StatusOr<content::Revision>> Read(std::string id, int number, Deadline) override {
    const MutexLock lock(mutex_);
    if (!failure_.ok()) co_return failure_;
    const auto& revisions = revisions_[id];
    if (number < 1 || number > static_cast<int>(revisions.size())) co_return NotFound("publication");
    co_return revisions[static_cast<size_t>(number) - 1];
  }

  Task<absl::StatusOr<content::Imprint>> Publish(const Call&, std::string id, int number,
                                                 content::Imprint imprint) override {
    const MutexLock lock(mutex_);
    content::Revision& revision = revisions_.at(id).at(static_cast<size_t>(number) - 1);
    revision.imprint = imprint;
    published_.push_back(revision);
    co_return imprint;
  }

  Task<absl::StatusOr<content::Published>> PublishedAfter(int64_t version, Deadline) override {
    const MutexLock lock(mutex_);
    ++reads_;
    if (!failure_.ok()) co_return failure_;
    const auto last = static_cast<int64_t>(published_.size());
    if (last < version) version = 0;
    content::Published answer{.version = version, .revisions = {}, .complete = true};
    while (answer.version < last && answer.revisions.size() < most_) {
      answer.revisions.push_back(published_[static_cast<size_t>(answer.version++)]);
    }
    answer.complete = answer.version == last;
    co_return answer;
  }

  void FailWith(absl::Status failure) {
    const MutexLock lock(mutex_);
    failure_ = std::move(failure);
  }
  // At most so many revisions an answer.
  void AnswerInPiecesOf(size_t most) { most_ = most; }
  // As if it had been restored from an old backup.
  void LoseAllAfter(size_t version) {
    const MutexLock lock(mutex_);
    published_.erase(published_.begin() + static_cast<std::ptrdiff_t>(version), published_.end());
  }
  int reads() const {
    const MutexLock lock(mutex_);
    return reads_;
  }

 private:
  mutable Mutex mutex_;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::vector<content::Revision>> revisions_ ABSL_GUARDED_BY(mutex_);
  std::vector<content::Revision> published_ ABSL_GUARDED_BY(mutex_);
  int reads_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t most_ = 100;
};

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_FAKE_PUBLICATION_STORE_H_
