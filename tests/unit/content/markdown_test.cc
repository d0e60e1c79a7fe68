#include "services/content/domain/markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/content/sample.h"

namespace careloop::content {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> FaultsIn(std::string_view text, int first_line = 1) {
  Faults faults("markdown");
  CheckMarkdown(text, first_line, faults);
  return FaultsOf(faults.ToStatus());
}

TEST(Markdown, AcceptsWhatAPublicationIsWrittenIn) {
  EXPECT_THAT(
      FaultsIn("# Heading\n\nText with *stress*, **weight** and `code <b>`.\n\n- one\n- two\n\n1. a\n\n> said\n\n"
               "    <script>in a code block</script>\n\n```\n<b>fenced</b>\n```\n\n---\n"),
      IsEmpty());
}

TEST(Markdown, AcceptsLessThanSigns) {
  EXPECT_THAT(FaultsIn("Below 38 < 39 degrees, 3<4, a <- b, \\<b\\>, &lt;b&gt;\n"), IsEmpty());
}

TEST(Markdown, RefusesHtmlBlocksWithTheirLine) {
  EXPECT_THAT(FaultsIn("Text\n\n<div>\nmore\n</div>\n", 10), ElementsAre(HasSubstr("line 12: holds raw HTML")));
  EXPECT_THAT(FaultsIn("<script>\nx\n</script>\n"), ElementsAre(HasSubstr("line 1: holds raw HTML")));
  EXPECT_THAT(FaultsIn("- item\n\n  <!-- hidden -->\n"), ElementsAre(HasSubstr("line 3: holds raw HTML")));
  EXPECT_THAT(FaultsIn("> <img src=x onerror=y>\n"), ElementsAre(HasSubstr("holds raw HTML")));
}

TEST(Markdown, RefusesHtmlInsideAParagraph) {
  for (const char* html :
       {"<b>", "</b>", "<br/>", "<a href='x'>", "<!-- c -->", "<?php?>", "<!X y>", "<![CDATA[x]]>"}) {
    EXPECT_THAT(FaultsIn(std::string("Some text ") + html + " and more\n"), ElementsAre(HasSubstr("holds raw HTML")))
        << html;
  }
}

TEST(Markdown, AcceptsLinksToAllowedPlaces) {
  EXPECT_THAT(
      FaultsIn(
          "[a](https://example.org/x?y=1#z) [b](http://example.org) [c](mailto:team@example.org) [d](tel:112)\n"
          "[e](publications/pain) [f](/help) [g](#below) [h](?page=2) [i](./a:b) <https://example.org>\n"
          "[j][ref] ![k](https://example.org/p.png) [l](HTTPS://example.org) []()\n\n[ref]: https://example.org\n"),
      IsEmpty());
}

TEST(Markdown, RefusesLinksThatRunOrHoldSomething) {
  for (const char* link : {"[a](javascript:alert(1))", "[a](JavaScript:x)", "[a](data:text/html,x)", "[a](vbscript:x)",
                           "[a](file:///etc)", "[a](java&#115;cript:x)", "[a](&#x6A;avascript:x)",
                           "[a](<java\tscript:x>)", "[a](&#1;javascript:x)", "![a](data:image/png,x)", "<javascript:x>",
                           "[a][r]\n\n[r]: javascript:x", "[a](< javascript:x>)", "[a](\\javascript:x)"}) {
    EXPECT_THAT(FaultsIn(std::string(link) + "\n"), ElementsAre(HasSubstr("line 1: holds a link whose destination")))
        << link;
  }
}

TEST(Markdown, NamesTheLineOfEachFault) {
  EXPECT_THAT(FaultsIn("a\n\n[b](data:x)\n\nc\n\n<p>\n", 5),
              ElementsAre(HasSubstr("line 7: holds a link"), HasSubstr("line 11: holds raw HTML")));
}

TEST(Markdown, RefusesWhatWouldTakeTheParserForEver) {
  std::string brackets;
  for (int i = 0; i < 200'000; ++i) brackets += "![[]()";
  EXPECT_THAT(FaultsIn(brackets), ElementsAre(HasSubstr("opening brackets, at most 4096")));
}

TEST(Markdown, AcceptsTables) {
  EXPECT_THAT(FaultsIn("| Note | When |\n|:-----|-----:|\n| **How** you feel | each day \\| night |\n"), IsEmpty());
  EXPECT_THAT(FaultsIn("a | b, and no table\n\n`|`\n"), IsEmpty());
}

TEST(Markdown, ChecksTheLinksOfATableAsItIsShown) {
  EXPECT_THAT(FaultsIn("|a|\n|-|\n|[b](javascript:x)|\n"), ElementsAre(HasSubstr("holds a link whose destination")));
  // Read as plain text, the link would be inside of `code`.
  EXPECT_THAT(FaultsIn("|a|b|\n|-|-|\n|`c|[d](javascript:x) `|\n"),
              ElementsAre(HasSubstr("holds a link whose destination")));
}

TEST(Markdown, RefusesATableThatIsTooWideForAPage) {
  std::string columns = "|", rule = "|";
  for (int i = 0; i < 13; ++i) columns += "a|", rule += "-|";
  EXPECT_THAT(FaultsIn("Text\n\n" + columns + "\n" + rule + "\n"),
              ElementsAre("markdown: line 3: holds a table of 13 columns, at most 12 are allowed"));
}

TEST(Markdown, RefusesWhatWouldBecomeAnEndlessTable) {
  EXPECT_THAT(FaultsIn("a\n" + std::string(65, '|') + "\n"),
              ElementsAre("markdown: line 2: has 65 times \"|\", at most 64 are allowed in a line"));
  std::string rows = "|a|b|c|\n|-|-|-|\n";
  for (int i = 0; i < 4000; ++i) rows += "x\n";
  EXPECT_THAT(FaultsIn(rows), ElementsAre(HasSubstr("line 4001: is part of a table of more than 20000 cells")));
  std::string paragraphs = "a|b\n\n";
  for (int i = 0; i < 30'000; ++i) paragraphs += "x\n";
  EXPECT_THAT(FaultsIn(paragraphs), IsEmpty()) << "a blank line ends a table";
}

TEST(Markdown, RefusesDeepNestingOfEveryKindWithItsLine) {
  constexpr size_t kHalf = size_t{1} << 19;
  EXPECT_THAT(FaultsIn("Text\n\n" + std::string(kHalf, '>') + "\n", 10), ElementsAre(HasSubstr("line 12: is nested")));
  std::string lists, emphasis;
  for (int i = 0; i < 100; ++i) lists += "- ";
  for (int i = 0; i < 100; ++i) emphasis += "*a **b ";
  for (int i = 0; i < 100; ++i) emphasis += "b** a*";
  EXPECT_THAT(FaultsIn(lists + "x\n"), ElementsAre("markdown: line 1: is nested deeper than 64 levels"));
  EXPECT_THAT(FaultsIn(emphasis + "\n"), ElementsAre("markdown: line 1: is nested deeper than 64 levels"));
  EXPECT_THAT(FaultsIn(std::string(60, '>') + " a *b* c\n"), IsEmpty());
}

TEST(Markdown, RefusesAMillionLinksWhicheverWayTheyAreWritten) {
  std::string autolinks, references;
  for (int i = 0; i < 100'000; ++i) autolinks += "<tel:1>\n";
  for (int i = 0; i < 5'000; ++i) references += "[a]\n";
  EXPECT_THAT(FaultsIn(autolinks), ElementsAre("markdown: line 4097: holds a link beyond the 4096 that are allowed"));
  EXPECT_THAT(FaultsIn("[a]: b\n\n" + references), ElementsAre(HasSubstr("has 5001 opening brackets, at most 4096")));
}

TEST(Markdown, TellsOfTheFirstFaultsAndHowManyMoreThereAre) {
  std::string html;
  for (int i = 0; i < 100'000; ++i) html += "a <b>\n";
  const auto faults = FaultsIn(html);
  ASSERT_EQ(faults.size(), 20u);
  EXPECT_EQ(faults.back(), "markdown: has 99981 more faults");
}

TEST(Markdown, ReadsAFullDocumentOfOneCharacter) {
  for (const char c : std::string("*_`~!<>#&\\|-+=:.()]{}0a ")) {
    FaultsIn(std::string(size_t{1} << 20, c) + "\n");  // in no time, whatever it says
  }
}

}  // namespace
}  // namespace careloop::content
