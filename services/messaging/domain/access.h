#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_ACCESS_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_ACCESS_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/expiring_cache.h"
#include "common/base/status_macros.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/messaging/domain/care_team_store.h"
#include "services/messaging/domain/thread_store.h"

namespace careloop::messaging {

// Who may touch which thread: a patient their own, a clinician those that a patient has with a team which the clinician
// is on now, a caregiver those of patients who let them, nobody else any. What may not be seen is NOT_FOUND, exactly as
// what does not exist.
//
// Memberships that decide are at most half a second old, so that leaving a team acts within a second; so is what
// patients let caregivers do, whose end by itself is looked at each time. The team of a
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
  // The same for a change that is no writing: a caregiver who may only read may make it.
  Task<absl::StatusOr<ToThread>> ThreadToMarkIn(const Call& call, ThreadRef thread);

  // The team of a thread at this moment, whoever asks.
  Task<absl::StatusOr<std::string>> ReadTeamOf(const Call& call, ThreadRef thread);

  // The teams through which the caller may see the patient: for the patient, and a caregiver who may write, all they
  // are enrolled with. NOT_FOUND if the caller may not; empty only if no team has enrolled the patient.
  Task<absl::StatusOr<std::vector<std::string>>> Patient(const Call& call, std::string patient);

  // The caller as shown in threads of the patient with `team`, which the caller is on or is the patient or a caregiver
  // of.
  Task<absl::StatusOr<Person>> SelfIn(const Call& call, std::string team, std::string patient);
  // The same of a member of the team, whoever the patient is. NOT_FOUND for anybody else.
  Task<absl::StatusOr<Person>> SelfIn(const Call& call, std::string team);

  // Whether somebody may follow a patient's events as the patient or as a caregiver.
  Task<absl::StatusOr<bool>> MayReadMessages(std::shared_ptr<const Caller> caller, std::string patient,
                                             Deadline deadline);
  // Whether the caller is a caregiver who may not write for the patient.
  Task<absl::StatusOr<bool>> ReadsOnly(const Call& call, std::string patient);
  // What patients let somebody do, at most half a second ago.
  Task<absl::StatusOr<std::shared_ptr<const Cares>>> CaresOf(std::string person, Deadline deadline);

  // Whose events the caller may follow: a patient's own, a clinician's teams', a caregiver's patients'.
  Task<absl::StatusOr<std::vector<Audience>>> Audiences(std::shared_ptr<const Caller> caller, Deadline deadline);

  // The teams that a member of staff is on, at most half a second ago.
  Task<absl::StatusOr<std::shared_ptr<const Memberships>>> MembershipsOf(std::string person, Deadline deadline);
  // Somebody's memberships, or what patients let them do, have changed: what was read before this is not remembered any
  // more.
  void Forget(const std::string& person);
  // A thread has gone to another team.
  void ForgetThread(const ThreadRef& thread) { team_of_thread_.Forget(thread); }

 private:
  static constexpr absl::Duration kDecidingAge = absl::Milliseconds(500);
  static constexpr absl::Duration kCheckedAgainAge = absl::Minutes(1);

  Task<absl::StatusOr<ToThread>> Thread(const Call& call, ThreadRef thread, absl::Duration age,
                                        CaregiverPermission needed);
  Task<absl::StatusOr<ToThread>> ThreadOfCare(const Call& call, ThreadRef thread, absl::Duration age,
                                              CaregiverPermission needed);
  Task<absl::StatusOr<Caregiver>> CareFor(const Call& call, std::string patient, CaregiverPermission needed,
                                          std::string_view kind, absl::Duration age);
  Task<absl::StatusOr<std::shared_ptr<const Cares>>> CaresOf(std::string person, Deadline deadline, absl::Duration age);
  Task<absl::StatusOr<std::shared_ptr<const Memberships>>> MembershipsOf(std::string person, Deadline deadline,
                                                                         absl::Duration age);
  // From the cache if it was read less than `age` ago.
  template <typename Value>
  using OfPerson = ExpiringCache<std::string, std::shared_ptr<const Value>>;
  template <typename Value>
  using Reading = Task<absl::StatusOr<Value>> (CareTeamStore::*)(std::string person, Deadline deadline);
  template <typename Value>
  Task<absl::StatusOr<std::shared_ptr<const Value>>> Recent(OfPerson<Value>& known, Reading<Value> read,
                                                            std::string person, Deadline deadline, absl::Duration age) {
    if (auto recent = known.Get(person, age)) co_return *std::move(recent);
    const uint64_t changes = changes_;
    const absl::Time asked = clock_.Now();
    CO_ASSIGN_OR_RETURN(Value found, co_await (teams_.*read)(person, deadline));
    auto value = std::make_shared<const Value>(std::move(found));
    known.Put(person, value, asked);
    if (changes_ != changes) known.Forget(person);  // it may have changed since it was read
    co_return value;
  }
  Task<absl::StatusOr<std::string>> TeamOf(const Call& call, ThreadRef thread);
  Task<absl::StatusOr<Member>> MemberOf(const Call& call, std::string team, absl::Duration age);

  CareTeamStore& teams_;
  ThreadStore& threads_;
  const Clock& clock_;
  OfPerson<Memberships> memberships_;
  OfPerson<Cares> cares_;
  ExpiringCache<ThreadRef, std::string> team_of_thread_;
  std::atomic<uint64_t> changes_ = 0;  // of anybody's memberships, or of what they may do for patients
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_ACCESS_H_
