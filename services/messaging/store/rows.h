#ifndef CARELOOP_SERVICES_MESSAGING_STORE_ROWS_H_
#define CARELOOP_SERVICES_MESSAGING_STORE_ROWS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/redis/reply.h"
#include "services/messaging/domain/event.h"

namespace careloop::messaging {

// What the functions of thread.lua and watch.lua answer, decoded. INTERNAL for anything of another shape.

// "p:P" or "t:X", as the functions name an audience.
std::string AudienceKey(const Audience& audience);

std::string PlaceText(Place place);
absl::StatusOr<Place> ParsePlace(const std::string& text);

// thread_row and message_row of thread.lua.
absl::StatusOr<Thread> ThreadOf(const redis::Reply::Array& row);
absl::StatusOr<Message> MessageOf(const redis::Reply::Array& row);

// work_row of answering.lua, change_row of work.lua.
absl::StatusOr<Work> WorkOf(const redis::Reply::Array& row);
absl::StatusOr<ThreadChange> ChangeOf(const redis::Reply::Array& row);

// ends_of of thread.lua, for the audiences that were asked about.
absl::StatusOr<Positions> PositionsOf(const redis::Reply::Array& ends, const std::vector<Audience>& audiences);

// detail of watch.lua.
absl::StatusOr<Event> EventOf(Place place, const redis::Reply::Array& detail);

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_STORE_ROWS_H_
