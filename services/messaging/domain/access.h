#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_ACCESS_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_ACCESS_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/expiring_cache.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/messaging/domain/care_team_store.h"
#include "services/messaging/domain/thread_store.h"

namespace careloop::messaging {

// Who may touch which thread: a patient their own, a clinician those that a patient has with a team which the clinician
// is on now, nobody else any. What may not be seen is NOT_FOUND, exactly as what does not exist.
//
// Memberships that decide are at most half a second old, so that leaving a team acts within a second. The team of a
// thread is remembered until room is needed: it may have changed, so nobody is refused by what is remembered, and the
// store checks once more whom it shows or lets write what. Thread-safe.
class Access {
 public:
  Access(CareTeamStore& teams, ThreadStore& threads, const Clock& clock);

  // What a caller may do in a thread follows from having this.
  struct ToThread {
    std::string team;
    Person as;  // how others are shown the caller in this thread
  };
  Task<absl::StatusOr<ToThread>> Thread(const Call& call, ThreadRef thread);
  // The same for a change whose step in the store checks the membership once more: here it may be up to a minute old,
  // so that the change is one round trip.
  Task<absl::StatusOr<ToThread>> ThreadToWriteIn(const Call& call, ThreadRef thread);

  // The team of a thread at this moment, whoever asks.
  Task<absl::StatusOr<std::string>> ReadTeamOf(const Call& call, ThreadRef thread);

  // The teams through which the caller may see the patient: for the patient, all they are enrolled with. NOT_FOUND if
  // the caller may not; empty only for a patient whom no team has enrolled.
  Task<absl::StatusOr<std::vector<std::string>>> Patient(const Call& call, std::string patient);

  // The caller as shown in threads with `team`, which the caller is on or is the patient of.
  Task<absl::StatusOr<Person>> SelfIn(const Call& call, std::string team);

  // Whose events the caller may follow: a patient's own, a clinician's teams'.
  Task<absl::StatusOr<std::vector<Audience>>> Audiences(std::shared_ptr<const Caller> caller, Deadline deadline);

  // The teams that a member of staff is on, at most half a second ago.
  Task<absl::StatusOr<std::shared_ptr<const Memberships>>> MembershipsOf(std::string person, Deadline deadline);
  // Somebody's memberships have changed: what was read before this is not remembered any more.
  void Forget(const std::string& person);
  // A thread has gone to another team.
  void ForgetThread(const ThreadRef& thread) { team_of_thread_.Forget(thread); }

 private:
  Task<absl::StatusOr<ToThread>> Thread(const Call& call, ThreadRef thread, absl::Duration age);
  Task<absl::StatusOr<std::shared_ptr<const Memberships>>> MembershipsOf(std::string person, Deadline deadline,
                                                                         absl::Duration age);
  Task<absl::StatusOr<std::string>> TeamOf(const Call& call, ThreadRef thread);
  Task<absl::StatusOr<Member>> MemberOf(const Call& call, std::string team, absl::Duration age);

  CareTeamStore& teams_;
  ThreadStore& threads_;
  const Clock& clock_;
  ExpiringCache<std::string, std::shared_ptr<const Memberships>> memberships_;
  ExpiringCache<ThreadRef, std::string> team_of_thread_;
  std::atomic<uint64_t> changes_ = 0;  // of anybody's memberships
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_ACCESS_H_
