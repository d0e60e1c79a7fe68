#include "common/auth/revocation_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/base/strings.h"

namespace careloop {
namespace {

using ::testing::HasSubstr;

absl::Time At(const char* text) {
  absl::Time time;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, nullptr));
  return time;
}

Caller Somebody(const char* issued_at = "2026-11-28T12:00:00Z") {
  return {.subject = "patient-1", .session = "session-1", .token_id = "token-1", .issued_at = At(issued_at)};
}

bool Revokes(const std::string& text, const Caller& caller = Somebody()) {
  return RevocationList::Parse(text).value()->Revokes(caller);
}

std::string Refusal(const std::string& text) {
  const auto list = RevocationList::Parse(text);
  EXPECT_FALSE(list.ok()) << text;
  return std::string(list.status().message());
}

TEST(RevocationList, RevokesATokenASessionOrWhatAPersonWasGivenBeforeATime) {
  EXPECT_TRUE(Revokes("jti token-1\n"));
  EXPECT_TRUE(Revokes("sid session-1\n"));
  EXPECT_TRUE(Revokes("sub patient-1 2026-11-28T12:00:01Z\n"));
}

TEST(RevocationList, LeavesAllOthersAlone) {
  for (const char* text :
       {"", "\n\n", "# jti token-1\n", "jti token-2\nsid session-2\nsub patient-2 2027-01-01T00:00:00Z\n",
        "jti session-1\nsid token-1\n", "jti patient-1\n", "jti token\n", "jti TOKEN-1\n"}) {
    EXPECT_FALSE(Revokes(text)) << text;
  }
}

TEST(RevocationList, LetsAPersonSignInAgain) {
  const std::string text = "sub patient-1 2026-11-28T12:00:00+01:00\n";
  EXPECT_TRUE(Revokes(text, Somebody("2026-11-28T10:59:59Z")));
  EXPECT_FALSE(Revokes(text, Somebody("2026-11-28T11:00:00Z")));
  EXPECT_FALSE(Revokes(text, Somebody("2026-11-29T00:00:00Z")));
}

TEST(RevocationList, RevokesAPersonsTokenThatDoesNotSayWhenItWasIssued) {
  Caller caller = Somebody();
  caller.issued_at = absl::InfinitePast();
  EXPECT_TRUE(Revokes("sub patient-1 1970-01-01T00:00:00Z\n", caller));
  EXPECT_FALSE(Revokes("sub patient-2 2027-01-01T00:00:00Z\n", caller));
}

TEST(RevocationList, TakesTheLatestOfSeveralTimesOfAPerson) {
  const std::string early = "sub patient-1 2026-01-01T00:00:00Z\n";
  const std::string late = "sub patient-1 2026-12-01T00:00:00Z\n";
  EXPECT_TRUE(Revokes(early + late));
  EXPECT_TRUE(Revokes(late + early));
}

TEST(RevocationList, CountsItsEntries) {
  EXPECT_EQ(RevocationList::Parse("jti a\njti a\n# b\n\nsid a\nsub a 2026-01-01T00:00:00Z\n").value()->size(), 3);
}

TEST(RevocationList, RefusesTheWholeTextForOneBadLineAndSaysWhichWithoutShowingIt) {
  for (const char* bad : {"token-xyz",
                          "jti",
                          "jti ",
                          "jti  token-xyz",
                          " jti token-xyz",
                          "jti token-xyz ",
                          "jti token-xyz extra",
                          "JTI token-xyz",
                          "kid token-xyz",
                          "sub token-xyz",
                          "sub token-xyz yesterday",
                          "sub token-xyz 1790000000",
                          "sub token-xyz infinite-future",
                          "sub token-xyz 2026-13-01T00:00:00Z",
                          "sub token-xyz 2026-11-28",
                          "sub token-xyz 2026-11-28T18:00:00",
                          "jti token-xyz\r",
                          "jti\ttoken-xyz",
                          "sid token-\xc3\xa9",
                          "{\"jti\": \"token-xyz\"}"}) {
    const std::string refusal = Refusal(StrCat("# comment\njti token-1\n", bad, "\nsid session-1\n"));
    EXPECT_THAT(refusal, HasSubstr("line 3")) << bad;
    EXPECT_EQ(refusal.find("token-xyz"), std::string::npos) << refusal;
  }
  EXPECT_THAT(Refusal(StrCat("jti ", std::string(129, 'x'), "\n")), HasSubstr("line 1"));
}

TEST(RevocationList, RefusesALastLineThatMayNotBeWhole) {
  EXPECT_THAT(Refusal("jti token-1\nsid session"), HasSubstr("line feed"));
}

}  // namespace
}  // namespace careloop
