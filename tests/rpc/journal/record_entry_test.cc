#include <filesystem>
#include <set>
#include <thread>

#include "tests/rpc/journal/journal_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::RpcCaller;
using ::testing::SizeIs;

class RecordEntryTest : public JournalFixture {};

TEST_F(RecordEntryTest, AnswersTheEntryItsGradesAndWhatToReadWithTheDisclaimer) {
  const auto answer = Record(NauseaRequest(2, 2));
  ASSERT_TRUE(answer.ok()) << answer.message;
  const v1::Entry& entry = answer.response.entry();
  EXPECT_EQ(entry.name(), "patients/p-1/entries/1");
  EXPECT_EQ(entry.time_zone(), "Europe/Berlin");
  EXPECT_EQ(rpc::ToTime(entry.recorded_time()), redis_->clock().Now());
  EXPECT_EQ(rpc::ToTime(entry.occurred_time()), redis_->clock().Now());
  EXPECT_EQ(entry.reporter().person(), "p-1");
  EXPECT_EQ(entry.reporter().role(), careloop::common::v1::ROLE_PATIENT);
  EXPECT_EQ(entry.reporter().display_name(), "Demo Person");
  ASSERT_THAT(entry.grades(), SizeIs(1));
  EXPECT_EQ(entry.grades(0).symptom(), "symptoms/nausea");
  EXPECT_EQ(entry.grades(0).grade(), 2);
  EXPECT_TRUE(entry.grades(0).derived());
  EXPECT_EQ(entry.grades(0).source(), v1::GRADE_SOURCE_PUBLISHED_TABLE);
  EXPECT_FALSE(entry.severe());
  EXPECT_FALSE(answer.response.has_emergency_text());
  EXPECT_EQ(answer.response.related_content_state(), v1::RELATED_CONTENT_STATE_FRESH);
  ASSERT_THAT(answer.response.related_content(), SizeIs(1));
  const v1::RelatedContent& related = answer.response.related_content(0);
  EXPECT_EQ(related.publication(), "publications/self-care");
  EXPECT_EQ(related.revision(), 2);
  EXPECT_EQ(related.title(), "Self-care");
  EXPECT_EQ(related.disclaimer().text(), "Not medical advice.");
  EXPECT_EQ(related.sponsor_acknowledgement(), "Nobody sponsored this.");
  EXPECT_THAT(related.symptoms(), ElementsAre("symptoms/nausea"));
  EXPECT_TRUE(related.review_overdue());
}

TEST_F(RecordEntryTest, KeepsEverythingThatWasSaid) {
  v1::RecordEntryRequest request = NauseaRequest();
  *request.mutable_occurred_time() = rpc::ToTimestamp(redis_->clock().Now() - absl::Hours(2));
  request.set_wellbeing(0);
  request.set_temperature_celsius(36.6);
  request.set_note("line one\nline two \xC3\xBC");
  auto& rash = *request.add_answers();
  rash.set_symptom("symptoms/rash");
  rash.set_presence(false);
  auto& pain = *request.add_answers();
  pain.set_symptom("symptoms/pain");
  pain.set_frequency(3);
  pain.set_severity(0);
  auto& withheld = *pain.add_withheld();
  withheld.set_attribute(v1::SYMPTOM_ATTRIBUTE_INTERFERENCE);
  withheld.set_reason(v1::WITHHELD_REASON_PREFER_NOT_TO_SAY);
  auto& hair = *request.add_answers();
  hair.set_symptom("symptoms/hair-loss");
  hair.set_amount(1);
  auto& tired = *request.add_answers();
  tired.set_symptom("symptoms/fatigue");
  tired.set_severity(1);
  tired.set_interference(1);
  const auto recorded = Record(request);
  ASSERT_TRUE(recorded.ok()) << recorded.message;
  const v1::Entry entry = Get(patient_, recorded.response.entry().name()).response.entry();
  EXPECT_EQ(entry.SerializeAsString(), recorded.response.entry().SerializeAsString());
  ASSERT_EQ(entry.answers_size(), request.answers_size());
  for (int i = 0; i < entry.answers_size(); ++i) {
    EXPECT_EQ(entry.answers(i).SerializeAsString(), request.answers(i).SerializeAsString());
  }
  EXPECT_EQ(entry.occurred_time().SerializeAsString(), request.occurred_time().SerializeAsString());
  EXPECT_TRUE(entry.has_wellbeing());
  EXPECT_EQ(entry.temperature_celsius(), 36.6);
  EXPECT_EQ(entry.note(), request.note());
  ASSERT_THAT(entry.grades(), SizeIs(4));
  EXPECT_TRUE(entry.grades(1).incomplete());
  EXPECT_FALSE(entry.grades(1).has_grade());
  EXPECT_FALSE(entry.grades(1).derived());
}

TEST_F(RecordEntryTest, SaysWhomToCallAfterASevereEntry) {
  v1::RecordEntryRequest request = NauseaRequest(4, 4);
  request.set_temperature_celsius(38.0);
  request.set_urgent(true);
  const auto answer = Record(request);
  ASSERT_TRUE(answer.ok()) << answer.message;
  EXPECT_TRUE(answer.response.entry().severe());
  EXPECT_THAT(answer.response.entry().severe_reasons(),
              ElementsAre(v1::SEVERE_REASON_GRADE_3, v1::SEVERE_REASON_SEVERITY_4, v1::SEVERE_REASON_TEMPERATURE,
                          v1::SEVERE_REASON_URGENT));
  EXPECT_THAT(answer.response.emergency_text().text(), HasSubstr("Call your care team's urgent line now."));
  EXPECT_EQ(answer.response.emergency_text().language(), "en");
}

TEST_F(RecordEntryTest, SaysWhomToCallEvenWhileEverythingElseIsDown) {
  peers_.Stop();
  const auto answer = Record(NauseaRequest(4, 4));
  ASSERT_TRUE(answer.ok()) << answer.message;
  EXPECT_TRUE(answer.response.has_emergency_text());
  EXPECT_EQ(answer.response.related_content_state(), v1::RELATED_CONTENT_STATE_UNAVAILABLE);
  EXPECT_THAT(answer.response.related_content(), IsEmpty());
  EXPECT_TRUE(Get(patient_, answer.response.entry().name()).ok());
}

TEST_F(RecordEntryTest, SaysWhomToCallEvenWhileTheEntryCannotBeStored) {
  const v1::RecordEntryRequest severe = NauseaRequest(4, 4);
  redis_->server().Kill();
  const auto answer = Record(severe);
  EXPECT_EQ(answer.code, grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(answer.reason, "STORE_UNAVAILABLE");
  EXPECT_THAT(answer.persons_text, HasSubstr("en: What you reported may need attention now."));
  EXPECT_THAT(answer.persons_text, HasSubstr("Call your care team's urgent line now."));
  EXPECT_EQ(Record(NauseaRequest(2, 2)).persons_text, "") << "only of a severe one";
  redis_->server().Restart();
  ASSERT_TRUE(Eventually([&] { return Record(severe).ok(); }));
  EXPECT_EQ(Record(severe).persons_text, "");
}

TEST_F(RecordEntryTest, SaysWhomToCallEvenWhileTheKeysOfThePatientCannotBeReadOrMade) {
  const Person keyless{Role::kPatient, "p-keyless"};
  const std::string file = redis_->key_folder() + "/" + redis_->keys().PseudonymOf("p-keyless") + ".keys";
  std::filesystem::create_directory(file);
  v1::RecordEntryRequest severe = NauseaRequest(4, 4);
  severe.set_parent("patients/p-keyless");
  const auto answer = keyless.Call(server_->stub(), &Stub::RecordEntry, severe);
  EXPECT_EQ(answer.code, grpc::StatusCode::INTERNAL);
  EXPECT_THAT(answer.persons_text, HasSubstr("Call your care team's urgent line now."));
  std::filesystem::remove(file);
  EXPECT_TRUE(keyless.Call(server_->stub(), &Stub::RecordEntry, severe).ok());
}

TEST_F(RecordEntryTest, IsRefusedWhileTheKeysOfThePatientAreLostAndNothingIsLostWhenTheyArePutBack) {
  const Person patient{Role::kPatient, "p-lost"};
  const std::string file = redis_->key_folder() + "/" + redis_->keys().PseudonymOf("p-lost") + ".keys";
  v1::RecordEntryRequest severe = NauseaRequest(4, 4);
  severe.set_parent("patients/p-lost");
  const auto record = [&] {
    severe.set_request_id(NextRequestId());
    return patient.Call(server_->stub(), &Stub::RecordEntry, severe);
  };
  ASSERT_TRUE(record().ok());
  std::filesystem::rename(file, file + ".backup");
  redis_->clock().Advance(PatientKeys::kNoticed);
  const auto refused = record();
  EXPECT_EQ(refused.code, grpc::StatusCode::INTERNAL);
  EXPECT_THAT(refused.persons_text, HasSubstr("Call your care team's urgent line now."));
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_EQ(List(patient, "patients/p-lost").code, grpc::StatusCode::INTERNAL);
  EXPECT_TRUE(Record(NauseaRequest()).ok()) << "of another";
  std::filesystem::rename(file + ".backup", file);
  EXPECT_TRUE(record().ok());
  EXPECT_EQ(List(patient, "patients/p-lost").response.entries_size(), 2);
}

TEST_F(RecordEntryTest, SaysWhomToCallEvenWhenTheRequestIdWasUsedBefore) {
  v1::RecordEntryRequest request = NauseaRequest(2, 2);
  ASSERT_TRUE(Record(request).ok());
  request.set_urgent(true);
  const auto answer = Record(request);
  EXPECT_EQ(answer.reason, "REQUEST_ID_REUSED");
  EXPECT_NE(answer.persons_text, "");
}

TEST_F(RecordEntryTest, TakesAnUrgentFlagAlone) {
  v1::RecordEntryRequest request = NauseaRequest();
  request.clear_answers();
  request.set_urgent(true);
  const auto answer = Record(request);
  ASSERT_TRUE(answer.ok()) << answer.message;
  EXPECT_TRUE(answer.response.has_emergency_text());
  EXPECT_EQ(answer.response.related_content_state(), v1::RELATED_CONTENT_STATE_NONE);
}

TEST_F(RecordEntryTest, RepeatedAnswersTheSameEntry) {
  const v1::RecordEntryRequest request = NauseaRequest(4, 4);
  const auto first = Record(request);
  redis_->clock().Advance(absl::Minutes(10));
  const auto again = Record(request);
  ASSERT_TRUE(again.ok()) << again.message;
  EXPECT_EQ(again.response.entry().SerializeAsString(), first.response.entry().SerializeAsString());
  EXPECT_TRUE(again.response.has_emergency_text());
  EXPECT_THAT(List(patient_).response.entries(), SizeIs(1));
}

// As a phone sends what it has kept while it had no network.
TEST_F(RecordEntryTest, TakesManyEntriesOfAPatientAtOnce) {
  constexpr int kAtOnce = 64;  // more than one entry is tried
  std::vector<v1::RecordEntryRequest> requests;
  for (int i = 0; i < kAtOnce; ++i) requests.push_back(NauseaRequest(4, 4));
  std::vector<testing::Answer<v1::RecordEntryResponse>> answers(kAtOnce);
  {
    std::vector<std::jthread> phones;
    for (int i = 0; i < kAtOnce; ++i) phones.emplace_back([&, i] { answers[i] = Record(requests[i]); });
  }
  std::set<std::string> names;
  for (const auto& answer : answers) {
    EXPECT_TRUE(answer.ok()) << answer.message;
    EXPECT_TRUE(answer.response.has_emergency_text());
    names.insert(answer.response.entry().name());
  }
  EXPECT_THAT(names, SizeIs(kAtOnce));
  EXPECT_EQ(List(patient_).response.entries(0).name(), absl::StrCat("patients/p-1/entries/", kAtOnce)) << "each once";
}

TEST_F(RecordEntryTest, RefusesARequestIdThatWasUsedWithOtherValues) {
  v1::RecordEntryRequest request = NauseaRequest();
  ASSERT_TRUE(Record(request).ok());
  request.set_note("another");
  const auto refused = Record(request);
  EXPECT_EQ(refused.code, grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(refused.reason, "REQUEST_ID_REUSED");
}

TEST_F(RecordEntryTest, AnswersFromMemoryWhenContentWasAskedTheSameNotLongAgo) {
  ASSERT_EQ(Record(NauseaRequest()).response.related_content_state(), v1::RELATED_CONTENT_STATE_FRESH);
  peers_.Stop();
  const auto answer = Record(NauseaRequest());
  EXPECT_EQ(answer.response.related_content_state(), v1::RELATED_CONTENT_STATE_CACHED);
  EXPECT_THAT(answer.response.related_content(), SizeIs(1));
}

TEST_F(RecordEntryTest, AsksContentWithTheCallersTokenForWhatTheyTakeAndHave) {
  v1::StartTreatmentCourseRequest start;
  start.set_request_id(NextRequestId());
  start.set_parent("patients/p-1");
  start.set_treatment("treatments/letrozole");
  start.set_time_zone("UTC");
  ASSERT_TRUE(patient_.Call(server_->stub(), &Stub::StartTreatmentCourse, start).ok());
  v1::RecordEntryRequest request = NauseaRequest();
  request.set_language("en");
  ASSERT_TRUE(Record(request).ok());
  const MutexLock lock(peers_.state.mutex);
  for (const std::string& token : peers_.state.tokens) EXPECT_EQ(token, "Bearer " + patient_.token());
  ASSERT_THAT(peers_.state.questions, SizeIs(1));
  const auto& question = peers_.state.questions[0];
  EXPECT_THAT(question.treatments(), ElementsAre("treatments/letrozole"));
  EXPECT_EQ(question.symptoms(0).symptom(), "symptoms/nausea");
  EXPECT_EQ(question.symptoms(0).grade(), 2);
  EXPECT_EQ(question.language(), "en");
  EXPECT_EQ(question.limit(), 5);
}

TEST_F(RecordEntryTest, LeavesOutContentThatComesWithoutItsDisclaimer) {
  {
    const MutexLock lock(peers_.state.mutex);
    peers_.state.without_disclaimer = true;
  }
  const auto answer = Record(NauseaRequest());
  ASSERT_TRUE(answer.ok()) << answer.message;
  EXPECT_THAT(answer.response.related_content(), IsEmpty());
}

TEST_F(RecordEntryTest, SaysUnavailableWhenContentAnswersWithAnError) {
  {
    const MutexLock lock(peers_.state.mutex);
    peers_.state.content_fails = true;
  }
  EXPECT_EQ(Record(NauseaRequest()).response.related_content_state(), v1::RELATED_CONTENT_STATE_UNAVAILABLE);
}

// What is refused.

class RecordEntryRefusalTest : public JournalFixture {
 protected:
  // "CODE REASON violation; violation", and nothing is stored.
  std::string RefusalOf(const v1::RecordEntryRequest& request) {
    const auto answer = Record(request);
    EXPECT_THAT(List(patient_).response.entries(), IsEmpty());
    std::string text = answer.reason;
    for (const std::string& violation : answer.violations) text += " | " + violation;
    return text;
  }
};

TEST_F(RecordEntryRefusalTest, NamesTheUnitOfATemperatureThatLooksLikeFahrenheit) {
  v1::RecordEntryRequest request = NauseaRequest();
  request.set_temperature_celsius(101);
  const auto answer = Record(request);
  EXPECT_EQ(answer.code, grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(answer.message, "temperature_celsius: 101 looks like degrees Fahrenheit; give degrees Celsius, 30 to 45");
}

TEST_F(RecordEntryRefusalTest, NamesASymptomThatTheSiteDoesNotHave) {
  v1::RecordEntryRequest request = NauseaRequest();
  request.mutable_answers(0)->set_symptom("symptoms/plague");
  EXPECT_EQ(RefusalOf(request),
            "INVALID_FIELD | answers[0].symptom: is not in the site's vocabulary; see ListSymptoms");
}

TEST_F(RecordEntryRefusalTest, NamesAnAttributeThatTheSymptomDoesNotAsk) {
  v1::RecordEntryRequest request = NauseaRequest();
  request.mutable_answers(0)->set_interference(1);
  EXPECT_EQ(RefusalOf(request),
            "INVALID_FIELD | answers[0].interference: is not asked of this symptom; it asks frequency, severity");
}

TEST_F(RecordEntryRefusalTest, NamesATimeInTheFuture) {
  v1::RecordEntryRequest request = NauseaRequest();
  *request.mutable_occurred_time() = rpc::ToTimestamp(redis_->clock().Now() + absl::Minutes(6));
  EXPECT_EQ(RefusalOf(request),
            "INVALID_FIELD | occurred_time: is 6m in the future; at most 5m of clock difference is allowed");
}

TEST_F(RecordEntryRefusalTest, NamesEverythingThatIsWrongAtOnce) {
  v1::RecordEntryRequest request = NauseaRequest(5, -1);
  request.set_wellbeing(11);
  request.set_time_zone("Mars/Olympus");
  request.set_note("bell \x07");
  EXPECT_EQ(RefusalOf(request),
            "INVALID_FIELD | time_zone: is not an IANA time zone such as Europe/Madrid"
            " | answers[0].frequency: 5 is not within 0 to 4 | answers[0].severity: -1 is not within 0 to 4"
            " | wellbeing: 11 is not within 0 to 10"
            " | note: holds a control character other than line feed and tab, or is not UTF-8");
}

TEST_F(RecordEntryRefusalTest, NamesHowManyAreTooMany) {
  constexpr int kFarTooMany = 10'000;
  v1::RecordEntryRequest answers = NauseaRequest();
  for (int i = 1; i < kFarTooMany; ++i) *answers.add_answers() = answers.answers(0);
  EXPECT_EQ(RefusalOf(answers), "INVALID_FIELD | answers: has 10000 elements, at most 60 are allowed");
  v1::RecordEntryRequest withheld = NauseaRequest();
  for (int i = 0; i < kFarTooMany; ++i) withheld.mutable_answers(0)->add_withheld();
  EXPECT_EQ(RefusalOf(withheld), "INVALID_FIELD | answers[0].withheld: has 10000 elements, at most 5 are allowed");
  v1::RecordEntryRequest questions = NauseaRequest();
  for (int i = 0; i < kFarTooMany; ++i) questions.add_questions("May I swim?");
  EXPECT_EQ(RefusalOf(questions), "INVALID_FIELD | questions: has 10000 elements, at most 10 are allowed");
}

TEST_F(RecordEntryRefusalTest, SaysWhomToCallByWhatIsValid) {
  const auto text_of = [&](auto spoil) {
    v1::RecordEntryRequest request = NauseaRequest();
    request.set_wellbeing(11);
    spoil(request);
    const auto answer = Record(request);
    EXPECT_EQ(answer.code, grpc::StatusCode::INVALID_ARGUMENT);
    return answer.persons_text;
  };
  const std::vector<void (*)(v1::RecordEntryRequest&)> severe = {
      [](auto& r) { r.set_temperature_celsius(39.9); }, [](auto& r) { r.set_urgent(true); },
      [](auto& r) { r.mutable_answers(0)->set_severity(4); },
      [](auto& r) {
        r.set_temperature_celsius(39.9);
        r.clear_wellbeing();
        r.mutable_answers(0)->set_symptom("symptoms/unknown");
      },
      [](auto& r) {
        r.set_urgent(true);
        r.clear_request_id();
      }};
  for (size_t i = 0; i < severe.size(); ++i) {
    EXPECT_THAT(text_of(severe[i]), HasSubstr("Call your care team's urgent line now.")) << i;
  }
  const std::vector<void (*)(v1::RecordEntryRequest&)> others = {
      [](auto&) {}, [](auto& r) { r.set_temperature_celsius(102); }, [](auto& r) { r.set_temperature_celsius(37.5); },
      [](auto& r) {
        r.mutable_answers(0)->set_frequency(5);
        r.mutable_answers(0)->set_severity(-1);
      }};
  for (size_t i = 0; i < others.size(); ++i) EXPECT_EQ(text_of(others[i]), "") << i;
}

TEST_F(RecordEntryRefusalTest, IsNotFoundForAnotherPatientsJournal) {
  v1::RecordEntryRequest request = NauseaRequest();
  const auto answer = other_patient_.Call(server_->stub(), &Stub::RecordEntry, request);
  EXPECT_EQ(answer.code, grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(answer.reason, "NOT_FOUND");
}

TEST_F(RecordEntryRefusalTest, IsByRoleForEverybodyButPatientsAndCaregivers) {
  for (const Role role : {Role::kClinician, Role::kEditor, Role::kAdmin, Role::kService}) {
    const RpcCaller caller(role, "p-1");
    const auto answer = caller.Call(server_->stub(), &Stub::RecordEntry, NauseaRequest());
    EXPECT_EQ(answer.code, grpc::StatusCode::PERMISSION_DENIED) << RoleName(role);
    EXPECT_EQ(answer.reason, "ROLE_NOT_ALLOWED");
  }
}

TEST_F(RecordEntryRefusalTest, IsUnavailableWithoutRedisAndTheRepeatThenSucceeds) {
  const v1::RecordEntryRequest request = NauseaRequest();
  redis_->server().Kill();
  const auto answer = Record(request);
  EXPECT_EQ(answer.code, grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(answer.reason, "STORE_UNAVAILABLE");
  redis_->server().Restart();
  ASSERT_TRUE(Eventually([&] { return Record(request).ok(); }));
  EXPECT_THAT(List(patient_).response.entries(), SizeIs(1));
}

}  // namespace
}  // namespace careloop::journal
