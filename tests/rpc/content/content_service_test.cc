#include "absl/strings/match.h"
#include "tests/rpc/content/content_fixture.h"

namespace careloop::content {
namespace {

using careloop::testing::RpcCaller;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ContentServiceTest : public ContentFixture {
 protected:
  using Stub = v1::ContentService::Stub;

  std::vector<std::string> NamesIn(const v1::ListPublicationsRequest& request) {
    std::vector<std::string> names;
    const auto answer = List(request);
    for (const auto& publication : answer.response.publications()) names.push_back(publication.name());
    return names;
  }
};

TEST_F(ContentServiceTest, ShowsTheFactSheetOverdueWithDisclaimerAndSponsor) {
  Deploy("current-standards-of-care");
  const auto answer = Get(patient_, "current-standards-of-care");
  ASSERT_TRUE(answer.ok()) << answer.message;
  const v1::Publication& sheet = answer.response.publication();
  EXPECT_EQ(sheet.kind(), v1::PUBLICATION_KIND_FACT_SHEET);
  EXPECT_EQ(sheet.facts_as_of(), "2012-12-31");
  EXPECT_EQ(sheet.review_due_date(), "2013-12-31");
  EXPECT_TRUE(sheet.review_overdue());
  EXPECT_THAT(sheet.disclaimer().text(), HasSubstr("not medical advice"));
  EXPECT_EQ(sheet.disclaimer().language(), "en");
  EXPECT_THAT(sheet.sponsor_acknowledgement(), HasSubstr("Celgene"));
  EXPECT_THAT(sheet.body_markdown(), HasSubstr("Afinitor"));
  EXPECT_THAT(sheet.diagnoses(), ::testing::Contains("diagnoses/metastatic-breast-cancer"));
}

TEST_F(ContentServiceTest, ListsWithoutTextInBothOrders) {
  Deploy("pain");
  Deploy("fatigue");
  Deploy("diarrhea");
  v1::ListPublicationsRequest request;
  EXPECT_THAT(NamesIn(request), ElementsAre("publications/diarrhea", "publications/fatigue", "publications/pain"));
  Deploy("pain");
  EXPECT_THAT(NamesIn(request), ElementsAre("publications/pain", "publications/diarrhea", "publications/fatigue"));
  request.set_order(v1::PUBLICATION_ORDER_TITLE);
  EXPECT_THAT(NamesIn(request), ElementsAre("publications/diarrhea", "publications/fatigue", "publications/pain"));
  const auto answer = List(request);
  EXPECT_EQ(answer.response.publications(2).revision(), 2);
  for (const auto& summary : answer.response.publications()) EXPECT_FALSE(summary.disclaimer().text().empty());
}

TEST_F(ContentServiceTest, FiltersByEachField) {
  Deploy("pain");
  Deploy("fatigue");
  Deploy("current-standards-of-care");
  v1::ListPublicationsRequest request;
  request.set_symptom("symptoms/joint-pain");
  EXPECT_THAT(NamesIn(request), ElementsAre("publications/pain"));
  request.Clear();
  request.set_treatment("treatments/letrozole");
  EXPECT_THAT(NamesIn(request), ElementsAre("publications/current-standards-of-care"));
  request.Clear();
  request.set_topic("topics/managing-side-effects");
  request.set_kind(v1::PUBLICATION_KIND_SELF_CARE_SHEET);
  EXPECT_THAT(NamesIn(request), ElementsAre("publications/fatigue", "publications/pain"));
  request.set_language("EN");
  request.set_diagnosis("diagnoses/her2-positive-metastatic-breast-cancer");
  EXPECT_THAT(NamesIn(request), ElementsAre());
}

TEST_F(ContentServiceTest, PagesThroughAList) {
  for (const char* id : {"diarrhea", "fatigue", "mouth-sores", "pain", "worry-and-low-mood"}) Deploy(id);
  v1::ListPublicationsRequest request;
  request.set_order(v1::PUBLICATION_ORDER_TITLE);
  request.set_page_size(2);
  std::vector<std::string> titles;
  int pages = 0;
  do {
    const auto page = List(request);
    ASSERT_TRUE(page.ok()) << page.message;
    for (const auto& publication : page.response.publications()) titles.push_back(publication.title());
    request.set_page_token(page.response.next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(titles.size(), 5u);
  EXPECT_TRUE(std::is_sorted(titles.begin(), titles.end()));
}

TEST_F(ContentServiceTest, RefusesAPageTokenOfAnotherListOrCaller) {
  Deploy("pain");
  Deploy("fatigue");
  v1::ListPublicationsRequest request;
  request.set_page_size(1);
  request.set_page_token(List(request).response.next_page_token());
  ASSERT_FALSE(request.page_token().empty());
  EXPECT_TRUE(List(request).ok());

  const RpcCaller other(Role::kPatient, "patient-2");
  EXPECT_EQ(other.Call(server_->content(), &Stub::ListPublications, request).reason, "PAGE_TOKEN_INVALID");
  v1::ListTopicsRequest topics;
  topics.set_page_token(request.page_token());
  EXPECT_EQ(patient_.Call(server_->content(), &Stub::ListTopics, topics).reason, "PAGE_TOKEN_INVALID");
  request.set_order(v1::PUBLICATION_ORDER_TITLE);
  EXPECT_EQ(List(request).reason, "PAGE_TOKEN_INVALID");
  request.set_page_token("no token");
  EXPECT_EQ(List(request).reason, "PAGE_TOKEN_INVALID");
}

TEST_F(ContentServiceTest, ListsDiagnosesAndTopicsWithTheirCounts) {
  Deploy("pain");
  const auto diagnoses = patient_.Call(server_->content(), &Stub::ListDiagnoses, v1::ListDiagnosesRequest());
  ASSERT_TRUE(diagnoses.ok());
  ASSERT_EQ(diagnoses.response.diagnoses_size(), 4);
  EXPECT_EQ(diagnoses.response.diagnoses(0).name(), "diagnoses/breast-cancer");
  EXPECT_EQ(diagnoses.response.diagnoses(0).label(), "Breast cancer");
  EXPECT_EQ(diagnoses.response.diagnoses(0).publication_count(), 1);
  EXPECT_EQ(diagnoses.response.diagnoses(0).parent(), "");
  EXPECT_EQ(diagnoses.response.diagnoses(1).parent(), "diagnoses/breast-cancer");
  const auto topics = patient_.Call(server_->content(), &Stub::ListTopics, v1::ListTopicsRequest());
  ASSERT_TRUE(topics.ok());
  EXPECT_EQ(topics.response.topics(0).name(), "topics/quality-of-life");
  EXPECT_EQ(topics.response.topics(0).publication_count(), 1);  // of the one below it
  EXPECT_EQ(topics.response.topics(1).name(), "topics/emotional-well-being");
  EXPECT_EQ(topics.response.topics(1).publication_count(), 0);
}

TEST_F(ContentServiceTest, PagesThroughTheTreatments) {
  v1::ListTreatmentsRequest request;
  request.set_page_size(10);
  std::vector<std::string> names;
  do {
    const auto page = patient_.Call(server_->content(), &Stub::ListTreatments, request);
    ASSERT_TRUE(page.ok());
    for (const auto& treatment : page.response.treatments()) {
      names.push_back(treatment.generic_name());
      EXPECT_THAT(treatment.disclaimer().text(), HasSubstr("not medical advice"));
      EXPECT_THAT(treatment.sponsor_acknowledgement(), HasSubstr("Celgene"));
    }
    request.set_page_token(page.response.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(names.size(), 17u);
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
}

TEST_F(ContentServiceTest, ShowsATreatmentAsTheFactSheetDescribesIt) {
  v1::GetTreatmentRequest request;
  request.set_name("treatments/trastuzumab");
  const auto answer = patient_.Call(server_->content(), &Stub::GetTreatment, request);
  ASSERT_TRUE(answer.ok()) << answer.message;
  const v1::Treatment& treatment = answer.response.treatment();
  EXPECT_EQ(treatment.generic_name(), "Trastuzumab");
  EXPECT_THAT(treatment.brand_names(), ElementsAre("Herceptin"));
  EXPECT_THAT(treatment.treatment_kinds(), ElementsAre("Targeted treatment"));
  EXPECT_EQ(treatment.treatment_class(), "Monoclonal antibody");
  EXPECT_THAT(treatment.targets(), ElementsAre("HER2"));
  EXPECT_EQ(treatment.source_publication(), "publications/current-standards-of-care");
  request.set_name("treatments/unknown");
  EXPECT_EQ(patient_.Call(server_->content(), &Stub::GetTreatment, request).reason, "NOT_FOUND");
}

TEST_F(ContentServiceTest, AnswersTheDisclaimerInALanguage) {
  v1::GetDisclaimerRequest request;
  const auto answer = patient_.Call(server_->content(), &Stub::GetDisclaimer, request);
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer.response.disclaimer().version(), 1);
  EXPECT_EQ(answer.response.disclaimer().language(), "en");
  EXPECT_THAT(answer.response.disclaimer().text(), HasSubstr("not medical advice"));
  request.set_language("pt");
  EXPECT_EQ(patient_.Call(server_->content(), &Stub::GetDisclaimer, request).code, grpc::StatusCode::NOT_FOUND);
}

TEST_F(ContentServiceTest, ShowsASpanishPublicationWithTheSpanishDisclaimer) {
  Deploy("cansancio");
  const auto answer = Get(patient_, "cansancio");
  ASSERT_TRUE(answer.ok()) << answer.message;
  EXPECT_EQ(answer.response.publication().language(), "es");
  EXPECT_EQ(answer.response.publication().disclaimer().language(), "es");
  EXPECT_THAT(answer.response.publication().disclaimer().text(), HasSubstr("No es un consejo"));
}

TEST_F(ContentServiceTest, SaysWhichLanguageAListIsInAndThatItFellBack) {
  Deploy("cansancio");
  Deploy("fatigue");
  Deploy("pain");
  v1::ListPublicationsRequest request;
  request.set_language("es");
  request.add_fallback_languages("en");
  request.set_symptom("symptoms/fatigue");
  auto answer = List(request).response;
  EXPECT_THAT(NamesIn(request), ElementsAre("publications/cansancio"));
  EXPECT_EQ(answer.language(), "es");
  EXPECT_FALSE(answer.language_fallback());
  request.set_symptom("symptoms/pain");
  answer = List(request).response;
  EXPECT_THAT(NamesIn(request), ElementsAre("publications/pain"));
  EXPECT_EQ(answer.language(), "en");
  EXPECT_TRUE(answer.language_fallback());
  answer = List({}).response;
  EXPECT_EQ(answer.publications_size(), 3);
  EXPECT_EQ(answer.language(), "");
  EXPECT_FALSE(answer.language_fallback());
}

TEST_F(ContentServiceTest, ListsWhatIsOverdueForReview) {
  Deploy("current-standards-of-care");
  Deploy("pain");
  v1::ListPublicationsRequest request;
  request.set_review_due_before("2014-01-01");
  request.set_order(v1::PUBLICATION_ORDER_REVIEW_DUE);
  EXPECT_THAT(NamesIn(request), ElementsAre("publications/current-standards-of-care"));
  const auto overdue = List(request);
  for (const auto& publication : overdue.response.publications()) EXPECT_TRUE(publication.review_overdue());
  request.clear_review_due_before();
  EXPECT_THAT(NamesIn(request), ElementsAre("publications/current-standards-of-care", "publications/pain"));
}

TEST_F(ContentServiceTest, CountsInACategoryAsManyAsItLists) {
  for (const char* id : {"current-standards-of-care", "pain", "cansancio"}) Deploy(id);
  for (const char* language : {"", "es"}) {
    v1::ListTopicsRequest topics;
    topics.set_language(language);
    const auto answer = patient_.Call(server_->content(), &Stub::ListTopics, topics);
    for (const auto& topic : answer.response.topics()) {
      v1::ListPublicationsRequest request;
      request.set_topic(topic.name());
      request.set_language(language);
      EXPECT_EQ(static_cast<int>(NamesIn(request).size()), topic.publication_count()) << topic.name() << language;
    }
  }
}

TEST_F(ContentServiceTest, FindsATreatmentByAPartOfABrandName) {
  v1::ListTreatmentsRequest request;
  request.set_name_part("herc");
  const auto answer = patient_.Call(server_->content(), &Stub::ListTreatments, request);
  ASSERT_EQ(answer.response.treatments_size(), 1);
  EXPECT_EQ(answer.response.treatments(0).name(), "treatments/trastuzumab");
}

TEST_F(ContentServiceTest, AnswersWhoKnowsTheLibraryThatItIsUnchanged) {
  Deploy("nausea-and-vomiting");
  v1::FindRelatedPublicationsRequest request;
  request.add_symptoms()->set_symptom("symptoms/nausea");
  const auto first = patient_.Call(server_->content(), &Stub::FindRelatedPublications, request).response;
  EXPECT_EQ(first.hits_size(), 1);
  EXPECT_FALSE(first.library().empty() || first.unchanged());
  request.set_known_library(first.library());
  const auto again = patient_.Call(server_->content(), &Stub::FindRelatedPublications, request).response;
  EXPECT_TRUE(again.unchanged());
  EXPECT_EQ(again.hits_size(), 0);
  EXPECT_EQ(again.library(), first.library());
  Deploy("current-standards-of-care");
  EXPECT_EQ(patient_.Call(server_->content(), &Stub::FindRelatedPublications, request).response.hits_size(), 1);
  request.set_known_library(std::string(65, 'x'));
  EXPECT_THAT(patient_.Call(server_->content(), &Stub::FindRelatedPublications, request).violations,
              ElementsAre(HasSubstr("known_library: ")));
}

TEST_F(ContentServiceTest, FindsRelatedPublicationsWithReasons) {
  for (const char* id : {"pain", "fatigue", "current-standards-of-care"}) Deploy(id);
  v1::FindRelatedPublicationsRequest request;
  auto* symptom = request.add_symptoms();
  symptom->set_symptom("symptoms/pain");
  symptom->set_grade(1);
  symptom = request.add_symptoms();
  symptom->set_symptom("symptoms/fatigue");
  symptom->set_grade(3);
  request.add_treatments("treatments/letrozole");
  const auto answer = patient_.Call(server_->content(), &Stub::FindRelatedPublications, request);
  ASSERT_TRUE(answer.ok()) << answer.message;
  ASSERT_EQ(answer.response.hits_size(), 3);
  EXPECT_EQ(answer.response.hits(0).publication().name(), "publications/fatigue");
  EXPECT_EQ(answer.response.hits(0).reasons(0).kind(), v1::MATCH_KIND_SYMPTOM);
  EXPECT_EQ(answer.response.hits(0).reasons(0).name(), "symptoms/fatigue");
  EXPECT_EQ(answer.response.hits(0).reasons(0).grade(), 3);
  EXPECT_EQ(answer.response.language(), "en");
  EXPECT_FALSE(answer.response.language_fallback());
  EXPECT_EQ(answer.response.hits(1).publication().name(), "publications/pain");
  EXPECT_EQ(answer.response.hits(2).reasons(0).kind(), v1::MATCH_KIND_TREATMENT);
  for (const auto& hit : answer.response.hits()) EXPECT_FALSE(hit.publication().disclaimer().text().empty());

  request.Clear();
  request.add_diagnoses("diagnoses/breast-cancer");
  request.set_limit(1);
  const auto limited = patient_.Call(server_->content(), &Stub::FindRelatedPublications, request);
  ASSERT_EQ(limited.response.hits_size(), 1);
  EXPECT_EQ(limited.response.hits(0).reasons(0).kind(), v1::MATCH_KIND_DIAGNOSIS);
  EXPECT_EQ(limited.response.hits(0).reasons(0).diagnosis(), "diagnoses/breast-cancer");
}

TEST_F(ContentServiceTest, FindsNothingForGradeZeroAndRanksNoGradeAsOne) {
  Deploy("pain");
  v1::FindRelatedPublicationsRequest request;
  request.add_symptoms()->set_symptom("symptoms/pain");
  EXPECT_EQ(patient_.Call(server_->content(), &Stub::FindRelatedPublications, request).response.hits_size(), 1);
  request.mutable_symptoms(0)->set_grade(0);
  EXPECT_EQ(patient_.Call(server_->content(), &Stub::FindRelatedPublications, request).response.hits_size(), 0);
}

TEST_F(ContentServiceTest, IsOpenToEveryPersonAndToNoService) {
  for (const Role role : {Role::kPatient, Role::kCaregiver, Role::kClinician, Role::kEditor, Role::kAdmin}) {
    EXPECT_TRUE(RpcCaller(role, "somebody").Call(server_->content(), &Stub::ListTopics, v1::ListTopicsRequest()).ok());
  }
  EXPECT_EQ(
      RpcCaller(Role::kService, "journal").Call(server_->content(), &Stub::ListTopics, v1::ListTopicsRequest()).reason,
      "ROLE_NOT_ALLOWED");
}

TEST_F(ContentServiceTest, AnswersEachBadFieldWithAViolation) {
  v1::ListPublicationsRequest request;
  request.set_diagnosis("breast-cancer");
  request.set_page_size(-1);
  const auto refused = List(request);
  EXPECT_EQ(refused.code, grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(refused.reason, "INVALID_FIELD");
  EXPECT_THAT(refused.violations, ElementsAre(HasSubstr("diagnosis: "), HasSubstr("page_size: ")));
}

TEST_F(ContentServiceTest, IsUnavailableUntilTheLibraryIsLoaded) {
  ContentServer fresh(*redis_);
  const auto answer = patient_.Call(fresh.content(), &Stub::ListPublications, v1::ListPublicationsRequest());
  EXPECT_EQ(answer.code, grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(answer.reason, "STORE_UNAVAILABLE");
}

TEST_F(ContentServiceTest, GoesOnReadingWhileRedisIsAway) {
  Deploy("pain");
  redis_->server().Kill();
  EXPECT_TRUE(Get(patient_, "pain").ok());
  EXPECT_TRUE(List({}).ok());
  EXPECT_EQ(Get(editor_, "pain", 9).reason, "STORE_UNAVAILABLE");
  EXPECT_EQ(Import(DeployedMarkdown("fatigue")).code, grpc::StatusCode::UNAVAILABLE);
  redis_->server().Restart();
  redis_->WaitUntilReady();
  while (!server_->Load().ok()) redis_->WaitUntilReady();
  EXPECT_TRUE(Get(patient_, "pain").ok());
}

}  // namespace
}  // namespace careloop::content
