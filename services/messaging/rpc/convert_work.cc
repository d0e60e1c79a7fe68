#include <type_traits>
#include <variant>

#include "common/rpc/field.h"
#include "services/messaging/rpc/convert.h"
#include "services/messaging/rpc/names.h"

namespace careloop::messaging {
namespace {

using rpc::ToTimestamp;

v1::ThreadUrgency ToProto(Urgency urgency) {
  return urgency == Urgency::kUrgent ? v1::THREAD_URGENCY_URGENT : v1::THREAD_URGENCY_ROUTINE;
}

// The domain has the contract's numbers.
v1::ResolutionAction ToProto(ResolutionAction action) { return static_cast<v1::ResolutionAction>(action); }

void Fill(const Claimed&, const ThreadRef& thread, v1::ThreadChange& proto) { proto.mutable_claimed(); }

void Fill(const Released& released, const ThreadRef& thread, v1::ThreadChange& proto) {
  proto.mutable_released()->set_left_care_team(released.why == Released::Why::kLeftTeam);
  proto.mutable_released()->set_patient_unenrolled(released.why == Released::Why::kPatientUnenrolled);
}

void Fill(const Rerouted& rerouted, const ThreadRef& thread, v1::ThreadChange& proto) {
  proto.mutable_rerouted()->set_from_care_team(CareTeamName(rerouted.from_team));
  proto.mutable_rerouted()->set_to_care_team(CareTeamName(rerouted.to_team));
}

void Fill(const Resolved& resolved, const ThreadRef& thread, v1::ThreadChange& proto) {
  proto.mutable_resolved()->set_action(ToProto(resolved.action));
}

void Fill(const Reopened& reopened, const ThreadRef& thread, v1::ThreadChange& proto) {
  proto.mutable_reopened();
  if (reopened.by_message > 0) proto.mutable_reopened()->set_message(MessageName(thread, reopened.by_message));
}

void Fill(const Reprioritized& now, const ThreadRef& thread, v1::ThreadChange& proto) {
  proto.mutable_reprioritized()->set_urgency(ToProto(now.urgency));
}

void Fill(const Escalated& escalated, const ThreadRef& thread, v1::ThreadChange& proto) {
  proto.clear_person();
  proto.mutable_escalated()->set_to_person(escalated.person);
  proto.mutable_escalated()->set_count(escalated.count);
}

}  // namespace

v1::ThreadWork ToProto(const Work& work, int64_t last_number) {
  v1::ThreadWork proto;
  proto.set_state(work.state == ThreadState::kResolved ? v1::THREAD_STATE_RESOLVED : v1::THREAD_STATE_OPEN);
  proto.set_urgency(ToProto(work.urgency));
  if (work.assignment) {
    *proto.mutable_assignment()->mutable_person() = ToProto(work.assignment->person);
    *proto.mutable_assignment()->mutable_since_time() = ToTimestamp(work.assignment->since);
  }
  if (work.waiting_since) *proto.mutable_waiting_since_time() = ToTimestamp(*work.waiting_since);
  if (work.due) *proto.mutable_due_time() = ToTimestamp(*work.due);
  proto.set_overdue(work.overdue);
  if (work.resolution) {
    proto.mutable_resolution()->set_action(ToProto(work.resolution->action));
    *proto.mutable_resolution()->mutable_person() = ToProto(work.resolution->person);
    *proto.mutable_resolution()->mutable_resolved_time() = ToTimestamp(work.resolution->time);
  }
  if (work.escalation) {
    proto.mutable_escalation()->set_person(work.escalation->person);
    proto.mutable_escalation()->set_count(work.escalation->count);
    *proto.mutable_escalation()->mutable_last_time() = ToTimestamp(work.escalation->last);
  }
  proto.set_attention_message_number(static_cast<int32_t>(work.attention));
  proto.set_etag(EtagOf(work, last_number));
  return proto;
}

v1::ThreadChange ToProto(const ThreadRef& thread, const ThreadChange& change) {
  v1::ThreadChange proto;
  proto.set_name(ChangeName(thread, change.number));
  proto.set_number(static_cast<int32_t>(change.number));
  *proto.mutable_person() = ToProto(change.person, thread.patient);
  *proto.mutable_change_time() = ToTimestamp(change.time);
  proto.set_note(change.note);
  std::visit([&](const auto& kind) { Fill(kind, thread, proto); }, change.kind);
  return proto;
}

v1::ReadReceipt ToProto(const ThreadRef& thread, const ReadReceipt& receipt) {
  v1::ReadReceipt proto;
  *proto.mutable_reader() = ToProto(receipt.reader, thread.patient);
  proto.set_up_to(static_cast<int32_t>(receipt.up_to));
  *proto.mutable_read_time() = ToTimestamp(receipt.time);
  return proto;
}

Urgency FromProto(v1::ThreadUrgency urgency) {
  return urgency == v1::THREAD_URGENCY_URGENT ? Urgency::kUrgent : Urgency::kRoutine;
}

ResolutionAction FromProto(v1::ResolutionAction action) { return static_cast<ResolutionAction>(action); }

}  // namespace careloop::messaging
