#include "common/auth/token_signer.h"
#include "common/base/strings.h"
#include "tests/leak/wrong_calls.h"
#include "tests/support/forged_tokens.h"
#include "tests/support/test_tokens.h"

namespace careloop::leak {
namespace {

std::string Signed(const TokenClaims& claims) { return testing::TestSigner().Sign(claims).value(); }

// Good claims but for one, in which the marker is.
template <typename Change>
std::string Spoilt(Change change) {
  TokenClaims claims = testing::GoodClaims(Role::kPatient, "stranger", "A stranger");
  change(claims);
  return Signed(claims);
}

std::vector<std::string> SpoiltTokens(const std::string& m) {
  return {
      Spoilt([&](TokenClaims& c) { c.issuer = m; }),
      Spoilt([&](TokenClaims& c) { c.audience = m; }),
      Spoilt([&](TokenClaims& c) { c.subject = StrCat(m, " and more"); }),
      Spoilt([&](TokenClaims& c) { c.name = StrCat(m, "\x01"); }),
      Spoilt([&](TokenClaims& c) { c.session = StrCat(m, " and more"); }),
      Spoilt([&](TokenClaims& c) { c.token_id = StrCat(m, " and more"); }),
      Spoilt([&](TokenClaims& c) {
        c.subject = c.name = c.session = c.token_id = m;
        c.expires = c.issued_at - absl::Hours(1);
      }),
      testing::UnsignedToken(R"({"alg":"none"})", StrCat(R"({"name":")", m, R"("})")),
      testing::HmacToken(StrCat(R"({"alg":"HS256","kid":")", m, R"("})"), StrCat(R"({"sub":")", m, R"("})"), m),
      testing::UnsignedToken(StrCat(R"({"alg":"ES256","jku":"https://)", m, R"("})"), "{}"),
      testing::UnsignedToken(StrCat(R"({"typ":")", m, R"(","alg":")", m, R"("})"), m),
      m,
      StrCat("a.", m, ".c"),
      StrCat(m, ".", m, ".", m),
      StrCat(m, std::string(5'000, 'x')),
  };
}

Metadata With(const std::string& authorization) { return {{"authorization", authorization}}; }

class Around {
 public:
  Around(Player& player, const People& people, Markers& markers)
      : player_(player), people_(people), markers_(markers) {}

  void SpoilTokensOf(const Sent& sent) const {
    const std::string marker = markers_.Next("a token");
    for (const std::string& token : SpoiltTokens(marker)) Call(sent, PathOf(*sent.method), With("Bearer " + token));
    Call(sent, PathOf(*sent.method), With(StrCat("Basic ", marker)));
    Call(sent, PathOf(*sent.method), With(marker));
    Call(sent, PathOf(*sent.method), With("Bearer " + StrangersToken()));
  }

  // A client's x-request-id goes into the log if it is one: that is what it is for.
  void SpoilMetadataOf(const Sent& sent) const {
    const std::string marker = markers_.Next("metadata");
    const std::string token = "Bearer " + StrangersToken();
    const std::string path = PathOf(*sent.method);
    const std::string no_id = StrCat("it is ", marker);
    Call(sent, path, {{"authorization", token}, {"x-request-id", no_id}});
    Call(sent, path, {{"x-request-id", std::string(70, 'x') + marker}});
    Call(sent, path, {{"authorization", token}, {"x-note", marker}, {"x-note-bin", marker}, {"traceparent", marker}});
    Call(sent, path, {{"authorization", token}, {"x-" + marker, marker}, {"cookie", marker}});
  }

  void CallWhatIsNotThere(const Sent& sent) const {
    const std::string marker = markers_.Next("a path");
    const Metadata metadata = With("Bearer " + people_.TokenOf(sent.person));
    Call(sent, StrCat(PathOf(*sent.method), marker), metadata);
    Call(sent, StrCat("/careloop.", marker, "/", marker), metadata);
    Call(sent, marker, metadata);
  }

  void SendWhatIsNoMessage(const Sent& sent) const {
    const Metadata metadata = With("Bearer " + people_.TokenOf(sent.person));
    const std::string bytes = StrCat("\xff\xff", markers_.Next("bytes that are no message"), "\xff");
    const Reply reply = people_.Call(sent.service, PathOf(*sent.method), bytes, metadata);
    player_.Hear(StrCat("the error of ", sent.method->name(), " to no message"), "writer", reply);
  }

 private:
  // A good one, of somebody who has nothing to do with the patient.
  std::string StrangersToken() const {
    const std::string marker = markers_.Next("a stranger's claims");
    return Spoilt([&](TokenClaims& claims) { claims.name = claims.session = claims.token_id = marker; });
  }

  void Call(const Sent& sent, const std::string& path, const Metadata& metadata) const {
    const Reply reply =
        people_.Call(sent.service, path, sent.request->SerializeAsString(), metadata, absl::Milliseconds(500));
    player_.Hear(StrCat("the answer of ", sent.method->name(), " to a stranger"), "a stranger", reply);
  }

  Player& player_;
  const People& people_;
  Markers& markers_;
};

}  // namespace

void SpoilWhatIsAroundRequests(Player& player, const People& people, Markers& markers) {
  const Around around(player, people, markers);
  std::set<const MethodDescriptor*> done;
  std::set<fault::Victim> services;
  for (const Sent& sent : player.sent()) {
    if (!done.insert(sent.method).second || sent.method->name() == "Watch") continue;
    around.SendWhatIsNoMessage(sent);
    around.SpoilMetadataOf(sent);
    around.CallWhatIsNotThere(sent);
    if (services.insert(sent.service).second) around.SpoilTokensOf(sent);
  }
}

}  // namespace careloop::leak
