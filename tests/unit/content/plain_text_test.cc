#include "services/content/domain/plain_text.h"

#include <gtest/gtest.h>

namespace careloop::content {
namespace {

TEST(PlainText, HasALineForEachBlock) {
  EXPECT_EQ(PlainText("# A *heading*\n\nA paragraph\nof two lines.\n\n- one\n- two\n\n> said\n"),
            "A heading\nA paragraph of two lines.\none\ntwo\nsaid\n");
}

TEST(PlainText, KeepsTheWordsOfMarksAndNotTheirDestinations) {
  EXPECT_EQ(PlainText("**Bold**, `code`, [a link](https://example.org) &amp; ![a picture](/p.png \"title\")\\\nnext"),
            "Bold, code, a link & a picture next\n");
  EXPECT_EQ(PlainText("```\na block\n```\n"), "a block\n");
}

TEST(PlainText, HasALineForEachRowOfATable) {
  EXPECT_EQ(PlainText("| Drug | Dose |\n|---|---|\n| One | **2** |\n"), "Drug Dose \nOne 2 \n");
}

TEST(PlainText, OfNothingIsNothing) { EXPECT_EQ(PlainText(""), ""); }

}  // namespace
}  // namespace careloop::content
