#ifndef CARELOOP_COMMON_AUTH_JWKS_H_
#define CARELOOP_COMMON_AUTH_JWKS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace careloop {

class VerificationKey;

// The public keys that tokens may be signed with: an immutable JWK set (RFC 7517). Thread-safe.
class KeySet {
 public:
  // Every entry needs `kid` and an `alg` of ES256, RS256 or PS256 that fits its key: P-256, or RSA of 2048 bits and
  // more. One bad entry (private key material, a repeated kid, ...) refuses the whole set; the error names the entry.
  static absl::StatusOr<std::shared_ptr<const KeySet>> Parse(std::string_view jwks);

  ~KeySet();

  // True if `token`, a JWS in compact form whose header names `kid` and `algorithm`, was signed with the key of that
  // kid, and `algorithm` is that key's own.
  bool Verifies(std::string_view token, std::string_view kid, std::string_view algorithm) const;

  size_t size() const { return keys_.size(); }

 private:
  using Keys = std::map<std::string, std::unique_ptr<const VerificationKey>, std::less<>>;
  explicit KeySet(Keys keys);

  Keys keys_;
};

// Where the keys of this moment come from. Thread-safe.
class KeySource {
 public:
  virtual ~KeySource() = default;
  virtual std::shared_ptr<const KeySet> Current() const = 0;

  // Grows after each change of Current(). Cheap: what was verified under one version is verified anew under the next.
  virtual uint64_t version() const = 0;
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_AUTH_JWKS_H_
