#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_CARE_TEAM_STORE_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_CARE_TEAM_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/messaging/domain/care_team.h"
#include "services/messaging/domain/caregiver.h"
#include "services/messaging/domain/team_settings.h"

namespace careloop::messaging {

// Who is on which care team, and whose caregiver: the port of CareTeams, Caregivers and Access. Thread-safe; tasks
// resume on the store's thread.
//
// The changing calls are atomic and idempotent by the call's request id. All fail with UNAVAILABLE or DEADLINE_EXCEEDED
// as redis::Client does.
class CareTeamStore {
 public:
  virtual ~CareTeamStore() = default;

  // The id of the team: `team.id`, or that of the first call with this request id. ALREADY_EXISTS.
  virtual Task<absl::StatusOr<std::string>> Create(const Call& call, CareTeam team) = 0;
  // NOT_FOUND team; ALREADY_EXISTS; FAILED_PRECONDITION at a limit of care_team.h.
  virtual Task<absl::Status> AddMember(const Call& call, std::string team, Member member) = 0;
  // NOT_FOUND team or member. What they have claimed with the team is nobody's any more. Whoever watches is told at
  // once. FAILED_PRECONDITION, with how many, if nobody else is on the team and threads wait for an answer or are
  // urgent, unless they may be left so.
  virtual Task<absl::Status> RemoveMember(const Call& call, std::string team, std::string person, bool leave_unanswered,
                                          absl::Time now) = 0;
  // When the patient was enrolled. NOT_FOUND team; ALREADY_EXISTS; FAILED_PRECONDITION at a limit of care_team.h.
  virtual Task<absl::StatusOr<absl::Time>> Enrol(const Call& call, std::string team, Enrolment enrolment) = 0;

  // NOT_FOUND team, or a patient who is not with it. Claims and timers of their threads end; the history of both says
  // so. FAILED_PRECONDITION, with how many, if threads wait for an answer or are urgent, unless they may be left so.
  virtual Task<absl::Status> Unenrol(const Call& call, std::string team, std::string patient, bool leave_unanswered,
                                     absl::Time now) = 0;

  // The version of the settings. NOT_FOUND team; INVALID_ARGUMENT if the second recipient is not on it; ABORTED if
  // `seen` is not the version now.
  virtual Task<absl::StatusOr<int64_t>> SetSettings(const Call& call, std::string team, TeamSettings settings,
                                                    std::optional<int64_t> seen) = 0;
  // NOT_FOUND.
  virtual Task<absl::StatusOr<TeamSettings>> SettingsOf(std::string team, Deadline deadline) = 0;

  // When they were added. INVALID_ARGUMENT if their end has passed; ALREADY_EXISTS; FAILED_PRECONDITION at a limit of
  // caregiver.h. The patient and the caregiver, where they watch, are told at once, of the removal too.
  virtual Task<absl::StatusOr<absl::Time>> AddCaregiver(const Call& call, Caregiver caregiver) = 0;
  // NOT_FOUND, also if their time has ended.
  virtual Task<absl::Status> RemoveCaregiver(const Call& call, std::string patient, std::string person,
                                             absl::Time now) = 0;
  // Those of a patient, and what somebody is to patients, also where that has ended by itself.
  virtual Task<absl::StatusOr<std::vector<Caregiver>>> CaregiversOf(const Call& call, std::string patient) = 0;
  virtual Task<absl::StatusOr<Cares>> CaresOf(std::string person, Deadline deadline) = 0;

  // The ids of all teams, in no order.
  virtual Task<absl::StatusOr<std::vector<std::string>>> AllTeams(const Call& call) = 0;
  // NOT_FOUND.
  virtual Task<absl::StatusOr<CareTeam>> Get(const Call& call, std::string team) = 0;
  // In no order. NOT_FOUND.
  virtual Task<absl::StatusOr<std::vector<Enrolment>>> Patients(const Call& call, std::string team) = 0;
  // NOT_FOUND if the team has not enrolled the patient.
  virtual Task<absl::StatusOr<Enrolment>> EnrolmentOf(const Call& call, std::string team, std::string patient) = 0;
  // Empty for somebody unknown.
  virtual Task<absl::StatusOr<Memberships>> MembershipsOf(std::string person, Deadline deadline) = 0;
  // The teams that `patient` is enrolled with, by id.
  virtual Task<absl::StatusOr<std::vector<std::string>>> TeamsOfPatient(const Call& call, std::string patient) = 0;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_CARE_TEAM_STORE_H_
