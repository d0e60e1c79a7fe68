#ifndef CARELOOP_COMMON_AUTH_TOKEN_AUTHENTICATOR_H_
#define CARELOOP_COMMON_AUTH_TOKEN_AUTHENTICATOR_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/auth/authenticator.h"
#include "common/auth/caller_cache.h"
#include "common/auth/claims.h"
#include "common/auth/jwks.h"
#include "common/auth/revocation_list.h"
#include "common/base/clock.h"

namespace careloop {

// Authenticates "Bearer <JWT>", by RFC 8725: the algorithm is the key's own and allow-listed, the key comes from the
// key source alone, and every claim that careloop uses is required and checked. A token is verified once and then
// remembered until it expires or the keys change; refused tokens are not remembered. Whether it has been revoked is
// looked up each time.
class TokenAuthenticator final : public Authenticator {
 public:
  static constexpr size_t kMaxTokenSize = 8192;
  static constexpr size_t kDefaultCacheSize = 50'000;

  // `keys`, `clock` and `revocations` outlive this object. Without `revocations` nobody is revoked.
  TokenAuthenticator(TokenRules rules, const KeySource& keys, const Clock& clock,
                     const RevocationSource* revocations = nullptr, size_t cache_size = kDefaultCacheSize);

  absl::StatusOr<std::shared_ptr<const Caller>> Authenticate(std::string_view authorization) override;
  absl::StatusOr<std::shared_ptr<const Caller>> Renew(const std::shared_ptr<const Caller>& caller,
                                                      int& verifications) override;

  // Signatures checked so far: stays far below the number of calls while the cache does its work.
  uint64_t verifications() const { return verifications_.load(std::memory_order_relaxed); }

 private:
  absl::StatusOr<std::shared_ptr<const Caller>> Known(std::string_view token);
  absl::StatusOr<std::shared_ptr<const Caller>> Verify(std::string_view token, uint64_t key_version, absl::Time now);
  absl::StatusOr<std::shared_ptr<const Caller>> UnlessRevoked(std::shared_ptr<const Caller> caller) const;

  const TokenRules rules_;
  const KeySource& keys_;
  const Clock& clock_;
  const RevocationSource* const revocations_;
  CallerCache cache_;
  std::atomic<uint64_t> verifications_ = 0;
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_AUTH_TOKEN_AUTHENTICATOR_H_
