#ifndef CARELOOP_TESTS_UNIT_MESSAGING_FAKE_INBOX_STORE_H_
#define CARELOOP_TESTS_UNIT_MESSAGING_FAKE_INBOX_STORE_H_

#include <string>
#include <utility>
#include <vector>

#include "services/messaging/domain/inbox_store.h"
#include "tests/support/gate.h"
#include "tests/unit/messaging/inbox_site.h"

namespace careloop::messaging {

// The threads of a site. Every read but End may be held up at `gate` and be made to fail; it answers what was true when
// it was asked. Not thread-safe.
class FakeInboxStore final : public InboxStore {
 public:
  explicit FakeInboxStore(InboxSite& site) : site_(site) {}

  Task<absl::StatusOr<InboxRows>> Threads(std::string start, int most) override {
    ++pages;
    const absl::Status status = failure;
    const std::vector<InboxRow> all = site_.AllRows();
    InboxRows page;
    size_t i = start.empty() ? 0 : std::stoul(start);
    for (; i < all.size() && static_cast<int>(page.rows.size()) < std::min(most, most_a_page); ++i) {
      page.rows.push_back(all[i]);
    }
    page.more = i < all.size();
    page.next = std::to_string(i);
    co_await gate.Pass();
    if (!status.ok()) co_return status;
    co_return page;
  }
  Task<absl::StatusOr<std::vector<InboxRow>>> Threads(std::vector<ThreadRef> refs) override {
    ++reads;
    const absl::Status status = failure;
    std::vector<InboxRow> rows;
    for (const ThreadRef& ref : refs) {
      for (InboxRow& row : site_.RowsOf(ref)) rows.push_back(std::move(row));
    }
    co_await gate.Pass();
    if (!status.ok()) co_return status;
    co_return rows;
  }
  Task<absl::StatusOr<Place>> End(Deadline) override {
    if (!end_failure.ok()) co_return end_failure;
    co_return site_.end();
  }

  testing::Gate gate;
  absl::Status failure;
  absl::Status end_failure;
  int most_a_page = 1'000;
  int pages = 0;
  int reads = 0;

 private:
  InboxSite& site_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_TESTS_UNIT_MESSAGING_FAKE_INBOX_STORE_H_
