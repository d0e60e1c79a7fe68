#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_COURSE_STORE_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_COURSE_STORE_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/page.h"
#include "services/journal/domain/treatment_course.h"

namespace careloop::journal {

// What starting a course decided.
struct CourseReceipt {
  std::string id;
  absl::Time started;
  absl::Time recorded;
};

// Where treatment courses are kept. Thread-safe. Each task is one atomic step, resumes on the store's thread, and adds
// to the errors named here those of common/redis/client.h.
class CourseStore {
 public:
  virtual ~CourseStore() = default;

  // What Start has answered to this call's request before; nothing if it is new.
  virtual Task<absl::StatusOr<std::optional<CourseReceipt>>> Started(const Call& call) = 0;

  // Repeated with the call's request id it changes nothing and answers the first receipt.
  virtual Task<absl::StatusOr<CourseReceipt>> Start(const Call& call, const TreatmentCourse& course) = 0;

  // Stops a course as it was `seen`. Answers when it was stopped; repeated with the call's request id, the first
  // answer. NOT_FOUND without such a course; FAILED_PRECONDITION if it is stopped; INVALID_ARGUMENT (stopped_time) if
  // it started later; ABORTED if a note has been added since it was seen.
  virtual Task<absl::StatusOr<absl::Time>> Stop(const Call& call, const TreatmentCourse& seen, CourseStop stop) = 0;

  // Adds a note to a course as it was `seen`; repeated with the call's request id, not again. NOT_FOUND without such a
  // course; INVALID_ARGUMENT (time) before it started or after it stopped; FAILED_PRECONDITION at kMostNotes; ABORTED
  // if it has been stopped since it was seen.
  virtual Task<absl::Status> AddNote(const Call& call, const TreatmentCourse& seen, CourseNote note) = 0;

  // NOT_FOUND without such a course.
  virtual Task<absl::StatusOr<TreatmentCourse>> Get(const Call& call, std::string patient, std::string id) = 0;

  // Latest started first.
  virtual Task<absl::StatusOr<PageOf<TreatmentCourse>>> List(const Call& call, std::string patient, CourseFilter filter,
                                                             PageRequest page) = 0;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_COURSE_STORE_H_
