#include "tests/rpc/content/content_fixture.h"

namespace careloop::content {
namespace {

using ::testing::ElementsAre;

constexpr char kSheet[] =
    "---\nid: sheet\ntitle: A sheet\nsummary: S\nkind: self-care-sheet\nlanguage: en\n"
    "sponsor_acknowledgement: Nobody.\nreview_due_date: 2030-01-31\ndiagnoses: [breast-cancer]\n---\nText\n";

class RevisionsTest : public ContentFixture {
 protected:
  // A revision of the sheet, a second after what happened before.
  int ImportSheet() {
    redis_->clock().Advance(absl::Seconds(1));
    return Import(kSheet).response.publication().revision();
  }
  careloop::testing::Answer<v1::ListRevisionsResponse> ListRevisions(const std::string& id, int size = 0,
                                                                     const std::string& token = "") {
    v1::ListRevisionsRequest request;
    request.set_name(StrCat("publications/", id));
    request.set_page_size(size);
    request.set_page_token(token);
    return editor_.Call(server_->publishing(), &v1::PublishingService::Stub::ListRevisions, request);
  }
  std::string Etag() { return Get(editor_, "sheet").response.publication().etag(); }
};

TEST_F(RevisionsTest, AWithdrawnPublicationIsInNoListAndReadableByItsNumberWithTheReason) {
  ASSERT_TRUE(Publish("sheet", ImportSheet()).ok());
  ASSERT_TRUE(Publish("sheet", ImportSheet()).ok());
  const auto before = Get(patient_, "sheet", 2).response.publication();
  redis_->clock().Advance(absl::Seconds(1));
  const auto withdrawn = Withdraw("sheet");
  ASSERT_TRUE(withdrawn.ok()) << withdrawn.message;
  EXPECT_EQ(withdrawn.response.publication().revision(), 2);

  EXPECT_EQ(List({}).response.publications_size(), 0);
  EXPECT_EQ(Get(patient_, "sheet").reason, "NOT_FOUND");
  for (const int revision : {1, 2}) {
    const auto shown = Get(patient_, "sheet", revision).response.publication();
    EXPECT_EQ(shown.state(), v1::PUBLICATION_STATE_WITHDRAWN);
    EXPECT_EQ(shown.withdrawal_reason(), "A dose was wrong.");
    EXPECT_GT(shown.withdrawn_time().seconds(), shown.published_time().seconds());
    EXPECT_EQ(shown.current_revision(), 0);
  }
  auto after = Get(patient_, "sheet", 2).response.publication();
  after.set_state(before.state());
  after.clear_withdrawn_time();
  after.clear_withdrawal_reason();
  after.set_current_revision(before.current_revision());
  after.set_etag(before.etag());
  EXPECT_EQ(after.SerializeAsString(), before.SerializeAsString());  // what was sent is shown again exactly
}

TEST_F(RevisionsTest, AWithdrawalIsRepeatedByItsRequestAndNeedsACurrentRevision) {
  EXPECT_EQ(Withdraw("sheet").reason, "NOT_FOUND");
  const int first = ImportSheet();
  EXPECT_EQ(Withdraw("sheet").reason, "FAILED_STATE");
  ASSERT_TRUE(Publish("sheet", first).ok());
  const auto withdrawn = Withdraw("sheet", 7);
  EXPECT_EQ(Withdraw("sheet").reason, "FAILED_STATE");
  ASSERT_TRUE(Publish("sheet", ImportSheet()).ok());
  EXPECT_EQ(Withdraw("sheet", 7).response.SerializeAsString(), withdrawn.response.SerializeAsString());
  EXPECT_EQ(Get(patient_, "sheet").response.publication().revision(), 2);
}

TEST_F(RevisionsTest, AWithdrawnRevisionIsNotPublishedAgain) {
  ASSERT_TRUE(Publish("sheet", ImportSheet()).ok());
  ASSERT_TRUE(Withdraw("sheet").ok());
  EXPECT_EQ(Publish("sheet", 1).reason, "FAILED_STATE");
  ASSERT_TRUE(Publish("sheet", ImportSheet()).ok());
  EXPECT_EQ(Get(patient_, "sheet", 1).response.publication().state(), v1::PUBLICATION_STATE_WITHDRAWN);
  EXPECT_EQ(Get(patient_, "sheet", 1).response.publication().current_revision(), 2);
}

TEST_F(RevisionsTest, ReachesOtherInstancesWithTheirNextPoll) {
  ContentServer other(*redis_);
  ASSERT_TRUE(Publish("sheet", ImportSheet()).ok());
  ASSERT_TRUE(other.Load().ok());
  ASSERT_TRUE(Withdraw("sheet").ok());
  ASSERT_TRUE(other.Load().ok());
  v1::GetPublicationRequest get;
  get.set_name("publications/sheet");
  EXPECT_EQ(patient_.Call(other.content(), &v1::ContentService::Stub::GetPublication, get).reason, "NOT_FOUND");
}

TEST_F(RevisionsTest, AStaleEtagStopsAPublishingAndAWithdrawal) {
  ASSERT_TRUE(Publish("sheet", ImportSheet()).ok());
  const auto mine = Import(kSheet).response.publication();
  EXPECT_EQ(mine.etag(), Etag());
  ASSERT_TRUE(Publish("sheet", ImportSheet(), 0, Etag()).ok());  // a colleague was faster
  const auto refused = Publish("sheet", ImportSheet(), 0, mine.etag());
  EXPECT_EQ(refused.code, grpc::StatusCode::ABORTED);
  EXPECT_EQ(refused.reason, "VERSION_CONFLICT");
  EXPECT_EQ(Withdraw("sheet", 0, mine.etag()).reason, "VERSION_CONFLICT");
  EXPECT_TRUE(Withdraw("sheet", 0, Etag()).ok());
}

TEST_F(RevisionsTest, AnEtagChangesWithWhatReadersSeeAndWithNothingElse) {
  const std::string none = Import(kSheet).response.publication().etag();
  const auto published = Publish("sheet", 1, 0, none);
  ASSERT_TRUE(published.ok()) << published.message;
  EXPECT_NE(published.response.publication().etag(), none);
  EXPECT_EQ(Import(kSheet).response.publication().etag(), published.response.publication().etag());
  EXPECT_EQ(Get(editor_, "sheet", 2).response.publication().etag(), published.response.publication().etag());
  EXPECT_NE(Withdraw("sheet").response.publication().etag(), published.response.publication().etag());
}

TEST_F(RevisionsTest, ListsWhoDidWhatAndWhenLatestFirst) {
  ASSERT_TRUE(Publish("sheet", ImportSheet()).ok());
  ASSERT_TRUE(Publish("sheet", ImportSheet()).ok());
  ASSERT_TRUE(Withdraw("sheet").ok());
  ASSERT_TRUE(Publish("sheet", ImportSheet()).ok());
  ImportSheet();
  const auto answer = ListRevisions("sheet").response;
  ASSERT_EQ(answer.revisions_size(), 4);
  EXPECT_EQ(answer.current_revision(), 3);
  EXPECT_EQ(answer.etag(), Etag());
  EXPECT_EQ(answer.revisions(0).state(), v1::PUBLICATION_STATE_DRAFT);
  EXPECT_FALSE(answer.revisions(0).has_published());
  EXPECT_EQ(answer.revisions(1).state(), v1::PUBLICATION_STATE_PUBLISHED);
  EXPECT_EQ(answer.revisions(2).state(), v1::PUBLICATION_STATE_WITHDRAWN);
  EXPECT_EQ(answer.revisions(3).state(), v1::PUBLICATION_STATE_WITHDRAWN);
  const v1::RevisionHistory& first = answer.revisions(3);
  EXPECT_EQ(first.revision(), 1);
  EXPECT_EQ(first.imported().person(), "editor-1");
  EXPECT_FALSE(first.imported().display_name().empty());
  EXPECT_EQ(first.imported().time().seconds(), careloop::testing::ServiceRedis::kStart + 1);
  EXPECT_EQ(first.published().person(), "editor-1");
  EXPECT_EQ(first.disclaimer_version(), 1);
  EXPECT_EQ(first.withdrawn().time().seconds(), careloop::testing::ServiceRedis::kStart + 2);
  EXPECT_EQ(first.withdrawal_reason(), "A dose was wrong.");
  EXPECT_EQ(ListRevisions("nothing").reason, "NOT_FOUND");
}

TEST_F(RevisionsTest, PagesThroughRevisions) {
  for (int i = 0; i < 5; ++i) ImportSheet();
  std::vector<int> numbers;
  std::string token;
  do {
    const auto page = ListRevisions("sheet", 2, token);
    ASSERT_TRUE(page.ok()) << page.message;
    for (const auto& revision : page.response.revisions()) numbers.push_back(revision.revision());
    token = page.response.next_page_token();
  } while (!token.empty());
  EXPECT_THAT(numbers, ElementsAre(5, 4, 3, 2, 1));
  EXPECT_EQ(ListRevisions("sheet", 2, "no token").reason, "PAGE_TOKEN_INVALID");
}

TEST_F(RevisionsTest, OneVersionOfADisclaimerHasOneTextForEver) {
  ASSERT_TRUE(PublishDisclaimer("pt", 1, "Texto.").ok());
  EXPECT_TRUE(PublishDisclaimer("pt", 1, "Texto.").ok());
  const auto refused = PublishDisclaimer("PT", 1, "Outro.");
  EXPECT_EQ(refused.code, grpc::StatusCode::ABORTED);
  EXPECT_EQ(refused.reason, "VERSION_CONFLICT");
  ASSERT_TRUE(PublishDisclaimer("pt", 3, "Outro.").ok());
  EXPECT_EQ(PublishDisclaimer("pt", 2, "Ainda outro.").reason, "VERSION_CONFLICT");
  v1::GetDisclaimerRequest get;
  get.set_language("pt");
  const auto find = [&](int version) {
    get.set_version(version);
    return patient_.Call(server_->content(), &v1::ContentService::Stub::GetDisclaimer, get);
  };
  EXPECT_EQ(find(0).response.disclaimer().version(), 3);
  EXPECT_EQ(find(1).response.disclaimer().text(), "Texto.");
  EXPECT_EQ(find(2).reason, "NOT_FOUND");
}

TEST_F(RevisionsTest, ANewDisclaimerGoesWithWhatIsPublishedFromThenOn) {
  ASSERT_TRUE(Publish("sheet", ImportSheet()).ok());
  ASSERT_TRUE(PublishDisclaimer("en", 2, "Newer words.").ok());
  EXPECT_EQ(Get(patient_, "sheet").response.publication().disclaimer().version(), 1);
  ASSERT_TRUE(Publish("sheet", ImportSheet()).ok());
  EXPECT_EQ(Get(patient_, "sheet").response.publication().disclaimer().text(), "Newer words.");
  EXPECT_EQ(Get(patient_, "sheet", 1).response.publication().disclaimer().version(), 1);
  v1::GetTreatmentRequest treatment;
  treatment.set_name("treatments/letrozole");
  const auto shown = patient_.Call(server_->content(), &v1::ContentService::Stub::GetTreatment, treatment);
  EXPECT_EQ(shown.response.treatment().disclaimer().version(), 2);
}

TEST_F(RevisionsTest, AServerWithTheOlderFileStartsWithTheNewerDisclaimer) {
  ASSERT_TRUE(PublishDisclaimer("en", 2, "Newer words.").ok());
  ContentServer other(*redis_);
  ASSERT_TRUE(other.Load().ok());
  const auto shown =
      patient_.Call(other.content(), &v1::ContentService::Stub::GetDisclaimer, v1::GetDisclaimerRequest());
  EXPECT_EQ(shown.response.disclaimer().text(), "Newer words.");
}

}  // namespace
}  // namespace careloop::content
