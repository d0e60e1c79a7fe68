#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_RECEPTION_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_RECEPTION_H_

#include <cstdint>
#include <optional>
#include <string>

#include "services/messaging/domain/thread.h"
#include "services/messaging/domain/work.h"

namespace careloop::messaging {

// How a team receives a message of the patient's side at one moment.
struct Reception {
  std::string team;
  int64_t settings_version = 0;  // of the settings that it follows from
  DueTimes due;
  // While the team is not there: since when, and what is answered at once.
  struct Closed {
    absl::Time since;
    Message reply;
  };
  std::optional<Closed> closed;
  bool attention = false;  // the message has a warning word
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_RECEPTION_H_
