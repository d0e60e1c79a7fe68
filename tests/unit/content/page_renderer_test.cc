#include "services/content/rendering/page_renderer.h"

#include <gmock/gmock.h>
#include <qpdf/qpdf-c.h>

#include <algorithm>
#include <iostream>
#include <regex>
#include <thread>

#include "tests/support/matchers.h"
#include "tests/unit/content/rendering_sample.h"

namespace careloop::content {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kMixed[] =
    "## Head\n\nA *b* **c** `d` [e](https://e.example/).\n\n- one\n- two\n\n> quoted\n\n| h | i |\n|---|---|\n| j | k "
    "|\n";

class PageRendererTest : public ::testing::Test {
 protected:
  Rendition Render(const RenditionOrder& order) {
    auto rendition = renderer_->Render(order, [] { return false; });
    EXPECT_TRUE(rendition.ok()) << rendition.status();
    return rendition.ok() ? *rendition : Rendition{};
  }
  absl::Status Failure(const RenditionOrder& order) {
    return renderer_->Render(order, [] { return false; }).status();
  }

  const std::unique_ptr<PageRenderer> renderer_ = PageRenderer::Create().value();
};

// ---- The same bytes for the same revision ----------------------------------------------------------------------

TEST_F(PageRendererTest, MakesTheSameBytesAgainAlsoWithFreshFontsAndOnManyThreads) {
  for (const RenditionKind kind : {RenditionKind::kPdf, RenditionKind::kThumbnail}) {
    const RenditionOrder order = OrderFor(kMixed + Paragraphs(40), "en", kind);
    const Rendition first = Render(order);
    EXPECT_EQ(Render(order).sha256, first.sha256);
    EXPECT_EQ(PageRenderer::Create().value()->Render(order, [] { return false; })->bytes, first.bytes);
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] { EXPECT_EQ(Render(order).sha256, first.sha256); });
    }
  }
}

// For the test after it, which reads this in the output of another process.
TEST_F(PageRendererTest, SaysWhatItMade) { std::cout << "sha256=" << Render(OrderFor(kMixed)).sha256 << "\n"; }

TEST_F(PageRendererTest, MakesTheSameBytesInAProcessWithOtherFontsLocaleAndTimeZone) {
  const std::string output = OutputOf(StrCat("FONTCONFIG_FILE=/dev/null LC_ALL=C TZ=Asia/Tokyo '",
                                             std::filesystem::read_symlink("/proc/self/exe").string(),
                                             "' --gtest_filter=PageRendererTest.SaysWhatItMade"));
  EXPECT_THAT(output, HasSubstr("sha256=" + Render(OrderFor(kMixed)).sha256));
}

TEST_F(PageRendererTest, SaysOnlyThatItWasMadeWhenTheRevisionWasPublished) {
  EXPECT_THAT(PdfReader(Render(OrderFor("Text\n")).bytes).Info(),
              ::testing::ContainsRegex("CreationDate: +Tue Nov 14 22:13:20 2023"));
  RenditionOrder draft = OrderFor("Text\n");
  draft.publication = ShownDraft(SampleManuscript("a-sheet"), 4, {}, SampleDisclaimer());
  EXPECT_THAT(PdfReader(Render(draft).bytes).Info(), Not(HasSubstr("Date")));
}

// ---- What programs read of it ----------------------------------------------------------------------------------

TEST_F(PageRendererTest, IsTaggedAndKnowsItsTitleAndLanguage) {
  const Rendition rendition = Render(OrderFor(kMixed, "es-MX"));
  const PdfReader pdf(rendition.bytes);
  EXPECT_THAT(pdf.Info(), HasSubstr("A title & its <marks>\n"));
  EXPECT_THAT(pdf.Info(), ::testing::ContainsRegex("Tagged: +yes"));
  EXPECT_THAT(pdf.Info("-meta"), HasSubstr("A title &amp; its &lt;marks&gt;"));
  qpdf_data qpdf = qpdf_init();
  ASSERT_EQ(qpdf_read_memory(qpdf, "rendition", rendition.bytes.data(), rendition.bytes.size(), nullptr), QPDF_SUCCESS);
  const qpdf_oh root = qpdf_get_root(qpdf);
  EXPECT_STREQ(qpdf_oh_get_utf8_value(qpdf, qpdf_oh_get_key(qpdf, root, "/Lang")), "es-MX");
  EXPECT_STREQ(qpdf_oh_unparse(qpdf, qpdf_oh_get_key(qpdf, root, "/ViewerPreferences")), "<< /DisplayDocTitle true >>");
  qpdf_cleanup(&qpdf);
}

TEST_F(PageRendererTest, HasTheStructureOfTheText) {
  const std::string structure = PdfReader(Render(OrderFor(kMixed)).bytes).Info("-struct-text");
  for (const char* type : {"Document", "H1", "H2", "P", "Span", "Link", "L", "LI", "Lbl", "LBody", "BlockQuote",
                           "Table", "TR", "TH", "TD"}) {
    EXPECT_TRUE(std::regex_search(structure, std::regex(StrCat("\n? *", type, "( |\n)")))) << type << structure;
  }
  EXPECT_THAT(structure, HasSubstr("\"Head\""));
}

TEST_F(PageRendererTest, LinksAreLive) {
  EXPECT_THAT(PdfReader(Render(OrderFor(kMixed)).bytes).Info("-url"), HasSubstr("https://e.example/"));
}

TEST_F(PageRendererTest, WordsAreFoundLetterByLetter) {
  EXPECT_THAT(PdfReader(Render(OrderFor("An effective office.\n")).bytes).Words(), HasSubstr("An effective office."));
}

// ---- What readers see on its pages -----------------------------------------------------------------------------

TEST_F(PageRendererTest, EachPageHasTheWholeDisclaimerAndItsNumber) {
  const Rendition rendition = Render(OrderFor(Paragraphs(60)));
  const PdfReader pdf(rendition.bytes);
  ASSERT_GE(rendition.pages, 3);
  for (int page = 1; page <= rendition.pages; ++page) {
    EXPECT_THAT(pdf.Words(page), HasSubstr(kLongDisclaimer));
    EXPECT_THAT(pdf.Words(page), HasSubstr(StrCat("Page ", page, " of ", rendition.pages)));
  }
  const std::string structure = pdf.Info("-struct-text");
  EXPECT_EQ(structure.find("This information is meant"), structure.rfind("This information is meant"))
      << "who has it read aloud hears it once";
  EXPECT_THAT(structure, HasSubstr("This information is meant"));
}

TEST_F(PageRendererTest, TheFirstPageHasTitleImprintSummaryAndSponsor) {
  const std::string words = PdfReader(Render(OrderFor("Text\n")).bytes).Words(1);
  EXPECT_THAT(words, HasSubstr("A title & its <marks> Self-care sheet, revision 3. Published on 14 November 2023. "
                               "A summary. Sponsor: Nobody sponsored this. Text"));
  EXPECT_THAT(PdfReader(Render(OrderFor("Text\n", "es")).bytes).Words(1),
              HasSubstr("Hoja de autocuidado, revisión 3. Publicada el 14 de noviembre de 2023."));
}

TEST_F(PageRendererTest, EachPageIsMarkedUnlessItIsCurrentAndReviewed) {
  const RenditionOrder current = OrderFor(Paragraphs(40));
  EXPECT_THAT(PdfReader(Render(current).bytes).Words(), Not(::testing::ContainsRegex("WITHDRAWN|SUPERSEDED|OVERDUE")));

  RenditionOrder superseded = current;
  superseded.publication = ShownIn({.last_published = 4}, current.publication, nullptr);
  superseded.review_overdue = true;
  RenditionOrder withdrawn = current;
  withdrawn.publication =
      ShownIn({.last_published = 3, .withdrawn = true}, current.publication,
              std::make_shared<const Withdrawal>(Withdrawal{.act = SampleAct(86'400), .reason = "A dose was wrong."}));
  const std::string first = PdfReader(Render(withdrawn).bytes).Words(1);
  EXPECT_THAT(first, HasSubstr("Reason: A dose was wrong."));
  for (const auto& [order, mark] :
       {std::pair(superseded, "SUPERSEDED: there is a newer revision. REVIEW OVERDUE since 31 January 2030."),
        std::pair(withdrawn, "WITHDRAWN on 15 November 2023. Do not rely on this text.")}) {
    const Rendition rendition = Render(order);
    const PdfReader pdf(rendition.bytes);
    ASSERT_GE(rendition.pages, 2);
    for (int page = 1; page <= rendition.pages; ++page) EXPECT_THAT(pdf.Words(page), HasSubstr(mark));
  }
}

TEST_F(PageRendererTest, SetsAccentsAndOtherScripts) {
  const std::string words =
      PdfReader(
          Render(OrderFor("Año, niño, ¿qué?\n\nŽluťoučký kůň\n\nΔιάρροια\n\nТошнота\n\n恶心和呕吐\n\nตัวอย่าง\n")).bytes)
          .Words();
  for (const char* text : {"Año, niño, ¿qué?", "Žluťoučký kůň", "Διάρροια", "Тошнота", "恶心和呕吐"}) {
    EXPECT_THAT(words, HasSubstr(text));
  }
}

TEST_F(PageRendererTest, SetsArabicFromTheRight) {
  const PdfReader pdf(Render(OrderFor("الغثيان والقيء\n\n- تعب\n", "ar")).bytes);
  EXPECT_THAT(pdf.Words(), HasSubstr("الغثيان"));
  const std::string boxes = pdf.Boxes();
  std::smatch word;
  ASSERT_TRUE(std::regex_search(boxes, word, std::regex("xMax=\"([0-9.]+)\"[^>]*>ث<")));
  EXPECT_GT(std::stod(word[1]), 500);
}

// Where the words of all pages are, from the left.
std::pair<double, double> Extent(const PdfReader& pdf) {
  const std::string boxes = pdf.Boxes();
  const std::regex box("<word xMin=\"([0-9.]+)\"[^>]*xMax=\"([0-9.]+)\"");
  std::pair<double, double> extent = {1000, 0};
  for (std::sregex_iterator match(boxes.begin(), boxes.end(), box), end; match != end; ++match) {
    extent.first = std::min(extent.first, std::stod((*match)[1]));
    extent.second = std::max(extent.second, std::stod((*match)[2]));
  }
  return extent;
}

TEST_F(PageRendererTest, BreaksWhatIsLongerThanALineAndKeepsWithinTheMargins) {
  const std::string word(5000, 'x');
  const std::string deep = "- - - - - - - - - - - - - - - - a " + word + "\n";
  std::string table = "|a|b|c|d|e|f|g|h|i|j|k|l|\n|-|-|-|-|-|-|-|-|-|-|-|-|\n|";
  for (int i = 0; i < 12; ++i) table += word.substr(0, 60) + "|";
  for (const std::string& body : {word + "\n", "# " + word + "\n", "> " + word + "\n", deep, table + "\n"}) {
    const PdfReader pdf(Render(OrderFor(body)).bytes);
    const auto [left, right] = Extent(pdf);
    EXPECT_GE(left, 62) << body.substr(0, 10);
    EXPECT_LE(right, 534) << body.substr(0, 10);
  }
  const std::string words = PdfReader(Render(OrderFor(word + "\n")).bytes).Words();
  EXPECT_EQ(std::count(words.begin(), words.end(), 'x'), 5000);
}

TEST_F(PageRendererTest, ThumbnailIsAPictureOfTheFirstPage) {
  const Rendition picture = Render(OrderFor(Paragraphs(200), "en", RenditionKind::kThumbnail));
  ASSERT_GT(picture.bytes.size(), 1000u);
  EXPECT_EQ(picture.bytes.substr(1, 3), "PNG");
  EXPECT_EQ(picture.bytes.substr(16, 8), std::string("\0\0\x01\x2c\0\0\x01\xa8", 8));  // 300 x 424
  EXPECT_EQ(picture.pages, 1);
}

// ---- Limits ----------------------------------------------------------------------------------------------------

TEST_F(PageRendererTest, RefusesMorePagesThanAllowed) {
  std::string rules;
  for (int i = 0; i < 40'000; ++i) rules += "***\n";
  const absl::Status status = Failure(OrderFor(rules));
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_EQ(ReasonOf(status), reason::kFailedState);
  EXPECT_THAT(std::string(status.message()), HasSubstr("600"));
  EXPECT_FALSE(Render(OrderFor(rules, "en", RenditionKind::kThumbnail)).bytes.empty());
}

TEST_F(PageRendererTest, RefusesADisclaimerThatLeavesNoRoomForTheText) {
  RenditionOrder order = OrderFor("Text\n");
  std::string text;
  for (int i = 0; i < 100; ++i) text += kLongDisclaimer;
  order.publication = ShownDraft(SampleManuscript("a-sheet"), 1, {}, SampleDisclaimer(1, text));
  EXPECT_TRUE(absl::IsFailedPrecondition(Failure(order)));
}

TEST_F(PageRendererTest, StopsAtTheNextPageWhenNobodyWaits) {
  int asked = 0;
  const auto given_up = [&] { return ++asked == 3; };
  EXPECT_TRUE(absl::IsCancelled(renderer_->Render(OrderFor(Paragraphs(500)), given_up).status()));
  EXPECT_EQ(asked, 3);
}

TEST_F(PageRendererTest, NeedsItsFonts) {
  const auto renderer = PageRenderer::Create("/nowhere");
  EXPECT_TRUE(absl::IsFailedPrecondition(renderer.status()));
  EXPECT_THAT(std::string(renderer.status().message()), HasSubstr("/nowhere/noto/NotoSans-Regular.ttf"));
}

}  // namespace
}  // namespace careloop::content
