#include "services/journal/store/redis_course_store.h"

#include <array>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/store/erasures.h"
#include "services/journal/store/course_rows.h"
#include "services/journal/store/sealed_records.h"
#include "services/journal/store/time_key.h"

namespace careloop::journal {
namespace {

using redis::Function;
using redis::Reply;

constexpr Function kStart{"course_start", Function::Effect::kWrites};
constexpr Function kStop{"course_stop", Function::Effect::kWrites};
constexpr Function kNote{"course_note", Function::Effect::kWrites};
constexpr Function kGet{"course_get", Function::Effect::kReads};
constexpr Function kList{"course_list", Function::Effect::kReads};

constexpr std::array kStopRefusals = {
    store::kErased[0],
    store::Refusal{"NOT_FOUND", absl::StatusCode::kNotFound, reason::kNotFound, "treatment course not found"},
    store::Refusal{"STOPPED", absl::StatusCode::kFailedPrecondition, reason::kFailedState,
                   "the treatment course is stopped already"},
    store::Refusal{"CHANGED", absl::StatusCode::kAborted, reason::kVersionConflict,
                   "a note has just been added to the treatment course"}};

constexpr std::array kNoteRefusals = {
    store::kErased[0],
    store::Refusal{"NOT_FOUND", absl::StatusCode::kNotFound, reason::kNotFound, "treatment course not found"},
    store::Refusal{"CHANGED", absl::StatusCode::kAborted, reason::kVersionConflict,
                   "the treatment course has just been stopped"},
    store::Refusal{"TOO_MANY", absl::StatusCode::kFailedPrecondition, reason::kFailedState,
                   "the treatment course has 50 notes, which is the most"}};
static_assert(kMostNotes == 50, "the message above names the limit");

// The refusals that are about a time of the request.
absl::Status FieldRefusal(const Reply::Array& reply, std::string_view field) {
  const std::string word = reply.empty() ? "" : reply.front().text();
  Violations violations;
  if (word == "BEFORE_START") violations.Add(field, "is before the course started");
  if (word == "AFTER_STOP") violations.Add(field, "is after the course stopped");
  return violations.ToStatus();
}

// ID STARTED RECORDED
absl::StatusOr<CourseReceipt> ReceiptOf(const std::string& outcome) {
  std::vector<std::string> words = absl::StrSplit(outcome, ' ');
  words.resize(3);
  CourseReceipt receipt{.id = std::move(words[0])};
  ASSIGN_OR_RETURN(receipt.started, TimeOfKey(words[1]));
  ASSIGN_OR_RETURN(receipt.recorded, TimeOfKey(words[2]));
  return receipt;
}

absl::StatusOr<PageOf<TreatmentCourse>> PageIn(const Reply::Array& reply, const OwnerKeys& keys) {
  ASSIGN_OR_RETURN(std::vector<TreatmentCourse> courses, NotedCoursesIn(reply, 1, keys));
  return PageOf<TreatmentCourse>{std::move(courses), reply.front().text()};
}

std::string FilterWord(CourseFilter filter) {
  if (filter == CourseFilter::kActive) return "active";
  return filter == CourseFilter::kStopped ? "stopped" : "any";
}

}  // namespace

Task<absl::StatusOr<std::optional<CourseReceipt>>> RedisCourseStore::Started(const Call& call) {
  CO_ASSIGN_OR_RETURN(const auto outcome, co_await idempotency_.EarlierOutcome(redis_, call));
  if (!outcome) co_return std::optional<CourseReceipt>();
  CO_ASSIGN_OR_RETURN(CourseReceipt receipt, ReceiptOf(*outcome));
  co_return std::optional<CourseReceipt>(std::move(receipt));
}

Task<absl::StatusOr<CourseReceipt>> RedisCourseStore::Start(const Call& call, const TreatmentCourse& course) {
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForWriting(course.patient, call.deadline));
  std::vector<std::string> args =
      idempotency_.Args(call, {keys->owner(), course.id, SealCourse(course, *keys), TimeKey(course.started),
                               SealTreatment(course, *keys), TimeKey(course.recorded)});
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kStart, std::move(args), call.deadline));
  CO_ASSIGN_OR_RETURN(const std::string outcome, store::OutcomeOf(reply, store::kErased));
  co_return ReceiptOf(outcome);
}

Task<absl::StatusOr<absl::Time>> RedisCourseStore::Stop(const Call& call, const TreatmentCourse& seen,
                                                        CourseStop stop) {
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForWriting(seen.patient, call.deadline));
  std::vector<std::string> args = idempotency_.Args(
      call, {keys->owner(), seen.id, SealStop(stop, *keys, seen.id), TimeKey(stop.time), StrCat(seen.notes.size())});
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kStop, std::move(args), call.deadline));
  CO_RETURN_IF_ERROR(FieldRefusal(reply, "stopped_time"));
  CO_ASSIGN_OR_RETURN(const std::string outcome, store::OutcomeOf(reply, kStopRefusals));
  co_return TimeOfKey(outcome);
}

Task<absl::Status> RedisCourseStore::AddNote(const Call& call, const TreatmentCourse& seen, CourseNote note) {
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForWriting(seen.patient, call.deadline));
  std::vector<std::string> args =
      idempotency_.Args(call, {keys->owner(), seen.id, SealNote(note, *keys, seen.id, call.request_id),
                               TimeKey(note.time), seen.stop ? TimeKey(seen.stop->time) : "", StrCat(kMostNotes)});
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kNote, std::move(args), call.deadline));
  CO_RETURN_IF_ERROR(FieldRefusal(reply, "time"));
  co_return store::OutcomeOf(reply, kNoteRefusals).status();
}

Task<absl::StatusOr<TreatmentCourse>> RedisCourseStore::Get(const Call& call, std::string patient, std::string id) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient), std::move(id)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kGet, std::move(args), call.deadline));
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(patient)));
  CO_ASSIGN_OR_RETURN(std::vector<TreatmentCourse> courses, NotedCoursesIn(reply, 0, *keys));
  if (courses.empty()) co_return NotFound("treatment course");
  co_return std::move(courses.front());
}

Task<absl::StatusOr<PageOf<TreatmentCourse>>> RedisCourseStore::List(const Call& call, std::string patient,
                                                                     CourseFilter filter, PageRequest page) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient), UpperEnd(page), StrCat(page.size), FilterWord(filter)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kList, std::move(args), call.deadline));
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(patient)));
  co_return PageIn(reply, *keys);
}

}  // namespace careloop::journal
