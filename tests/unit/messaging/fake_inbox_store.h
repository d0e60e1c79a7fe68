#ifndef CARELOOP_TESTS_UNIT_MESSAGING_FAKE_INBOX_STORE_H_
#define CARELOOP_TESTS_UNIT_MESSAGING_FAKE_INBOX_STORE_H_

#include <algorithm>
#include <set>
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
    const size_t end = std::min(all.size(), i + std::min(most, most_a_page));
    for (; i < end; ++i) Add(all[i], page);
    page.more = i < all.size();
    page.next = std::to_string(i);
    co_await gate.Pass();
    if (!status.ok()) co_return status;
    co_return page;
  }
  Task<absl::StatusOr<InboxRows>> Threads(std::vector<ThreadRef> refs) override {
    ++reads;
    const absl::Status status = failure;
    InboxRows read;
    for (const ThreadRef& ref : refs) {
      for (InboxRow& row : site_.RowsOf(ref)) Add(std::move(row), read);
    }
    co_await gate.Pass();
    if (!status.ok()) co_return status;
    co_return read;
  }
  Task<absl::StatusOr<InboxRows>> Again(std::vector<std::string> unreadable) override {
    std::vector<ThreadRef> refs;
    for (const InboxRow& row : site_.AllRows()) {
      if (std::ranges::count(unreadable, row.thread.ref.thread) > 0) refs.push_back(row.thread.ref);
    }
    return Threads(std::move(refs));
  }
  Task<absl::StatusOr<Place>> End(Deadline) override {
    if (!end_failure.ok()) co_return end_failure;
    co_return site_.end();
  }

  testing::Gate gate;
  std::set<std::string> damaged;  // ids of threads
  absl::Status failure;
  absl::Status end_failure;
  int most_a_page = 1'000;
  int pages = 0;
  int reads = 0;

 private:
  void Add(InboxRow row, InboxRows& read) const {
    if (damaged.contains(row.thread.ref.thread)) {
      read.unreadable.push_back(row.thread.ref.thread);
    } else {
      read.rows.push_back(std::move(row));
    }
  }

  InboxSite& site_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_TESTS_UNIT_MESSAGING_FAKE_INBOX_STORE_H_
