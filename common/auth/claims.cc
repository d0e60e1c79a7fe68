#include "common/auth/claims.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>

#include "absl/strings/ascii.h"
#include "common/auth/strict_json.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/base/text.h"

namespace careloop {
namespace {

using nlohmann::json;

constexpr size_t kMaxIdSize = 128;
constexpr int kMaxNameCharacters = 200;

absl::Status Invalid(std::string_view claim, std::string_view rule) {
  return Error(absl::StatusCode::kUnauthenticated, reason::kTokenInvalid, StrCat("token: claim ", claim, " ", rule));
}

bool IsSubjectCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-';
}

bool IsVisible(char c) { return absl::ascii_isgraph(static_cast<unsigned char>(c)); }

absl::StatusOr<std::string> ReadId(const json& claims, const char* name, bool (*allowed)(char),
                                   const char* characters) {
  const std::string* id = TextMember(claims, name);
  if (id != nullptr && !id->empty() && id->size() <= kMaxIdSize && std::all_of(id->begin(), id->end(), allowed))
    return *id;
  return Invalid(name, StrCat("must be text of 1 to ", kMaxIdSize, " characters, ", characters));
}

// A NumericDate. Those out of the range of years 1970 to 9999 are mistakes, such as milliseconds.
absl::StatusOr<std::optional<absl::Time>> ReadTime(const json& claims, const char* name) {
  constexpr double kYear10000 = 253402300800;
  const auto member = claims.find(name);
  if (member == claims.end()) return std::nullopt;
  if (!member->is_number()) return Invalid(name, "must be a number of seconds");
  const double seconds = member->get<double>();
  if (!(seconds >= 0 && seconds < kYear10000)) return Invalid(name, "must be a number of seconds since 1970");
  return absl::UnixEpoch() + absl::Seconds(seconds);
}

// When it began, by that claim; the beginning of time without it.
absl::StatusOr<absl::Time> ReadBeginning(const json& claims, const char* name, absl::Time now) {
  ASSIGN_OR_RETURN(const std::optional<absl::Time> time, ReadTime(claims, name));
  if (time && *time > now + kClockSkew) return Invalid(name, "is in the future");
  return time.value_or(absl::InfinitePast());
}

absl::StatusOr<absl::Time> ReadExpiry(const json& claims, absl::Time now) {
  ASSIGN_OR_RETURN(const std::optional<absl::Time> expires, ReadTime(claims, "exp"));
  if (!expires) return Invalid("exp", "is missing");
  if (!HasExpired(*expires, now)) return *expires;
  return Expired();
}

absl::Status CheckIssuer(const json& claims, const std::string& issuer) {
  const std::string* iss = TextMember(claims, "iss");
  if (iss == nullptr || *iss != issuer) return Invalid("iss", "is not this site's issuer");
  return absl::OkStatus();
}

absl::Status CheckAudience(const json& claims, const std::string& audience) {
  const auto aud = claims.find("aud");
  const auto is_text = [](const json& element) { return element.is_string(); };
  if (aud != claims.end() && aud->is_string() && *aud == audience) return absl::OkStatus();
  if (aud != claims.end() && aud->is_array() && std::all_of(aud->begin(), aud->end(), is_text) &&
      std::find(aud->begin(), aud->end(), audience) != aud->end()) {
    return absl::OkStatus();
  }
  return Invalid("aud", StrCat("must be or contain \"", audience, "\""));
}

absl::StatusOr<Role> ReadRole(const json& claims) {
  const std::string* name = TextMember(claims, "role");
  const std::optional<Role> role = name == nullptr ? std::nullopt : RoleFromName(*name);
  if (!role) return Invalid("role", "is not a role of careloop");
  return *role;
}

// Characters that are not seen but change how the text around them is shown: one name could pass for another.
bool ControlsLayout(const std::string& name) {
  static constexpr const char* kControls[] = {"\u061c", "\u200b", "\u200e", "\u200f", "\u2028", "\u2029",
                                              "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2060",
                                              "\u2066", "\u2067", "\u2068", "\u2069", "\ufeff"};
  return std::any_of(std::begin(kControls), std::end(kControls),
                     [&name](const char* control) { return name.find(control) != std::string::npos; });
}

bool IsDisplayName(const std::string& name) {
  const TextMeasure measure = MeasureText(name, /*lines=*/false);
  return measure.valid && !measure.blank && measure.characters <= kMaxNameCharacters && !ControlsLayout(name);
}

absl::StatusOr<std::string> ReadName(const json& claims) {
  const std::string* name = TextMember(claims, "name");
  if (name == nullptr || !IsDisplayName(*name)) {
    return Invalid("name",
                   StrCat("must be text of 1 to ", kMaxNameCharacters, " characters without control characters"));
  }
  return *name;
}

absl::Status CheckMeantForUs(const json& claims, const TokenRules& rules, absl::Time now) {
  RETURN_IF_ERROR(CheckIssuer(claims, rules.issuer));
  RETURN_IF_ERROR(CheckAudience(claims, rules.audience));
  return ReadBeginning(claims, "nbf", now).status();
}

}  // namespace

absl::Status Expired() { return Error(absl::StatusCode::kUnauthenticated, reason::kTokenExpired, "token has expired"); }

absl::StatusOr<Caller> ReadClaims(std::string_view text, const TokenRules& rules, absl::Time now) {
  const json claims = ParseStrictObject(text);
  if (claims.is_null()) {
    return Error(absl::StatusCode::kUnauthenticated, reason::kTokenInvalid,
                 "token: the claims are not one JSON object");
  }
  RETURN_IF_ERROR(CheckMeantForUs(claims, rules, now));
  Caller caller;
  ASSIGN_OR_RETURN(caller.issued_at, ReadBeginning(claims, "iat", now));
  ASSIGN_OR_RETURN(caller.expires, ReadExpiry(claims, now));
  ASSIGN_OR_RETURN(caller.subject,
                   ReadId(claims, "sub", IsSubjectCharacter, "letters, digits, dot, underscore, hyphen"));
  ASSIGN_OR_RETURN(caller.role, ReadRole(claims));
  ASSIGN_OR_RETURN(caller.name, ReadName(claims));
  ASSIGN_OR_RETURN(caller.session, ReadId(claims, "sid", IsVisible, "printable ASCII without spaces"));
  ASSIGN_OR_RETURN(caller.token_id, ReadId(claims, "jti", IsVisible, "printable ASCII without spaces"));
  return caller;
}

}  // namespace careloop
