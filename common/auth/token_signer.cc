#include "common/auth/token_signer.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "common/auth/cjose_handle.h"
#include "common/auth/strict_json.h"
#include "common/base/strings.h"

namespace careloop {
namespace {

using nlohmann::json;

absl::Status Failed(std::string_view what) { return absl::InternalError(StrCat("signing key: ", what)); }

absl::StatusOr<std::string> SignText(const cjose_jwk_t* key, const std::string& text) {
  const cjose::Header header(cjose_header_new(nullptr));
  if (header == nullptr || !cjose_header_set(header.get(), "alg", "ES256", nullptr) ||
      !cjose_header_set(header.get(), "typ", "JWT", nullptr) ||
      !cjose_header_set(header.get(), "kid", cjose_jwk_get_kid(key, nullptr), nullptr)) {
    return Failed("cannot make a header");
  }
  const cjose::Jws jws(
      cjose_jws_sign(key, header.get(), reinterpret_cast<const uint8_t*>(text.data()), text.size(), nullptr));
  const char* token = nullptr;
  if (jws == nullptr || !cjose_jws_export(jws.get(), &token, nullptr)) return Failed("cannot sign");
  return std::string(token);
}

json KeyJson(const cjose_jwk_t* key, bool with_private) {
  const cjose::Text text(cjose_jwk_to_json(key, with_private, nullptr));
  json entry = ParseStrictObject(text == nullptr ? "" : text.get());
  entry["alg"] = "ES256";
  entry["use"] = "sig";
  return entry;
}

}  // namespace

struct TokenSigner::Key {
  cjose::Jwk jwk;
};

TokenSigner::TokenSigner(std::unique_ptr<const Key> key) : key_(std::move(key)) {}
TokenSigner::TokenSigner(TokenSigner&&) noexcept = default;
TokenSigner& TokenSigner::operator=(TokenSigner&&) noexcept = default;
TokenSigner::~TokenSigner() = default;

absl::StatusOr<TokenSigner> TokenSigner::Create(std::string_view kid) {
  cjose::Jwk jwk(cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, nullptr));
  if (jwk == nullptr || !cjose_jwk_set_kid(jwk.get(), kid.data(), kid.size(), nullptr))
    return Failed("cannot make one");
  return TokenSigner(std::make_unique<const Key>(std::move(jwk)));
}

absl::StatusOr<TokenSigner> TokenSigner::FromPrivateJwk(std::string_view text) {
  const json entry = ParseStrictObject(text);
  if (!entry.is_object()) return absl::InvalidArgumentError("signing key: is not one JSON object");
  const std::string* curve = TextMember(entry, "crv");
  if (curve == nullptr || *curve != "P-256" || TextMember(entry, "d") == nullptr ||
      TextMember(entry, "kid") == nullptr) {
    return absl::InvalidArgumentError("signing key: is not a private JWK on the curve P-256 with a kid");
  }
  cjose::Jwk jwk(cjose_jwk_import(text.data(), text.size(), nullptr));
  if (jwk == nullptr) return absl::InvalidArgumentError("signing key: is not a valid key");
  return TokenSigner(std::make_unique<const Key>(std::move(jwk)));
}

std::string TokenSigner::PrivateJwk() const { return KeyJson(key_->jwk.get(), true).dump(); }

std::string TokenSigner::PublicJwks() const {
  return json{{"keys", json::array({KeyJson(key_->jwk.get(), false)})}}.dump();
}

absl::StatusOr<std::string> TokenSigner::Sign(const TokenClaims& claims) const {
  const json body = {{"iss", claims.issuer},
                     {"aud", claims.audience},
                     {"sub", claims.subject},
                     {"role", RoleName(claims.role)},
                     {"name", claims.name},
                     {"sid", claims.session},
                     {"jti", claims.token_id},
                     {"iat", absl::ToUnixSeconds(claims.issued_at)},
                     {"exp", absl::ToUnixSeconds(claims.expires)}};
  // What is not UTF-8 is signed as U+FFFD: it must not throw.
  return SignText(key_->jwk.get(), body.dump(-1, ' ', false, json::error_handler_t::replace));
}

}  // namespace careloop
