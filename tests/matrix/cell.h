#ifndef CARELOOP_TESTS_MATRIX_CELL_H_
#define CARELOOP_TESTS_MATRIX_CELL_H_

#include <array>
#include <string>
#include <string_view>

#include "common/base/strings.h"
#include "common/call/call.h"
#include "tests/matrix/rpc.h"

namespace careloop::matrix {

inline constexpr std::array kRoles = {Role::kPatient, Role::kCaregiver, Role::kClinician,
                                      Role::kEditor,  Role::kAdmin,     Role::kService};

// What somebody is to the patient P, whatever role their token gives them.
enum class Relationship { kSelf, kCaregiver, kFormerCaregiver, kTeam, kFormerTeam, kOtherTeam, kNone };
inline constexpr std::array<std::string_view, 7> kRelationshipNames = {
    "self", "caregiver", "former_caregiver", "team", "former_team", "other_team", "none"};

// What P has agreed to: shares of an entry with the team T and with the caregiver, and automatic alerts to T. When the
// shares have expired the agreement to alerts stands.
enum class Consent { kNone, kShared, kRevoked, kExpired };
inline constexpr std::array<std::string_view, 4> kConsentNames = {"none", "shared", "revoked", "expired"};

// kValid, and everything that a service must not take for a token.
enum class TokenState {
  kValid,
  kAbsent,
  kOtherScheme,
  kGarbage,
  kExpired,
  kNotYetValid,
  kWrongIssuer,
  kWrongAudience,
  kUnknownKey,
  kOtherKeyOfTheSameName,
  kUnsigned,
  kSignedWithThePublicKey,
  kClaimsOfAnother,
  kWithoutPerson,
  kRevokedToken,
  kRevokedSession,
  kRevokedPerson
};
inline constexpr std::array<std::string_view, 17> kTokenNames = {
    "valid",         "absent",         "other_scheme", "garbage",     "expired",        "not_yet_valid",
    "wrong_issuer",  "wrong_audience", "unknown_key",  "other_key",   "alg_none",       "hmac_of_public_key",
    "others_claims", "without_person", "revoked_jti",  "revoked_sid", "revoked_subject"};

// The names of Relationship, Consent and TokenState, as the table has them.
inline std::string_view NameOf(Relationship relationship) { return kRelationshipNames[static_cast<int>(relationship)]; }
inline std::string_view NameOf(Consent consent) { return kConsentNames[static_cast<int>(consent)]; }
inline std::string_view NameOf(TokenState token) { return kTokenNames[static_cast<int>(token)]; }

// Somebody calls something about P.
struct Cell {
  Rpc rpc;
  Role role = Role::kPatient;
  Relationship relationship = Relationship::kSelf;
  Consent consent = Consent::kNone;
  TokenState token = TokenState::kValid;
};

inline std::string TextOf(const Cell& cell) {
  return StrCat(cell.rpc.text(), " role=", RoleName(cell.role), " relationship=", NameOf(cell.relationship),
                " consent=", NameOf(cell.consent), " token=", NameOf(cell.token));
}

}  // namespace careloop::matrix

#endif  // CARELOOP_TESTS_MATRIX_CELL_H_
