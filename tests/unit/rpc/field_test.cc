#include "common/rpc/field.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace careloop::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The description of what is wrong with the field "f"; empty if nothing is.
template <typename Check, typename... Args>
std::string Wrong(Check check, Args&&... args) {
  Violations violations;
  check(violations, "f", std::forward<Args>(args)...);
  const auto found = ViolationsOf(violations.ToStatus());
  if (found.empty()) return "";
  EXPECT_EQ(found[0].field, "f");
  return found[0].description;
}

google::protobuf::Timestamp Stamp(int64_t seconds, int32_t nanos = 0) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(nanos);
  return timestamp;
}

// ---- Text -------------------------------------------------------------------------------------------------------

std::string WrongName(std::string_view text) { return Wrong(CheckText, text, kNameLimits); }
std::string WrongBody(std::string_view text) { return Wrong(CheckText, text, kBodyLimits); }

TEST(Text, MayHoldAnyCharacterOfUnicode) {
  for (const char* good : {"a", "é", "☕", "𝄞", "a\u200D", "\U0010FFFF", "\uFEFFa", "مرحبا", "e\u0301"}) {
    EXPECT_THAT(WrongName(good), IsEmpty()) << good;
  }
}

TEST(Text, HasToBeUtf8) {
  for (const char* bad : {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xED\xBF\xBF",
                          "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "a\xC3", "a\xE2\x98",
                          "\xF0\x9D\x84", "\xC3(", "\xE2(\xA1", "\xF0(\x8C\xBC"}) {
    EXPECT_THAT(WrongName(bad), HasSubstr("UTF-8"));
    EXPECT_THAT(WrongBody(bad), HasSubstr("UTF-8"));
  }
}

TEST(Text, HoldsNoControlCharactersButLinesWhereAllowed) {
  for (const std::string& bad :
       {std::string("a\0b", 3), std::string("a\x01"), std::string("a\x1b[0m"), std::string("a\x7f"),
        std::string("a\r\n"), std::string("a\xC2\x80"), std::string("a\xC2\x9F")}) {
    EXPECT_THAT(WrongName(bad), HasSubstr("control character"));
    EXPECT_THAT(WrongBody(bad), HasSubstr("control character"));
  }
  EXPECT_THAT(WrongBody("a\n\tb"), IsEmpty());
  EXPECT_THAT(WrongName("a\nb"), HasSubstr("control character"));
  EXPECT_THAT(WrongName("a\tb"), HasSubstr("control character"));
  EXPECT_THAT(WrongName("a\xC2\xA0"), IsEmpty()) << "a no-break space is none";
}

TEST(Text, HasLimitsInCharactersThatTheMessageNames) {
  std::string coffee;
  for (int i = 0; i < 200; ++i) coffee += "☕";
  EXPECT_THAT(WrongName(coffee), IsEmpty());
  EXPECT_EQ(WrongName(coffee + "x"), "has 201 characters, at most 200 are allowed");
  EXPECT_THAT(WrongBody(std::string(10'000, 'x')), IsEmpty());
  EXPECT_EQ(WrongBody(std::string(10'001, 'x')), "has 10001 characters, at most 10000 are allowed");
}

TEST(Text, OverridesNoDirectionOfLettersButMayIsolateIt) {
  for (const char* bad : {"a\u202Eb", "\u202Dab"}) EXPECT_THAT(WrongName(bad), HasSubstr("override the direction"));
  EXPECT_THAT(WrongName("\u2067مرحبا\u2069 a"), IsEmpty());
}

TEST(Text, ThatIsRequiredIsNotBlank) {
  for (const char* blank : {"", " ", "   "}) EXPECT_THAT(WrongName(blank), HasSubstr("empty or blank"));
  EXPECT_THAT(WrongBody("\n\t "), HasSubstr("empty or blank"));
  EXPECT_THAT(WrongBody("\u200B \u2060"), HasSubstr("empty or blank"));
  EXPECT_THAT(Wrong(CheckText, "", TextLimits{.min = 0, .max = 5}), IsEmpty());
  EXPECT_THAT(Wrong(CheckText, "  ", TextLimits{.min = 0, .max = 5}), IsEmpty());
}

TEST(Text, IsNeverRepeatedInTheMessage) {
  EXPECT_EQ(WrongName("secret\x01").find("secret"), std::string::npos);
  EXPECT_EQ(WrongName(std::string(300, 's')).find("sss"), std::string::npos);
}

// ---- Ids and names ----------------------------------------------------------------------------------------------

TEST(PersonField, Is1To128OfItsCharactersAndNotAll) {
  for (const std::string& good : {std::string("a"), std::string("A-b_c.9"), std::string(128, 'x'), std::string("--")}) {
    EXPECT_THAT(Wrong(CheckPerson, good), IsEmpty()) << good;
  }
  for (const std::string& bad :
       {std::string(), std::string("-"), std::string(129, 'x'), std::string("a b"), std::string("a/b"),
        std::string("a:b"), std::string("ä"), std::string("a\0", 2), std::string("{m}")}) {
    EXPECT_THAT(Wrong(CheckPerson, bad), HasSubstr("128")) << bad;
  }
}

TEST(IdField, Is1To64OfItsCharactersAndNotAll) {
  for (const std::string& good : {std::string("a"), std::string("a-9"), std::string(64, 'x')}) {
    EXPECT_THAT(Wrong(CheckId, good), IsEmpty()) << good;
  }
  for (const std::string& bad :
       {std::string(), std::string("-"), std::string(65, 'x'), std::string("A"), std::string("a_b")}) {
    EXPECT_THAT(Wrong(CheckId, bad), HasSubstr("64")) << bad;
  }
}

TEST(Names, AreTakenApartByTheirPattern) {
  EXPECT_THAT(NameParts("patients/p-1/threads/t.2", "patients/*/threads/*"), ElementsAre("p-1", "t.2"));
  EXPECT_THAT(NameParts("patients/-", "patients/*"), ElementsAre("-"));
}

TEST(Names, OfAnotherShapeAreRefused) {
  for (const char* bad :
       {"", "patients", "patients/", "patients/a/threads", "patients/a/threads/", "patients/a/threads/b/c",
        "/patients/a/threads/b", "patients/a/threads/b/", "patient/a/threads/b", "patients//threads/b",
        "patients/a b/threads/c", "patients/a/threads/b\n", "patients/ä/threads/b"}) {
    EXPECT_THAT(NameParts(bad, "patients/*/threads/*"), IsEmpty()) << bad;
    EXPECT_THAT(Wrong(CheckName, bad, "patients/*/threads/*"), HasSubstr("patients/*/threads/*")) << bad;
  }
  EXPECT_THAT(Wrong(CheckName, "patients/a/threads/b", "patients/*/threads/*"), IsEmpty());
}

// ---- Numbers and pages ------------------------------------------------------------------------------------------

TEST(Range, IncludesItsEnds) {
  EXPECT_THAT(Wrong(CheckRange, 1, 1, 3), IsEmpty());
  EXPECT_THAT(Wrong(CheckRange, 3, 1, 3), IsEmpty());
  EXPECT_EQ(Wrong(CheckRange, 0, 1, 3), "0 is not within 1 to 3");
  EXPECT_EQ(Wrong(CheckRange, 4, 1, 3), "4 is not within 1 to 3");
}

TEST(Page, IsFiftyByDefaultAndTwoHundredAtMost) {
  EXPECT_EQ(PageSize(0), 50);
  EXPECT_EQ(PageSize(1), 1);
  EXPECT_EQ(PageSize(200), 200);
  EXPECT_EQ(PageSize(201), 200);
  EXPECT_EQ(PageSize(std::numeric_limits<int32_t>::max()), 200);
}

TEST(Page, IsNotNegative) {
  Violations violations;
  CheckPageSize(violations, 0);
  CheckPageSize(violations, std::numeric_limits<int32_t>::max());
  EXPECT_TRUE(violations.empty());
  CheckPageSize(violations, -1);
  EXPECT_EQ(ViolationsOf(violations.ToStatus()).at(0).field, "page_size");
}

// ---- Times ------------------------------------------------------------------------------------------------------

TEST(Time, IsOfTheYears1To9999WithNanosOfASecond) {
  for (const auto& good : {Stamp(0), Stamp(-62'135'596'800), Stamp(253'402'300'799, 999'999'999), Stamp(-1, 5)}) {
    EXPECT_THAT(Wrong(CheckTime, good), IsEmpty()) << good.ShortDebugString();
  }
  for (const auto& bad : {Stamp(-62'135'596'801), Stamp(253'402'300'800), Stamp(0, -1), Stamp(0, 1'000'000'000),
                          Stamp(std::numeric_limits<int64_t>::max()), Stamp(std::numeric_limits<int64_t>::min())}) {
    EXPECT_THAT(Wrong(CheckTime, bad), HasSubstr("years 1 to 9999")) << bad.ShortDebugString();
  }
}

TEST(Time, MayBeFiveMinutesAheadForTheClocksSake) {
  const absl::Time now = absl::FromUnixSeconds(1'750'000'000);
  EXPECT_THAT(Wrong(CheckNotInFuture, ToTimestamp(now + absl::Minutes(5)), now), IsEmpty());
  EXPECT_THAT(Wrong(CheckNotInFuture, ToTimestamp(now + absl::Minutes(5) + absl::Nanoseconds(1)), now),
              HasSubstr("5m"));
  EXPECT_THAT(Wrong(CheckNotInFuture, Stamp(0, -1), now), HasSubstr("years"));
}

TEST(Time, ConvertsBothWaysToTheNanosecondAlsoBefore1970) {
  for (const auto& timestamp :
       {Stamp(0), Stamp(1'750'000'000, 123'456'789), Stamp(-5, 999'999'999), Stamp(-62'135'596'800, 1)}) {
    EXPECT_EQ(ToTimestamp(ToTime(timestamp)).SerializeAsString(), timestamp.SerializeAsString());
  }
}

TEST(TimeZone, IsOneOfThisMachine) {
  for (const char* good : {"Europe/Madrid", "America/Argentina/Buenos_Aires", "UTC"}) {
    EXPECT_THAT(Wrong(CheckTimeZone, good), IsEmpty()) << good;
  }
  for (const std::string& bad :
       {std::string(), std::string("Mars/Olympus"), std::string("../../etc/passwd"), std::string("/etc/localtime"),
        std::string("Europe/../../../etc/passwd"), std::string(65, 'x'), std::string("Europe/"),
        std::string("localtime"), std::string("Fixed/UTC+05:00:00"), std::string("posix/Europe/Madrid"),
        std::string("right/Europe/Madrid")}) {
    EXPECT_THAT(Wrong(CheckTimeZone, bad), HasSubstr("IANA")) << bad;
  }
}

}  // namespace
}  // namespace careloop::rpc
