// What is no publication: refused with line and reason, and nothing of it is kept.

#include <vector>

#include "absl/strings/str_replace.h"
#include "tests/rpc/content/content_fixture.h"

namespace careloop::content {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

constexpr char kSheet[] =
    "---\nid: sheet\ntitle: A sheet\nsummary: What it is about.\nkind: self-care-sheet\nlanguage: en\n"
    "diagnoses: [breast-cancer]\ntreatments: [letrozole]\nsponsor_acknowledgement: Nobody sponsored this.\n"
    "review_due_date: 2030-01-31\n---\nText.\n";

std::string With(const std::string& from, const std::string& to) { return absl::StrReplaceAll(kSheet, {{from, to}}); }

std::string Repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

class BadInputTest : public ContentFixture {
 protected:
  void ExpectNothingKept() {
    v1::ListRevisionsRequest list;
    list.set_name("publications/sheet");
    EXPECT_EQ(editor_.Call(server_->publishing(), &v1::PublishingService::Stub::ListRevisions, list).reason,
              "NOT_FOUND");
  }
};

TEST_F(BadInputTest, IsRefusedWithLineAndReasonAndLeavesNothing) {
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"No front matter.\n", "markdown: line 1: needs front matter"},
      {With("A sheet", "[a, b]"), "markdown: line 3: title: needs one text"},
      {With("[breast-cancer]", "{a: b}"), "markdown: line 7: diagnoses: needs a list"},
      {With("breast-cancer", "unheard-of"), "markdown: line 7: diagnoses: the site has no diagnoses/unheard-of"},
      {With("letrozole", "snake-oil"), "markdown: line 8: treatments: the site has no treatments/snake-oil"},
      {With("Text.", "\x01\x02\x7F"), "markdown: line 12: holds a control character"},
      {With("[letrozole]", Repeated("[", 5000)), "markdown: line 11: is not valid YAML"},
      {With("title:", ", title:"), "line 3: "},
      {With("Text.", Repeated("> ", 100) + "deep"), "markdown: line 12: is nested deeper than 64 levels"},
      {With("Text.", Repeated("[a](/b) ", 100'000)), "markdown: line 12: the text has 100000 opening brackets"},
      {With("Text.", Repeated("<http://a> ", 90'000)), "holds a link beyond the 4096 that are allowed"},
      {With("Text.", "<script>x</script>"), "markdown: line 12: holds raw HTML"},
  };
  for (const auto& [markdown, fault] : bad) {
    const auto refused = Import(markdown);
    EXPECT_EQ(refused.code, grpc::StatusCode::INVALID_ARGUMENT) << fault << ": " << refused.message;
    EXPECT_EQ(refused.reason, "INVALID_FIELD") << fault;
    EXPECT_THAT(refused.violations, Contains(HasSubstr(fault)));
  }
  ExpectNothingKept();
  EXPECT_EQ(Import(kSheet).response.publication().revision(), 1);
}

TEST_F(BadInputTest, ThatIsNoTextOrFarTooLargeDoesNotReachTheService) {
  EXPECT_FALSE(Import(With("Text.", "\xFF\xFE")).ok());
  EXPECT_EQ(Import(kSheet + std::string(50 << 20, 'x')).code, grpc::StatusCode::RESOURCE_EXHAUSTED);
  ExpectNothingKept();
  EXPECT_TRUE(Import(kSheet).ok());
}

}  // namespace
}  // namespace careloop::content
