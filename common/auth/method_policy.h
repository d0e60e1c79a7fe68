#ifndef CARELOOP_COMMON_AUTH_METHOD_POLICY_H_
#define CARELOOP_COMMON_AUTH_METHOD_POLICY_H_

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "absl/time/time.h"
#include "common/call/call.h"

namespace careloop {

// A set of roles, e.g. RoleSet{Role::kPatient, Role::kCaregiver}. A value; empty unless said.
class RoleSet {
 public:
  constexpr RoleSet() = default;
  constexpr RoleSet(std::initializer_list<Role> roles) {
    for (const Role role : roles) bits_ |= Bit(role);
  }

  // Everybody who is signed in as a person, that is, all roles but `service`.
  static constexpr RoleSet People() {
    return {Role::kPatient, Role::kCaregiver, Role::kClinician, Role::kEditor, Role::kAdmin};
  }

  constexpr bool Contains(Role role) const { return (bits_ & Bit(role)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }

  friend constexpr bool operator==(const RoleSet&, const RoleSet&) = default;

 private:
  static constexpr uint32_t Bit(Role role) { return uint32_t{1} << static_cast<unsigned>(role); }

  uint32_t bits_ = 0;
};

// What lets somebody who is not the patient see what is a patient's; the rule that the access log names. Whoever else's
// answer names a patient is not sent.
enum class Ground {
  kOwn,         // nothing: the patient alone
  kCareTeam,    // being on a team that looks after the patient
  kShare,       // a share of the patient's
  kAlerts,      // the patient's consent to alerts
  kNotARecord,  // anything: the answer holds nothing of a patient's record, and no access is logged
  kAllRecords,  // an operator's work on the records of all patients: logged before it begins, though it names nobody
};

// One row of the policy table: who may call a method, and how long a call may take. The role is only the first gate;
// what the caller may touch is decided in the domain.
struct MethodPolicy {
  std::string_view method;  // "careloop.messaging.v1.MessagingService/SendMessage"
  RoleSet roles;
  absl::Duration limit;          // a caller's deadline may be sooner, never later
  Ground ground = Ground::kOwn;  // of staff; an admin's and a service's is what they are
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_AUTH_METHOD_POLICY_H_
