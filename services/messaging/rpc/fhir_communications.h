#ifndef CARELOOP_SERVICES_MESSAGING_RPC_FHIR_COMMUNICATIONS_H_
#define CARELOOP_SERVICES_MESSAGING_RPC_FHIR_COMMUNICATIONS_H_

#include <optional>

#include "absl/time/time.h"
#include "common/fhir/resource.h"
#include "services/messaging/domain/thread.h"

namespace careloop::messaging {

// A thread as the Communication that its messages are part of, and one of them. messaging_service.proto, ExportThreads,
// says what of them is where, and why.
fhir::Json CommunicationOf(const Thread& thread);
// `received`: when somebody of the other side first marked it as read.
fhir::Json CommunicationOf(const Thread& thread, const Message& message, std::optional<absl::Time> received);

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_RPC_FHIR_COMMUNICATIONS_H_
