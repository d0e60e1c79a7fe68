#ifndef CARELOOP_SERVICES_JOURNAL_RPC_RULE_SET_FILE_H_
#define CARELOOP_SERVICES_JOURNAL_RPC_RULE_SET_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "careloop/journal/v1/alert_rule.pb.h"
#include "common/base/error.h"
#include "services/journal/domain/alert_rule.h"

namespace careloop::journal {

// What is wrong with a rule set of a request, or of a file, as such; what only the site's vocabulary can tell is for
// the domain.
void CheckRuleSet(Violations& violations, const v1::RuleSet& set);

// The rule set of a file like deploy/site/alert-rules.json: a careloop.journal.v1.RuleSet in protobuf's JSON, so that
// it is also what `careloop journal rules activate` takes. Fails, naming file and field.
absl::StatusOr<RuleSet> LoadRuleSet(const std::string& path);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_RPC_RULE_SET_FILE_H_
