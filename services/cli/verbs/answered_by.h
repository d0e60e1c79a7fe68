#ifndef CARELOOP_SERVICES_CLI_VERBS_ANSWERED_BY_H_
#define CARELOOP_SERVICES_CLI_VERBS_ANSWERED_BY_H_

#include "absl/status/statusor.h"
#include "common/base/strings.h"
#include "services/cli/client.h"

namespace careloop::cli {

// The answer, if it is that service's: an address may lead elsewhere.
template <typename Response>
absl::StatusOr<Response> From(Service service, Response answer) {
  if (answer.service() == NameOf(service)) return answer;
  if (answer.service().empty()) {
    return absl::FailedPreconditionError(StrCat("an earlier release answered, which does not say whether it is ",
                                                NameOf(service), ": it may not have been done there"));
  }
  return absl::FailedPreconditionError(StrCat("what was asked of ", NameOf(service), " was answered by ",
                                              answer.service(), ": it was not done at ", NameOf(service)));
}

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_VERBS_ANSWERED_BY_H_
