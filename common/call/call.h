#ifndef CARELOOP_COMMON_CALL_CALL_H_
#define CARELOOP_COMMON_CALL_CALL_H_

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "common/base/clock.h"

namespace careloop {

// The numbers are part of stored records: never renumber.
enum class Role { kPatient = 0, kCaregiver = 1, kClinician = 2, kEditor = 3, kAdmin = 4, kService = 5 };

// The word used in tokens, logs and stored records.
std::string_view RoleName(Role role);
std::optional<Role> RoleFromName(std::string_view name);

// Who is calling, as proven by a verified token. Immutable and shared between the calls made with that token.
struct Caller {
  std::string subject;  // the person's id; a patient's is the patient id
  Role role = Role::kPatient;
  std::string name;                             // shown to others
  std::string session;                          // claim `sid`
  std::string token_id;                         // claim `jti`
  absl::Time issued_at = absl::InfinitePast();  // claim `iat`; without one it may have been made at any time
  absl::Time expires;
  std::string token;  // as received, to act at a peer on this person's behalf; never logged
  uint64_t key_version = std::numeric_limits<uint64_t>::max();  // of the keys that have verified it, in this process
};

// What the layers below rpc may know of one call. Owned by the call runner until the reply is on its way, so domain and
// store take it by reference, also across co_await.
struct Call {
  std::shared_ptr<const Caller> caller;
  std::string_view method;    // "careloop.messaging.v1.MessagingService/SendMessage"; static storage
  std::string request_id;     // of a changing call: the client's UUID in lower case; else empty
  std::string request_bytes;  // of a changing call: the request in canonical form without its request_id; else empty
  std::string trace_id;       // x-request-id
  // Of a changing call, what its step appends to the access log, and to whose lists of accesses; made by the log.
  std::string access_entry;
  std::string access_lists;
  Deadline deadline;
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_CALL_CALL_H_
