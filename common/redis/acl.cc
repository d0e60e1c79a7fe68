#include "common/redis/acl.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/redis/digest.h"

namespace careloop::redis {
namespace {

absl::Status BadTemplate(std::string_view what) {
  return Error(absl::StatusCode::kInvalidArgument, reason::kInvalidField, StrCat("ACL template: ", what));
}

}  // namespace

absl::StatusOr<std::string> RenderAcl(std::string_view acl_template,
                                      const std::map<std::string, std::string>& password_of_user) {
  constexpr char kPlaceEnd[] = "_PASSWORD_SHA256@";
  std::string acl(acl_template);
  for (const auto& [user, password] : password_of_user) {
    const std::string place = StrCat("@", absl::AsciiStrToUpper(user), kPlaceEnd);
    if (absl::StrReplaceAll({{place, Sha256Hex(password)}}, &acl) == 0)
      return BadTemplate(StrCat("no place for user ", user));
  }
  if (acl.find(kPlaceEnd) != std::string::npos) return BadTemplate("a user has no password");
  return acl;
}

}  // namespace careloop::redis
