#ifndef CARELOOP_SERVICES_CLI_PRINT_AUDIT_PRINT_H_
#define CARELOOP_SERVICES_CLI_PRINT_AUDIT_PRINT_H_

#include <ostream>

#include "careloop/audit/v1/audit_service.pb.h"
#include "common/audit/verification.h"

// The access log for people.
namespace careloop::cli {

void PrintAccessEvents(std::ostream& out, const audit::v1::ListAccessEventsResponse& answer);
void PrintCheckedRecords(std::ostream& out, const audit::v1::CheckRecordsResponse& answer);
void PrintVerification(std::ostream& out, const audit::Verification& result);

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_PRINT_AUDIT_PRINT_H_
