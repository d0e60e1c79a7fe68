#include "services/journal/domain/visit_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/journal/domain/instant.h"
#include "tests/support/fake_clock.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"
#include "tests/unit/journal/fakes.h"

namespace careloop::journal {
namespace {

using testing::CallOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

const absl::Time kStart = absl::FromUnixSeconds(1'750'000'000);

Entry EntryAt(int hours, int64_t number = 1) {
  return {.patient = "p-1",
          .number = number,
          .occurred = kStart + absl::Hours(hours),
          .observed = {.time_zone = "Europe/Berlin"}};
}

Entry Graded(int hours, int grade, int64_t number = 1, const std::string& symptom = "nausea") {
  Entry entry = EntryAt(hours, number);
  entry.grades = {{.symptom = symptom, .grade = grade}};
  entry.observed.answers = {{.symptom = symptom, .levels = {grade}}};
  return entry;
}

VisitSummary Sum(std::vector<Entry> entries) {
  return SummaryOf("p-1", {.start = kStart, .entries = std::move(entries)});
}

template <typename Lines>
std::vector<std::string> SymptomsIn(const Lines& lines) {
  std::vector<std::string> symptoms;
  for (const auto& line : lines) symptoms.push_back(line.key.symptom);
  return symptoms;
}

TEST(VisitSummary, TellsWhatGotWorseAndBetterFromLastToLast) {
  const VisitSummary summary = Sum({Graded(-20, 3, 1), Graded(-10, 1, 2), Graded(-10, 2, 3, "pain"), Graded(5, 3, 4),
                                    Graded(5, 2, 5, "pain"), Graded(10, 2, 6), Graded(10, 1, 7, "pain")});
  ASSERT_THAT(summary.worse, SizeIs(1));
  EXPECT_EQ(summary.worse[0].key.symptom, "nausea");
  EXPECT_EQ(summary.worse[0].before, (SummaryValue{1, false, 2, kStart - absl::Hours(10)}));
  EXPECT_EQ(summary.worse[0].now, (SummaryValue{2, false, 6, kStart + absl::Hours(10)}));
  EXPECT_THAT(SymptomsIn(summary.better), ElementsAre("pain"));
  EXPECT_EQ(summary.entries, 4);
}

TEST(VisitSummary, TellsNothingOfWhatIsAsItWasOrWasNotAnsweredSince) {
  const VisitSummary summary = Sum({Graded(-10, 2, 1), Graded(-10, 3, 2, "pain"), Graded(5, 2, 3)});
  EXPECT_THAT(summary.worse, IsEmpty());
  EXPECT_THAT(summary.better, IsEmpty());
  EXPECT_THAT(summary.new_symptoms, IsEmpty());
}

TEST(VisitSummary, CountsTheStartItselfAsSince) { EXPECT_EQ(Sum({Graded(0, 2)}).entries, 1); }

TEST(VisitSummary, CallsASymptomNewThatWasNotThereBefore) {
  Entry answered = EntryAt(3, 3);
  answered.observed.answers = {{.symptom = "rash", .presence = true}, {.symptom = "chills", .presence = false}};
  const VisitSummary summary = Sum({Graded(-10, 0, 1), Graded(-9, 1, 2, "pain"), Graded(-8, 0, 2, "pain"), answered,
                                    Graded(5, 2, 4), Graded(6, 1, 5), Graded(7, 1, 6, "pain")});
  EXPECT_THAT(SymptomsIn(summary.new_symptoms), ElementsAre("nausea", "rash"));
  EXPECT_EQ(summary.new_symptoms[0].value.value, 2);
  EXPECT_EQ(summary.new_symptoms[0].value.entry, 4);
  EXPECT_THAT(SymptomsIn(summary.worse), ElementsAre("pain"));  // it was there, and has come back
}

TEST(VisitSummary, NamesWhatWasThereByAnswersWithoutAGrade) {
  const auto ungraded = [](int hours, int64_t number, const std::string& symptom, int severity) {
    Entry entry = EntryAt(hours, number);
    entry.observed.answers = {{.symptom = symptom}};
    entry.observed.answers[0].level(Attribute::kSeverity) = severity;
    entry.grades = {{.symptom = symptom, .incomplete = true}};
    return entry;
  };
  const VisitSummary summary = Sum({ungraded(-9, 1, "pain", 1), ungraded(2, 2, "fatigue", 4), ungraded(3, 3, "pain", 4),
                                    ungraded(4, 4, "cough", 0), ungraded(5, 5, "fatigue", 2), Graded(6, 2, 6)});
  EXPECT_THAT(summary.ungraded, ElementsAre(UngradedSymptom{"fatigue", 5, true}, UngradedSymptom{"pain", 3, false}));
  EXPECT_THAT(SymptomsIn(summary.new_symptoms), ElementsAre("nausea"));
}

TEST(VisitSummary, ReadsWellbeingTheOtherWayRound) {
  Entry before = EntryAt(-5, 1), now = EntryAt(5, 2);
  before.observed.wellbeing = 7;
  now.observed.wellbeing = 3;
  const VisitSummary worse = Sum({before, now});
  EXPECT_THAT(worse.worse, SizeIs(1));
  EXPECT_THAT(worse.new_symptoms, IsEmpty());
  now.observed.wellbeing = 9;
  EXPECT_THAT(Sum({before, now}).better, SizeIs(1));
  EXPECT_THAT(Sum({now}).new_symptoms, IsEmpty());
}

Entry AsCheckIn(Entry entry) {
  entry.week = absl::CivilDay(2025, 6, 9);
  return entry;
}

TEST(VisitSummary, NeverComparesDiaryEntriesWithCheckIns) {
  const VisitSummary summary = Sum({Graded(-5, 1, 1), AsCheckIn(Graded(5, 3, 2))});
  EXPECT_THAT(summary.worse, IsEmpty());
  EXPECT_THAT(SymptomsIn(summary.highest_grades), ElementsAre("nausea"));
}

TEST(VisitSummary, CallsASymptomNewOnlyIfNeitherKindOfEntryKnewIt) {
  EXPECT_THAT(Sum({Graded(-5, 1, 1), AsCheckIn(Graded(5, 3, 2))}).new_symptoms, IsEmpty());
  EXPECT_THAT(Sum({AsCheckIn(Graded(-5, 1, 1)), Graded(5, 3, 2)}).new_symptoms, IsEmpty());
  const VisitSummary both = Sum({AsCheckIn(Graded(-5, 0, 1)), Graded(4, 1, 2), AsCheckIn(Graded(5, 3, 3))});
  EXPECT_THAT(SymptomsIn(both.new_symptoms), ElementsAre("nausea", "nausea"));
}

TEST(VisitSummary, CallsNoSymptomNewThatWasThereInAnAnswerWithoutAGrade) {
  Entry incomplete = Graded(-5, 1, 1);
  incomplete.grades = {{.symptom = "nausea", .incomplete = true}};
  EXPECT_THAT(Sum({incomplete, Graded(5, 3, 2)}).new_symptoms, IsEmpty());
  incomplete.observed.answers[0].levels = {0};
  EXPECT_THAT(Sum({incomplete, Graded(5, 3, 2)}).new_symptoms, SizeIs(1));
}

TEST(VisitSummary, ListsTheHighestGradeOfEachSymptomHighestFirst) {
  const VisitSummary summary = Sum({Graded(-5, 3, 1, "cough"), Graded(1, 1, 2, "cough"), Graded(2, 2, 3),
                                    Graded(3, 2, 4), Graded(4, 0, 5, "pain"), Graded(5, 2, 6, "fatigue")});
  EXPECT_THAT(SymptomsIn(summary.highest_grades), ElementsAre("fatigue", "nausea", "cough"));
  EXPECT_EQ(summary.highest_grades[1].value.entry, 3);
  EXPECT_EQ(summary.highest_grades[2].value.value, 1);
}

TEST(VisitSummary, ListsQuestionsSevereAndSharedEntriesSinceThen) {
  Entry before = EntryAt(-5, 1), first = EntryAt(1, 2), second = EntryAt(2, 3);
  before.observed.questions = {"Old?"};
  first.observed.questions = {"May I swim?", "For how long?"};
  second.observed.questions = {"And you?"};
  before.severe_reasons = second.severe_reasons = {SevereReason::kUrgent};
  const VisitSummary summary =
      SummaryOf("p-1", {.start = kStart, .entries = {before, first, second}, .shared = {1, 2, 9}});
  ASSERT_THAT(summary.questions, SizeIs(3));
  EXPECT_EQ(summary.questions[0].text, "May I swim?");
  EXPECT_EQ(summary.questions[2].entry, 3);
  EXPECT_THAT(summary.severe, ElementsAre(3));
  EXPECT_THAT(summary.shared, ElementsAre(2));
}

TEST(VisitSummary, ListsTheCoursesThatWereStillRunning) {
  const auto course = [](const std::string& id, std::optional<int> stop_hours) {
    TreatmentCourse made{.patient = "p-1", .id = id, .started = kStart - absl::Hours(100)};
    if (stop_hours) made.stop = CourseStop{kStart + absl::Hours(*stop_hours), "UTC", StopReason::kOther};
    return made;
  };
  const VisitSummary summary = SummaryOf(
      "p-1",
      {.start = kStart, .courses = {course("goes-on", std::nullopt), course("stopped", 1), course("before", 0)}});
  ASSERT_THAT(summary.courses, SizeIs(2));
  EXPECT_EQ(summary.courses[1].id, "stopped");
}

class VisitSummariesTest : public ::testing::Test {
 protected:
  absl::StatusOr<VisitSummary> Get(std::optional<absl::Time> start, const std::string& subject = "p-1",
                                   Role role = Role::kPatient) {
    const Call call = CallOf(role, subject);
    return RunTask(summaries_.Get(call, "p-1", start));
  }
  testing::FakeClock clock_;
  FakePeriodStore store_;
  FakeCareTeams teams_;
  JournalAccess access_{teams_, clock_};
  VisitSummaries summaries_{store_, access_, clock_};
};

TEST_F(VisitSummariesTest, AreOfWhatTheStoreHasFoundSinceThen) {
  store_.entries = {Graded(1, 2)};
  store_.visit = kStart;
  EXPECT_EQ(Get(std::nullopt)->start, kStart);
  EXPECT_EQ(Get(clock_.Now() - absl::Hours(1))->start, clock_.Now() - absl::Hours(1));
  EXPECT_EQ(store_.last_visit_query.lookback, kSummaryLookback);
  EXPECT_EQ(store_.last_visit_query.end, clock_.Now() + kClockDifference);
}

TEST_F(VisitSummariesTest, ShowACaregiverWhoMayReadTheJournalAllButWhatIsShared) {
  store_.entries = {Graded(1, 2)};
  store_.shared = {1};
  store_.visit = kStart;
  teams_.cares["c-1"] = {.since = absl::UnixEpoch(), .reads_journal = true};
  EXPECT_THAT(Get(std::nullopt)->shared, ElementsAre(1));
  const auto seen = Get(std::nullopt, "c-1", Role::kCaregiver);
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_EQ(seen->entries, 1);
  EXPECT_THAT(seen->shared, IsEmpty());
}

TEST_F(VisitSummariesTest, AreForNobodyElse) {
  teams_.cares["c-1"] = {.since = absl::UnixEpoch(), .writes_journal = true};
  EXPECT_EQ(Get(std::nullopt, "c-1", Role::kCaregiver).status(), NotFound("patient"));
  EXPECT_EQ(Get(std::nullopt, "p-2").status(), NotFound("patient"));
  EXPECT_EQ(Get(std::nullopt, "p-1", Role::kClinician).status(), NotFound("patient"));
}

TEST_F(VisitSummariesTest, RefuseAStartInTheFutureOrTooLongAgo) {
  EXPECT_EQ(ViolationsOf(Get(clock_.Now() + absl::Hours(1)).status()).at(0).field, "start_time");
  EXPECT_TRUE(Get(clock_.Now() - VisitSummaries::kLongest).ok());
  const auto refused = Get(clock_.Now() - VisitSummaries::kLongest - absl::Seconds(1));
  EXPECT_EQ(ViolationsOf(refused.status()).at(0).description, "is more than 1100 days ago");
}

}  // namespace
}  // namespace careloop::journal
