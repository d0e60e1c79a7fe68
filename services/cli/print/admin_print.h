#ifndef CARELOOP_SERVICES_CLI_PRINT_ADMIN_PRINT_H_
#define CARELOOP_SERVICES_CLI_PRINT_ADMIN_PRINT_H_

#include <ostream>
#include <string_view>

#include "careloop/admin/v1/admin_service.pb.h"

// Answers to operators.
namespace careloop::cli {

void PrintUndelivered(std::ostream& out, const admin::v1::ListUndeliveredResponse& answer);
void PrintRebuilt(std::ostream& out, const admin::v1::RebuildProjectionsResponse& answer);
void PrintRetried(std::ostream& out, const admin::v1::RetryUndeliveredResponse& answer);
// What a service has answered: "journal".
void PrintErased(std::ostream& out, std::string_view service, const admin::v1::ErasePatientResponse& answer);
void PrintRotated(std::ostream& out, std::string_view service, const admin::v1::RotateKeysResponse& answer);

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_PRINT_ADMIN_PRINT_H_
