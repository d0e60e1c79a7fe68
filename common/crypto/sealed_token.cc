#include "common/crypto/sealed_token.h"

#include <sodium.h>

#include <optional>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/crypto/sodium_init.h"

namespace careloop {
namespace {

// version (1) | nonce (24) | ciphertext with its tag (payload + 16), in URL-safe base64 without padding
constexpr char kVersion = 1;
constexpr size_t kNonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr size_t kOverhead = 1 + kNonceSize + kTagSize;
constexpr int kBase64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
static_assert(TokenSealer::kMaxTokenSize / 4 * 3 - kOverhead == TokenSealer::kMaxPayloadSize);

const unsigned char* Unsigned(const char* bytes) { return reinterpret_cast<const unsigned char*>(bytes); }
unsigned char* Unsigned(char* bytes) { return reinterpret_cast<unsigned char*>(bytes); }

std::string Encode(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), kBase64), '\0');
  sodium_bin2base64(text.data(), text.size(), Unsigned(bytes.data()), bytes.size(), kBase64);
  text.pop_back();  // the terminating NUL, which sodium counts
  return text;
}

// Only the one canonical form: no padding, no other character, no stray bits at the end.
std::optional<std::string> Decode(std::string_view text) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  size_t size = 0;
  if (sodium_base642bin(Unsigned(bytes.data()), bytes.size(), text.data(), text.size(), nullptr, &size, nullptr,
                        kBase64) != 0) {
    return std::nullopt;
  }
  bytes.resize(size);
  return bytes;
}

std::string AssociatedData(std::string_view context) { return std::string(1, kVersion).append(context); }

std::optional<std::string> Decrypt(std::string_view sealed, const std::string& associated, const SecretKey& key) {
  const std::string_view nonce = sealed.substr(1, kNonceSize);
  const std::string_view ciphertext = sealed.substr(1 + kNonceSize);
  std::string payload(ciphertext.size() - kTagSize, '\0');
  const int result = crypto_aead_xchacha20poly1305_ietf_decrypt(
      Unsigned(payload.data()), nullptr, nullptr, Unsigned(ciphertext.data()), ciphertext.size(),
      Unsigned(associated.data()), associated.size(), Unsigned(nonce.data()), key.data());
  if (result != 0) return std::nullopt;
  return payload;
}

}  // namespace

absl::StatusOr<std::string> TokenSealer::SealToken(std::string_view payload, std::string_view context) const {
  if (payload.size() > kMaxPayloadSize) {
    return Error(absl::StatusCode::kInternal, reason::kInternal,
                 absl::StrCat("payload of a token has ", payload.size(), " bytes, limit ", kMaxPayloadSize));
  }
  InitSodium();
  const std::string associated = AssociatedData(context);
  const std::string nonce = random_.Bytes(kNonceSize);
  std::string sealed = std::string(1, kVersion) + nonce;
  sealed.resize(kOverhead + payload.size());
  crypto_aead_xchacha20poly1305_ietf_encrypt(Unsigned(sealed.data()) + 1 + kNonceSize, nullptr,
                                             Unsigned(payload.data()), payload.size(), Unsigned(associated.data()),
                                             associated.size(), nullptr, Unsigned(nonce.data()), key_.data());
  return Encode(sealed);
}

absl::StatusOr<std::string> TokenSealer::OpenToken(std::string_view token, std::string_view context) const {
  InitSodium();
  const absl::Status invalid = Error(absl::StatusCode::kInvalidArgument, invalid_reason_,
                                     "the token was not given for this request; start again without one");
  if (token.size() > kMaxTokenSize) return invalid;
  const std::optional<std::string> sealed = Decode(token);
  if (!sealed || sealed->size() < kOverhead || sealed->front() != kVersion) return invalid;
  std::optional<std::string> payload = Decrypt(*sealed, AssociatedData(context), key_);
  if (!payload) return invalid;
  return *std::move(payload);
}

}  // namespace careloop
