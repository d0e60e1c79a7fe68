#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_PERSON_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_PERSON_H_

#include <string>

#include "common/call/call.h"

namespace careloop::messaging {

// Somebody as others are shown them at the time of writing.
struct Person {
  std::string id;
  Role role = Role::kPatient;
  std::string display_name;
  std::string title;  // of staff, e.g. "Oncology nurse"; else empty

  friend bool operator==(const Person&, const Person&) = default;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_PERSON_H_
