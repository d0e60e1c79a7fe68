#include <algorithm>

#include "absl/strings/str_replace.h"
#include "tests/rpc/content/content_fixture.h"

namespace careloop::content {
namespace {

using careloop::testing::Answer;
using careloop::testing::RpcCaller;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SearchTest : public ContentFixture {
 protected:
  void SetUp() override {
    ContentFixture::SetUp();
    for (const char* id : {"current-standards-of-care", "nausea-and-vomiting", "fatigue", "pain"}) Deploy(id);
    ASSERT_TRUE(server_->Index().ok());
  }

  static v1::SearchPublicationsRequest Query(const std::string& query) {
    v1::SearchPublicationsRequest request;
    request.set_query(query);
    return request;
  }
  Answer<v1::SearchPublicationsResponse> Search(const v1::SearchPublicationsRequest& request) {
    return patient_.Call(server_->content(), &v1::ContentService::Stub::SearchPublications, request);
  }
  std::vector<std::string> Find(const std::string& query) {
    std::vector<std::string> names;
    const auto answer = Search(Query(query));
    EXPECT_TRUE(answer.ok()) << answer.message;
    for (const auto& hit : answer.response.hits()) names.push_back(hit.publication().name());
    return names;
  }
  static std::string Joined(const google::protobuf::RepeatedPtrField<v1::TextSegment>& segments) {
    std::string text;
    for (const auto& segment : segments) text += segment.match() ? "[" + segment.text() + "]" : segment.text();
    return text;
  }
};

TEST_F(SearchTest, FindsPublicationsAndShowsWhereUnderTheirDisclaimer) {
  const auto answer = Search(Query("vomits"));
  ASSERT_TRUE(answer.ok()) << answer.message;
  ASSERT_GE(answer.response.hits_size(), 1);
  const v1::SearchHit& hit = answer.response.hits(0);
  EXPECT_EQ(hit.publication().name(), "publications/nausea-and-vomiting");
  EXPECT_EQ(Joined(hit.title()), "Nausea and [vomiting]: notice, note, talk");
  EXPECT_THAT(Joined(hit.excerpt()), HasSubstr("[vomit]"));
  EXPECT_THAT(hit.disclaimer().text(), HasSubstr("not medical advice"));
  EXPECT_THAT(hit.sponsor_acknowledgement(), HasSubstr("No sponsor"));
  EXPECT_EQ(hit.publication().disclaimer().text(), hit.disclaimer().text());
  EXPECT_EQ(answer.response.match(), v1::SEARCH_MATCH_ALL_WORDS);
  EXPECT_EQ(answer.response.total_size(), answer.response.hits_size());
}

TEST_F(SearchTest, FindsADrugByBothOfItsNames) {
  for (const char* query : {"Herceptin", "trastuzumab", "treatment:herceptin"}) {
    EXPECT_THAT(Find(query), Contains("publications/current-standards-of-care")) << query;
  }
}

TEST_F(SearchTest, NarrowsDownByFacets) {
  const auto all = Search(Query("team"));
  ASSERT_EQ(all.response.total_size(), 4);
  const v1::SearchFacets& facets = all.response.facets();
  ASSERT_EQ(facets.kinds_size(), 2);
  EXPECT_EQ(facets.kinds(0).kind(), v1::PUBLICATION_KIND_SELF_CARE_SHEET);
  EXPECT_EQ(facets.kinds(0).count(), 3);
  const auto topic = std::find_if(facets.topics().begin(), facets.topics().end(), [](const v1::FacetValue& value) {
    return value.value() == "topics/talking-with-your-team";
  });
  ASSERT_NE(topic, facets.topics().end());
  EXPECT_EQ(topic->label(), "Talking with your care team");
  EXPECT_EQ(topic->count(), 4);
  EXPECT_EQ(facets.languages(0).value(), "en");
  ASSERT_GE(facets.treatments_size(), 1);

  v1::SearchPublicationsRequest narrowed = Query("team");
  narrowed.add_treatments(facets.treatments(0).value());
  narrowed.add_kinds(v1::PUBLICATION_KIND_FACT_SHEET);
  narrowed.add_languages("EN");
  const auto some = Search(narrowed);
  ASSERT_EQ(some.response.total_size(), facets.treatments(0).count());
  EXPECT_EQ(some.response.hits(0).publication().name(), "publications/current-standards-of-care");
}

TEST_F(SearchTest, OffersAnotherSpellingUnderADisclaimer) {
  const auto answer = Search(Query("nausia"));
  const v1::SearchSuggestion& suggestion = answer.response.suggestion();
  EXPECT_EQ(suggestion.suggested_query(), "nausea");
  EXPECT_THAT(suggestion.disclaimer().text(), HasSubstr("not medical advice"));
  EXPECT_FALSE(suggestion.sponsor_acknowledgement().empty());
  EXPECT_FALSE(Search(Query("nausea")).response.has_suggestion());
}

TEST_F(SearchTest, PagesByTokensOfThisCallerAndQuery) {
  v1::SearchPublicationsRequest request = Query("team");
  request.set_page_size(3);
  const auto first = Search(request);
  EXPECT_EQ(first.response.hits_size(), 3);
  request.set_page_token(first.response.next_page_token());
  ASSERT_FALSE(request.page_token().empty());
  const auto second = Search(request);
  EXPECT_EQ(second.response.hits_size(), 1);
  EXPECT_EQ(second.response.total_size(), 4);
  EXPECT_THAT(second.response.next_page_token(), IsEmpty());

  request.set_query("pain");
  EXPECT_EQ(Search(request).reason, "PAGE_TOKEN_INVALID");
  request.set_query("team");
  const RpcCaller other(Role::kPatient, "patient-2");
  EXPECT_EQ(other.Call(server_->content(), &v1::ContentService::Stub::SearchPublications, request).reason,
            "PAGE_TOKEN_INVALID");
}

TEST_F(SearchTest, FindsTheCurrentRevisionOnly) {
  const std::string other = absl::StrReplaceAll(DeployedMarkdown("pain"), {{"Pain:", "Soreness:"}});
  ASSERT_TRUE(Import(other).ok());
  EXPECT_THAT(Find("soreness"), IsEmpty()) << "a draft";
  ASSERT_TRUE(Publish("pain", 2).ok());
  ASSERT_TRUE(server_->Index().ok());
  EXPECT_THAT(Find("title:soreness"), ElementsAre("publications/pain"));
  EXPECT_THAT(Find("title:pain"), IsEmpty());
}

TEST_F(SearchTest, IsUnavailableUntilTheIndexHasBeenBuilt) {
  ContentServer fresh(*redis_);
  ASSERT_TRUE(fresh.Load().ok());
  const auto search = [&] {
    return patient_.Call(fresh.content(), &v1::ContentService::Stub::SearchPublications, Query("pain"));
  };
  EXPECT_EQ(search().code, grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(search().reason, "STORE_UNAVAILABLE");
  ASSERT_TRUE(fresh.Index().ok());
  EXPECT_TRUE(search().ok());
}

TEST_F(SearchTest, NamesEachFieldThatIsWrong) {
  v1::SearchPublicationsRequest request;
  request.add_topics("x");
  EXPECT_THAT(Search(request).violations,
              ElementsAre(HasSubstr("query: is empty or blank"), HasSubstr("topics[0]: needs")));
  std::string long_query;
  for (int i = 0; i < 33; ++i) long_query += "ab ";
  const auto answer = Search(Query(long_query));
  EXPECT_EQ(answer.reason, "INVALID_FIELD");
  EXPECT_THAT(answer.violations, ElementsAre("query: has 33 words, at most 32 are allowed"));
}

TEST_F(SearchTest, IsOpenToEveryPersonAndToNoService) {
  for (const Role role : {Role::kPatient, Role::kCaregiver, Role::kClinician, Role::kEditor, Role::kAdmin}) {
    const RpcCaller caller(role, "person");
    EXPECT_TRUE(caller.Call(server_->content(), &v1::ContentService::Stub::SearchPublications, Query("pain")).ok());
  }
  const RpcCaller service(Role::kService, "journal");
  EXPECT_EQ(service.Call(server_->content(), &v1::ContentService::Stub::SearchPublications, Query("pain")).reason,
            "ROLE_NOT_ALLOWED");
}

}  // namespace
}  // namespace careloop::content
