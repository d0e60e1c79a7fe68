#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_RULE_SETS_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_RULE_SETS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/alert_rule.h"
#include "services/journal/domain/alert_rules.h"
#include "services/journal/domain/rule_set_store.h"
#include "services/journal/domain/site_rules.h"

namespace careloop::journal {

// A set that is laid out to judge by.
struct RulesInForce {
  std::string version;
  int number = 0;
  AlertRules rules;
};

// The rule sets of the site. Thread-safe; what it is built on outlives it.
class RuleSets {
 public:
  // `shipped` is in force until a set is activated. Fails, naming `path`, for one that CheckRuleSet refuses.
  static absl::Status CheckShipped(const RuleSet& shipped, const SiteRules& site, std::string_view path);

  RuleSets(RuleSetStore& store, RuleSet shipped, const SiteRules& site, const Clock& clock);

  // NOT_FOUND without such a version; the one in force without a version.
  Task<absl::StatusOr<RuleSetActivation>> Get(const Call& call, std::string version);
  Task<absl::StatusOr<RuleSetActivation>> Activate(const Call& call, RuleSet set);

  // The set in force as far as this instance knows. What is decided by it is stored only if it is (EntryStore), so that
  // an activation acts at once; whoever is told that it is not, refreshes.
  std::shared_ptr<const RulesInForce> Known() const;
  Task<absl::Status> Refresh(const Call& call);

 private:
  void Know(const RuleSetActivation& activation);

  RuleSetStore& store_;
  const RuleSet shipped_;
  const SiteRules& site_;
  const Clock& clock_;
  mutable Mutex mutex_;
  std::shared_ptr<const RulesInForce> known_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_RULE_SETS_H_
