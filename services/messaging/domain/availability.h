#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_AVAILABILITY_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_AVAILABILITY_H_

#include <optional>

#include "absl/time/time.h"

namespace careloop::messaging {

// Whether somebody may write to a team now, and what they can expect.
struct Availability {
  bool can_send = false;
  bool reads_only = false;  // why not: a caregiver may only read
  bool no_members = false;  // why not: nobody is on the team. Without either, the patient is not with the team
  bool staffed = true;
  std::optional<absl::Time> next_staffed;     // while not staffed; nothing: not within a year
  std::optional<absl::Time> expected_answer;  // until when a message that is sent now is to be answered

  friend bool operator==(const Availability&, const Availability&) = default;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_AVAILABILITY_H_
