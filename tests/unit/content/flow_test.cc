#include "services/content/rendering/flow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "common/base/strings.h"

namespace careloop::content {
namespace {

using ::testing::ElementsAre;

// One word for each element: "<L", ">", "P:text", "-", "|a|b|".
std::string Outline(std::string_view markdown) {
  std::vector<std::string> outline;
  for (const Element& element : ReadFlow(markdown).elements) {
    std::vector<std::string> cells;
    for (const RichText& cell : element.cells) cells.push_back(cell.text);
    switch (element.kind) {
      case Element::Kind::kOpen:
        outline.push_back(StrCat("<", element.tag, element.label.empty() ? "" : "=", element.label));
        break;
      case Element::Kind::kClose:
        outline.emplace_back(">");
        break;
      case Element::Kind::kText:
        outline.push_back(StrCat(element.tag, element.tight ? "~" : ":", cells.front()));
        break;
      case Element::Kind::kRow:
        outline.push_back(StrCat(element.header ? "#" : "|", absl::StrJoin(cells, "|"), "|"));
        break;
      case Element::Kind::kRule:
        outline.emplace_back("-");
        break;
    }
  }
  return absl::StrJoin(outline, " ");
}

TEST(Flow, HeadingsStandBelowTheTitleAndSkipNoLevel) {
  EXPECT_EQ(Outline("# A\n\n### B\n\n###### C\n\n## D\n"), "H2:A H3:B H4:C H2:D");
}

TEST(Flow, ListsKnowTheirLabelsAndHowCloseTheirItemsStand) {
  EXPECT_EQ(Outline("- a\n- b\n"), "<L=• <LI=• P~a > <LI=• P~b > >");
  EXPECT_EQ(Outline("9) a\n\n10) b\n"), "<L=10) <LI=9) P:a > <LI=10) P:b > >");
  EXPECT_EQ(Outline("- a\n  1. b\n"), "<L=• <LI=• P~a <L=1. <LI=1. P~b > > > >");
  EXPECT_EQ(Outline("-\n- a\n"), "<L=• <LI=• > <LI=• P~a > >");
}

TEST(Flow, HasQuotesRulesTablesAndCode) {
  EXPECT_EQ(Outline("> a\n\n---\n"), "<BlockQuote P:a > -");
  EXPECT_EQ(Outline("| a | b |\n|---|---|\n| c |\n"), "<Table #a|b| |c|| >");
  EXPECT_EQ(Outline("```\n a\n  b\n```\n"), "P: a\n  b");
}

TEST(Flow, LinesBreakOnlyWhereTheTextSaysSo) { EXPECT_EQ(Outline("a\nb  \nc\n"), "P:a b\nc"); }

TEST(Flow, KnowsWhichWordsLookOther) {
  const Flow flow = ReadFlow("a **b *c*** `d` ![e](f) [g](https://h.example/)\n");
  const RichText& text = flow.elements.at(0).cells.at(0);
  EXPECT_EQ(text.text, "a b c d e g");
  std::vector<std::string> looks;
  for (const Stretch& s : text.stretches) {
    looks.push_back(StrCat(text.text.substr(s.begin, s.end - s.begin), s.bold ? " bold" : "", s.italic ? " italic" : "",
                           s.code ? " code" : "", s.link == Stretch::kNoLink ? "" : " link"));
  }
  EXPECT_THAT(looks, ElementsAre("b  bold", "c bold italic", "d code", "e italic", "g link"));
}

TEST(Flow, LinksLeadOutOfTheFileAndEndNoString) {
  const Flow flow =
      ReadFlow("[a](https://a.example/it's?(x)=ü) [b](/topics) [c](#top) [d](mailto:d@example.org) <tel:+34-91>\n");
  EXPECT_THAT(flow.links, ElementsAre("https://a.example/it%27s?%28x%29=%C3%BC", "mailto:d@example.org", "tel:+34-91"));
}

TEST(Flow, OnlyTheFirstOfVeryManyLinksAreLive) {
  std::string markdown;
  for (size_t i = 0; i < Flow::kMostLinks + 5; ++i) markdown += "[a](https://a.example) ";
  const Flow flow = ReadFlow(markdown);
  EXPECT_EQ(flow.links.size(), Flow::kMostLinks);
  EXPECT_EQ(flow.elements.at(0).cells.at(0).stretches.size(), Flow::kMostLinks);
}

}  // namespace
}  // namespace careloop::content
