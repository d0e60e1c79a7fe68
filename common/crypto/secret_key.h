#ifndef CARELOOP_COMMON_CRYPTO_SECRET_KEY_H_
#define CARELOOP_COMMON_CRYPTO_SECRET_KEY_H_

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace careloop {

// Thirty-two secret bytes, wiped when the object goes. Never printed, compared or logged. Immutable but for assignment.
class SecretKey {
 public:
  static constexpr size_t kSize = 32;
  using Bytes = std::array<unsigned char, kSize>;

  explicit SecretKey(const Bytes& bytes) : bytes_(bytes) {}
  // Of kSize bytes, which are wiped where they were.
  static SecretKey From(std::string& bytes);
  SecretKey(const SecretKey&) = default;
  SecretKey& operator=(const SecretKey&) = default;
  ~SecretKey();

  // An independent key for one purpose ("page-token"): knowing it tells nothing of this key or of those of other
  // purposes.
  SecretKey ForPurpose(std::string_view purpose) const;

  const unsigned char* data() const { return bytes_.data(); }

 private:
  Bytes bytes_;
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_CRYPTO_SECRET_KEY_H_
