#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/messaging/domain/access.h"

// What Access decides about caregivers: they see what the patient lets them see.
namespace careloop::messaging {

Task<absl::StatusOr<std::shared_ptr<const Cares>>> Access::CaresOf(std::string person, Deadline deadline) {
  return CaresOf(std::move(person), deadline, kDecidingAge);
}

Task<absl::StatusOr<std::shared_ptr<const Cares>>> Access::CaresOf(std::string person, Deadline deadline,
                                                                   absl::Duration age) {
  return Recent(cares_, &CareTeamStore::CaresOf, std::move(person), deadline, age);
}

// What the caller is to the patient. NOT_FOUND of `kind` for who may not even read messages. Who has just been added is
// not refused for as long as `age`.
Task<absl::StatusOr<Caregiver>> Access::CareFor(const Call& call, std::string patient, CaregiverPermission needed,
                                                std::string_view kind, absl::Duration age) {
  const std::string& person = call.caller->subject;
  const auto find = [&](const Cares& cares, CaregiverPermission permission) {
    const auto care = cares.find(patient);
    return care != cares.end() && care->second.May(permission, clock_.Now()) ? &care->second : nullptr;
  };
  CO_ASSIGN_OR_RETURN(auto cares, co_await CaresOf(person, call.deadline, age));
  if (find(*cares, needed) == nullptr) {
    CO_ASSIGN_OR_RETURN(cares, co_await CaresOf(person, call.deadline));
  }
  if (find(*cares, CaregiverPermission::kReadMessages) == nullptr) co_return NotFound(kind);
  if (const Caregiver* care = find(*cares, needed)) co_return *care;
  co_return Error(absl::StatusCode::kPermissionDenied, reason::kCaregiverScopeTooNarrow,
                  "the patient lets this caregiver read, and not write");
}

Task<absl::StatusOr<Access::ToThread>> Access::ThreadOfCare(const Call& call, ThreadRef thread, absl::Duration age,
                                                            CaregiverPermission needed) {
  CO_ASSIGN_OR_RETURN(const Caregiver care, co_await CareFor(call, thread.patient, needed, "thread", age));
  CO_ASSIGN_OR_RETURN(std::string team, co_await TeamOf(call, std::move(thread)));
  co_return ToThread{std::move(team), care.AsPerson()};
}

Task<absl::StatusOr<bool>> Access::MayReadMessages(std::shared_ptr<const Caller> caller, std::string patient,
                                                   Deadline deadline) {
  if (caller->role == Role::kPatient) co_return caller->subject == patient;
  if (caller->role != Role::kCaregiver) co_return false;
  CO_ASSIGN_OR_RETURN(const auto cares, co_await CaresOf(caller->subject, deadline));
  const auto care = cares->find(patient);
  co_return care != cares->end() && care->second.May(CaregiverPermission::kReadMessages, clock_.Now());
}

Task<absl::StatusOr<bool>> Access::ReadsOnly(const Call& call, std::string patient) {
  if (call.caller->role != Role::kCaregiver) co_return false;
  CO_ASSIGN_OR_RETURN(const auto cares, co_await CaresOf(call.caller->subject, call.deadline));
  const auto care = cares->find(patient);
  co_return care == cares->end() || !care->second.May(CaregiverPermission::kWriteMessages, clock_.Now());
}

}  // namespace careloop::messaging
