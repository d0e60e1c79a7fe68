#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_ENTRY_STORE_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_ENTRY_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/alert_basis.h"
#include "services/journal/domain/entry.h"
#include "services/journal/domain/journal_access.h"
#include "services/journal/domain/page.h"
#include "services/journal/domain/share.h"
#include "services/journal/domain/share_view.h"

namespace careloop::journal {

// What storing a version of an entry decided.
struct EntryReceipt {
  int64_t number = 0;
  absl::Time revised;                   // when this version was stored
  std::vector<std::string> treatments;  // ids of what the patient takes, each once
  int version = 1;
};

// The failure of storing what was decided from something that has changed since, and whether a failure is that one.
absl::Status BasisChanged();
bool IsBasisChanged(const absl::Status& status);

struct EntryQuery {
  std::string patient;
  std::optional<absl::Time> start;  // occurred at or after
  std::optional<absl::Time> end;    // occurred before
  PageRequest page;
  bool retracted = false;  // those too
};

// Where entries are kept, each version for ever as it was recorded. Thread-safe. Each task is one atomic step, resumes
// on the store's thread, and adds to the errors named here those of common/redis/client.h.
class EntryStore {
 public:
  virtual ~EntryStore() = default;

  // Each of the next four, repeated with the call's request id, changes nothing and answers the first receipt, which
  // shows by another `revised` than the entry's. The first three write alerts in the same step as their entry, and
  // queue those that are to be sent; they fail with BasisChanged() unless all that the plan was made from still holds.

  // Gives the entry the patient's next number and stores it.
  virtual Task<absl::StatusOr<EntryReceipt>> Record(const Call& call, const Entry& entry, const AlertPlan& alerts) = 0;

  // The same with the first version of a check-in; with a further one, makes it the current version. ABORTED unless the
  // live check-in of its week is the version before (of version 1: unless there is none); FAILED_PRECONDITION over
  // kMostVersions.
  virtual Task<absl::StatusOr<EntryReceipt>> SaveCheckIn(const Call& call, const Entry& entry,
                                                         const AlertPlan& alerts) = 0;

  // Makes the entry the current version. NOT_FOUND without such an entry; ABORTED unless the current version is the one
  // before; FAILED_PRECONDITION if it is retracted, and over kMostVersions.
  virtual Task<absl::StatusOr<EntryReceipt>> Amend(const Call& call, const Entry& entry, const AlertPlan& alerts) = 0;

  // Marks the entry, which takes it out of the live ones; frees its week. Changes nothing about one that is retracted.
  // NOT_FOUND without such an entry; ABORTED if `version` is given and not the current one.
  virtual Task<absl::Status> Retract(const Call& call, const Entry& entry, std::optional<int> version,
                                     Retraction retraction) = 0;

  // The current version if `version` is 0. NOT_FOUND without such an entry or version.
  virtual Task<absl::StatusOr<Entry>> Get(const Call& call, std::string patient, int64_t number, int version) = 0;

  // The live check-in of a week.
  virtual Task<absl::StatusOr<std::optional<Entry>>> CheckInOf(const Call& call, std::string patient,
                                                               absl::CivilDay week) = 0;

  // Current versions, latest occurred first; among those of one instant, latest recorded first.
  virtual Task<absl::StatusOr<PageOf<Entry>>> List(const Call& call, EntryQuery query) = 0;

  // Current versions through the shares in force for `readers`, read in the same step: only what one of them covers,
  // from one moment to the next, each AsShared by the one that opens most. NOT_FOUND if none covers the entry; of a
  // list, if there is none at all.
  virtual Task<absl::StatusOr<Entry>> GetShared(const Call& call, std::string patient, int64_t number,
                                                ShareReaders readers) = 0;
  virtual Task<absl::StatusOr<PageOf<Entry>>> ListShared(const Call& call, EntryQuery query, ShareReaders readers) = 0;

  // What ListShared would answer if this were the only share in force.
  virtual Task<absl::StatusOr<PageOf<Entry>>> Preview(const Call& call, EntryQuery query, ShareScope scope,
                                                      ShareView view) = 0;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_ENTRY_STORE_H_
