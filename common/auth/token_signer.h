#ifndef CARELOOP_COMMON_AUTH_TOKEN_SIGNER_H_
#define CARELOOP_COMMON_AUTH_TOKEN_SIGNER_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/call/call.h"

namespace careloop {

// What a token says. Signed as given, also when TokenAuthenticator would refuse it.
struct TokenClaims {
  std::string issuer;
  std::string audience = "careloop";
  std::string subject;
  Role role = Role::kPatient;
  std::string name;
  std::string session;
  std::string token_id;
  absl::Time issued_at;
  absl::Time expires;
};

// Signs tokens with an ES256 key, for the command line and tests; the services only verify. Thread-safe.
class TokenSigner {
 public:
  // A new key pair, known in key sets as `kid`.
  static absl::StatusOr<TokenSigner> Create(std::string_view kid);

  // The key of a private JWK as PrivateJwk() gives it; its public half follows from `d`. Errors hold none of the text.
  static absl::StatusOr<TokenSigner> FromPrivateJwk(std::string_view json);

  TokenSigner(TokenSigner&&) noexcept;
  TokenSigner& operator=(TokenSigner&&) noexcept;
  ~TokenSigner();

  std::string PrivateJwk() const;  // a secret
  std::string PublicJwks() const;  // a key set with this one key, as JwksFile reads it

  absl::StatusOr<std::string> Sign(const TokenClaims& claims) const;

 private:
  struct Key;
  explicit TokenSigner(std::unique_ptr<const Key> key);

  std::unique_ptr<const Key> key_;
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_AUTH_TOKEN_SIGNER_H_
