#ifndef CARELOOP_COMMON_REDIS_ACL_H_
#define CARELOOP_COMMON_REDIS_ACL_H_

#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace careloop::redis {

// Fills deploy/redis/users.acl.in: for a user "journal" it puts the SHA-256 of the password, in hexadecimal, in place
// of
// @JOURNAL_PASSWORD_SHA256@. INVALID_ARGUMENT if a user has no place in the template or a place is left unfilled.
absl::StatusOr<std::string> RenderAcl(std::string_view acl_template,
                                      const std::map<std::string, std::string>& password_of_user);

}  // namespace careloop::redis

#endif  // CARELOOP_COMMON_REDIS_ACL_H_
