#ifndef CARELOOP_SERVICES_CLI_PRINT_RULE_PRINT_H_
#define CARELOOP_SERVICES_CLI_PRINT_RULE_PRINT_H_

#include <ostream>

#include "careloop/journal/v1/alert_rule_service.pb.h"

// Answers of the journal's AlertRuleService for people.
namespace careloop::cli {

void PrintRuleSet(std::ostream& out, const journal::v1::GetRuleSetResponse& answer);
void PrintActivated(std::ostream& out, const journal::v1::ActivateRuleSetResponse& answer);
void PrintDryRun(std::ostream& out, const journal::v1::DryRunRuleSetResponse& answer);

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_PRINT_RULE_PRINT_H_
