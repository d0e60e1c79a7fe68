#ifndef CARELOOP_SERVICES_CLI_VERBS_TEMPLATE_USE_H_
#define CARELOOP_SERVICES_CLI_VERBS_TEMPLATE_USE_H_

#include "CLI/CLI.hpp"
#include "careloop/messaging/v1/messaging_service.pb.h"

namespace careloop::cli {

// --template and --set of a verb that sends a message. `request` outlives parsing.
void AddTemplateUse(CLI::App& verb, messaging::v1::SendMessageRequest& request);

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_VERBS_TEMPLATE_USE_H_
