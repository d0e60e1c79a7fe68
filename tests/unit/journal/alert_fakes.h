#ifndef CARELOOP_TESTS_UNIT_JOURNAL_ALERT_FAKES_H_
#define CARELOOP_TESTS_UNIT_JOURNAL_ALERT_FAKES_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "services/journal/domain/alert_store.h"
#include "services/journal/domain/alert_threads.h"
#include "tests/unit/journal/fakes.h"

namespace careloop::journal {

// Of the one patient of the test: what alerts are decided from, and those that were written.
struct FakeAlertStore final : AlertStore {
  explicit FakeAlertStore(const FakeEntryStore& entries) : entry_store(entries) {}

  const FakeEntryStore& entry_store;
  AlertBasis basis;           // but for what is stored with entries
  std::vector<Alert> alerts;  // as they are listed, and found
  std::vector<AlertConsent> decisions;
  std::map<std::string, int> requests;
  std::vector<std::string> closed;
  size_t closed_with = 0;  // the last one: how many triggers had been seen
  std::vector<ShareReaders> readers;
  absl::Status failure;
  int reads = 0;       // of the basis
  int live_reads = 0;  // of whole entries

  Task<absl::StatusOr<AlertBasis>> Basis(const Call&, std::string, absl::Time since,
                                         std::optional<absl::Time> until) override {
    if (!failure.ok()) co_return failure;
    ++reads;
    AlertBasis read = basis;
    read.version += static_cast<int64_t>(entry_store.plans.size());
    read.entries = static_cast<int64_t>(entry_store.entries.size());
    read.since = since;
    read.until = until;
    if (!decisions.empty()) read.consent = decisions.back();
    for (const auto& [number, entry] : entry_store.entries) {
      if (!until || entry.occurred <= *until) read.recent.Put(entry);
    }
    read.recent.KeepLatest(kMostRecentEntries);
    co_return read;
  }
  Task<absl::StatusOr<std::optional<int>>> Decided(const Call& call) override {
    if (!failure.ok()) co_return failure;
    const auto before = requests.find(call.request_id);
    co_return before == requests.end() ? std::nullopt : std::optional<int>(before->second);
  }
  Task<absl::StatusOr<int>> Decide(const Call& call, std::string, const AlertConsent& consent) override {
    if (!failure.ok()) co_return failure;
    const int since = decisions.empty() || decisions.back().care_team != consent.care_team ? 0 : decisions.back().since;
    decisions.push_back(consent);
    decisions.back().version = static_cast<int>(decisions.size());
    decisions.back().since = since == 0 ? decisions.back().version : since;
    co_return requests[call.request_id] = decisions.back().version;
  }
  Task<absl::StatusOr<std::optional<AlertConsent>>> Decision(Deadline, std::string, int version) override {
    if (!failure.ok()) co_return failure;
    if (decisions.empty()) co_return std::optional<AlertConsent>();
    co_return std::optional<AlertConsent>(version == 0 ? decisions.back() : decisions.at(version - 1));
  }
  Task<absl::StatusOr<PageOf<Alert>>> List(const Call&, std::string, PageRequest,
                                           std::optional<ShareReaders> who) override {
    if (!failure.ok()) co_return failure;
    if (who) readers.push_back(*std::move(who));
    co_return PageOf<Alert>{alerts, ""};
  }
  Task<absl::StatusOr<std::vector<Alert>>> OfEntry(const Call&, std::string, int64_t) override {
    if (!failure.ok()) co_return failure;
    co_return alerts;
  }
  Task<absl::StatusOr<std::map<int64_t, Entry>>> Live(const Call&, std::string, std::set<int64_t> numbers) override {
    if (!failure.ok()) co_return failure;
    ++live_reads;
    std::map<int64_t, Entry> live = entry_store.entries;
    std::erase_if(live, [&](const auto& each) { return !numbers.contains(each.first) || each.second.retraction; });
    co_return live;
  }
  Task<absl::StatusOr<std::set<int64_t>>> LiveNumbers(const Call&, std::string, std::set<int64_t> numbers) override {
    if (!failure.ok()) co_return failure;
    std::erase_if(numbers, [&](int64_t number) {
      const auto found = entry_store.entries.find(number);
      return found == entry_store.entries.end() || found->second.retraction;
    });
    co_return numbers;
  }
  Task<absl::StatusOr<std::optional<Alert>>> Find(Deadline, std::string, std::string id) override {
    if (!failure.ok()) co_return failure;
    for (const Alert& alert : alerts) {
      if (alert.id == id) co_return std::optional<Alert>(alert);
    }
    co_return std::optional<Alert>();
  }
  Task<absl::Status> MarkDelivered(std::string, std::string id, size_t trigger, AlertDelivered delivered) override {
    if (!failure.ok()) co_return failure;
    for (Alert& alert : alerts) {
      if (alert.id != id) continue;
      alert.deliveries.resize(alert.triggers.size());
      if (!alert.deliveries[trigger]) alert.deliveries[trigger] = std::move(delivered);
    }
    co_return absl::OkStatus();
  }
  Task<absl::Status> Close(const Call&, std::string, std::string id, size_t triggers) override {
    if (!failure.ok()) co_return failure;
    closed.push_back(std::move(id));
    closed_with = triggers;
    co_return absl::OkStatus();
  }
};

struct FakeAlertThreads final : AlertThreads {
  struct Told {
    std::string alert;
    size_t trigger;
    int consent;
    friend bool operator==(const Told&, const Told&) = default;
  };
  std::vector<Told> told;
  std::map<std::string, AlertWork> work;  // by thread
  Deadline last_deadline;                 // of WorkOn
  absl::Status failure;

  Task<absl::StatusOr<AlertDelivered>> Deliver(const Alert& alert, size_t trigger,
                                               const AlertConsent& consent) override {
    if (!failure.ok()) co_return failure;
    told.push_back({alert.id, trigger, consent.version});
    co_return AlertDelivered{"patients/" + alert.patient + "/threads/t1", alert.triggers[trigger].time};
  }
  Task<absl::StatusOr<AlertWork>> WorkOn(const Call& call, std::string thread) override {
    last_deadline = call.deadline;
    if (!failure.ok()) co_return failure;
    co_return work[thread];
  }
};

}  // namespace careloop::journal

#endif  // CARELOOP_TESTS_UNIT_JOURNAL_ALERT_FAKES_H_
