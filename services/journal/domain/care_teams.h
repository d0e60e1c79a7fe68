#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_CARE_TEAMS_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_CARE_TEAMS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/caregiver.h"

namespace careloop::journal {

// The port to messaging, which knows who looks after whom. Thread-safe.
class CareTeams {
 public:
  virtual ~CareTeams() = default;

  // The ids of the care teams that connect the caller and the patient at this moment; of a patient who asks about
  // themself, all that have enrolled them. None: the caller may not see the patient. Any failure is UNAVAILABLE with
  // reason PEER_UNAVAILABLE: who cannot be checked sees nothing.
  virtual Task<absl::StatusOr<std::vector<std::string>>> Connecting(const Call& call, std::string patient) = 0;

  // What the patient lets a person do as a caregiver at this moment, nothing for anybody else; asked by that caregiver
  // or by the patient. Fails as Connecting.
  virtual Task<absl::StatusOr<Care>> CareOf(const Call& call, std::string patient, std::string person) = 0;

  // All caregivers at this moment of a patient who asks about themself. Fails as Connecting.
  virtual Task<absl::StatusOr<std::vector<Caregiver>>> CaregiversOf(const Call& call, std::string patient) = 0;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_CARE_TEAMS_H_
