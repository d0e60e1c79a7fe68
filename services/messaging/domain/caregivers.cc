#include "services/messaging/domain/caregivers.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace careloop::messaging {
namespace {

absl::Status Invalid(std::string_view field, std::string_view description) {
  Violations violations;
  violations.Add(field, description);
  return violations.ToStatus();
}

bool IsPatient(const Call& call, const std::string& patient) {
  return call.caller->role == Role::kPatient && call.caller->subject == patient;
}

}  // namespace

Task<absl::StatusOr<Caregiver>> Caregivers::Add(const Call& call, Caregiver caregiver) {
  if (!IsPatient(call, caregiver.patient)) co_return NotFound("patient");
  if (caregiver.person == caregiver.patient) co_return Invalid("person", "is the patient");
  caregiver.patient_display_name = call.caller->name;
  caregiver.added = clock_.Now();
  CO_ASSIGN_OR_RETURN(caregiver.added, co_await store_.AddCaregiver(call, caregiver));
  access_.Forget(caregiver.person);
  co_return caregiver;
}

Task<absl::Status> Caregivers::Remove(const Call& call, std::string patient, std::string person) {
  const bool self = call.caller->role == Role::kCaregiver && call.caller->subject == person;
  if (!self && !IsPatient(call, patient)) co_return NotFound("caregiver");
  CO_RETURN_IF_ERROR(co_await store_.RemoveCaregiver(call, std::move(patient), person, clock_.Now()));
  access_.Forget(person);
  co_return absl::OkStatus();
}

Task<absl::StatusOr<std::vector<Caregiver>>> Caregivers::List(const Call& call, std::optional<std::string> patient) {
  const Caller& caller = *call.caller;
  if (caller.role == Role::kCaregiver) co_return co_await OwnCares(call, std::move(patient));
  if (caller.role == Role::kPatient) {
    if (patient && *patient != caller.subject) co_return NotFound("patient");
    patient = caller.subject;
  } else {
    if (!patient) co_return Invalid("parent", "names all patients; one is needed");
    CO_RETURN_IF_ERROR((co_await access_.Patient(call, *patient)).status());
  }
  CO_ASSIGN_OR_RETURN(std::vector<Caregiver> all, co_await store_.CaregiversOf(call, *std::move(patient)));
  co_return Current(std::move(all));
}

Task<absl::StatusOr<std::vector<Caregiver>>> Caregivers::OwnCares(const Call& call,
                                                                  std::optional<std::string> patient) {
  CO_ASSIGN_OR_RETURN(const auto cares, co_await access_.CaresOf(call.caller->subject, call.deadline));
  std::vector<Caregiver> own;
  for (const auto& [of, care] : *cares) {
    if (!patient || of == *patient) own.push_back(care);
  }
  own = Current(std::move(own));
  if (patient && own.empty()) co_return NotFound("patient");
  co_return own;
}

std::vector<Caregiver> Caregivers::Current(std::vector<Caregiver> caregivers) const {
  const absl::Time now = clock_.Now();
  std::erase_if(caregivers, [&](const Caregiver& caregiver) { return !caregiver.IsCurrent(now); });
  std::sort(caregivers.begin(), caregivers.end(), [](const Caregiver& a, const Caregiver& b) {
    return std::tie(a.added, a.person, a.patient) < std::tie(b.added, b.person, b.patient);
  });
  return caregivers;
}

}  // namespace careloop::messaging
