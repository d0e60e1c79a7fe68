#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_CAREGIVER_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_CAREGIVER_H_

#include <map>
#include <optional>
#include <set>
#include <string>

#include "absl/time/time.h"
#include "services/messaging/domain/person.h"

namespace careloop::messaging {

inline constexpr int kMostCaregiversPerPatient = 10;
inline constexpr int kMostPatientsPerCaregiver = 20;

// What a patient may let a caregiver do. The numbers are the contract's.
enum class CaregiverPermission { kReadMessages = 1, kWriteMessages = 2, kReadJournal = 3, kWriteJournal = 4 };
using CaregiverScope = std::set<CaregiverPermission>;

// Somebody whom a patient lets help them.
struct Caregiver {
  std::string patient;
  std::string person;
  std::string display_name;
  std::string relationship;  // to the patient, such as "Daughter"
  std::string patient_display_name;
  CaregiverScope scope;
  absl::Time added;
  std::optional<absl::Time> expires;

  bool IsCurrent(absl::Time now) const { return !expires || now < *expires; }
  bool May(CaregiverPermission permission, absl::Time now) const {
    return IsCurrent(now) && scope.contains(permission);
  }
  Person AsPerson() const { return {person, Role::kCaregiver, display_name, relationship}; }

  friend bool operator==(const Caregiver&, const Caregiver&) = default;
};

// What somebody is to the patients whose caregiver they are, by patient; also where that has ended by itself.
using Cares = std::map<std::string, Caregiver>;

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_CAREGIVER_H_
