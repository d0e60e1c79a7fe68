#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERTING_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERTING_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/expiring_cache.h"
#include "common/base/random.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/alert_plans.h"
#include "services/journal/domain/alert_store.h"
#include "services/journal/domain/rule_sets.h"

namespace careloop::journal {

// Decides what an entry that is being recorded does to alerts. What that depends on is remembered, so that the entry of
// a patient who recorded a while ago is stored in one step; it is read only when it is not remembered, or not so any
// more. Thread-safe; what it is built on outlives it.
class Alerting {
 public:
  static constexpr absl::Duration kKept = absl::Minutes(30);
  static constexpr size_t kMostKept = 2048;

  // `on_queued` is called when there is an alert to deliver; it must not block.
  Alerting(AlertStore& store, RuleSets& sets, const Clock& clock, Random& random, std::function<void()> on_queued)
      : store_(store), sets_(sets), random_(random), on_queued_(std::move(on_queued)), kept_(clock, kKept, kMostKept) {}

  // One attempt to store an entry.
  struct Decided {
    AlertBasis basis;
    AlertPlan plan;
    std::optional<AlertBasis> latest;  // what later entries are decided from, if the basis is for earlier ones
  };

  // For a new entry, whose number it sets; for a further version with the one before. `anew` after the store has said
  // that what was decided before does not hold any more (IsBasisChanged).
  Task<absl::StatusOr<Decided>> Decide(const Call& call, Entry& entry, const Entry* before, bool anew);

  // The entry has been stored with what was decided.
  void Stored(const Entry& entry, Decided decided);

  // Something of the patient has changed that is decided from.
  void Forget(const std::string& patient);
  // Drops from the memory what has not been asked for in a while. To be called now and then.
  void ForgetIdle() { kept_.DropExpired(); }

  // Those that an entry has opened or added to.
  Task<absl::StatusOr<std::vector<Alert>>> OfEntry(const Call& call, std::string patient, int64_t entry) {
    return store_.OfEntry(call, std::move(patient), entry);
  }

 private:
  Task<absl::StatusOr<Decided>> BasisFor(const Call& call, const Entry& entry, bool anew);

  AlertStore& store_;
  RuleSets& sets_;
  Random& random_;
  const std::function<void()> on_queued_;
  ExpiringCache<std::string, AlertBasis> kept_;  // by patient; in the hands of one call at a time
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERTING_H_
