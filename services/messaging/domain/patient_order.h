#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_PATIENT_ORDER_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_PATIENT_ORDER_H_

#include <compare>
#include <string>

namespace careloop::messaging {

// The place of a patient in the list of a team's: by name without regard to case (FoldCase), then by id. Who comes and
// goes before it changes nothing for those after.
struct PatientOrder {
  std::string name;
  std::string patient;

  friend auto operator<=>(const PatientOrder&, const PatientOrder&) = default;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_PATIENT_ORDER_H_
