#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_RULE_SETS_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_RULE_SETS_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/alert_rule.h"
#include "services/journal/domain/rule_set_store.h"
#include "services/journal/domain/site_rules.h"

namespace careloop::journal {

// The rule sets of the site. Thread-safe; what it is built on outlives it.
class RuleSets {
 public:
  // `shipped` is in force until a set is activated. Fails, naming `path`, for one that CheckRuleSet refuses.
  static absl::Status CheckShipped(const RuleSet& shipped, const SiteRules& site, std::string_view path);

  RuleSets(RuleSetStore& store, RuleSet shipped, const SiteRules& site, const Clock& clock)
      : store_(store), shipped_(std::move(shipped)), site_(site), clock_(clock) {}

  // NOT_FOUND without such a version; the one in force without a version.
  Task<absl::StatusOr<RuleSetActivation>> Get(const Call& call, std::string version);
  Task<absl::StatusOr<RuleSetActivation>> Activate(const Call& call, RuleSet set);

 private:
  RuleSetStore& store_;
  const RuleSet shipped_;
  const SiteRules& site_;
  const Clock& clock_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_RULE_SETS_H_
