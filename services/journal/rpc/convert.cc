#include "services/journal/rpc/convert.h"

#include <utility>
#include <variant>

#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "services/journal/rpc/names.h"

namespace careloop::journal {
namespace {

static_assert(static_cast<int>(StopReason::kCompleted) == v1::STOP_REASON_COMPLETED);
static_assert(static_cast<int>(StopReason::kEffects) == v1::STOP_REASON_EFFECTS);
static_assert(static_cast<int>(StopReason::kNotWorking) == v1::STOP_REASON_NOT_WORKING);
static_assert(static_cast<int>(StopReason::kOther) == v1::STOP_REASON_OTHER);
static_assert(static_cast<int>(RefusalReason::kNotEnrolled) == v1::SHARE_DELIVERY_FAILURE_NOT_ENROLLED);
static_assert(static_cast<int>(RefusalReason::kRejected) == v1::SHARE_DELIVERY_FAILURE_REJECTED);

struct ScopeFiller {
  const std::string& patient;
  v1::Share& proto;

  void operator()(const EntriesScope& scope) const {
    auto& names = *proto.mutable_entries();
    for (const int64_t number : scope.entries) names.add_entries(EntryName(patient, number));
  }
  void operator()(const PeriodScope& scope) const {
    *proto.mutable_period()->mutable_start_time() = rpc::ToTimestamp(scope.start);
    *proto.mutable_period()->mutable_end_time() = rpc::ToTimestamp(scope.end);
  }
  void operator()(const StandingScope& scope) const {
    *proto.mutable_standing()->mutable_start_time() = rpc::ToTimestamp(scope.start);
  }
};

// Of CreateShare and PreviewShare.
template <typename Request>
ShareScope ScopeIn(const Request& request) {
  if (request.has_period()) {
    return PeriodScope{rpc::ToTime(request.period().start_time()), rpc::ToTime(request.period().end_time())};
  }
  if (request.has_standing()) return StandingScope{rpc::ToTime(request.standing().start_time())};
  EntriesScope scope;
  for (const std::string& name : request.entries().entries()) scope.entries.push_back(*EntryNumber(IdOf(name)));
  return scope;
}

ShareView ViewOf(bool symptoms_only) { return symptoms_only ? ShareView::kSymptoms : ShareView::kAll; }

void Fill(const Share& share, v1::ShareDelivery& proto) {
  proto.set_state(v1::SHARE_DELIVERY_STATE_QUEUED);
  if (share.delivered) {
    proto.set_state(v1::SHARE_DELIVERY_STATE_DELIVERED);
    *proto.mutable_delivered_time() = rpc::ToTimestamp(share.delivered->time);
    proto.set_thread(share.delivered->thread);
  } else if (share.refused) {
    proto.set_state(v1::SHARE_DELIVERY_STATE_FAILED);
    *proto.mutable_failed_time() = rpc::ToTimestamp(share.refused->time);
    proto.set_failure(static_cast<v1::ShareDeliveryFailure>(share.refused->reason));
  }
}

}  // namespace

v1::TreatmentCourse ToProto(const TreatmentCourse& course) {
  v1::TreatmentCourse proto;
  proto.set_name(CourseName(course.patient, course.id));
  proto.set_treatment(StrCat("treatments/", course.treatment));
  proto.set_state(course.stop ? v1::TREATMENT_COURSE_STATE_STOPPED : v1::TREATMENT_COURSE_STATE_ACTIVE);
  *proto.mutable_started_time() = rpc::ToTimestamp(course.started);
  proto.set_started_time_zone(course.time_zone);
  *proto.mutable_recorded_time() = rpc::ToTimestamp(course.recorded);
  if (course.stop) {
    *proto.mutable_stopped_time() = rpc::ToTimestamp(course.stop->time);
    proto.set_stopped_time_zone(course.stop->time_zone);
    proto.set_stop_reason(static_cast<v1::StopReason>(course.stop->reason));
  }
  for (const CourseNote& note : course.notes) {
    v1::TreatmentCourseNote& added = *proto.add_notes();
    *added.mutable_time() = rpc::ToTimestamp(note.time);
    added.set_time_zone(note.time_zone);
    added.set_text(note.text);
    *added.mutable_recorded_time() = rpc::ToTimestamp(note.recorded);
  }
  return proto;
}

v1::Share ToProto(const Share& share) {
  v1::Share proto;
  proto.set_name(ShareName(share.patient, share.id));
  if (share.caregiver) {
    proto.set_caregiver(StrCat("patients/", share.patient, "/caregivers/", share.caregiver->person));
  } else {
    proto.set_care_team(StrCat("careTeams/", share.care_team));
    Fill(share, *proto.mutable_delivery());
  }
  std::visit(ScopeFiller{share.patient, proto}, share.scope);
  proto.set_symptoms_only(share.view == ShareView::kSymptoms);
  if (share.expires) *proto.mutable_expire_time() = rpc::ToTimestamp(*share.expires);
  *proto.mutable_created_time() = rpc::ToTimestamp(share.created);
  if (share.revoked) *proto.mutable_revoked_time() = rpc::ToTimestamp(*share.revoked);
  proto.set_former_caregiver(share.former_caregiver);
  return proto;
}

NewCourse FromProto(const v1::StartTreatmentCourseRequest& request) {
  NewCourse course{.patient = IdOf(request.parent()),
                   .treatment = IdOf(request.treatment()),
                   .started = std::nullopt,
                   .time_zone = request.time_zone()};
  if (request.has_started_time()) course.started = rpc::ToTime(request.started_time());
  return course;
}

NewStop FromProto(const v1::StopTreatmentCourseRequest& request) {
  NewStop stop{.patient = PatientOf(request.name()),
               .id = IdOf(request.name()),
               .stopped = std::nullopt,
               .time_zone = request.time_zone(),
               .reason = static_cast<StopReason>(request.reason())};
  if (request.has_stopped_time()) stop.stopped = rpc::ToTime(request.stopped_time());
  return stop;
}

NewNote FromProto(const v1::AddTreatmentCourseNoteRequest& request) {
  NewNote note{.patient = PatientOf(request.name()),
               .id = IdOf(request.name()),
               .time = std::nullopt,
               .time_zone = request.time_zone(),
               .text = request.text()};
  if (request.has_time()) note.time = rpc::ToTime(request.time());
  return note;
}

CourseFilter FromProto(v1::TreatmentCourseState state) {
  if (state == v1::TREATMENT_COURSE_STATE_ACTIVE) return CourseFilter::kActive;
  return state == v1::TREATMENT_COURSE_STATE_STOPPED ? CourseFilter::kStopped : CourseFilter::kAny;
}

NewShare FromProto(const v1::CreateShareRequest& request) {
  NewShare share{.patient = IdOf(request.parent()),
                 .care_team = request.care_team().empty() ? "" : IdOf(request.care_team()),
                 .caregiver = request.caregiver().empty() ? "" : IdOf(request.caregiver()),
                 .scope = ScopeIn(request),
                 .view = ViewOf(request.symptoms_only()),
                 .expires = std::nullopt};
  if (request.has_expire_time()) share.expires = rpc::ToTime(request.expire_time());
  return share;
}

SharePreview FromProto(const v1::PreviewShareRequest& request) {
  return {.query = {.patient = IdOf(request.parent()),
                    .start = std::nullopt,
                    .end = std::nullopt,
                    .page = {.size = rpc::PageSize(request.page_size()), .after = ""},
                    .retracted = request.show_retracted()},
          .scope = ScopeIn(request),
          .view = ViewOf(request.symptoms_only())};
}

}  // namespace careloop::journal
