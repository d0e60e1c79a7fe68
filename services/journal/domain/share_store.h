#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_SHARE_STORE_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_SHARE_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/journal_access.h"
#include "services/journal/domain/page.h"
#include "services/journal/domain/share.h"

namespace careloop::journal {

// A patient may have this many shares in force at once.
inline constexpr int kMostSharesInForce = 1000;

// Where shares are kept. Thread-safe. Each task is one atomic step, resumes on the store's thread, and adds to the
// errors named here those of common/redis/client.h.
class ShareStore {
 public:
  virtual ~ShareStore() = default;

  // The id that Create has answered to this call's request before; nothing if it is new.
  virtual Task<absl::StatusOr<std::optional<std::string>>> Created(const Call& call) = 0;

  // Stores a share, in force from now on, and queues the message that tells its team, both or neither. Answers its id;
  // repeated with the call's request id it changes nothing and answers the first id. INVALID_ARGUMENT for an entry that
  // does not exist or is retracted, for an expiry that has passed, and for a period that has passed and holds no live
  // entry; FAILED_PRECONDITION at kMostSharesInForce.
  virtual Task<absl::StatusOr<std::string>> Create(const Call& call, const Share& share) = 0;

  // Ends a share: nothing is read through it any more once this has been answered. With it is queued that its team's
  // thread is told, both or neither. Answers when it was first revoked. NOT_FOUND without such a share.
  virtual Task<absl::StatusOr<absl::Time>> Revoke(const Call& call, std::string patient, std::string id,
                                                  absl::Time now) = 0;

  // NOT_FOUND without such a share.
  virtual Task<absl::StatusOr<Share>> Get(const Call& call, std::string patient, std::string id) = 0;

  // Those that cover an entry and have neither been revoked nor expired at `now`, also while their delivery has failed.
  virtual Task<absl::StatusOr<std::vector<Share>>> Covering(const Call& call, std::string patient, int64_t entry,
                                                            absl::Time now) = 0;

  // Latest created first.
  virtual Task<absl::StatusOr<PageOf<Share>>> List(const Call& call, std::string patient, PageRequest page) = 0;

  // Of these only those in force for `readers`. NOT_FOUND if there are none.
  virtual Task<absl::StatusOr<PageOf<Share>>> ListShared(const Call& call, std::string patient, PageRequest page,
                                                         ShareReaders readers) = 0;

  // Notes where the share's message is, which ends a refusal. Only the first note counts. Repeatable.
  virtual Task<absl::Status> MarkDelivered(std::string patient, std::string id, ShareDelivered delivered) = 0;

  // Notes that nobody delivers the share's message any more, and why: until it is delivered after all, nothing is read
  // through the share. Changes nothing about one that is delivered. Repeatable.
  virtual Task<absl::Status> MarkRefused(std::string patient, std::string id, ShareRefused refused) = 0;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_SHARE_STORE_H_
