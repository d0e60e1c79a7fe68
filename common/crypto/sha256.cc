#include "common/crypto/sha256.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <cstdio>
#include <cstdlib>

namespace careloop {
namespace {

constexpr size_t kBytes = 32;

// Looked up once: OpenSSL does it anew for each hash otherwise, which takes longer than a short one.
const EVP_MD* Algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return algorithm;
}

}  // namespace

// By OpenSSL and not by libsodium as the rest: it uses the processor's instructions for SHA-256, and the access log is
// hashed as fast as it is written.
std::string Sha256(std::string_view bytes) {
  std::string hash(kBytes, '\0');
  auto* const out = reinterpret_cast<unsigned char*>(hash.data());
  if (EVP_Digest(bytes.data(), bytes.size(), out, nullptr, Algorithm(), nullptr) != 1) {
    std::fputs("OpenSSL has no SHA-256\n", stderr);
    std::abort();
  }
  return hash;
}

std::string Sha256Hex(std::string_view bytes) {
  const std::string hash = Sha256(bytes);
  std::string hex(2 * hash.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), reinterpret_cast<const unsigned char*>(hash.data()), hash.size());
  hex.pop_back();
  return hex;
}

}  // namespace careloop
