#ifndef CARELOOP_TESTS_SUPPORT_TEST_TOKENS_H_
#define CARELOOP_TESTS_SUPPORT_TEST_TOKENS_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "common/auth/authenticator.h"
#include "common/auth/jwks.h"
#include "common/auth/revocation_list.h"
#include "common/auth/token_signer.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/call/call.h"

namespace careloop::testing {

inline constexpr std::string_view kTestIssuer = "https://login.test";

// The one signing key of this test process, and its public half as a JWKS, for a service that reads a file.
const TokenSigner& TestSigner();
std::string TestJwks();

// A key source that is set by the test; holds TestSigner()'s key until then. Thread-safe.
class FakeKeySource final : public KeySource {
 public:
  FakeKeySource();
  explicit FakeKeySource(std::string_view jwks);

  void Set(std::string_view jwks);
  std::shared_ptr<const KeySet> Current() const override;
  uint64_t version() const override;

 private:
  mutable Mutex mutex_;
  std::shared_ptr<const KeySet> keys_ ABSL_GUARDED_BY(mutex_);
  uint64_t version_ ABSL_GUARDED_BY(mutex_) = 0;
};

// A list of revocations that is set by the test; empty until then. Thread-safe.
class FakeRevocations final : public RevocationSource {
 public:
  void Set(std::string_view text);  // as in the file
  std::shared_ptr<const RevocationList> Current() const override;

 private:
  mutable Mutex mutex_;
  std::shared_ptr<const RevocationList> list_ ABSL_GUARDED_BY(mutex_) = RevocationList::Parse("").value();
};

// Claims that are accepted for an hour from `now`; a test spoils what it is about.
TokenClaims GoodClaims(Role role, std::string_view subject, std::string_view name, absl::Time now = absl::Now());

// A token that is good for an hour of the system's clock.
std::string TokenFor(Role role, std::string_view subject, std::string_view name);

// Accepts TokenFor's tokens, by the system's clock or the given one, but those that are revoked. What is given outlives
// it.
std::unique_ptr<Authenticator> MakeTestAuthenticator();
std::unique_ptr<Authenticator> MakeTestAuthenticator(const Clock& clock, const RevocationSource* revocations = nullptr);

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_TEST_TOKENS_H_
