#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_RULE_SET_STORE_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_RULE_SET_STORE_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/alert_rule.h"

namespace careloop::journal {

// Where rule sets are kept for ever, with who activated them. Thread-safe. Each task is one atomic step, resumes on the
// store's thread, and adds to the errors named here those of common/redis/client.h.
class RuleSetStore {
 public:
  virtual ~RuleSetStore() = default;

  // Keeps a set, in force from now on until the next one is. Answers its number; repeated with the call's request id,
  // the first one. ALREADY_EXISTS if a set of this version is kept.
  virtual Task<absl::StatusOr<int>> Activate(const Call& call, const RuleSetActivation& activation) = 0;

  // The set of a version; without one, that in force. Nothing if there is none.
  virtual Task<absl::StatusOr<std::optional<RuleSetActivation>>> Find(const Call& call, std::string version) = 0;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_RULE_SET_STORE_H_
