#include "common/base/text.h"

#include <gtest/gtest.h>

#include <string>

namespace careloop {
namespace {

TEST(MeasureText, CountsCodePoints) {
  const TextMeasure measure = MeasureText("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", /*lines=*/false);
  EXPECT_TRUE(measure.valid);
  EXPECT_FALSE(measure.blank);
  EXPECT_EQ(measure.characters, 4);
  EXPECT_EQ(measure.bytes, 10u);
}

TEST(MeasureText, KnowsBlankText) {
  EXPECT_TRUE(MeasureText("", false).blank);
  EXPECT_TRUE(MeasureText("  \n\t", true).blank);
  EXPECT_FALSE(MeasureText(" x ", false).blank);
}

TEST(MeasureText, OfWhichNothingIsSeenIsBlank) {
  for (const char* unseen :
       {"\u00A0", "\u200B", " \u200D\uFE0F", "\u2067\u2069", "\u3000\uFEFF", "\u2800", "\U000E0041"}) {
    EXPECT_TRUE(MeasureText(unseen, false).blank) << unseen;
    EXPECT_TRUE(MeasureText(unseen, false).valid) << unseen;
  }
  for (const char* seen :
       {"\u200Ba", "a\u200B", "\u00A1", "\u00E9", "\u2010", "\u2764\uFE0F", "\U0001F600", "\u2067\u05D0\u2069"}) {
    EXPECT_FALSE(MeasureText(seen, false).blank) << seen;
  }
}

TEST(MeasureText, KnowsWhatOverridesTheDirectionOfLetters) {
  for (const char* text : {"a\u202Eb", "\u202D", "\u05D0\u202E"})
    EXPECT_TRUE(MeasureText(text, false).overrides) << text;
  for (const char* text : {"ab", "\u2067\u05D0\u2069", "\u200Fa", "\u202F"}) {
    EXPECT_FALSE(MeasureText(text, false).overrides) << text;
  }
}

TEST(MeasureText, RefusesWhatIsNotUtf8AndSaysWhere) {
  for (const char* bad :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xC3", "\xC3(", "\xE0\x80\x80", "\xED\xA0\x80", "\xE2\x82", "\xE2(\xAC",
        "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xF0\x9F\x98", "\xFF"}) {
    const TextMeasure measure = MeasureText(std::string("ok") + bad, true);
    EXPECT_FALSE(measure.valid) << bad;
    EXPECT_EQ(measure.bytes, 2u);
    EXPECT_FALSE(IsUtf8(std::string("ok") + bad)) << bad;
  }
}

TEST(MeasureText, AcceptsTheEndsOfTheRanges) {
  for (const char* good : {"\xC2\xA0", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEF\xBF\xBF", "\xF0\x90\x80\x80",
                           "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(MeasureText(good, false).valid) << good;
  }
}

TEST(MeasureText, RefusesControlCharacters) {
  for (const std::string& bad :
       {std::string("\0", 1), std::string("\x1b"), std::string("\r"), std::string("\x7f"), std::string("\xC2\x85")}) {
    EXPECT_FALSE(MeasureText(bad, true).valid);
  }
}

TEST(MeasureText, AllowsLineFeedsAndTabsWhereToldTo) {
  EXPECT_TRUE(MeasureText("a\n\tb", true).valid);
  EXPECT_FALSE(MeasureText("a\nb", false).valid);
  EXPECT_FALSE(MeasureText("a\tb", false).valid);
}

TEST(IsUtf8, MindsNothingElse) {
  for (const char* text : {"", "\x1b\r", "\xC2\x85", "\u202E", "gr\u00FC\u00DFe \U0001F600"}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
  }
}

TEST(IsId, AcceptsOneToSixtyFourOfItsCharacters) {
  EXPECT_TRUE(IsId("a"));
  EXPECT_TRUE(IsId("her2-positive"));
  EXPECT_TRUE(IsId(std::string(64, '9')));
  for (const std::string& bad : {std::string(), std::string("-"), std::string("A"), std::string("a_b"),
                                 std::string("a/b"), std::string(65, 'a')}) {
    EXPECT_FALSE(IsId(bad)) << bad;
  }
}

}  // namespace
}  // namespace careloop
