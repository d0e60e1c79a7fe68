#include "tests/rpc/content/content_fixture.h"

namespace careloop::content {
namespace {

using careloop::testing::RpcCaller;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kSheet[] =
    "---\nid: sheet\ntitle: A sheet\nsummary: S\nkind: self-care-sheet\nlanguage: en\n"
    "sponsor_acknowledgement: Nobody.\nreview_due_date: 2030-01-31\n---\nText\n";

class PublishingServiceTest : public ContentFixture {};

TEST_F(PublishingServiceTest, ImportsADraftThatOnlyEditorsSee) {
  const auto imported = Import(kSheet);
  ASSERT_TRUE(imported.ok()) << imported.message;
  const v1::Publication& draft = imported.response.publication();
  EXPECT_EQ(draft.name(), "publications/sheet");
  EXPECT_EQ(draft.revision(), 1);
  EXPECT_EQ(draft.state(), v1::PUBLICATION_STATE_DRAFT);
  EXPECT_EQ(draft.kind(), v1::PUBLICATION_KIND_SELF_CARE_SHEET);
  EXPECT_EQ(draft.body_markdown(), "Text\n");
  EXPECT_FALSE(draft.has_published_time());
  EXPECT_FALSE(draft.disclaimer().text().empty());
  EXPECT_EQ(draft.sponsor_acknowledgement(), "Nobody.");

  EXPECT_EQ(Get(patient_, "sheet", 1).reason, "NOT_FOUND");
  EXPECT_EQ(Get(patient_, "sheet").reason, "NOT_FOUND");
  EXPECT_TRUE(Get(editor_, "sheet", 1).ok());
  EXPECT_EQ(Get(editor_, "sheet").reason, "NOT_FOUND");
}

TEST_F(PublishingServiceTest, PublishesARevisionForEverybodyAtOnce) {
  ASSERT_TRUE(Import(kSheet).ok());
  const auto published = Publish("sheet", 1);
  ASSERT_TRUE(published.ok()) << published.message;
  EXPECT_EQ(published.response.publication().state(), v1::PUBLICATION_STATE_PUBLISHED);
  EXPECT_EQ(published.response.publication().published_time().seconds(), careloop::testing::ServiceRedis::kStart);
  EXPECT_EQ(published.response.publication().disclaimer().version(), 1);
  const auto read = Get(patient_, "sheet");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.response.publication().SerializeAsString(), published.response.publication().SerializeAsString());
}

TEST_F(PublishingServiceTest, KeepsThePreviousRevisionReadable) {
  ASSERT_TRUE(Import(kSheet).ok());
  ASSERT_TRUE(Import(kSheet).ok());
  ASSERT_TRUE(Publish("sheet", 1).ok());
  ASSERT_TRUE(Publish("sheet", 2).ok());
  EXPECT_EQ(Get(patient_, "sheet").response.publication().revision(), 2);
  const auto first = Get(patient_, "sheet", 1);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first.response.publication().state(), v1::PUBLICATION_STATE_SUPERSEDED);
  EXPECT_FALSE(first.response.publication().disclaimer().text().empty());
}

TEST_F(PublishingServiceTest, RefusesARevisionOlderThanTheCurrentOne) {
  ASSERT_TRUE(Import(kSheet).ok());
  ASSERT_TRUE(Import(kSheet).ok());
  ASSERT_TRUE(Publish("sheet", 2).ok());
  const auto refused = Publish("sheet", 1);
  EXPECT_EQ(refused.code, grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(refused.reason, "FAILED_STATE");
  EXPECT_TRUE(Publish("sheet", 2).ok());
}

TEST_F(PublishingServiceTest, DoesNotFindWhatWasNotImported) {
  EXPECT_EQ(Publish("nothing", 1).reason, "NOT_FOUND");
  ASSERT_TRUE(Import(kSheet).ok());
  EXPECT_EQ(Publish("sheet", 2).code, grpc::StatusCode::NOT_FOUND);
}

TEST_F(PublishingServiceTest, AnswersARepeatedRequestAsTheFirstTime) {
  const auto first = Import(kSheet, 7);
  ASSERT_TRUE(Import(kSheet, 8).ok());
  const auto again = Import(kSheet, 7);
  EXPECT_EQ(again.response.SerializeAsString(), first.response.SerializeAsString());

  const auto published = Publish("sheet", 1, 9);
  redis_->clock().Advance(absl::Minutes(1));
  ASSERT_TRUE(Publish("sheet", 2).ok());
  EXPECT_EQ(Publish("sheet", 1, 9).response.SerializeAsString(), published.response.SerializeAsString());
  EXPECT_EQ(Get(patient_, "sheet").response.publication().revision(), 2);
}

TEST_F(PublishingServiceTest, RefusesARequestIdWithOtherValues) {
  ASSERT_TRUE(Import(kSheet, 7).ok());
  EXPECT_EQ(Import(StrCat(kSheet, "more\n"), 7).reason, "REQUEST_ID_REUSED");
}

TEST_F(PublishingServiceTest, OnlyChecksWhenToldTo) {
  const auto checked = Import(kSheet, 7, /*validate_only=*/true);
  ASSERT_TRUE(checked.ok());
  EXPECT_EQ(checked.response.publication().revision(), 1);
  EXPECT_EQ(Get(editor_, "sheet", 1).reason, "NOT_FOUND");
  EXPECT_EQ(Import(kSheet, 7).response.publication().revision(), 1);  // nothing was remembered under this id
}

TEST_F(PublishingServiceTest, NamesEveryFaultOfAManuscript) {
  const auto refused = Import("---\nid: sheet\ntitle: T\nkind: leaflet\n---\n<b>Text</b>\n");
  EXPECT_EQ(refused.code, grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(refused.reason, "INVALID_FIELD");
  EXPECT_THAT(
      refused.violations,
      ::testing::IsSupersetOf({std::string("markdown: line 4: kind: is one of fact-sheet, self-care-sheet, booklet"),
                               std::string("markdown: line 2: summary: is missing")}));
  EXPECT_THAT(refused.violations, ::testing::Contains(HasSubstr("line 6: holds raw HTML")));
}

// The sheet in another language.
std::string SheetIn(const std::string& language) {
  std::string sheet = kSheet;
  sheet.replace(sheet.find("language: en"), 12, "language: " + language);
  return sheet;
}

TEST_F(PublishingServiceTest, RefusesALanguageUntilItHasADisclaimer) {
  const auto refused = Import(SheetIn("pt"));
  EXPECT_EQ(refused.code, grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(refused.reason, "FAILED_STATE");
  ASSERT_TRUE(PublishDisclaimer("pt", 1, "Texto geral.").ok());
  ASSERT_TRUE(Import(SheetIn("pt")).ok());
  EXPECT_EQ(Publish("sheet", 1).response.publication().disclaimer().text(), "Texto geral.");
}

TEST_F(PublishingServiceTest, TakesAFullMebibyteAndNotMore) {
  std::string large = kSheet;
  while (large.size() < (size_t{1} << 20)) large += "Some more words.\n";
  large.resize(size_t{1} << 20);
  EXPECT_TRUE(Import(large).ok());
  const auto refused = Import(large + "x");
  EXPECT_EQ(refused.reason, "INVALID_FIELD");
  EXPECT_THAT(refused.violations, ElementsAre(HasSubstr("markdown: has 1048577 bytes")));
}

TEST_F(PublishingServiceTest, IsForEditorsOnly) {
  for (const Role role : {Role::kPatient, Role::kCaregiver, Role::kClinician, Role::kAdmin, Role::kService}) {
    const RpcCaller caller(role, "somebody");
    v1::ImportPublicationRequest import;
    const auto imported = caller.Call(server_->publishing(), &v1::PublishingService::Stub::ImportPublication, import);
    EXPECT_EQ(imported.reason, "ROLE_NOT_ALLOWED") << RoleName(role);
    v1::PublishRevisionRequest publish;
    const auto published = caller.Call(server_->publishing(), &v1::PublishingService::Stub::PublishRevision, publish);
    EXPECT_EQ(published.reason, "ROLE_NOT_ALLOWED") << RoleName(role);
    v1::ListRevisionsRequest list;
    const auto listed = caller.Call(server_->publishing(), &v1::PublishingService::Stub::ListRevisions, list);
    EXPECT_EQ(listed.reason, "ROLE_NOT_ALLOWED") << RoleName(role);
  }
}

TEST_F(PublishingServiceTest, NeedsARequestId) {
  v1::PublishRevisionRequest publish;
  publish.set_name("publications/sheet");
  publish.set_revision(1);
  const auto refused = editor_.Call(server_->publishing(), &v1::PublishingService::Stub::PublishRevision, publish);
  EXPECT_EQ(refused.reason, "INVALID_FIELD");
  EXPECT_THAT(refused.violations, ElementsAre(HasSubstr("request_id: is missing")));
}

TEST_F(PublishingServiceTest, ReachesOtherInstancesWithTheirNextPoll) {
  ContentServer other(*redis_);
  ASSERT_TRUE(other.Load().ok());
  ASSERT_TRUE(Import(kSheet).ok());
  ASSERT_TRUE(Publish("sheet", 1).ok());
  ASSERT_TRUE(other.Load().ok());
  v1::GetPublicationRequest get;
  get.set_name("publications/sheet");
  EXPECT_TRUE(patient_.Call(other.content(), &v1::ContentService::Stub::GetPublication, get).ok());
}

TEST_F(PublishingServiceTest, ImportsEverythingThatTheSiteShips) {
  for (const char* id : {"current-standards-of-care", "diarrhea", "fatigue", "fever-and-chills", "mouth-sores",
                         "nausea-and-vomiting", "numbness-and-tingling", "pain", "worry-and-low-mood", "cansancio"}) {
    Deploy(id);
  }
  EXPECT_EQ(List({}).response.publications_size(), 10);
}

}  // namespace
}  // namespace careloop::content
