#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_PLANS_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_PLANS_H_

#include <vector>

#include "common/base/random.h"
#include "services/journal/domain/alert_basis.h"
#include "services/journal/domain/alert_rules.h"
#include "services/journal/domain/entry.h"
#include "services/journal/domain/rule_sets.h"

namespace careloop::journal {

// What the firings of a set on an entry do to the alerts of its patient. `before` is the version of the entry before
// this one, null for the first: what has not changed since then does not alert again. Random only in the ids of new
// alerts.
AlertPlan PlanAlerts(const Entry& entry, const Entry* before, const AlertBasis& basis, const RulesInForce& rules,
                     Random& random);

// The basis after an entry has been stored with a plan that was made from it.
AlertBasis After(AlertBasis basis, const Entry& entry, const AlertPlan& plan);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_PLANS_H_
