#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_RULE_EXAMPLES_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_RULE_EXAMPLES_H_

#include <string_view>

#include "common/base/error.h"
#include "services/journal/domain/alert_rule.h"
#include "services/journal/domain/site_rules.h"

namespace careloop::journal {

// The examples of a rule set; each function adds what is wrong, under paths from `field` on.

// Ids that stand there twice, and answers that the vocabulary does not allow.
void CheckExampleAnswers(const RuleSet& set, const Vocabulary& vocabulary, std::string_view field,
                         Violations& violations);

// Plays the examples of a set that is right in all else: those that do not come out as they say, rules that fire in
// none of them or in all, and a set whose enabled rules do.
void CheckExampleOutcomes(const RuleSet& set, const SiteRules& site, std::string_view field, Violations& violations);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_RULE_EXAMPLES_H_
