#include "services/content/rpc/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/content/sample.h"

namespace careloop::content {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

template <typename Request>
std::vector<std::string> FaultsIn(const Request& request) {
  return FaultsOf(Validate(request));
}

TEST(ListPublicationsRequest, NeedsNothing) { EXPECT_THAT(FaultsIn(v1::ListPublicationsRequest()), IsEmpty()); }

TEST(ListPublicationsRequest, HasWellFormedFilters) {
  v1::ListPublicationsRequest request;
  request.set_diagnosis("topics/a");
  request.set_topic("topics/");
  request.set_treatment("treatments/A");
  request.set_symptom("symptoms/" + std::string(65, 'a'));
  request.set_language("en_US");
  request.set_review_due_before("2026-02-30");
  request.set_kind(static_cast<v1::PublicationKind>(99));
  request.set_order(static_cast<v1::PublicationOrder>(-1));
  request.set_page_size(-1);
  EXPECT_THAT(
      FaultsIn(request),
      ElementsAre(HasSubstr("diagnosis: needs the form diagnoses/{id}"), HasSubstr("topic: needs the form topics/"),
                  HasSubstr("treatment: needs"), HasSubstr("symptom: needs"), HasSubstr("language: needs a BCP 47"),
                  "review_due_before: needs a day that exists, as YYYY-MM-DD", "kind: is not a kind of publication",
                  "order: is not an order of publications", HasSubstr("page_size: -1 is negative")));
}

TEST(ListPublicationsRequest, FallsBackFromALanguageOnAtMostFive) {
  v1::ListPublicationsRequest request;
  request.add_fallback_languages("en");
  EXPECT_THAT(FaultsIn(request), ElementsAre("fallback_languages: needs a language to fall back from"));
  request.set_language("es");
  EXPECT_THAT(FaultsIn(request), IsEmpty());
  request.add_fallback_languages("");
  EXPECT_THAT(FaultsIn(request), ElementsAre("fallback_languages[1]: needs a BCP 47 tag such as en"));
  request.clear_fallback_languages();
  for (int i = 0; i < 6; ++i) request.add_fallback_languages("en");
  EXPECT_THAT(FaultsIn(request), ElementsAre("fallback_languages: has 6 elements, at most 5 are allowed"));
}

TEST(GetPublicationRequest, NamesAPublicationAndARevision) {
  v1::GetPublicationRequest request;
  request.set_revision(-1);
  EXPECT_THAT(FaultsIn(request), ElementsAre(HasSubstr("name: needs the form publications/{id}"),
                                             "revision: -1 is too low, at least 0 is needed"));
  request.set_name("publications/a");
  request.set_revision(0);
  EXPECT_THAT(FaultsIn(request), IsEmpty());
}

TEST(PagedRequests, RefuseANegativePageSize) {
  v1::ListDiagnosesRequest diagnoses;
  diagnoses.set_page_size(-5);
  EXPECT_THAT(FaultsIn(diagnoses), ElementsAre(HasSubstr("page_size: -5")));
  v1::ListTopicsRequest topics;
  topics.set_page_size(-5);
  EXPECT_THAT(FaultsIn(topics), ElementsAre(HasSubstr("page_size: -5")));
  v1::ListTreatmentsRequest treatments;
  treatments.set_page_size(-5);
  treatments.set_name_part(std::string(201, 'x'));
  EXPECT_THAT(FaultsIn(treatments), ElementsAre(HasSubstr("name_part: "), HasSubstr("page_size: -5")));
  v1::ListRevisionsRequest revisions;
  revisions.set_page_size(-5);
  EXPECT_THAT(FaultsIn(revisions), ElementsAre(HasSubstr("name: needs the form"), HasSubstr("page_size: -5")));
}

TEST(CategoryRequests, CountInALanguage) {
  v1::ListDiagnosesRequest diagnoses;
  diagnoses.set_language("e");
  EXPECT_THAT(FaultsIn(diagnoses), ElementsAre(HasSubstr("language: ")));
  v1::ListTopicsRequest topics;
  topics.set_language("e");
  EXPECT_THAT(FaultsIn(topics), ElementsAre(HasSubstr("language: ")));
}

TEST(SearchPublicationsRequest, AsksInWordsOfItsLimits) {
  v1::SearchPublicationsRequest request;
  request.set_query(" \n");
  EXPECT_THAT(FaultsIn(request), ElementsAre(HasSubstr("query: is empty or blank, 1 to 500 characters are needed")));
  std::string longest;
  for (int i = 0; i < 500; ++i) longest += "\u00E1";
  request.set_query(longest);
  EXPECT_THAT(FaultsIn(request), IsEmpty());
  request.set_query(longest + "a");
  EXPECT_THAT(FaultsIn(request), ElementsAre("query: has 501 characters, at most 500 are allowed"));
  request.set_query("a\x01");
  EXPECT_THAT(FaultsIn(request), ElementsAre(HasSubstr("query: ")));
  request.set_query("nausea");
  request.set_page_size(-1);
  EXPECT_THAT(FaultsIn(request), ElementsAre("page_size: -1 is negative; 0 means 10, at most 50"));
}

TEST(SearchPublicationsRequest, FiltersByWhatThereMayBe) {
  v1::SearchPublicationsRequest request;
  request.set_query("nausea");
  request.add_diagnoses("breast-cancer");
  request.add_topics("diagnoses/x");
  request.add_treatments("treatments/X");
  request.add_kinds(v1::PUBLICATION_KIND_UNSPECIFIED);
  request.add_kinds(v1::PUBLICATION_KIND_BOOKLET);
  request.add_kinds(static_cast<v1::PublicationKind>(99));
  request.add_languages("e");
  EXPECT_THAT(FaultsIn(request),
              ElementsAre(HasSubstr("diagnoses[0]: needs the form diagnoses/{id}"), HasSubstr("topics[0]: needs"),
                          HasSubstr("treatments[0]: needs"), "kinds[0]: is not a kind of publication",
                          "kinds[2]: is not a kind of publication", HasSubstr("languages[0]: needs a BCP 47 tag")));
}

TEST(SearchPublicationsRequest, HasAtMostTwentyValuesOfEachFilter) {
  v1::SearchPublicationsRequest request;
  request.set_query("nausea");
  for (int i = 0; i < 21; ++i) {
    request.add_diagnoses(StrCat("diagnoses/d", i));
    request.add_topics(StrCat("topics/t", i));
    request.add_treatments(StrCat("treatments/t", i));
    request.add_kinds(v1::PUBLICATION_KIND_BOOKLET);
    request.add_languages("en");
  }
  EXPECT_THAT(FaultsIn(request), ElementsAre("diagnoses: has 21 elements, at most 20 are allowed",
                                             "topics: has 21 elements, at most 20 are allowed",
                                             "treatments: has 21 elements, at most 20 are allowed",
                                             "kinds: has 21 elements, at most 20 are allowed",
                                             "languages: has 21 elements, at most 20 are allowed"));
}

TEST(GetTreatmentRequest, NamesATreatment) {
  v1::GetTreatmentRequest request;
  request.set_name("tamoxifen");
  EXPECT_THAT(FaultsIn(request), ElementsAre(HasSubstr("name: needs the form treatments/{id}")));
}

TEST(GetDisclaimerRequest, MayLeaveOutTheLanguage) {
  v1::GetDisclaimerRequest request;
  EXPECT_THAT(FaultsIn(request), IsEmpty());
  request.set_language(std::string(36, 'a'));
  request.set_version(-1);
  EXPECT_THAT(FaultsIn(request), ElementsAre(HasSubstr("language: "), "version: -1 is negative; 0 is the current one"));
}

TEST(FindRelatedPublicationsRequest, AsksForSomething) {
  v1::FindRelatedPublicationsRequest request;
  request.set_limit(-1);
  EXPECT_THAT(FaultsIn(request), ElementsAre("symptoms: at least one treatment, symptom or diagnosis is required",
                                             HasSubstr("limit: -1 is negative")));
}

TEST(FindRelatedPublicationsRequest, HasEachSymptomOnceWithAGradeFromZeroToThree) {
  v1::FindRelatedPublicationsRequest request;
  request.add_symptoms()->set_symptom("symptoms/pain");
  request.add_symptoms()->set_symptom("symptoms/pain");
  request.mutable_symptoms(0)->set_grade(4);
  request.mutable_symptoms(1)->set_grade(0);
  request.add_symptoms()->set_symptom("pain");
  request.mutable_symptoms(2)->set_grade(-1);
  EXPECT_THAT(FaultsIn(request),
              ElementsAre("symptoms[0].grade: 4 is not within 0 to 3", "symptoms[1].symptom: is given twice",
                          HasSubstr("symptoms[2].symptom: needs the form symptoms/{id}"),
                          "symptoms[2].grade: -1 is not within 0 to 3"));
}

TEST(FindRelatedPublicationsRequest, KeepsToItsLimits) {
  v1::FindRelatedPublicationsRequest request;
  for (int i = 0; i < 61; ++i) request.add_symptoms()->set_symptom(StrCat("symptoms/s", i));
  for (int i = 0; i < 51; ++i) request.add_treatments(StrCat("treatments/t", i));
  for (int i = 0; i < 51; ++i) request.add_diagnoses(StrCat("diagnoses/d", i));
  EXPECT_THAT(FaultsIn(request), ElementsAre("treatments: has 51 elements, at most 50 are allowed",
                                             "symptoms: has 61 elements, at most 60 are allowed",
                                             "diagnoses: has 51 elements, at most 50 are allowed"));
}

TEST(ImportPublicationRequest, HasOneByteToOneMebibyte) {
  v1::ImportPublicationRequest request;
  EXPECT_THAT(FaultsIn(request), ElementsAre("markdown: is empty"));
  request.set_markdown(std::string((1 << 20) + 1, 'x'));
  EXPECT_THAT(FaultsIn(request), ElementsAre("markdown: has 1048577 bytes, at most 1048576 are allowed"));
}

TEST(PublishRevisionRequest, NamesAPublicationAndARevisionFromOne) {
  v1::PublishRevisionRequest request;
  EXPECT_THAT(FaultsIn(request), ElementsAre(HasSubstr("name: needs the form publications/{id}"),
                                             "revision: 0 is too low, at least 1 is needed"));
  request.set_name("publications/a");
  request.set_revision(1);
  request.set_etag(std::string(65, 'x'));
  EXPECT_THAT(FaultsIn(request), ElementsAre(HasSubstr("etag: ")));
}

TEST(WithdrawPublicationRequest, SaysWhatAndWhy) {
  v1::WithdrawPublicationRequest request;
  EXPECT_THAT(FaultsIn(request), ElementsAre(HasSubstr("name: needs the form"), HasSubstr("reason: ")));
  request.set_name("publications/a");
  request.set_reason(std::string(1001, 'x'));
  EXPECT_THAT(FaultsIn(request), ElementsAre(HasSubstr("reason: ")));
  request.set_reason("A dose was wrong.");
  EXPECT_THAT(FaultsIn(request), IsEmpty());
}

TEST(PublishDisclaimerRequest, HasLanguageVersionAndText) {
  v1::PublishDisclaimerRequest request;
  EXPECT_THAT(FaultsIn(request), ElementsAre(HasSubstr("language: needs a BCP 47"),
                                             "version: 0 is too low, at least 1 is needed", HasSubstr("text: ")));
  request.set_language("es");
  request.set_version(1);
  request.set_text("Uno.\n\nDos.");
  EXPECT_THAT(FaultsIn(request), IsEmpty());
}

}  // namespace
}  // namespace careloop::content
