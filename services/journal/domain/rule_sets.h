#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_RULE_SETS_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_RULE_SETS_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/alert_rule.h"
#include "services/journal/domain/alert_rules.h"
#include "services/journal/domain/rule_set_check.h"
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

  // Told of each set that comes into force here and has rules that do not fit the site (UnfitRules). Must not block.
  using OnUnfit = std::function<void(const std::string& version, const std::vector<std::string>& rules)>;

  RuleSets(RuleSetStore& store, RuleSet shipped, const SiteRules& site, const Clock& clock, OnUnfit on_unfit = {});

  // NOT_FOUND without such a version; the one in force without a version.
  Task<absl::StatusOr<RuleSetActivation>> Get(const Call& call, std::string version);
  Task<absl::StatusOr<RuleSetActivation>> Activate(const Call& call, RuleSet set);
  std::vector<std::string> UnfitOf(const RuleSet& set) const { return UnfitRules(set, site_); }

  // The set in force as far as this instance knows. What is decided by it is stored only if it is (EntryStore), so that
  // an activation acts at once; whoever is told that it is not, refreshes.
  std::shared_ptr<const RulesInForce> Known() const;
  Task<absl::Status> Refresh(const Call& call);

 private:
  void Know(const RuleSetActivation& activation);
  bool Replace(std::shared_ptr<const RulesInForce> known);

  RuleSetStore& store_;
  const RuleSet shipped_;
  const SiteRules& site_;
  const Clock& clock_;
  const OnUnfit on_unfit_;
  mutable Mutex mutex_;
  std::shared_ptr<const RulesInForce> known_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_RULE_SETS_H_
