#ifndef CARELOOP_COMMON_AUTH_STRICT_JSON_H_
#define CARELOOP_COMMON_AUTH_STRICT_JSON_H_

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

// How the source files of this folder read JSON and base64 in what strangers send: one reading, or none.
namespace careloop {

// The JSON object in `text`, null if it is not one, or one in which a member name occurs twice, at any depth: of two
// such members one reader takes the first and another the last.
nlohmann::json ParseStrictObject(std::string_view text);

// A member of `object`, if it is there and text; else null.
const std::string* TextMember(const nlohmann::json& object, const char* name);

// Unpadded base64url in its one canonical form; nothing else.
std::optional<std::string> DecodeBase64Url(std::string_view text);

}  // namespace careloop

#endif  // CARELOOP_COMMON_AUTH_STRICT_JSON_H_
