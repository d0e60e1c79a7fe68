#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_STORE_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_STORE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/alert.h"
#include "services/journal/domain/alert_basis.h"
#include "services/journal/domain/journal_access.h"
#include "services/journal/domain/page.h"

namespace careloop::journal {

// Where alerts are kept, and what patients decided about them. Alerts are written with the entry that opens them
// (EntryStore). Thread-safe. Each task is one atomic step and adds to the errors named here those of
// common/redis/client.h.
class AlertStore {
 public:
  virtual ~AlertStore() = default;

  // With what occurred from `since` on, up to `until` if there is one.
  virtual Task<absl::StatusOr<AlertBasis>> Basis(const Call& call, std::string patient, absl::Time since,
                                                 std::optional<absl::Time> until) = 0;

  // What Decide has answered before to the call's request id, if it has.
  virtual Task<absl::StatusOr<std::optional<int>>> Decided(const Call& call) = 0;

  // Keeps a decision as the next version; repeated with the call's request id, answers the first one.
  virtual Task<absl::StatusOr<int>> Decide(const Call& call, std::string patient, const AlertConsent& consent) = 0;

  // A version; 0: the last one. Nothing if there is none.
  virtual Task<absl::StatusOr<std::optional<AlertConsent>>> Decision(Deadline deadline, std::string patient,
                                                                     int version) = 0;

  // Latest opened first. For `readers`, those that are for one of their teams while the patient agrees to that;
  // NOT_FOUND if the patient does not.
  virtual Task<absl::StatusOr<PageOf<Alert>>> List(const Call& call, std::string patient, PageRequest page,
                                                   std::optional<ShareReaders> readers) = 0;

  // Those that an entry has opened, or added to.
  virtual Task<absl::StatusOr<std::vector<Alert>>> OfEntry(const Call& call, std::string patient, int64_t entry) = 0;

  // Of these entries the numbers of those that are live; nothing of what they say is read.
  virtual Task<absl::StatusOr<std::set<int64_t>>> LiveNumbers(const Call& call, std::string patient,
                                                              std::set<int64_t> entries) = 0;

  // The same, as they are now, by number.
  virtual Task<absl::StatusOr<std::map<int64_t, Entry>>> Live(const Call& call, std::string patient,
                                                              std::set<int64_t> entries) = 0;

  // Nothing without such an alert.
  virtual Task<absl::StatusOr<std::optional<Alert>>> Find(Deadline deadline, std::string patient, std::string id) = 0;

  // Notes what became of a trigger, counted from 0. Only the first note counts. Repeatable.
  virtual Task<absl::Status> MarkDelivered(std::string patient, std::string id, size_t trigger,
                                           AlertDelivered delivered) = 0;

  // The alert takes no further triggers, unless it has others by now than the first so many, or one that waits to be
  // delivered. Repeatable.
  virtual Task<absl::Status> Close(const Call& call, std::string patient, std::string id, size_t triggers) = 0;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_STORE_H_
