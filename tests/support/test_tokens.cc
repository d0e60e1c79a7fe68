#include "tests/support/test_tokens.h"

#include <atomic>

#include "common/auth/token_authenticator.h"
#include "common/base/strings.h"

namespace careloop::testing {

const TokenSigner& TestSigner() {
  static const TokenSigner& signer = *new TokenSigner(TokenSigner::Create("test-key").value());
  return signer;
}

std::string TestJwks() { return TestSigner().PublicJwks(); }

FakeKeySource::FakeKeySource() : FakeKeySource(TestJwks()) {}

FakeKeySource::FakeKeySource(std::string_view jwks) { Set(jwks); }

void FakeKeySource::Set(std::string_view jwks) {
  auto keys = KeySet::Parse(jwks).value();
  const MutexLock lock(mutex_);
  keys_ = std::move(keys);
  ++version_;
}

std::shared_ptr<const KeySet> FakeKeySource::Current() const {
  const MutexLock lock(mutex_);
  return keys_;
}

uint64_t FakeKeySource::version() const {
  const MutexLock lock(mutex_);
  return version_;
}

void FakeRevocations::Set(std::string_view text) {
  auto list = RevocationList::Parse(text).value();
  const MutexLock lock(mutex_);
  list_ = std::move(list);
}

std::shared_ptr<const RevocationList> FakeRevocations::Current() const {
  const MutexLock lock(mutex_);
  return list_;
}

TokenClaims GoodClaims(Role role, std::string_view subject, std::string_view name, absl::Time now) {
  static std::atomic<int> count = 0;
  return {.issuer = std::string(kTestIssuer),
          .subject = std::string(subject),
          .role = role,
          .name = std::string(name),
          .session = "test-session",
          .token_id = StrCat("test-token-", ++count),
          .issued_at = now,
          .expires = now + absl::Hours(1)};
}

std::string TokenFor(Role role, std::string_view subject, std::string_view name) {
  return TestSigner().Sign(GoodClaims(role, subject, name)).value();
}

std::unique_ptr<Authenticator> MakeTestAuthenticator() {
  static const SystemClock clock;
  return MakeTestAuthenticator(clock);
}

std::unique_ptr<Authenticator> MakeTestAuthenticator(const Clock& clock, const RevocationSource* revocations) {
  static const FakeKeySource& keys = *new FakeKeySource;
  return std::make_unique<TokenAuthenticator>(TokenRules{.issuer = std::string(kTestIssuer)}, keys, clock, revocations);
}

}  // namespace careloop::testing
