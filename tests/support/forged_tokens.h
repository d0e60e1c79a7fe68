#ifndef CARELOOP_TESTS_SUPPORT_FORGED_TOKENS_H_
#define CARELOOP_TESTS_SUPPORT_FORGED_TOKENS_H_

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

namespace careloop::testing {

// A key that signs whatever a test makes up, with OpenSSL itself: a second implementation beside the one under test,
// and one that does not mind what a token says.
class ForgingKey {
 public:
  static ForgingKey Ec(const char* curve = "P-256");
  static ForgingKey Rsa(unsigned bits = 2048);

  std::string Jwk(std::string_view kid, std::string_view algorithm) const;   // the public half
  std::string Jwks(std::string_view kid, std::string_view algorithm) const;  // a set of it alone
  std::string PublicPem() const;
  std::string PublicDer() const;

  // `header` and `claims` as they are, signed as `algorithm`, which is ES256, RS256 or PS256.
  std::string Token(std::string_view header, std::string_view claims, std::string_view algorithm) const;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  explicit ForgingKey(EVP_PKEY* key) : key_(key) {}
  std::string Number(const char* name) const;

  std::unique_ptr<EVP_PKEY, Free> key_;
};

std::string Base64Url(std::string_view bytes);

// header.claims, and the same with an HMAC over it.
std::string UnsignedToken(std::string_view header, std::string_view claims);
std::string HmacToken(std::string_view header, std::string_view claims, std::string_view secret);

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_FORGED_TOKENS_H_
