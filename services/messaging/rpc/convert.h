#ifndef CARELOOP_SERVICES_MESSAGING_RPC_CONVERT_H_
#define CARELOOP_SERVICES_MESSAGING_RPC_CONVERT_H_

#include "careloop/messaging/v1/care_team.pb.h"
#include "careloop/messaging/v1/care_team_service.pb.h"
#include "careloop/messaging/v1/caregiver.pb.h"
#include "careloop/messaging/v1/delivery_service.pb.h"
#include "careloop/messaging/v1/inbox.pb.h"
#include "careloop/messaging/v1/template.pb.h"
#include "careloop/messaging/v1/thread.pb.h"
#include "careloop/messaging/v1/watch.pb.h"
#include "services/messaging/domain/care_team.h"
#include "services/messaging/domain/caregiver.h"
#include "services/messaging/domain/deliveries.h"
#include "services/messaging/domain/event.h"
#include "services/messaging/domain/inbox_query.h"
#include "services/messaging/domain/team_settings.h"
#include "services/messaging/domain/templates.h"
#include "services/messaging/domain/thread.h"
#include "services/messaging/domain/work.h"

namespace careloop::messaging {

// Domain values as the contract shows them, and back. Pure.
v1::CareTeam ToProto(const CareTeam& team);
v1::TeamPatient ToProto(const Enrolment& enrolment);
v1::Caregiver ToProto(const Caregiver& caregiver);
v1::CaregiverPermission ToProto(CaregiverPermission permission);
v1::Sender ToProto(const Person& person);
// Who may be a caregiver, of this patient.
v1::Sender ToProto(const Person& person, const std::string& patient);
v1::Thread ToProto(const Thread& thread);
// `last_number` is that of the thread's last message.
v1::ThreadWork ToProto(const Work& work, int64_t last_number);
v1::ReadReceipt ToProto(const ThreadRef& thread, const ReadReceipt& receipt);
v1::ThreadCounts ToProto(const InboxCounts& counts);
v1::MessageTemplate ToProto(const MessageTemplate& found);
v1::TemplateReference ToProto(const TemplateReference& reference);
v1::ThreadChange ToProto(const ThreadRef& thread, const ThreadChange& change);
v1::Message ToProto(const ThreadRef& thread, const Message& message);
// The event as `reader` sees it, without its token.
v1::WatchResponse ToProto(const Event& event, const std::string& reader);

v1::CareTeamSettings ToProto(const TeamSettings& settings);
v1::Availability ToProto(const Availability& availability);
// To a care team or a thread: what a client shows before anything is typed, to those who might be in an emergency.
template <typename Answered>
void AddEmergencyText(Role caller, const std::string& text, Answered& answered) {
  if (caller != Role::kPatient && caller != Role::kCaregiver) return;
  answered.mutable_availability()->set_emergency_text(text);
}

// Of a validated request.
Caregiver FromProto(const v1::AddCaregiverRequest& request);
TeamSettings FromProto(const v1::CareTeamSettings& proto);
// The version that an etag of settings is of; nothing for an empty one, and one that no settings have for any other
// text.
std::optional<int64_t> VersionOfEtag(const std::string& etag);
// Minutes of "08:30", up to "24:00"; nothing for anything else. The day of "2026-12-25"; nothing for no such day.
std::optional<int> MinutesOf(const std::string& clock);
std::optional<absl::CivilDay> DayOf(const std::string& date);
Urgency FromProto(v1::ThreadUrgency urgency);
InboxFilter FromProto(v1::ThreadFilter filter);
MessageTemplate FromProto(const v1::SaveTemplateRequest& request);
Templates::Use FromProto(const v1::TemplateUse& use);
ResolutionAction FromProto(v1::ResolutionAction action);
Deliveries::AlertDelivery FromProto(const v1::DeliverAlertRequest& request);
Deliveries::ShareDelivery FromProto(const v1::DeliverShareRequest& request);
Deliveries::RevocationDelivery FromProto(const v1::DeliverShareRevocationRequest& request);

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_RPC_CONVERT_H_
