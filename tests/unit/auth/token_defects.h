#ifndef CARELOOP_TESTS_UNIT_AUTH_TOKEN_DEFECTS_H_
#define CARELOOP_TESTS_UNIT_AUTH_TOKEN_DEFECTS_H_

#include <gtest/gtest.h>

#include <iostream>
#include <string>
#include <vector>

#include "common/auth/token_authenticator.h"
#include "tests/support/fake_clock.h"
#include "tests/support/test_tokens.h"
#include "tests/unit/auth/mint.h"

namespace careloop::testing {

// One way of spoiling a token, and what it makes of the i-th good one.
struct Defect {
  const char* name;
  std::string (*make)(const Mint& mint, int i);
};

// Tries each way on many tokens: none is accepted. The keys are OpenSSL's, not ours, and sign what should never be
// signed.
class TokenDefects : public ::testing::Test {
 protected:
  static constexpr int kMutants = 120;

  void TryAll(const std::vector<Defect>& defects) {
    for (const Defect& defect : defects) {
      for (int i = 0; i < kMutants; ++i) {
        const auto caller = authenticator_.Authenticate("Bearer " + defect.make(mint_, i));
        EXPECT_FALSE(caller.ok()) << defect.name << ", mutant " << i;
        EXPECT_EQ(caller.status().code(), absl::StatusCode::kUnauthenticated) << defect.name << ", mutant " << i;
      }
    }
    std::cout << defects.size() << " classes of defect, " << defects.size() * kMutants << " tokens\n";
  }

  const FakeClock clock_;
  const Mint mint_{clock_.Now()};
  FakeKeySource keys_{mint_.Jwks()};
  TokenAuthenticator authenticator_{{.issuer = Mint::kIssuer}, keys_, clock_};
};

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_UNIT_AUTH_TOKEN_DEFECTS_H_
