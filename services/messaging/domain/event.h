#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_EVENT_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_EVENT_H_

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "services/messaging/domain/thread.h"

namespace careloop::messaging {

// Those who are told the same things: one patient, or one care team.
struct Audience {
  enum class Kind { kPatient, kTeam };
  Kind kind = Kind::kPatient;
  std::string id;

  friend bool operator==(const Audience&, const Audience&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Audience& audience) {
    return H::combine(std::move(h), audience.kind, audience.id);
  }
};

// A place in the history of an audience. Places of one audience are ordered; the default is before everything.
struct Place {
  uint64_t millis = 0;
  uint64_t sequence = 0;

  friend auto operator<=>(const Place&, const Place&) = default;
};

// How far somebody has followed each of their audiences: what a resume token holds.
struct Position {
  Audience audience;
  Place place;
};
using Positions = std::vector<Position>;

struct MessageSent {
  Message message;
  std::optional<Work> work;  // of its thread; nothing where that has gone to another team
};
struct ReadMarked {
  std::string person;
  int64_t up_to = 0;
};
// The thread as the starter saw it; its first message follows as an event of its own.
struct ThreadStarted {
  Thread thread;
  std::string starter;
};

// The thread, but nobody's read mark.
struct ThreadChanged {
  Thread thread;
};
struct ThreadRerouted {
  std::string to_team;
};

struct Event {
  Place place;
  ThreadRef thread;
  std::variant<MessageSent, ReadMarked, ThreadStarted, ThreadChanged, ThreadRerouted> what;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_EVENT_H_
