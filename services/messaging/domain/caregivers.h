#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_CAREGIVERS_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_CAREGIVERS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "services/messaging/domain/access.h"

namespace careloop::messaging {

// Who may help which patient. Thread-safe.
class Caregivers {
 public:
  Caregivers(CareTeamStore& store, Access& access, const Clock& clock)
      : store_(store), access_(access), clock_(clock) {}

  // For the patient alone, who is NOT_FOUND to others. Of `caregiver` all but the times and the patient's name.
  Task<absl::StatusOr<Caregiver>> Add(const Call& call, Caregiver caregiver);
  // For the patient, and for the caregiver themselves.
  Task<absl::Status> Remove(const Call& call, std::string patient, std::string person);

  // Those of a patient now, the first added first: for the patient and for staff who look after them. To a caregiver
  // themselves; without a patient, as of all whose caregiver they are.
  Task<absl::StatusOr<std::vector<Caregiver>>> List(const Call& call, std::optional<std::string> patient);

 private:
  Task<absl::StatusOr<std::vector<Caregiver>>> OwnCares(const Call& call, std::optional<std::string> patient);
  std::vector<Caregiver> Current(std::vector<Caregiver> caregivers) const;

  CareTeamStore& store_;
  Access& access_;
  const Clock& clock_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_CAREGIVERS_H_
