#ifndef CARELOOP_TESTS_UNIT_JOURNAL_FAKE_ENTRY_STORE_H_
#define CARELOOP_TESTS_UNIT_JOURNAL_FAKE_ENTRY_STORE_H_

#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "services/journal/domain/entry_store.h"

namespace careloop::journal {

// See fakes.h.
struct FakeEntryStore final : EntryStore {
  std::map<int64_t, Entry> entries;  // of the one patient of the test, current versions
  std::map<int64_t, std::vector<Entry>> earlier;
  std::map<std::string, EntryReceipt> requests;  // by request id
  std::vector<std::string> treatments;
  absl::Status failure;
  std::vector<ShareReaders> readers;  // of each shared read
  ShareScope previewed;
  EntryQuery last_preview;
  int previews = 0;
  int changes_before_saving = 0;  // how often somebody else is first

  static absl::Status Changed() { return Error(absl::StatusCode::kAborted, reason::kVersionConflict, "changed"); }

  std::vector<AlertPlan> plans;  // of what has been stored
  int basis_changes = 0;         // how often something else is stored just before

  Task<absl::StatusOr<EntryReceipt>> Record(const Call& call, const Entry& entry, const AlertPlan& alerts) override {
    if (!failure.ok()) co_return failure;
    const auto before = requests.find(call.request_id);
    if (before != requests.end()) co_return before->second;
    if (basis_changes-- > 0) co_return BasisChanged();
    plans.push_back(alerts);
    const int64_t number = static_cast<int64_t>(entries.size()) + 1;
    entries[number] = entry;
    entries[number].number = number;
    co_return requests[call.request_id] = {number, entry.revised, treatments};
  }
  Task<absl::StatusOr<EntryReceipt>> SaveCheckIn(const Call& call, const Entry& entry,
                                                 const AlertPlan& alerts) override {
    if (failure.ok() && changes_before_saving-- > 0) co_return Changed();
    if (entry.version == 1) {
      auto recorded = co_await Record(call, entry, alerts);
      co_return recorded;
    }
    auto amended = co_await Amend(call, entry, alerts);
    co_return amended;
  }
  Task<absl::StatusOr<EntryReceipt>> Amend(const Call& call, const Entry& entry, const AlertPlan& alerts) override {
    if (!failure.ok()) co_return failure;
    const auto before = requests.find(call.request_id);
    if (before != requests.end()) co_return before->second;
    Entry& current = entries.at(entry.number);
    if (current.version != entry.version - 1) co_return Changed();
    if (basis_changes-- > 0) co_return BasisChanged();
    plans.push_back(alerts);
    earlier[entry.number].push_back(std::exchange(current, entry));
    co_return requests[call.request_id] = {entry.number, entry.revised, treatments, entry.version};
  }
  Task<absl::Status> Retract(const Call&, const Entry& entry, std::optional<int> version,
                             Retraction retraction) override {
    if (!failure.ok()) co_return failure;
    Entry& current = entries.at(entry.number);
    if (current.retraction) co_return absl::OkStatus();
    if (version && current.version != *version) co_return Changed();
    current.retraction = retraction;
    for (Entry& before : earlier[entry.number]) before.retraction = retraction;
    co_return absl::OkStatus();
  }
  Task<absl::StatusOr<Entry>> Get(const Call&, std::string, int64_t number, int version) override {
    if (!failure.ok()) co_return failure;
    if (!entries.contains(number)) co_return NotFound("entry");
    for (const Entry& entry : earlier[number]) {
      if (entry.version == version) co_return entry;
    }
    co_return entries[number];
  }
  Task<absl::StatusOr<std::optional<Entry>>> CheckInOf(const Call&, std::string, absl::CivilDay week) override {
    if (!failure.ok()) co_return failure;
    for (const auto& [number, entry] : entries) {
      if (entry.week == week && !entry.retraction) co_return std::optional<Entry>(entry);
    }
    co_return std::optional<Entry>();
  }
  Task<absl::StatusOr<PageOf<Entry>>> List(const Call&, EntryQuery query) override {
    if (!failure.ok()) co_return failure;
    const int64_t after = query.page.after.empty() ? 0 : std::stoll(query.page.after);
    PageOf<Entry> page;
    for (auto it = entries.upper_bound(after); it != entries.end(); ++it) {
      page.items.push_back(it->second);
      if (query.page.size != static_cast<int>(page.items.size())) continue;
      if (std::next(it) != entries.end()) page.next = StrCat(it->first);
      break;
    }
    co_return page;
  }
  Task<absl::StatusOr<Entry>> GetShared(const Call& call, std::string patient, int64_t number,
                                        ShareReaders who) override {
    readers.push_back(std::move(who));
    auto entry = co_await Get(call, std::move(patient), number, 0);
    if (!entry.ok()) co_return entry.status();
    co_return AsShared(*std::move(entry), ShareView::kAll);
  }
  Task<absl::StatusOr<PageOf<Entry>>> ListShared(const Call& call, EntryQuery query, ShareReaders who) override {
    readers.push_back(std::move(who));
    auto page = co_await Preview(call, std::move(query), StandingScope{}, ShareView::kAll);
    co_return page;
  }
  Task<absl::StatusOr<PageOf<Entry>>> Preview(const Call& call, EntryQuery query, ShareScope scope,
                                              ShareView view) override {
    ++previews;
    last_preview = query;
    previewed = std::move(scope);
    auto page = co_await List(call, std::move(query));
    if (!page.ok()) co_return page.status();
    for (Entry& entry : page->items) entry = AsShared(std::move(entry), view);
    co_return page;
  }
};

}  // namespace careloop::journal

#endif  // CARELOOP_TESTS_UNIT_JOURNAL_FAKE_ENTRY_STORE_H_
