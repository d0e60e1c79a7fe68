#include "common/base/emergency_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "paths.h"
#include "tests/support/site_folder.h"

namespace careloop {
namespace {

using ::testing::HasSubstr;
using testing::SiteFolder;

constexpr char kEnglish[] =
    "---\nversion: \"1\"\nlanguage: en\n---\n\nCall the\nurgent line now.\n\nOr the emergency number.\n";

std::string ErrorFor(const std::string& text) {
  return std::string(ParseEmergencyText("x.md", text).status().message());
}

TEST(EmergencyText, IsWhatTheDemoSiteSays) {
  const auto site = EmergencyTexts::Load(CARELOOP_SOURCE_DIR "/deploy/site");
  ASSERT_TRUE(site.ok()) << site.status();
  const EmergencyText& text = site->In("en");
  EXPECT_EQ(text.language, "en");
  EXPECT_THAT(text.text, HasSubstr("Call your care team's urgent line now."));
  EXPECT_THAT(text.text, HasSubstr("local emergency number."));
  EXPECT_THAT(text.text, ::testing::Not(HasSubstr("---")));
}

TEST(EmergencyText, HasEachParagraphOnOneLine) {
  const auto text = ParseEmergencyText("x.md", kEnglish);
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(text->text, "Call the urgent line now.\n\nOr the emergency number.");
}

TEST(EmergencyText, StopsTheStartWhenItIsIncomplete) {
  EXPECT_THAT(ErrorFor("Call now."), HasSubstr("x.md: does not begin with front matter"));
  EXPECT_THAT(ErrorFor("---\nversion: 1\n"), HasSubstr("x.md: does not begin with front matter"));
  EXPECT_THAT(ErrorFor("---\nlanguage: en\n---\nCall now."), HasSubstr("x.md: version: is missing"));
  EXPECT_THAT(ErrorFor("---\nversion: 1\n---\nCall now."), HasSubstr("x.md: language: is missing"));
  EXPECT_THAT(ErrorFor("---\nversion: 1\nlanguage: en\n---\n \n"), HasSubstr("x.md: has no text"));
}

TEST(EmergencyText, StopsTheStartWhenItDoesNotFitIntoTheTrailerOfAnError) {
  const auto file = [](size_t bytes) { return "---\nversion: 1\nlanguage: en\n---\n" + std::string(bytes, 'x'); };
  EXPECT_TRUE(ParseEmergencyText("x.md", file(4'000)).ok());
  EXPECT_THAT(ErrorFor(file(4'001)), HasSubstr("x.md: has a text of 4001 bytes, at most 4000 are allowed"));
}

TEST(EmergencyText, StopsTheStartWhenItCouldNotBeSent) {
  EXPECT_THAT(ErrorFor("---\nversion: 1\nlanguage: en\n---\nCall \xff now."), HasSubstr("x.md: is not UTF-8"));
  EXPECT_THAT(ErrorFor("---\nversion: 1\nlanguage: en\n---\nCall \x07 now."), HasSubstr("control characters"));
}

TEST(EmergencyText, StopsTheStartWhenItIsMissing) {
  const SiteFolder folder;
  EXPECT_THAT(std::string(EmergencyTexts::Load(folder.path()).status().message()),
              HasSubstr("emergency-text.md: cannot be read"));
}

TEST(EmergencyText, IsGivenInTheLanguageAskedForElseInTheDefault) {
  const SiteFolder folder;
  folder.Write("emergency-text.md", kEnglish);
  folder.Write("emergency-text.de.md", "---\nversion: 1\nlanguage: de\n---\nRufen Sie an.\n");
  folder.Write("emergency-text.txt", "not a text");
  const auto texts = EmergencyTexts::Load(folder.path());
  ASSERT_TRUE(texts.ok()) << texts.status();
  EXPECT_EQ(texts->In("DE").text, "Rufen Sie an.");
  EXPECT_EQ(texts->In("en").language, "en");
  EXPECT_EQ(texts->In("").language, "en");
  EXPECT_EQ(texts->In("fr").language, "en");
}

TEST(EmergencyText, StopsTheStartForABadOrRepeatedTranslation) {
  const SiteFolder folder;
  folder.Write("emergency-text.md", kEnglish);
  folder.Write("emergency-text.de.md", "no front matter");
  EXPECT_FALSE(EmergencyTexts::Load(folder.path()).ok());
  folder.Write("emergency-text.de.md", kEnglish);
  EXPECT_THAT(std::string(EmergencyTexts::Load(folder.path()).status().message()), HasSubstr("two texts in \"en\""));
}

}  // namespace
}  // namespace careloop
