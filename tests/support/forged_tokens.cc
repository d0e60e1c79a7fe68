#include "tests/support/forged_tokens.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "absl/strings/escaping.h"
#include "common/base/strings.h"

namespace careloop::testing {
namespace {

const unsigned char* Unsigned(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

// r and s side by side, as JWS has them, instead of DER.
std::string RawEcSignature(const std::string& der) {
  const unsigned char* begin = Unsigned(der);
  ECDSA_SIG* const signature = d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(der.size()));
  std::string raw(64, '\0');
  BN_bn2binpad(ECDSA_SIG_get0_r(signature), reinterpret_cast<unsigned char*>(raw.data()), 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature), reinterpret_cast<unsigned char*>(raw.data()) + 32, 32);
  ECDSA_SIG_free(signature);
  return raw;
}

std::string Take(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  std::string text(data, size);
  BIO_free(memory);
  return text;
}

}  // namespace

ForgingKey ForgingKey::Ec(const char* curve) { return ForgingKey(EVP_EC_gen(curve)); }
ForgingKey ForgingKey::Rsa(unsigned bits) { return ForgingKey(EVP_RSA_gen(bits)); }

std::string ForgingKey::Number(const char* name) const {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key_.get(), name, &number);
  const bool is_coordinate = EVP_PKEY_get_base_id(key_.get()) == EVP_PKEY_EC;
  const int size = is_coordinate ? (EVP_PKEY_get_bits(key_.get()) + 7) / 8 : BN_num_bytes(number);
  std::string bytes(size, '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), size);
  BN_free(number);
  return Base64Url(bytes);
}

std::string ForgingKey::Jwk(std::string_view kid, std::string_view algorithm) const {
  std::string key;
  if (EVP_PKEY_get_base_id(key_.get()) == EVP_PKEY_RSA) {
    key = StrCat(R"("kty":"RSA","n":")", Number(OSSL_PKEY_PARAM_RSA_N), R"(","e":")", Number(OSSL_PKEY_PARAM_RSA_E));
  } else {
    const int bits = EVP_PKEY_get_bits(key_.get());
    key = StrCat(R"("kty":"EC","crv":"P-)", bits, R"(","x":")", Number(OSSL_PKEY_PARAM_EC_PUB_X), R"(","y":")",
                 Number(OSSL_PKEY_PARAM_EC_PUB_Y));
  }
  return StrCat("{", key, R"(","kid":")", kid, R"(","alg":")", algorithm, "\"}");
}

std::string ForgingKey::Jwks(std::string_view kid, std::string_view algorithm) const {
  return StrCat(R"({"keys":[)", Jwk(kid, algorithm), "]}");
}

std::string ForgingKey::PublicPem() const {
  BIO* const memory = BIO_new(BIO_s_mem());
  PEM_write_bio_PUBKEY(memory, key_.get());
  return Take(memory);
}

std::string ForgingKey::PublicDer() const {
  BIO* const memory = BIO_new(BIO_s_mem());
  i2d_PUBKEY_bio(memory, key_.get());
  return Take(memory);
}

std::string ForgingKey::Token(std::string_view header, std::string_view claims, std::string_view algorithm) const {
  const std::string input = UnsignedToken(header, claims);
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* options = nullptr;
  EVP_DigestSignInit(context, &options, EVP_sha256(), nullptr, key_.get());
  if (algorithm == "PS256") {
    EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST);
  }
  size_t size = EVP_PKEY_get_size(key_.get());
  std::string signature(size, '\0');
  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, Unsigned(input), input.size());
  EVP_MD_CTX_free(context);
  signature.resize(size);
  if (algorithm == "ES256") signature = RawEcSignature(signature);
  return StrCat(input, ".", Base64Url(signature));
}

std::string Base64Url(std::string_view bytes) { return absl::WebSafeBase64Escape(ForAbsl(bytes)); }

std::string UnsignedToken(std::string_view header, std::string_view claims) {
  return StrCat(Base64Url(header), ".", Base64Url(claims));
}

std::string HmacToken(std::string_view header, std::string_view claims, std::string_view secret) {
  const std::string input = UnsignedToken(header, claims);
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), Unsigned(input), input.size(), mac, &size);
  return StrCat(input, ".", Base64Url({reinterpret_cast<const char*>(mac), size}));
}

}  // namespace careloop::testing
