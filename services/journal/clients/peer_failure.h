#ifndef CARELOOP_SERVICES_JOURNAL_CLIENTS_PEER_FAILURE_H_
#define CARELOOP_SERVICES_JOURNAL_CLIENTS_PEER_FAILURE_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/strings.h"

namespace careloop::journal {

// How long one question to a peer may take, whatever its caller's deadline: who asks us hears of the failure in time.
inline constexpr absl::Duration kPeerLimit = absl::Seconds(1);

// Whatever a peer answered that we cannot use: its codes are about our question, and would mislead our caller.
inline absl::Status PeerFailure(std::string_view service) {
  return Error(absl::StatusCode::kUnavailable, reason::kPeerUnavailable,
               StrCat("the ", service, " service, which this call needs, did not answer"));
}

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_CLIENTS_PEER_FAILURE_H_
