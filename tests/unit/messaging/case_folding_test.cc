#include "services/messaging/domain/case_folding.h"

#include <gtest/gtest.h>

#include <string>

namespace careloop::messaging {
namespace {

TEST(CaseFolding, MakesCapitalLettersSmall) {
  EXPECT_EQ(FoldCase("AZaz09 .!"), "azaz09 .!");
  EXPECT_EQ(FoldCase("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ"), "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ");
  EXPECT_EQ(FoldCase("ĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮĲĴĶ"), "āăąćĉċčďđēĕėęěĝğġģĥħĩīĭįĳĵķ");
  EXPECT_EQ(FoldCase("ĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚƠƯ"), "ĺļľŀłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷÿźżžșțơư");
  EXPECT_EQ(FoldCase("ΆΈΉΊΌΎΏΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫ"), "άέήίόύώαβγδεζηθικλμνξοπρστυφχψωϊϋ");
  EXPECT_EQ(FoldCase("ЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"),
            "ѐёђѓєѕіїјљњћќѝўџабвгдежзийклмнопрстуфхцчшщъыьэюя");
  EXPECT_EQ(FoldCase("ҐҒҚҢҮҰҺӘӨӁԮ"), "ґғқңүұһәөӂԯ");
  EXPECT_EQ(FoldCase("ԱՖ"), "աֆ");
  EXPECT_EQ(FoldCase("ẠẢẤỀỆỚỰỸẄẼ"), "ạảấềệớựỹẅẽ");
}

TEST(CaseFolding, HasOneFormOfASmallLetterThatHasTwo) { EXPECT_EQ(FoldCase("στις ſ ẞ İ"), "στισ s ß i"); }

TEST(CaseFolding, LeavesAllElseAsItIs) {
  for (const std::string text :
       {"", "àéßÿāžώяѿ", "×÷ĸŉ", "“…” €", "頭痛 두통 صداع", "😀𐐀", "\xC3", "\xE1\xBA", "\xFF\x80\xC3(", "\xC1\xA1"}) {
    EXPECT_EQ(FoldCase(text), text);
  }
}

}  // namespace
}  // namespace careloop::messaging
