#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_RULE_SET_CHECK_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_RULE_SET_CHECK_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "services/journal/domain/alert_rule.h"
#include "services/journal/domain/site_rules.h"

namespace careloop::journal {

// OK, or all that is wrong with a rule set at this site, each under its path from `field` on ("rule_set"): what could
// never hold or always would, what the site's vocabulary does not have, examples that do not come out as they say, and
// rules that the examples do not tell apart. A product is known that alerts on everything through such a mistake.
absl::Status CheckRuleSet(const RuleSet& set, const SiteRules& site, std::string_view field);

// The ids of the rules of a set that was taken once and would be refused now, whatever its examples say: a symptom that
// one names has another id in the site's data, say, so that it fires no more.
std::vector<std::string> UnfitRules(const RuleSet& set, const SiteRules& site);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_RULE_SET_CHECK_H_
