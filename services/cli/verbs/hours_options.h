#ifndef CARELOOP_SERVICES_CLI_VERBS_HOURS_OPTIONS_H_
#define CARELOOP_SERVICES_CLI_VERBS_HOURS_OPTIONS_H_

#include <functional>

#include "CLI/CLI.hpp"
#include "careloop/messaging/v1/care_team.pb.h"

namespace careloop::cli {

// --time-zone, --open and --holiday, which fill in what `hours` answers when the first of them is read.
void AddHoursOptions(CLI::App& verb, const std::function<messaging::v1::OpeningHours*()>& hours);

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_VERBS_HOURS_OPTIONS_H_
