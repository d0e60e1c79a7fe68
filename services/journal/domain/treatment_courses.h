#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_TREATMENT_COURSES_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_TREATMENT_COURSES_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/content.h"
#include "services/journal/domain/course_store.h"
#include "services/journal/domain/journal_access.h"

namespace careloop::journal {

struct NewCourse {
  std::string patient;
  std::string treatment;              // id
  std::optional<absl::Time> started;  // none: now
  std::string time_zone;
};

struct NewStop {
  std::string patient;
  std::string id;
  std::optional<absl::Time> stopped;  // none: now
  std::string time_zone;
  StopReason reason = StopReason::kOther;
};

struct NewNote {
  std::string patient;
  std::string id;
  std::optional<absl::Time> time;  // none: now
  std::string time_zone;
  std::string text;
};

// What a patient takes, as they record it. Thread-safe; what it is built on outlives it.
class TreatmentCourses {
 public:
  TreatmentCourses(CourseStore& store, JournalAccess& access, Content& content, const Clock& clock, Random& random)
      : store_(store), access_(access), content_(content), clock_(clock), random_(random) {}

  Task<absl::StatusOr<TreatmentCourse>> Start(const Call& call, NewCourse given);
  Task<absl::StatusOr<TreatmentCourse>> Stop(const Call& call, NewStop given);
  // The course with all its notes.
  Task<absl::StatusOr<TreatmentCourse>> AddNote(const Call& call, NewNote given);
  // For the patient, and a caregiver whom they let read all of the journal.
  Task<absl::StatusOr<PageOf<TreatmentCourse>>> List(const Call& call, std::string patient, CourseFilter filter,
                                                     PageRequest page);

 private:
  Task<absl::Status> StopAsItIs(const Call& call, const NewStop& given, CourseStop stop);

  CourseStore& store_;
  JournalAccess& access_;
  Content& content_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_TREATMENT_COURSES_H_
