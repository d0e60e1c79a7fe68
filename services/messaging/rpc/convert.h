#ifndef CARELOOP_SERVICES_MESSAGING_RPC_CONVERT_H_
#define CARELOOP_SERVICES_MESSAGING_RPC_CONVERT_H_

#include "careloop/messaging/v1/care_team.pb.h"
#include "careloop/messaging/v1/delivery_service.pb.h"
#include "careloop/messaging/v1/thread.pb.h"
#include "careloop/messaging/v1/watch.pb.h"
#include "services/messaging/domain/care_team.h"
#include "services/messaging/domain/deliveries.h"
#include "services/messaging/domain/event.h"
#include "services/messaging/domain/thread.h"
#include "services/messaging/domain/work.h"

namespace careloop::messaging {

// Domain values as the contract shows them, and back. Pure.
v1::CareTeam ToProto(const CareTeam& team);
v1::TeamPatient ToProto(const Enrolment& enrolment);
v1::Sender ToProto(const Person& person);
v1::Thread ToProto(const Thread& thread);
// `last_number` is that of the thread's last message.
v1::ThreadWork ToProto(const Work& work, int64_t last_number);
v1::ThreadChange ToProto(const ThreadRef& thread, const ThreadChange& change);
v1::Message ToProto(const ThreadRef& thread, const Message& message);
// The event as `reader` sees it, without its token.
v1::WatchResponse ToProto(const Event& event, const std::string& reader);

// Of a validated request.
Urgency FromProto(v1::ThreadUrgency urgency);
ResolutionAction FromProto(v1::ResolutionAction action);
Deliveries::ShareDelivery FromProto(const v1::DeliverShareRequest& request);

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_RPC_CONVERT_H_
