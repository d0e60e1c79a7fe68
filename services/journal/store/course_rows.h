#ifndef CARELOOP_SERVICES_JOURNAL_STORE_COURSE_ROWS_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_COURSE_ROWS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "common/crypto/owner_keys.h"
#include "common/redis/reply.h"
#include "services/journal/domain/treatment_course.h"

namespace careloop::journal {

// Courses as the functions of courses.lua answer them.

// Of append_course: id, record, record of the stop for each, from `at` on.
absl::StatusOr<std::vector<TreatmentCourse>> CoursesIn(const redis::Reply::Array& reply, size_t at,
                                                       const OwnerKeys& keys);

// Of append_noted_course: the same and a list of the records of the notes.
absl::StatusOr<std::vector<TreatmentCourse>> NotedCoursesIn(const redis::Reply::Array& reply, size_t at,
                                                            const OwnerKeys& keys);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_COURSE_ROWS_H_
