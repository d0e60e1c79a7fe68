#ifndef CARELOOP_COMMON_RPC_ROLE_H_
#define CARELOOP_COMMON_RPC_ROLE_H_

#include "careloop/common/v1/identity.pb.h"
#include "common/call/call.h"

namespace careloop::rpc {

static_assert(static_cast<int>(common::v1::ROLE_PATIENT) == static_cast<int>(Role::kPatient) + 1);
static_assert(static_cast<int>(common::v1::ROLE_CAREGIVER) == static_cast<int>(Role::kCaregiver) + 1);
static_assert(static_cast<int>(common::v1::ROLE_CLINICIAN) == static_cast<int>(Role::kClinician) + 1);
static_assert(static_cast<int>(common::v1::ROLE_EDITOR) == static_cast<int>(Role::kEditor) + 1);
static_assert(static_cast<int>(common::v1::ROLE_ADMIN) == static_cast<int>(Role::kAdmin) + 1);
static_assert(static_cast<int>(common::v1::ROLE_SERVICE) == static_cast<int>(Role::kService) + 1);
static_assert(static_cast<int>(common::v1::Role_MAX) == static_cast<int>(common::v1::ROLE_SERVICE));

inline common::v1::Role ToProto(Role role) { return static_cast<common::v1::Role>(static_cast<int>(role) + 1); }

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_ROLE_H_
