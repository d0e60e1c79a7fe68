#ifndef CARELOOP_TESTS_UNIT_CONTENT_FAKE_SEARCH_INDEX_H_
#define CARELOOP_TESTS_UNIT_CONTENT_FAKE_SEARCH_INDEX_H_

#include <atomic>
#include <optional>
#include <utility>

#include "services/content/domain/search_index.h"

namespace careloop::content {

// Answers what it is told to, and notes what it was asked.
class FakeSearchIndex final : public SearchIndex {
 public:
  absl::Status Update(const Library& library) override {
    version = library.version();
    ++updates;
    updates.notify_all();
    return failure;
  }
  absl::StatusOr<IndexAnswer> Search(const SearchQuery&, const RankRange& range) override {
    asked = range;
    return answer;
  }

  // Waits until there were so many updates.
  void AwaitUpdates(int count) const {
    for (int now = updates; now < count; now = updates) updates.wait(now);
  }

  std::atomic<int> updates = 0;
  std::atomic<int64_t> version = -1;  // of the last
  absl::Status failure;               // of the next
  absl::StatusOr<IndexAnswer> answer = IndexAnswer{};
  std::optional<RankRange> asked;
};

}  // namespace careloop::content

#endif  // CARELOOP_TESTS_UNIT_CONTENT_FAKE_SEARCH_INDEX_H_
