#include "common/crypto/sealed_token.h"

#include <sodium.h>

#include <optional>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/crypto/aead.h"
#include "common/crypto/sodium_init.h"

namespace careloop {
namespace {

// version (1) | what aead::Seal makes, in URL-safe base64 without padding
constexpr char kVersion = 1;
constexpr size_t kOverhead = 1 + aead::kOverhead;
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

}  // namespace

absl::StatusOr<std::string> TokenSealer::SealToken(std::string_view payload, std::string_view context) const {
  if (payload.size() > kMaxPayloadSize) {
    return Error(absl::StatusCode::kInternal, reason::kInternal,
                 absl::StrCat("payload of a token has ", payload.size(), " bytes, limit ", kMaxPayloadSize));
  }
  InitSodium();
  return Encode(std::string(1, kVersion) + aead::Seal(key_, payload, AssociatedData(context), random_));
}

absl::StatusOr<std::string> TokenSealer::OpenToken(std::string_view token, std::string_view context) const {
  InitSodium();
  const absl::Status invalid = Error(absl::StatusCode::kInvalidArgument, invalid_reason_,
                                     "the token was not given for this request; start again without one");
  if (token.size() > kMaxTokenSize) return invalid;
  const std::optional<std::string> sealed = Decode(token);
  if (!sealed || sealed->empty() || sealed->front() != kVersion) return invalid;
  std::optional<std::string> payload = aead::Open(key_, std::string_view(*sealed).substr(1), AssociatedData(context));
  if (!payload) return invalid;
  return *std::move(payload);
}

}  // namespace careloop
