// Whatever is sent as a token, or signed by the issuer, or found in the files that say whom to trust: no crash, every
// refusal one that a caller may see, and who is accepted is described within the limits of the contract.

#include <string>
#include <string_view>

#include "absl/strings/match.h"
#include "common/auth/revocation_list.h"
#include "common/auth/token_authenticator.h"
#include "common/base/error.h"
#include "common/base/text.h"
#include "tests/fuzz/check.h"
#include "tests/support/fake_clock.h"
#include "tests/support/forged_tokens.h"

namespace careloop::fuzz {
namespace {

constexpr char kHeader[] = R"({"alg":"ES256","kid":"ec"})";
constexpr char kClaims[] =
    R"({"iss":"i","aud":"careloop","sub":"p","role":"patient","name":"n","sid":"s","jti":"j","exp":1750000300})";

class OneKey final : public KeySource {
 public:
  explicit OneKey(const std::string& jwks) : keys_(KeySet::Parse(jwks).value()) {}
  std::shared_ptr<const KeySet> Current() const override { return keys_; }
  uint64_t version() const override { return 1; }

 private:
  const std::shared_ptr<const KeySet> keys_;
};

// The list of what is revoked, as the fuzzer likes it.
class OneList final : public RevocationSource {
 public:
  std::shared_ptr<const RevocationList> Current() const override { return list; }
  std::shared_ptr<const RevocationList> list = RevocationList::Parse("").value();
};

struct Issuer {
  const testing::ForgingKey key = testing::ForgingKey::Ec();
  const OneKey keys{key.Jwks("ec", "ES256")};
  const testing::FakeClock clock;
  OneList revoked;
  TokenAuthenticator authenticator{{.issuer = "i"}, keys, clock, &revoked, /*cache_size=*/16};
};

void CheckAccepted(const Caller& caller) {
  Check(!caller.subject.empty() && caller.subject.size() <= 128);
  Check(!caller.session.empty() && !caller.token_id.empty());
  Check(MeasureText(caller.name, /*lines=*/false).valid && MeasureText(caller.name, false).characters <= 200);
  Check(caller.expires < absl::FromUnixSeconds(253402300800));
}

bool Try(Issuer& issuer, const std::string& authorization) {
  const auto caller = issuer.authenticator.Authenticate(authorization);
  if (caller.ok()) {
    CheckAccepted(**caller);
    return true;
  }
  Check(caller.status().code() == absl::StatusCode::kUnauthenticated && HasReason(caller.status()));
  Check(caller.status().message().size() < 300);
  Check(MeasureText(std::string(caller.status().message()), /*lines=*/false).valid);  // it is sent and logged
  return false;
}

void TryList(Issuer& issuer, std::string_view text) {
  const auto list = RevocationList::Parse(text);
  if (!list.ok()) return Check(MeasureText(std::string(list.status().message()), false).valid);
  issuer.revoked.list = *list;
  Try(issuer, "Bearer " + issuer.key.Token(kHeader, kClaims, "ES256"));
  issuer.revoked.list = RevocationList::Parse("").value();
}

}  // namespace
}  // namespace careloop::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace careloop::fuzz;
  static Issuer& issuer = *new Issuer;
  const Input input(data, size);
  const std::string rest(input.rest);
  switch (input.kind % 5) {
    case 0:
      Check(!Try(issuer, rest));
      break;  // nobody has the key
    case 1:
      Try(issuer, "Bearer " + issuer.key.Token(rest, kClaims, "ES256"));
      break;
    case 2:
      Try(issuer, "Bearer " + issuer.key.Token(kHeader, rest, "ES256"));
      break;
    case 3:
      (void)careloop::KeySet::Parse(rest);
      break;
    default:
      TryList(issuer, rest);
  }
  return 0;
}
