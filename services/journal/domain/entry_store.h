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
#include "services/journal/domain/entry.h"
#include "services/journal/domain/journal_access.h"
#include "services/journal/domain/page.h"

namespace careloop::journal {

// What storing an entry decided.
struct EntryReceipt {
  int64_t number = 0;
  absl::Time recorded;
  std::vector<std::string> treatments;  // ids of what the patient takes, each once
};

struct EntryQuery {
  std::string patient;
  std::optional<absl::Time> start;  // occurred at or after
  std::optional<absl::Time> end;    // occurred before
  PageRequest page;
};

// Where entries are kept, each for ever as it was recorded. Thread-safe. Each task is one atomic step, resumes on the
// store's thread, and adds to the errors named here those of common/redis/client.h.
class EntryStore {
 public:
  virtual ~EntryStore() = default;

  // Gives the entry the patient's next number and stores it. Repeated with the call's request id it changes nothing and
  // answers the first receipt, which shows by another `recorded` than the entry's.
  virtual Task<absl::StatusOr<EntryReceipt>> Record(const Call& call, const Entry& entry) = 0;

  // NOT_FOUND without such an entry.
  virtual Task<absl::StatusOr<Entry>> Get(const Call& call, std::string patient, int64_t number) = 0;

  // Latest occurred first; among those of one instant, latest recorded first.
  virtual Task<absl::StatusOr<PageOf<Entry>>> List(const Call& call, EntryQuery query) = 0;

  // The same through the shares in force for `readers`, read in the same step: only what one of them covers, from one
  // moment to the next. NOT_FOUND if none covers the entry; of a list, if there is none at all.
  virtual Task<absl::StatusOr<Entry>> GetShared(const Call& call, std::string patient, int64_t number,
                                                TeamReaders readers) = 0;
  virtual Task<absl::StatusOr<PageOf<Entry>>> ListShared(const Call& call, EntryQuery query, TeamReaders readers) = 0;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_ENTRY_STORE_H_
