#include "common/auth/claims.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "common/base/error.h"
#include "tests/support/fake_clock.h"

namespace careloop {
namespace {

using nlohmann::json;

const absl::Time kNow = testing::FakeClock().Now();
const int64_t kNowSeconds = absl::ToUnixSeconds(kNow);
const TokenRules kRules = {.issuer = "https://login.test"};

json GoodClaims() {
  return {{"iss", "https://login.test"}, {"aud", "careloop"},  {"sub", "patient-1"}, {"role", "patient"},
          {"name", "Demo Patient"},      {"sid", "session-1"}, {"jti", "token-1"},   {"exp", kNowSeconds + 300}};
}

json With(const char* name, json value) {
  json claims = GoodClaims();
  claims[name] = std::move(value);
  return claims;
}

bool Accepts(const json& claims) { return ReadClaims(claims.dump(), kRules, kNow).ok(); }

std::string ReasonFor(const std::string& text) {
  const auto caller = ReadClaims(text, kRules, kNow);
  if (caller.ok()) return "accepted";
  EXPECT_EQ(caller.status().code(), absl::StatusCode::kUnauthenticated);
  return ReasonOf(caller.status());
}

std::string ReasonFor(const json& claims) { return ReasonFor(claims.dump()); }

// Every refusal names the claim, and none shows what it held.
void ExpectRefused(const char* name, const json& value) {
  const auto caller = ReadClaims(With(name, value).dump(), kRules, kNow);
  ASSERT_FALSE(caller.ok()) << name << " = " << value;
  EXPECT_EQ(ReasonOf(caller.status()), reason::kTokenInvalid) << name << " = " << value;
  EXPECT_NE(caller.status().message().find(name), absl::string_view::npos) << caller.status();
  if (value.is_string() && value.get<std::string>().size() > 8) {
    EXPECT_EQ(caller.status().message().find(value.get<std::string>()), absl::string_view::npos) << caller.status();
  }
}

TEST(Claims, DescribeTheCaller) {
  const auto caller = ReadClaims(GoodClaims().dump(), kRules, kNow);
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->subject, "patient-1");
  EXPECT_EQ(caller->role, Role::kPatient);
  EXPECT_EQ(caller->name, "Demo Patient");
  EXPECT_EQ(caller->session, "session-1");
  EXPECT_EQ(caller->token_id, "token-1");
  EXPECT_EQ(caller->expires, kNow + absl::Seconds(300));
}

TEST(Claims, OfEveryRoleAreAccepted) {
  for (const char* role : {"patient", "caregiver", "clinician", "editor", "admin", "service"}) {
    EXPECT_TRUE(Accepts(With("role", role))) << role;
  }
}

TEST(Claims, AreRefusedWithoutAnyOneThatIsRequired) {
  for (const char* name : {"iss", "aud", "sub", "role", "name", "sid", "jti", "exp"}) {
    json claims = GoodClaims();
    claims.erase(name);
    EXPECT_EQ(ReasonFor(claims), reason::kTokenInvalid) << name;
  }
}

TEST(Claims, AreRefusedWhenAClaimIsOfAnotherType) {
  for (const char* name : {"iss", "aud", "sub", "role", "name", "sid", "jti"}) {
    for (const json& value : {json(nullptr), json(1), json(true), json::object(), json::array()})
      ExpectRefused(name, value);
  }
  for (const char* name : {"exp", "nbf", "iat"}) {
    for (const json& value : {json(nullptr), json("1"), json(true), json::object(), json::array()})
      ExpectRefused(name, value);
  }
}

TEST(Claims, AreRefusedWhenTheyAreNotOneJsonObject) {
  for (const char* text :
       {"", "null", "[]", "\"x\"", "1", "{", "{} {}", "{\"a\":1,}", "{\"a\":1e999}", "{\"a\":\"\xff\"}"}) {
    EXPECT_EQ(ReasonFor(std::string(text)), reason::kTokenInvalid) << text;
  }
}

TEST(Claims, AreRefusedWhenAMemberOccursTwiceAtAnyDepth) {
  std::string text = GoodClaims().dump();
  text.pop_back();
  EXPECT_EQ(ReasonFor(text + R"(,"role":"admin"})"), reason::kTokenInvalid);
  EXPECT_EQ(ReasonFor(text + R"(,"\u0072ole":"admin"})"), reason::kTokenInvalid) << "the same name, written otherwise";
  EXPECT_EQ(ReasonFor(text + R"(,"other":[{"a":1,"a":2}]})"), reason::kTokenInvalid);
  EXPECT_EQ(ReasonFor(text + R"(,"other":[{"a":1},{"a":2}]})"), "accepted");
}

TEST(Claims, NeedTheExactIssuer) {
  for (const char* issuer : {"", "https://login.test/", "https://LOGIN.test", "https://login.tes",
                             " https://login.test", "https://login.test.evil.example"}) {
    ExpectRefused("iss", issuer);
  }
}

TEST(Claims, NeedTheExactAudienceAloneOrInAList) {
  EXPECT_TRUE(Accepts(With("aud", {"other", "careloop"})));
  EXPECT_TRUE(Accepts(With("aud", json::array({"careloop"}))));
  for (const json& audience :
       {json(""), json("Careloop"), json("careloop "), json("careloop.v1"), json("other,careloop"), json::array(),
        json::array({"other"}), json::array({json::array({"careloop"})}), json::array({"careloop", 1}),
        json{{"careloop", true}}}) {
    ExpectRefused("aud", audience);
  }
}

TEST(Claims, NeedAKnownRoleInItsExactSpelling) {
  for (const char* role : {"", "nurse", "Admin", "admin ", "patient,admin",
                           "\xd0\xb0"
                           "dmin",
                           "unknown"})
    ExpectRefused("role", role);
}

TEST(Claims, NeedASubjectOfLettersDigitsDotUnderscoreHyphen) {
  EXPECT_TRUE(Accepts(With("sub", "A.b_c-9")));
  EXPECT_TRUE(Accepts(With("sub", std::string(128, 'a'))));
  for (const std::string subject :
       {"", "a b", "a/b", "a:b", "a{b}", "a*", "a\nb", "\xc3\xa4", "patient\xe2\x80\x8b-1"}) {
    ExpectRefused("sub", subject);
  }
  ExpectRefused("sub", std::string("a\0b", 3));
  ExpectRefused("sub", std::string(129, 'a'));
}

TEST(Claims, NeedASessionAndATokenIdOfPrintableCharacters) {
  for (const char* name : {"sid", "jti"}) {
    EXPECT_TRUE(Accepts(With(name, std::string(128, '~')))) << name;
    for (const std::string& id : {std::string(), std::string(129, 'a'), std::string("a b"), std::string("a\tb"),
                                  std::string("a\0b", 3), std::string("\xc3\xa4")}) {
      ExpectRefused(name, id);
    }
  }
}

TEST(Claims, NeedANameThatCanBeShown) {
  EXPECT_TRUE(Accepts(With("name", "X")));
  EXPECT_TRUE(Accepts(With("name",
                           "J\xc3\xbcrgen O\xe2\x80\x99"
                           "Demo \xe5\xb1\xb1\xe7\x94\xb0 \xf0\x9f\x99\x82")));
  std::string longest;
  for (int i = 0; i < 200; ++i) longest += "\xf0\x9f\x99\x82";
  EXPECT_TRUE(Accepts(With("name", longest))) << "characters count, not bytes";
  ExpectRefused("name", longest + "x");
  for (const std::string name : {"", "   ", "a\nb",
                                 "a\x7f"
                                 "b",
                                 "a\xc2\x85"
                                 "b",
                                 "a\xe2\x80\xa8"
                                 "b",
                                 "a\xe2\x80\xae"
                                 "b",
                                 "a\xe2\x81\xa6"
                                 "b",
                                 "a\xe2\x80\x8f"
                                 "b",
                                 "a\xef\xbb\xbf"
                                 "b",
                                 "a\xe2\x80\x8b"
                                 "b",
                                 "a\xd8\x9c"
                                 "b"}) {
    ExpectRefused("name", name);
  }
  ExpectRefused("name", std::string("a\0b", 3));
}

TEST(Claims, ExpireThirtySecondsAfterTheirTime) {
  EXPECT_TRUE(Accepts(With("exp", kNowSeconds - 29)));
  EXPECT_EQ(ReasonFor(With("exp", kNowSeconds - 30)), reason::kTokenExpired);
  EXPECT_EQ(ReasonFor(With("exp", kNowSeconds - 3600)), reason::kTokenExpired);
  EXPECT_TRUE(Accepts(With("exp", kNowSeconds + 0.5))) << "a NumericDate may have a fraction";
}

TEST(Claims, AreRefusedWhenTheirExpiryIsNoTimeInSeconds) {
  ExpectRefused("exp", -1);
  ExpectRefused("exp", (kNowSeconds + 300) * 1000);
  ExpectRefused("exp", 1e300);
  ExpectRefused("exp", std::numeric_limits<int64_t>::max());
  ExpectRefused("exp", std::numeric_limits<uint64_t>::max());
}

TEST(Claims, MayNotBeFromMoreThanThirtySecondsInTheFuture) {
  for (const char* name : {"nbf", "iat"}) {
    EXPECT_TRUE(Accepts(With(name, kNowSeconds - 3600))) << name;
    EXPECT_TRUE(Accepts(With(name, kNowSeconds + 30))) << name;
    ExpectRefused(name, kNowSeconds + 31);
  }
}

}  // namespace
}  // namespace careloop
