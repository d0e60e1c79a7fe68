#include "services/messaging/domain/warning_words.h"

#include <gtest/gtest.h>

#include "common/base/strings.h"
#include "tests/support/matchers.h"

namespace careloop::messaging {
namespace {

using testing::FailsWith;

WarningWords Words(const std::string& file) { return WarningWords::Parse("words", file).value(); }

TEST(WarningWordsTest, AreFoundAsWholeWordsWhateverStandsBetweenThem) {
  const WarningWords words = Words("# what we look for\n\nchest pain\n  Suicide  \nÜbelkeit\ncan't breathe\n");
  for (const char* text :
       {"chest pain", "I have CHEST PAIN.", "chest\n\tpain", "chest-pain", "(suicide)", "Übelkeit", "“chest pain”",
        "pain—chest pain—now", "chest\u00a0pain", "I can’t breathe", "cannot: can't breathe"}) {
    EXPECT_TRUE(words.AnyIn(text)) << text;
  }
  for (const char* text : {"", "chest", "chest and pain", "chestpain", "suicidey", "pain chest", "xÜbelkeit",
                           "Übelkeiten", "what we look for"}) {
    EXPECT_FALSE(words.AnyIn(text)) << text;
  }
}

TEST(WarningWordsTest, AreFoundWhateverTheirCaseInEveryScript) {
  const WarningWords words = Words("depresión\nÜbelkeit\nσφίξιμο στο στήθος\nБоль в груди\nkhó thở\n");
  for (const char* text : {"DEPRESIÓN", "Depresión", "übelkeit", "ÜBELKEIT!", "ΣΦΊΞΙΜΟ ΣΤΟ ΣΤΉΘΟΣ", "БОЛЬ В ГРУДИ",
                           "у меня боль в груди", "KHÓ THỞ"}) {
    EXPECT_TRUE(words.AnyIn(text)) << text;
  }
  EXPECT_FALSE(words.AnyIn("DEPRESION")) << "another letter";
  EXPECT_FALSE(words.AnyIn("xÜBELKEIT"));
}

TEST(WarningWordsTest, AreOffUnlessTheSiteHasAList) {
  EXPECT_FALSE(WarningWords().AnyIn("chest pain"));
  EXPECT_FALSE(Words("# nothing\n").AnyIn("chest pain"));
  EXPECT_FALSE(WarningWords::Load("/nowhere").value().AnyIn("chest pain"));
}

TEST(WarningWordsTest, OfAListThatCannotBeMeantStopTheStartAndNameTheLine) {
  for (const std::string& bad : {std::string("ok\n--\n"), StrCat("ok\n", std::string(101, 'x'))}) {
    const auto words = WarningWords::Parse("site/warning-words.txt", bad);
    EXPECT_THAT(words, FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
    EXPECT_NE(words.status().ToString().find("site/warning-words.txt:2"), std::string::npos);
  }
  std::string many;
  for (int i = 0; i <= 1'000; ++i) many += StrCat("word", i, "\n");
  EXPECT_FALSE(WarningWords::Parse("words", many).ok());
}

}  // namespace
}  // namespace careloop::messaging
