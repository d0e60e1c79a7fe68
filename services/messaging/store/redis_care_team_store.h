#ifndef CARELOOP_SERVICES_MESSAGING_STORE_REDIS_CARE_TEAM_STORE_H_
#define CARELOOP_SERVICES_MESSAGING_STORE_REDIS_CARE_TEAM_STORE_H_

#include <string>
#include <vector>

#include "common/crypto/patient_keys.h"
#include "common/redis/client.h"
#include "common/store/idempotency.h"
#include "services/messaging/domain/care_team_store.h"

namespace careloop::messaging {

// CareTeamStore on Redis: care_team.lua and caregiver.lua. Thread-safe.
class RedisCareTeamStore final : public CareTeamStore {
 public:
  // `site`: of OwnerKeys::OfSite.
  RedisCareTeamStore(redis::Client& redis, const store::Idempotency& idempotency, PatientKeys& keys, OwnerKeys site)
      : redis_(redis), idempotency_(idempotency), keys_(keys), site_(std::move(site)) {}

  Task<absl::StatusOr<std::string>> Create(const Call& call, CareTeam team) override;
  Task<absl::Status> AddMember(const Call& call, std::string team, Member member) override;
  Task<absl::Status> RemoveMember(const Call& call, std::string team, std::string person, bool leave_unanswered,
                                  absl::Time now) override;
  Task<absl::StatusOr<absl::Time>> Enrol(const Call& call, std::string team, Enrolment enrolment) override;
  Task<absl::Status> Unenrol(const Call& call, std::string team, std::string patient, bool leave_unanswered,
                             absl::Time now) override;
  Task<absl::StatusOr<absl::Time>> AddCaregiver(const Call& call, Caregiver caregiver) override;
  Task<absl::Status> RemoveCaregiver(const Call& call, std::string patient, std::string person,
                                     absl::Time now) override;
  Task<absl::StatusOr<std::vector<Caregiver>>> CaregiversOf(const Call& call, std::string patient) override;
  Task<absl::StatusOr<Cares>> CaresOf(std::string person, Deadline deadline) override;
  Task<absl::StatusOr<std::vector<std::string>>> AllTeams(const Call& call) override;
  Task<absl::StatusOr<int64_t>> SetSettings(const Call& call, std::string team, TeamSettings settings,
                                            std::optional<int64_t> seen) override;
  Task<absl::StatusOr<TeamSettings>> SettingsOf(std::string team, Deadline deadline) override;
  Task<absl::StatusOr<CareTeam>> Get(const Call& call, std::string team) override;
  Task<absl::StatusOr<std::vector<Enrolment>>> Patients(const Call& call, std::string team) override;
  Task<absl::StatusOr<Enrolment>> EnrolmentOf(const Call& call, std::string team, std::string patient) override;
  Task<absl::StatusOr<Memberships>> MembershipsOf(std::string person, Deadline deadline) override;
  Task<absl::StatusOr<std::vector<std::string>>> TeamsOfPatient(const Call& call, std::string patient) override;

 private:
  Task<absl::StatusOr<std::string>> Write(const Call& call, std::string_view function, std::vector<std::string> args);
  Task<absl::Status> WriteUnlessUnanswered(const Call& call, std::string_view function, std::vector<std::string> args,
                                           std::string_view threads);

  redis::Client& redis_;
  const store::Idempotency& idempotency_;
  PatientKeys& keys_;
  const OwnerKeys site_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_STORE_REDIS_CARE_TEAM_STORE_H_
