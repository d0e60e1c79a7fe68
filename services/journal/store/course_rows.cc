#include "services/journal/store/course_rows.h"

#include <utility>

#include "common/base/status_macros.h"
#include "services/journal/store/sealed_records.h"

namespace careloop::journal {
namespace {

using redis::Reply;

constexpr size_t kFields = 3;

absl::StatusOr<TreatmentCourse> CourseAt(const Reply::Array& reply, size_t at, const OwnerKeys& keys) {
  return OpenCourse(reply[at + 1].text(), reply[at + 2].text(), keys, reply[at].text());
}

absl::Status AddNotes(const Reply& notes, const OwnerKeys& keys, TreatmentCourse& course) {
  for (const Reply& stored : notes.array()) {
    ASSIGN_OR_RETURN(CourseNote note, OpenNote(stored.text(), keys, course.id));
    course.notes.push_back(std::move(note));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<TreatmentCourse>> CoursesIn(const Reply::Array& reply, size_t at, const OwnerKeys& keys) {
  std::vector<TreatmentCourse> courses;
  for (; at + kFields <= reply.size(); at += kFields) {
    ASSIGN_OR_RETURN(TreatmentCourse course, CourseAt(reply, at, keys));
    courses.push_back(std::move(course));
  }
  return courses;
}

absl::StatusOr<std::vector<TreatmentCourse>> NotedCoursesIn(const Reply::Array& reply, size_t at,
                                                            const OwnerKeys& keys) {
  std::vector<TreatmentCourse> courses;
  for (; at + kFields < reply.size(); at += kFields + 1) {
    ASSIGN_OR_RETURN(TreatmentCourse course, CourseAt(reply, at, keys));
    RETURN_IF_ERROR(AddNotes(reply[at + kFields], keys, course));
    courses.push_back(std::move(course));
  }
  return courses;
}

}  // namespace careloop::journal
