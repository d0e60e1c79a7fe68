#include "services/journal/rpc/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "common/base/error.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

template <typename Request>
std::vector<std::string> Wrong(const Request& request) {
  std::vector<std::string> lines;
  for (const auto& violation : ViolationsOf(Validate(request))) {
    lines.push_back(violation.field + ": " + violation.description);
  }
  return lines;
}

v1::RecordEntryRequest GoodEntry() {
  v1::RecordEntryRequest request;
  request.set_parent("patients/p-1");
  request.set_time_zone("Europe/Berlin");
  request.set_wellbeing(5);
  return request;
}

v1::SymptomAnswer& AddAnswer(v1::RecordEntryRequest& request, const std::string& symptom = "symptoms/pain") {
  auto& answer = *request.add_answers();
  answer.set_symptom(symptom);
  answer.set_severity(1);
  return answer;
}

TEST(ValidateRecordEntry, AcceptsEachThingThatAnEntryMayHoldAlone) {
  EXPECT_THAT(Wrong(GoodEntry()), IsEmpty());
  v1::RecordEntryRequest request = GoodEntry();
  request.clear_wellbeing();
  request.set_note("note");
  EXPECT_THAT(Wrong(request), IsEmpty());
  request.clear_note();
  request.set_temperature_celsius(30);
  EXPECT_THAT(Wrong(request), IsEmpty());
  request.clear_temperature_celsius();
  request.set_urgent(true);
  EXPECT_THAT(Wrong(request), IsEmpty());
  request.clear_urgent();
  request.set_visit(true);
  EXPECT_THAT(Wrong(request), IsEmpty());
  request.clear_visit();
  request.add_questions("May I swim?");
  EXPECT_THAT(Wrong(request), IsEmpty());
  request.clear_questions();
  AddAnswer(request);
  EXPECT_THAT(Wrong(request), IsEmpty());
}

TEST(ValidateRecordEntry, RefusesAnEntryThatHoldsNothing) {
  v1::RecordEntryRequest request = GoodEntry();
  request.clear_wellbeing();
  for (const char* nothing_seen : {"", "   ", "\n\t", "\u200B"}) {
    request.set_note(nothing_seen);
    EXPECT_THAT(Wrong(request), ElementsAre("answers: the entry holds nothing: no answers, wellbeing, "
                                            "temperature_celsius, note, questions, urgent or visit"));
  }
}

TEST(ValidateRecordEntry, RefusesAParentThatIsNoPatient) {
  v1::RecordEntryRequest request = GoodEntry();
  for (const char* parent : {"", "p-1", "patients/", "patients/a b", "patients/p-1/entries/1", "teams/p-1"}) {
    request.set_parent(parent);
    EXPECT_THAT(Wrong(request), ElementsAre("parent: needs the form patients/*")) << parent;
  }
  request.set_parent("patients/-");
  EXPECT_THAT(Wrong(request), SizeIs(1));
}

TEST(ValidateRecordEntry, RefusesTimesThatAreNone) {
  v1::RecordEntryRequest request = GoodEntry();
  const std::vector<std::string> wrong = {"occurred_time: is not a time in the years 2000 to 9999"};
  auto& time = *request.mutable_occurred_time();
  time.set_seconds(946'684'799);
  EXPECT_EQ(Wrong(request), wrong);
  time.set_seconds(946'684'800);
  EXPECT_THAT(Wrong(request), IsEmpty());
  time.set_nanos(-1);
  EXPECT_EQ(Wrong(request), wrong);
  time.set_nanos(1'000'000'000);
  EXPECT_EQ(Wrong(request), wrong);
  time.set_nanos(0);
  time.set_seconds(std::numeric_limits<int64_t>::max());
  EXPECT_EQ(Wrong(request), wrong);
}

TEST(ValidateRecordEntry, RefusesUnknownTimeZones) {
  v1::RecordEntryRequest request = GoodEntry();
  for (const char* zone : {"", "CET+1", "/etc/passwd", "../UTC", "Europe/../../etc/passwd", "Berlin"}) {
    request.set_time_zone(zone);
    EXPECT_THAT(Wrong(request), SizeIs(1)) << zone;
  }
}

TEST(ValidateRecordEntry, KnowsFahrenheitFromOtherTemperaturesOutOfRange) {
  v1::RecordEntryRequest request = GoodEntry();
  const auto wrong_for = [&](double celsius) {
    request.set_temperature_celsius(celsius);
    return Wrong(request);
  };
  for (const double celsius : {30.0, 37.0, 45.0}) EXPECT_THAT(wrong_for(celsius), IsEmpty()) << celsius;
  EXPECT_THAT(wrong_for(86),
              ElementsAre("temperature_celsius: 86 looks like degrees Fahrenheit; give degrees Celsius, 30 to 45"));
  EXPECT_THAT(wrong_for(100.4),
              ElementsAre("temperature_celsius: 100.4 looks like degrees Fahrenheit; give degrees Celsius, 30 to 45"));
  EXPECT_THAT(wrong_for(113),
              ElementsAre("temperature_celsius: 113 looks like degrees Fahrenheit; give degrees Celsius, 30 to 45"));
  EXPECT_THAT(wrong_for(29.9), ElementsAre("temperature_celsius: 29.9 is not within 30 to 45 degrees Celsius"));
  EXPECT_THAT(wrong_for(85.9), ElementsAre("temperature_celsius: 85.9 is not within 30 to 45 degrees Celsius"));
  EXPECT_THAT(wrong_for(std::numeric_limits<double>::quiet_NaN()), SizeIs(1));
  EXPECT_THAT(wrong_for(std::numeric_limits<double>::infinity()), SizeIs(1));
}

TEST(ValidateRecordEntry, RefusesALongNoteAndAStrangeLanguage) {
  v1::RecordEntryRequest request = GoodEntry();
  request.set_note(std::string(10'000, 'x'));
  request.set_language("zh-Hant-TW");
  EXPECT_THAT(Wrong(request), IsEmpty());
  request.set_note(std::string(10'001, 'x'));
  for (const char* language : {"e", "en_US", "12", "en-", "en-abcdefghi", "en-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaaa"}) {
    request.set_language(language);
    EXPECT_THAT(Wrong(request), ElementsAre("note: has 10001 characters, at most 10000 are allowed",
                                            "language: needs a BCP 47 tag of at most 35 characters, such as en"))
        << language;
  }
}

TEST(ValidateRecordEntry, RefusesAnswersThatAreNone) {
  v1::RecordEntryRequest request = GoodEntry();
  AddAnswer(request, "pain");
  AddAnswer(request, "symptoms/Dry Mouth");
  AddAnswer(request, "symptoms/UPPER");
  request.add_answers()->set_symptom("symptoms/cough");
  EXPECT_THAT(
      Wrong(request),
      ElementsAre("answers[0].symptom: needs the form symptoms/*", "answers[1].symptom: needs the form symptoms/*",
                  "answers[2].symptom: needs 1 to 64 of a-z 0-9 -",
                  "answers[3]: answers nothing; at least one attribute has to be answered or withheld"));
}

TEST(ValidateRecordEntry, RefusesLevelsOutOfRange) {
  v1::RecordEntryRequest request = GoodEntry();
  auto& answer = AddAnswer(request);
  answer.set_frequency(-1);
  answer.set_severity(5);
  answer.set_interference(99);
  answer.set_amount(4);
  EXPECT_THAT(Wrong(request), ElementsAre("answers[0].frequency: -1 is not within 0 to 4",
                                          "answers[0].severity: 5 is not within 0 to 4",
                                          "answers[0].interference: 99 is not within 0 to 4"));
}

TEST(ValidateRecordEntry, RefusesASymptomThatIsAnsweredTwice) {
  v1::RecordEntryRequest request = GoodEntry();
  AddAnswer(request);
  AddAnswer(request);
  EXPECT_THAT(Wrong(request), ElementsAre("answers[1].symptom: is answered a second time"));
}

TEST(ValidateRecordEntry, RefusesMoreThan60Answers) {
  v1::RecordEntryRequest request = GoodEntry();
  for (int i = 0; i < 60; ++i) AddAnswer(request, "symptoms/s-" + std::to_string(i));
  EXPECT_THAT(Wrong(request), IsEmpty());
  AddAnswer(request);
  EXPECT_THAT(Wrong(request), ElementsAre("answers: has 61 elements, at most 60 are allowed"));
  while (request.answers_size() < 10'000) AddAnswer(request, "no symptom");
  EXPECT_THAT(Wrong(request), ElementsAre("answers: has 10000 elements, at most 60 are allowed")) << "and nothing else";
}

TEST(ValidateRecordEntry, RefusesWithheldAnswersThatContradictOrSayNothing) {
  v1::RecordEntryRequest request = GoodEntry();
  auto& answer = AddAnswer(request);
  const auto withhold = [&](int attribute, int reason) {
    auto& withheld = *answer.add_withheld();
    withheld.set_attribute(static_cast<v1::SymptomAttribute>(attribute));
    withheld.set_reason(static_cast<v1::WithheldReason>(reason));
  };
  withhold(v1::SYMPTOM_ATTRIBUTE_FREQUENCY, v1::WITHHELD_REASON_NOT_APPLICABLE);
  EXPECT_THAT(Wrong(request), IsEmpty());
  withhold(v1::SYMPTOM_ATTRIBUTE_FREQUENCY, v1::WITHHELD_REASON_PREFER_NOT_TO_SAY);
  withhold(v1::SYMPTOM_ATTRIBUTE_SEVERITY, 0);
  withhold(0, 9);
  withhold(77, v1::WITHHELD_REASON_NOT_APPLICABLE);
  EXPECT_THAT(Wrong(request), ElementsAre("answers[0].withheld[1].attribute: is answered, or withheld a second time",
                                          "answers[0].withheld[2].attribute: is answered, or withheld a second time",
                                          "answers[0].withheld[2].reason: is missing or unknown",
                                          "answers[0].withheld[3].attribute: is missing or unknown",
                                          "answers[0].withheld[3].reason: is missing or unknown",
                                          "answers[0].withheld[4].attribute: is missing or unknown"));
  withhold(1, 1);
  EXPECT_THAT(Wrong(request), ElementsAre("answers[0].withheld: has 6 elements, at most 5 are allowed"));
}

TEST(ValidateRecordEntry, TakesPartsOfACheckInAlone) {
  v1::RecordEntryRequest request = GoodEntry();
  request.set_partial(true);
  EXPECT_THAT(Wrong(request), ElementsAre("partial: is of a check-in alone"));
  request.set_kind(v1::ENTRY_KIND_CHECK_IN);
  EXPECT_THAT(Wrong(request), IsEmpty());
  request.set_kind(static_cast<v1::EntryKind>(9));
  request.set_partial(false);
  EXPECT_THAT(Wrong(request), ElementsAre("kind: is unknown; ENTRY_KIND_DIARY or ENTRY_KIND_CHECK_IN is needed"));
}

TEST(ValidateRecordEntry, RefusesQuestionsThatAreNoneOrTooMany) {
  v1::RecordEntryRequest request = GoodEntry();
  for (int i = 0; i < 10; ++i) request.add_questions(std::string(500, 'x'));
  EXPECT_THAT(Wrong(request), IsEmpty());
  request.set_questions(1, " ");
  request.set_questions(2, std::string(501, 'x'));
  EXPECT_THAT(Wrong(request), ElementsAre("questions[1]: is empty or blank, 1 to 500 characters are needed",
                                          "questions[2]: has 501 characters, at most 500 are allowed"));
  request.add_questions("?");
  EXPECT_THAT(Wrong(request), ElementsAre("questions: has 11 elements, at most 10 are allowed"));
}

TEST(ValidateRecordEntry, RefusesAnAnswerThatSaysWhoseItIs) {
  v1::RecordEntryRequest request = GoodEntry();
  AddAnswer(request).set_reporter(1);
  EXPECT_THAT(Wrong(request), ElementsAre("answers[0].reporter: is set by the service; leave it out"));
}

TEST(ValidateAmendEntry, NeedsNameEtagAndWhatAnEntryNeeds) {
  EXPECT_THAT(Wrong(v1::AmendEntryRequest()), ElementsAre("name: needs the form patients/*/entries/*",
                                                          "etag: is empty or blank, 1 to 64 characters are needed",
                                                          "time_zone: is not an IANA time zone such as Europe/Madrid",
                                                          "answers: the entry holds nothing: no answers, wellbeing, "
                                                          "temperature_celsius, note, questions, urgent or visit"));
  v1::AmendEntryRequest request;
  request.set_name("patients/p-1/entries/1");
  request.set_etag(std::string(64, 'x'));
  request.set_time_zone("UTC");
  request.set_urgent(true);
  EXPECT_THAT(Wrong(request), IsEmpty());
  request.set_etag(std::string(65, 'x'));
  request.set_wellbeing(11);
  EXPECT_THAT(Wrong(request), SizeIs(2));
}

TEST(ValidateRetractEntry, NeedsAnEntrysName) {
  v1::RetractEntryRequest request;
  EXPECT_THAT(Wrong(request), ElementsAre("name: needs the form patients/*/entries/*"));
  request.set_name("patients/p-1/entries/1");
  EXPECT_THAT(Wrong(request), IsEmpty());
  request.set_etag(std::string(65, 'x'));
  EXPECT_THAT(Wrong(request), ElementsAre("etag: has 65 characters, at most 64 are allowed"));
}

TEST(ValidateGetEntry, RefusesANegativeVersion) {
  v1::GetEntryRequest request;
  request.set_name("patients/p-1/entries/1");
  request.set_version(-1);
  EXPECT_THAT(Wrong(request), ElementsAre("version: -1 is negative; 0 is the current one"));
}

TEST(ValidateGetEntry, NeedsAnEntrysName) {
  v1::GetEntryRequest request;
  request.set_name("patients/p-1/entries/17");
  EXPECT_THAT(Wrong(request), IsEmpty());
  for (const char* name : {"", "patients/p-1", "patients/p-1/shares/1"}) {
    request.set_name(name);
    EXPECT_THAT(Wrong(request), ElementsAre("name: needs the form patients/*/entries/*")) << name;
  }
  for (const char* name : {"patients/p-1/entries/0", "patients/p-1/entries/01", "patients/p-1/entries/-1",
                           "patients/p-1/entries/one", "patients/p-1/entries/12345678901"}) {
    request.set_name(name);
    EXPECT_THAT(Wrong(request), ElementsAre("name: needs a number 1, 2, 3, ... after entries/")) << name;
  }
}

TEST(ValidateListEntries, NeedsARangeThatIsOneAndAPageSize) {
  v1::ListEntriesRequest request;
  request.set_parent("patients/p-1");
  EXPECT_THAT(Wrong(request), IsEmpty());
  request.mutable_start_time()->set_seconds(100);
  request.mutable_end_time()->set_seconds(100);
  request.set_page_size(-1);
  EXPECT_THAT(Wrong(request), ElementsAre("end_time: is not later than start_time",
                                          "page_size: -1 is negative; 0 means 50, at most 200"));
  request.mutable_end_time()->set_nanos(-5);
  request.mutable_start_time()->set_nanos(-5);
  EXPECT_THAT(Wrong(request), SizeIs(4));
}

TEST(ValidateOthers, NeedTheirNamesAndValues) {
  EXPECT_THAT(Wrong(v1::StartTreatmentCourseRequest()),
              ElementsAre("parent: needs the form patients/*", "treatment: needs the form treatments/*",
                          "time_zone: is not an IANA time zone such as Europe/Madrid"));
  v1::StartTreatmentCourseRequest start;
  start.set_parent("patients/p-1");
  start.set_treatment("treatments/letrozole");
  start.set_time_zone("UTC");
  start.mutable_started_time()->set_seconds(-2'208'988'801);
  EXPECT_THAT(Wrong(start), ElementsAre("started_time: is not a time in the years 1900 to 9999"));
  start.mutable_started_time()->set_seconds(-2'208'988'800);
  EXPECT_THAT(Wrong(start), IsEmpty());
  EXPECT_THAT(Wrong(v1::StopTreatmentCourseRequest()), SizeIs(3));
  v1::StopTreatmentCourseRequest stop;
  stop.set_name("patients/p-1/treatmentCourses/c-1");
  stop.set_time_zone("UTC");
  stop.set_reason(static_cast<v1::StopReason>(9));
  stop.mutable_stopped_time()->set_nanos(-1);
  EXPECT_THAT(Wrong(stop), SizeIs(2));
  EXPECT_THAT(Wrong(v1::AddTreatmentCourseNoteRequest()), SizeIs(3));
  v1::AddTreatmentCourseNoteRequest note;
  note.set_name("patients/p-1/treatmentCourses/c-1");
  note.set_time_zone("UTC");
  note.set_text(std::string(500, 'x'));
  EXPECT_THAT(Wrong(note), IsEmpty());
  note.set_text(std::string(501, 'x'));
  note.mutable_time()->set_nanos(-1);
  EXPECT_THAT(Wrong(note), ElementsAre("time: is not a time in the years 1900 to 9999",
                                       "text: has 501 characters, at most 500 are allowed"));
  v1::ListTreatmentCoursesRequest courses;
  courses.set_state(static_cast<v1::TreatmentCourseState>(9));
  courses.set_page_size(-1);
  EXPECT_THAT(Wrong(courses), SizeIs(3));
  v1::ListSymptomsRequest symptoms;
  symptoms.set_page_size(-1);
  EXPECT_THAT(Wrong(symptoms), SizeIs(1));
  EXPECT_THAT(Wrong(v1::RevokeShareRequest()), ElementsAre("name: needs the form patients/*/shares/*"));
  EXPECT_THAT(Wrong(v1::ListSharesRequest()), ElementsAre("parent: needs the form patients/*"));
}

}  // namespace
}  // namespace careloop::journal
