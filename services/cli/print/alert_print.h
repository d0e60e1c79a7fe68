#ifndef CARELOOP_SERVICES_CLI_PRINT_ALERT_PRINT_H_
#define CARELOOP_SERVICES_CLI_PRINT_ALERT_PRINT_H_

#include <ostream>
#include <string>

#include "careloop/journal/v1/alert.pb.h"

// Alerts of the journal service for people.
namespace careloop::cli {

// To the person whose entry has raised it: plainly whether anybody will be told.
void PrintRaisedAlert(std::ostream& out, const journal::v1::Alert& alert, int indent = 0);

void PrintAlert(std::ostream& out, const journal::v1::Alert& alert, int indent = 0);
void PrintAlerts(std::ostream& out, const journal::v1::ListAlertsResponse& answer);
std::string DescribeConsent(const journal::v1::AlertConsent& consent);
void PrintConsent(std::ostream& out, const journal::v1::SetAlertConsentResponse& answer);

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_PRINT_ALERT_PRINT_H_
