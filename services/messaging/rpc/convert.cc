#include "services/messaging/rpc/convert.h"

#include <type_traits>
#include <variant>

#include "common/rpc/educational.h"
#include "common/rpc/field.h"
#include "common/rpc/role.h"
#include "services/messaging/rpc/names.h"

namespace careloop::messaging {
namespace {

using rpc::ToTime;
using rpc::ToTimestamp;

v1::AttachedPublication ToProto(const Disclaimed<AttachedPublication>& publication) {
  v1::AttachedPublication proto;
  proto.set_name("publications/" + publication.content().id);
  proto.set_revision(publication.content().revision);
  proto.set_title(publication.content().title);
  proto.set_summary(publication.content().summary);
  const auto state = publication.content().state;
  if (state) proto.set_state(static_cast<v1::AttachedPublicationState>(*state));
  rpc::Stamp(publication, proto);
  return proto;
}

v1::AlertReference ToProto(const AlertReference& alert) {
  v1::AlertReference proto;
  proto.set_name(alert.name);
  proto.set_trigger(alert.trigger);
  proto.set_symptom(alert.symptom);
  *proto.mutable_trigger_time() = ToTimestamp(alert.time);
  proto.set_marked_urgent(alert.marked_urgent);
  proto.set_can_wait(alert.can_wait);
  return proto;
}

AlertReference FromProto(const v1::AlertReference& proto) {
  return {.name = proto.name(),
          .trigger = proto.trigger(),
          .symptom = proto.symptom(),
          .time = ToTime(proto.trigger_time()),
          .marked_urgent = proto.marked_urgent(),
          .can_wait = proto.can_wait()};
}

v1::ShareReference ToProto(const ShareReference& share) {
  v1::ShareReference proto;
  proto.set_name(share.name);
  switch (share.scope) {
    case ShareReference::Scope::kEntries:
      proto.set_entry_count(share.entry_count);
      break;
    case ShareReference::Scope::kPeriod:
      *proto.mutable_period()->mutable_start_time() = ToTimestamp(share.start);
      *proto.mutable_period()->mutable_end_time() = ToTimestamp(share.end);
      break;
    case ShareReference::Scope::kStanding:
      *proto.mutable_standing_start_time() = ToTimestamp(share.start);
      break;
  }
  if (share.expires) *proto.mutable_expire_time() = ToTimestamp(*share.expires);
  proto.set_state(share.revoked ? v1::SHARE_STATE_REVOKED : v1::SHARE_STATE_IN_FORCE);
  if (share.revoked) *proto.mutable_revoke_time() = ToTimestamp(*share.revoked);
  return proto;
}

// The domain has the contract's numbers.
v1::AutomaticMessage ToProto(const AutomaticMessage& automatic) {
  v1::AutomaticMessage proto;
  proto.set_reason(static_cast<v1::AutomaticReason>(automatic.kind));
  if (automatic.next_staffed) *proto.mutable_next_staffed_time() = ToTimestamp(*automatic.next_staffed);
  return proto;
}

// Whether it is in force is said by others than who delivers it.
ShareReference FromProto(const v1::ShareReference& proto) {
  ShareReference share{.name = proto.name()};
  if (proto.has_period()) {
    share.scope = ShareReference::Scope::kPeriod;
    share.start = ToTime(proto.period().start_time());
    share.end = ToTime(proto.period().end_time());
  } else if (proto.has_standing_start_time()) {
    share.scope = ShareReference::Scope::kStanding;
    share.start = ToTime(proto.standing_start_time());
  } else {
    share.entry_count = proto.entry_count();
  }
  if (proto.has_expire_time()) share.expires = ToTime(proto.expire_time());
  return share;
}

void Fill(const MessageSent& sent, const ThreadRef& thread, const std::string& reader, v1::WatchResponse& response) {
  response.mutable_message()->set_thread(ThreadName(thread));
  *response.mutable_message()->mutable_message() = ToProto(thread, sent.message);
  *response.mutable_message()->mutable_work() = ToProto(sent.work, sent.message.number);
}

void Fill(const MessageRetracted& retracted, const ThreadRef& thread, const std::string& reader,
          v1::WatchResponse& response) {
  response.mutable_message_retracted()->set_thread(ThreadName(thread));
  *response.mutable_message_retracted()->mutable_message() = ToProto(thread, retracted.message);
}

void Fill(const ShareRevoked& revoked, const ThreadRef& thread, const std::string& reader,
          v1::WatchResponse& response) {
  response.mutable_share_revoked()->set_thread(ThreadName(thread));
  *response.mutable_share_revoked()->mutable_message() = ToProto(thread, revoked.message);
}

void Fill(const ReadMarked& mark, const ThreadRef& thread, const std::string& reader, v1::WatchResponse& response) {
  response.mutable_read_mark()->set_thread(ThreadName(thread));
  response.mutable_read_mark()->set_person(mark.person);
  response.mutable_read_mark()->set_up_to(static_cast<int32_t>(mark.up_to));
}

void Fill(const ThreadStarted& started, const ThreadRef& thread, const std::string& reader,
          v1::WatchResponse& response) {
  Thread as_started = started.thread;
  as_started.last_number = 1;
  as_started.last_time = as_started.started;
  as_started.read_up_to = reader == started.starter ? 1 : 0;
  as_started.unread = 1 - as_started.read_up_to;
  *response.mutable_thread_started()->mutable_thread() = ToProto(as_started);
}

void Fill(const ThreadChanged& changed, const ThreadRef& thread, const std::string& reader,
          v1::WatchResponse& response) {
  v1::Thread& proto = *response.mutable_thread_changed()->mutable_thread();
  proto = ToProto(changed.thread);
  proto.clear_read_up_to();
  proto.clear_unread_count();
}

void Fill(const ThreadRerouted& rerouted, const ThreadRef& thread, const std::string& reader,
          v1::WatchResponse& response) {
  response.mutable_thread_rerouted()->set_thread(ThreadName(thread));
  response.mutable_thread_rerouted()->set_to_care_team(CareTeamName(rerouted.to_team));
}

void Fill(const EnrolmentEnded& ended, const ThreadRef& thread, const std::string& reader,
          v1::WatchResponse& response) {
  response.mutable_revoked()->mutable_enrolment()->set_patient(PatientName(thread.patient));
  response.mutable_revoked()->mutable_enrolment()->set_care_team(CareTeamName(ended.team));
}

void Fill(const CaregiverChanged& changed, const ThreadRef& thread, const std::string& reader,
          v1::WatchResponse& response) {
  response.mutable_caregiver_changed()->set_name(CaregiverName(thread.patient, changed.person));
  if (changed.caregiver) *response.mutable_caregiver_changed()->mutable_caregiver() = ToProto(*changed.caregiver);
}

}  // namespace

v1::Sender ToProto(const Person& person) {
  v1::Sender proto;
  proto.set_person(person.id);
  proto.set_role(rpc::ToProto(person.role));
  proto.set_display_name(person.display_name);
  proto.set_title(person.title);
  return proto;
}

v1::CareTeam ToProto(const CareTeam& team) {
  v1::CareTeam proto;
  proto.set_name(CareTeamName(team.id));
  proto.set_display_name(team.display_name);
  *proto.mutable_created_time() = ToTimestamp(team.created);
  for (const Member& member : team.members) {
    v1::CareTeamMember* row = proto.add_members();
    row->set_person(member.person);
    row->set_display_name(member.display_name);
    row->set_title(member.title);
    *row->mutable_joined_time() = ToTimestamp(member.joined);
  }
  *proto.mutable_settings() = ToProto(team.settings);
  if (team.availability) *proto.mutable_availability() = ToProto(*team.availability);
  return proto;
}

v1::TeamPatient ToProto(const Enrolment& enrolment) {
  v1::TeamPatient proto;
  proto.set_patient(PatientName(enrolment.patient));
  proto.set_display_name(enrolment.display_name);
  *proto.mutable_enrolled_time() = ToTimestamp(enrolment.enrolled);
  return proto;
}

v1::Thread ToProto(const Thread& thread) {
  v1::Thread proto;
  proto.set_name(ThreadName(thread.ref));
  proto.set_care_team(CareTeamName(thread.care_team));
  proto.set_subject(thread.subject);
  proto.set_patient_display_name(thread.patient_display_name);
  *proto.mutable_started_time() = ToTimestamp(thread.started);
  proto.set_last_message_number(static_cast<int32_t>(thread.last_number));
  *proto.mutable_last_message_time() = ToTimestamp(thread.last_time);
  proto.set_read_up_to(static_cast<int32_t>(thread.read_up_to));
  proto.set_unread_count(static_cast<int32_t>(thread.unread));
  *proto.mutable_work() = ToProto(thread.work, thread.last_number);
  if (thread.availability) *proto.mutable_availability() = ToProto(*thread.availability);
  return proto;
}

v1::Message ToProto(const ThreadRef& thread, const Message& message) {
  v1::Message proto;
  proto.set_name(MessageName(thread, message.number));
  proto.set_number(static_cast<int32_t>(message.number));
  *proto.mutable_sender() = ToProto(message.sender, thread.patient);
  *proto.mutable_sent_time() = ToTimestamp(message.sent);
  proto.set_text(message.text);
  for (const auto& publication : message.publications) *proto.add_publications() = ToProto(publication);
  if (message.share) *proto.mutable_share() = ToProto(*message.share);
  if (message.retraction) {
    *proto.mutable_retraction()->mutable_person() = ToProto(message.retraction->person, thread.patient);
    *proto.mutable_retraction()->mutable_retract_time() = ToTimestamp(message.retraction->time);
    proto.mutable_retraction()->set_reason(message.retraction->reason);
  }
  if (message.automatic) {
    proto.mutable_sender()->clear_person();
    *proto.mutable_automatic() = ToProto(*message.automatic);
  }
  if (message.alert) *proto.mutable_alert() = ToProto(*message.alert);
  if (message.made_of) *proto.mutable_template_() = ToProto(*message.made_of);
  return proto;
}

v1::WatchResponse ToProto(const Event& event, const std::string& reader) {
  v1::WatchResponse response;
  std::visit([&](const auto& what) { Fill(what, event.thread, reader, response); }, event.what);
  return response;
}

Deliveries::AlertDelivery FromProto(const v1::DeliverAlertRequest& request) {
  return {.patient = LastPart(request.patient()),
          .care_team = LastPart(request.care_team()),
          .alert = FromProto(request.alert()),
          .decided_by = request.decision().person(),
          .decided_on = request.decision().resource()};
}

Deliveries::ShareDelivery FromProto(const v1::DeliverShareRequest& request) {
  return {.patient = LastPart(request.patient()),
          .care_team = LastPart(request.care_team()),
          .share = FromProto(request.share()),
          .decided_by = request.decision().person(),
          .decided_on = request.decision().resource()};
}

Deliveries::RevocationDelivery FromProto(const v1::DeliverShareRevocationRequest& request) {
  return {.patient = LastPart(request.patient()),
          .share = request.share(),
          .revoked = ToTime(request.decision().decided_time()),
          .decided_by = request.decision().person(),
          .decided_on = request.decision().resource()};
}

}  // namespace careloop::messaging
