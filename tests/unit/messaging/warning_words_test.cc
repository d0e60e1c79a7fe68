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

TEST(WarningWordsTest, AreFoundBesideWhateverIsNoLetterMarkOrDigit) {
  const WarningWords words = Words("fever\nfièvre\nп’ять\n");
  for (const char* text :
       {"fever😀", "😀fever", "☹fever", "☹️fever", "fever→", "fever、bad", "fever。", "¡fever!", "fever…", "fever™",
        "1️⃣fever", "❤️‍🔥fever❤️‍🔥", "有fever了", "пʼять", "п'ять"}) {
    EXPECT_TRUE(words.AnyIn(text)) << text;
  }
  for (const char* text : {"feverish", "fever2", "2fever", "éfever", "feverи", "fe😀ver", "feve\u0301r"}) {
    EXPECT_FALSE(words.AnyIn(text)) << text;
  }
}

TEST(WarningWordsTest, AreFoundHoweverTheirLettersAreEncoded) {
  const std::string composed = "fièvre", decomposed = "fie\u0300vre";
  for (const std::string& listed : {composed, decomposed, std::string("ＦＩÈＶＲＥ")}) {
    const WarningWords words = Words(listed);
    for (const std::string& typed :
         {composed, decomposed, std::string("FIE\u0300VRE"), std::string("ｆｉｅ\u0300ｖｒｅ")}) {
      EXPECT_TRUE(words.AnyIn(typed)) << listed << " in " << typed;
    }
    EXPECT_FALSE(words.AnyIn("fievre")) << "another letter";
  }
  EXPECT_TRUE(Words("fever").AnyIn("ＦＥＶＥＲ"));
  EXPECT_TRUE(Words("ngộ độc").AnyIn("ngo\u0302\u0323 đo\u0323\u0302c")) << "marks in any order";
  EXPECT_TRUE(Words("フィーバー").AnyIn("ﾌｨｰﾊﾞｰ")) << "half-width";
  EXPECT_TRUE(Words("발열").AnyIn("\u1107\u1161\u11af\u110b\u1167\u11af")) << "syllables of several letters";
}

TEST(WarningWordsTest, AreFoundWithWhatIsNotSeenInThem) {
  const WarningWords words = Words("fever");
  for (const char* unseen :
       {"\u00AD", "\u200B", "\u200C", "\u200D", "\u200E", "\u2060", "\uFEFF", "\uFE0F", "\U000E0100"}) {
    EXPECT_TRUE(words.AnyIn(StrCat("my fe", unseen, "ver", unseen)));
    EXPECT_TRUE(Words(StrCat(unseen, "fe", unseen, "ver")).AnyIn("fever"));
  }
}

TEST(WarningWordsTest, OfAScriptWithoutBlanksAreFoundWhereverTheyStand) {
  const WarningWords words = Words("发烧\n胸痛\nไข้\nしびれ\nCT検査\nជំងឺ\n");
  for (const char* text : {"我发烧了", "昨天开始胸痛", "发烧。", "39度发烧", "fever发烧", "เป็นไข้สูง", "手がしびれます",
                           "明日のct検査です", "ខ្ញុំមានជំងឺហើយ"}) {
    EXPECT_TRUE(words.AnyIn(text)) << text;
  }
  for (const char* text : {"烧发", "发 了烧", "ไข่", "ไข", "xct検査"}) EXPECT_FALSE(words.AnyIn(text)) << text;
  EXPECT_FALSE(Words("か").AnyIn("が")) << "a letter with a mark is another one";
}

TEST(WarningWordsTest, AreFoundInTextsOfAnyShape) {
  std::string marks = "e";
  for (int i = 0; i < 10'000; ++i) marks += i % 2 == 0 ? "\u0301" : "\u0323";
  EXPECT_TRUE(Words("fever").AnyIn(marks + " fever"));
  EXPECT_TRUE(Words("fever").AnyIn("\u0301fever")) << "a mark on nothing";
  EXPECT_TRUE(Words("fever").AnyIn("\xFF\xE0 fever\x80")) << "no UTF-8, which no request holds";
  EXPECT_FALSE(Words("fever").AnyIn("\u0301"));
}

TEST(WarningWordsTest, AreOffUnlessTheSiteHasAList) {
  EXPECT_FALSE(WarningWords().AnyIn("chest pain"));
  EXPECT_FALSE(Words("# nothing\n").AnyIn("chest pain"));
  EXPECT_FALSE(WarningWords::Load("/nowhere").value().AnyIn("chest pain"));
}

TEST(WarningWordsTest, OfAListThatCannotBeMeantStopTheStartAndNameTheLine) {
  for (const std::string& bad : {std::string("ok\n--\n"), std::string("ok\n\u00AD\n"), std::string("ok\nfi\xE8vre\n"),
                                 StrCat("ok\n", std::string(101, 'x'))}) {
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
