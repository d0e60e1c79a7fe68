#include "services/journal/domain/treatment_courses.h"

#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/journal/domain/instant.h"

namespace careloop::journal {
namespace {

absl::Status CheckTime(std::string_view field, const std::optional<absl::Time>& time, absl::Time now) {
  Violations violations;
  if (time) CheckNotInFuture(violations, field, *time, now);
  return violations.ToStatus();
}

absl::Time LatestNote(const TreatmentCourse& course) {
  absl::Time latest = absl::InfinitePast();
  for (const CourseNote& note : course.notes) latest = std::max(latest, note.time);
  return latest;
}

// Now, as a time at which the course had started and what is noted of it was so: clocks differ, and those may be of
// just ahead.
absl::Time NotBefore(const TreatmentCourse& course, absl::Time now) {
  return std::max({now, LatestNote(course), course.started});
}

// What is noted of a course was so while it went on.
absl::Status CheckNotes(const TreatmentCourse& course, absl::Time stopped) {
  Violations violations;
  if (!course.stop && LatestNote(course) > stopped) violations.Add("stopped_time", "is before a note of the course");
  return violations.ToStatus();
}

// An unknown treatment is a wrong field of our request, not a missing resource of ours.
absl::Status AsField(const absl::Status& checked) {
  if (checked.code() != absl::StatusCode::kNotFound) return checked;
  Violations violations;
  violations.Add("treatment", "is not in the catalogue; see ListTreatments of content");
  return violations.ToStatus();
}

}  // namespace

Task<absl::StatusOr<TreatmentCourse>> TreatmentCourses::Start(const Call& call, NewCourse given) {
  CO_RETURN_IF_ERROR(RequirePatient(call, given.patient, "patient"));
  const absl::Time now = clock_.Now();
  CO_RETURN_IF_ERROR(CheckTime("started_time", given.started, now));
  CO_ASSIGN_OR_RETURN(std::optional<CourseReceipt> receipt, co_await store_.Started(call));
  if (!receipt) {
    const absl::Status known = co_await content_.CheckTreatment(call, given.treatment);
    CO_RETURN_IF_ERROR(AsField(known));
  }
  TreatmentCourse course{.patient = std::move(given.patient),
                         .id = NewId(random_),
                         .treatment = std::move(given.treatment),
                         .started = StoredInstant(given.started.value_or(now)),
                         .time_zone = std::move(given.time_zone),
                         .recorded = StoredInstant(now),
                         .stop = std::nullopt,
                         .notes = {}};
  if (!receipt) {
    CO_ASSIGN_OR_RETURN(receipt, co_await store_.Start(call, course));
  }
  course.id = std::move(receipt->id);
  course.started = receipt->started;
  course.recorded = receipt->recorded;
  co_return course;
}

Task<absl::StatusOr<TreatmentCourse>> TreatmentCourses::Stop(const Call& call, NewStop given) {
  CO_RETURN_IF_ERROR(RequirePatient(call, given.patient, "treatment course"));
  const absl::Time now = clock_.Now();
  CO_RETURN_IF_ERROR(CheckTime("stopped_time", given.stopped, now));
  const CourseStop stop{StoredInstant(given.stopped.value_or(now)), std::move(given.time_zone), given.reason};
  absl::Status stopped = co_await StopAsItIs(call, given, stop);
  if (absl::IsAborted(stopped)) stopped = co_await StopAsItIs(call, given, stop);  // noted on in between
  CO_RETURN_IF_ERROR(stopped);
  CO_ASSIGN_OR_RETURN(auto course, co_await store_.Get(call, std::move(given.patient), std::move(given.id)));
  co_return course;
}

Task<absl::Status> TreatmentCourses::StopAsItIs(const Call& call, const NewStop& given, CourseStop stop) {
  CO_ASSIGN_OR_RETURN(const TreatmentCourse seen, co_await store_.Get(call, given.patient, given.id));
  if (!given.stopped) stop.time = NotBefore(seen, stop.time);
  CO_RETURN_IF_ERROR(CheckNotes(seen, stop.time));
  const auto stopped = co_await store_.Stop(call, seen, std::move(stop));
  co_return stopped.status();
}

Task<absl::StatusOr<TreatmentCourse>> TreatmentCourses::AddNote(const Call& call, NewNote given) {
  CO_RETURN_IF_ERROR(RequirePatient(call, given.patient, "treatment course"));
  const absl::Time now = clock_.Now();
  CO_RETURN_IF_ERROR(CheckTime("time", given.time, now));
  CO_ASSIGN_OR_RETURN(TreatmentCourse seen, co_await store_.Get(call, given.patient, given.id));
  const CourseNote note{given.time ? StoredInstant(*given.time) : std::max(StoredInstant(now), seen.started),
                        std::move(given.time_zone), std::move(given.text), StoredInstant(now)};
  absl::Status added = co_await store_.AddNote(call, seen, note);
  if (absl::IsAborted(added)) {  // stopped in between, which happens once
    CO_ASSIGN_OR_RETURN(seen, co_await store_.Get(call, given.patient, given.id));
    added = co_await store_.AddNote(call, seen, note);
  }
  CO_RETURN_IF_ERROR(added);
  CO_ASSIGN_OR_RETURN(auto course, co_await store_.Get(call, std::move(given.patient), std::move(given.id)));
  co_return course;
}

Task<absl::StatusOr<PageOf<TreatmentCourse>>> TreatmentCourses::List(const Call& call, std::string patient,
                                                                     CourseFilter filter, PageRequest page) {
  CO_RETURN_IF_ERROR(co_await access_.MayReadAll(call, patient, "patient"));
  auto courses = co_await store_.List(call, std::move(patient), filter, std::move(page));
  co_return courses;
}

}  // namespace careloop::journal
