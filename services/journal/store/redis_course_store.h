#ifndef CARELOOP_SERVICES_JOURNAL_STORE_REDIS_COURSE_STORE_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_REDIS_COURSE_STORE_H_

#include <string>

#include "common/crypto/patient_keys.h"
#include "common/redis/client.h"
#include "common/store/idempotency.h"
#include "services/journal/domain/course_store.h"

namespace careloop::journal {

// Treatment courses on Redis, encrypted: courses.lua, one function for each task.
class RedisCourseStore final : public CourseStore {
 public:
  RedisCourseStore(redis::Client& redis, const store::Idempotency& idempotency, PatientKeys& keys)
      : redis_(redis), idempotency_(idempotency), keys_(keys) {}

  Task<absl::StatusOr<std::optional<CourseReceipt>>> Started(const Call& call) override;
  Task<absl::StatusOr<CourseReceipt>> Start(const Call& call, const TreatmentCourse& course) override;
  Task<absl::StatusOr<absl::Time>> Stop(const Call& call, const TreatmentCourse& seen, CourseStop stop) override;
  Task<absl::Status> AddNote(const Call& call, const TreatmentCourse& seen, CourseNote note) override;
  Task<absl::StatusOr<TreatmentCourse>> Get(const Call& call, std::string patient, std::string id) override;
  Task<absl::StatusOr<PageOf<TreatmentCourse>>> List(const Call& call, std::string patient, CourseFilter filter,
                                                     PageRequest page) override;

 private:
  redis::Client& redis_;
  const store::Idempotency& idempotency_;
  PatientKeys& keys_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_REDIS_COURSE_STORE_H_
