#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/journal/domain/instant.h"
#include "services/journal/domain/journal.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fixed_random.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"
#include "tests/unit/journal/alert_fakes.h"
#include "tests/unit/journal/rule_set_samples.h"
#include "tests/unit/journal/site_files.h"

namespace careloop::journal {
namespace {

using testing::CallOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

SymptomAnswer Nausea(int frequency, int severity) {
  SymptomAnswer answer{.symptom = "nausea"};
  answer.level(Attribute::kFrequency) = frequency;
  answer.level(Attribute::kSeverity) = severity;
  return answer;
}

class AmendEntryTest : public ::testing::Test {
 protected:
  absl::StatusOr<RecordedEntry> Record(Observation observed, bool check_in = false, bool partial = false) {
    const Call call = CallOf(Role::kPatient, "p-1", ++last_request_);
    return RunTask(journal_.Record(
        call, {.patient = "p-1", .observed = std::move(observed), .check_in = check_in, .partial = partial}));
  }
  absl::StatusOr<RecordedEntry> Amend(NewVersion given, int request = 0, const std::string& subject = "p-1") {
    const Call call = CallOf(Role::kPatient, subject, request ? request : ++last_request_);
    return RunTask(journal_.Amend(call, std::move(given)));
  }
  static Observation Saying(std::vector<SymptomAnswer> answers) {
    return {.time_zone = "Europe/Berlin", .answers = std::move(answers)};
  }
  static NewVersion Version(const std::string& etag, std::vector<SymptomAnswer> answers) {
    return {.patient = "p-1", .number = 1, .etag = etag, .observed = Saying(std::move(answers))};
  }
  absl::StatusOr<Entry> Retract(const std::string& etag = "", const std::string& subject = "p-1") {
    const Call call = CallOf(Role::kPatient, subject, ++last_request_);
    return RunTask(journal_.Retract(call, "p-1", 1, etag));
  }

  int last_request_ = 0;
  testing::FakeClock clock_;
  FakeEntryStore store_;
  FakeCareTeams teams_;
  FakeContent content_;
  JournalAccess access_{teams_, clock_};
  RelatedContent related_{content_, clock_};
  SiteRules site_ = DemoRules();
  FakeAlertStore alert_store_{store_};
  FakeRuleSetStore rule_store_;
  testing::FixedRandom random_;
  RuleSets sets_{rule_store_, GoodRuleSet("shipped"), site_, clock_};
  Alerting alerting_{alert_store_, sets_, clock_, random_, [] {}};
  Journal journal_{{store_, access_, related_, alerting_}, site_, clock_};
};

TEST_F(AmendEntryTest, GradesAndJudgesAnewAndKeepsTheVersionBefore) {
  ASSERT_TRUE(Record(Saying({Nausea(1, 1)})).ok());
  const Entry before = store_.entries.at(1);
  clock_.Advance(absl::Hours(1));
  const auto amended = Amend(Version("1", {Nausea(4, 4)}));
  ASSERT_TRUE(amended.ok()) << amended.status();
  EXPECT_EQ(amended->entry.version, 2);
  EXPECT_EQ(amended->entry.number, 1);
  EXPECT_EQ(amended->entry.grades.at(0).grade, 3);
  EXPECT_NE(amended->emergency_text, nullptr);
  EXPECT_EQ(amended->entry.occurred, before.occurred);
  EXPECT_EQ(amended->entry.recorded, before.recorded);
  EXPECT_EQ(amended->entry.revised, StoredInstant(clock_.Now()));
  EXPECT_THAT(store_.earlier[1], ElementsAre(before));
  EXPECT_EQ(store_.entries.at(1), amended->entry);
}

TEST_F(AmendEntryTest, MovesADiaryEntryInTimeButNotIntoTheFuture) {
  ASSERT_TRUE(Record(Saying({Nausea(1, 1)})).ok());
  NewVersion version = Version("1", {Nausea(1, 1)});
  version.occurred = clock_.Now() - absl::Hours(3);
  EXPECT_EQ(Amend(version)->entry.occurred, StoredInstant(clock_.Now() - absl::Hours(3)));
  version.etag = "2";
  version.occurred = clock_.Now() + absl::Hours(1);
  EXPECT_EQ(ViolationsOf(Amend(version).status()).at(0).field, "occurred_time");
}

TEST_F(AmendEntryTest, RefusesAStaleEtagAndOneThatIsNone) {
  ASSERT_TRUE(Record(Saying({Nausea(1, 1)})).ok());
  ASSERT_TRUE(Amend(Version("1", {Nausea(2, 1)})).ok());
  for (const char* etag : {"1", "3", "none"}) {
    const absl::Status status = Amend(Version(etag, {Nausea(3, 1)})).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kAborted) << etag;
    EXPECT_EQ(ReasonOf(status), reason::kVersionConflict) << etag;
  }
}

TEST_F(AmendEntryTest, AnswersARepeatedCallWithTheVersionThatItMade) {
  ASSERT_TRUE(Record(Saying({Nausea(1, 1)})).ok());
  const auto first = Amend(Version("1", {Nausea(2, 1)}), 77);
  clock_.Advance(absl::Hours(1));
  ASSERT_TRUE(Amend(Version("2", {Nausea(3, 1)})).ok());
  const auto again = Amend(Version("1", {Nausea(2, 1)}), 77);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->entry, first->entry);
}

TEST_F(AmendEntryTest, TellsWhomToCallAlsoWhenASevereVersionCannotBeStored) {
  ASSERT_TRUE(Record(Saying({Nausea(1, 1)})).ok());
  EXPECT_NE(PersonsTextOf(Amend(Version("7", {Nausea(4, 4)})).status()), std::nullopt);
}

TEST_F(AmendEntryTest, RefusesAnotherPatientsEntryAndAnUnknownSymptom) {
  ASSERT_TRUE(Record(Saying({Nausea(1, 1)})).ok());
  EXPECT_EQ(Amend(Version("1", {Nausea(2, 1)}), 0, "p-2").status(), NotFound("entry"));
  EXPECT_EQ(Retract("", "p-2").status(), NotFound("entry"));
  EXPECT_EQ(ViolationsOf(Amend(Version("1", {{.symptom = "plague"}})).status()).at(0).field, "answers[0].symptom");
  EXPECT_THAT(store_.earlier[1], IsEmpty());
}

TEST_F(AmendEntryTest, ShowsWhoReadsThroughAShareTheCurrentVersionAlone) {
  ASSERT_TRUE(Record(Saying({Nausea(1, 1)})).ok());
  ASSERT_TRUE(Amend(Version("1", {Nausea(2, 1)})).ok());
  teams_.teams["n-1"] = {"t-1"};
  const Call nurse = CallOf(Role::kClinician, "n-1");
  EXPECT_EQ(RunTask(journal_.Get(nurse, "p-1", 1))->version, 2);
  EXPECT_EQ(RunTask(journal_.Get(nurse, "p-1", 1, 2))->version, 2);
  EXPECT_EQ(RunTask(journal_.Get(nurse, "p-1", 1, 1)).status(), NotFound("entry"));
  const Call patient = CallOf(Role::kPatient, "p-1");
  EXPECT_EQ(RunTask(journal_.Get(patient, "p-1", 1, 1))->version, 1);
}

TEST_F(AmendEntryTest, ShowsOthersOfARetractedEntryThatItWasRetractedAlone) {
  Observation observed = Saying({Nausea(4, 4)});
  observed.note = "private";
  observed.wellbeing = 1;
  ASSERT_TRUE(Record(observed).ok());
  const auto retracted = Retract("1");
  ASSERT_TRUE(retracted.ok()) << retracted.status();
  EXPECT_EQ(retracted->retraction, (Retraction{StoredInstant(clock_.Now()), {"p-1", Role::kPatient, "Demo patient"}}));
  EXPECT_EQ(retracted->observed.note, "private");
  teams_.teams["n-1"] = {"t-1"};
  const Call nurse = CallOf(Role::kClinician, "n-1");
  const Entry seen = RunTask(journal_.Get(nurse, "p-1", 1)).value();
  EXPECT_TRUE(seen.retraction.has_value());
  EXPECT_EQ(seen.observed, (Observation{.time_zone = "Europe/Berlin"}));
  EXPECT_THAT(seen.grades, IsEmpty());
  EXPECT_FALSE(seen.severe());
  EXPECT_EQ(RunTask(journal_.List(nurse, {.patient = "p-1"}))->items.at(0), seen);
}

TEST_F(AmendEntryTest, PreviewsAShareForThePatientAlone) {
  Observation observed = Saying({Nausea(1, 1)});
  observed.note = "private";
  ASSERT_TRUE(Record(observed).ok());
  const auto preview = [&](Role role, const std::string& subject) {
    const Call call = CallOf(role, subject);
    return RunTask(journal_.Preview(call, {{.patient = "p-1"}, EntriesScope{{1}}, ShareView::kSymptoms}));
  };
  EXPECT_EQ(preview(Role::kPatient, "p-1")->items.at(0).observed.note, "");
  EXPECT_EQ(store_.previewed, ShareScope(EntriesScope{{1}}));
  teams_.teams["n-1"] = {"t-1"};
  EXPECT_EQ(preview(Role::kPatient, "p-2").status(), NotFound("patient"));
  EXPECT_EQ(preview(Role::kClinician, "n-1").status(), NotFound("patient"));
}

TEST_F(AmendEntryTest, RefusesToRetractByAnEtagThatIsNone) {
  ASSERT_TRUE(Record(Saying({Nausea(1, 1)})).ok());
  EXPECT_EQ(Retract("none").status().code(), absl::StatusCode::kAborted);
  EXPECT_FALSE(store_.entries.at(1).retraction.has_value());
}

// Check-ins.

TEST_F(AmendEntryTest, SavesThePartsOfAWeeksCheckInAsVersionsOfOne) {
  ASSERT_TRUE(Record(Saying({Nausea(1, 1)}), true, true).ok());
  const Entry first = store_.entries.at(1);
  EXPECT_EQ(first.week, absl::CivilDay(2025, 6, 9));  // the clock stands on Sunday, the 15th
  EXPECT_TRUE(first.partial);
  clock_.Advance(absl::Hours(1));
  const auto completed = Record(Saying({{.symptom = "rash", .presence = true}}), true);
  ASSERT_TRUE(completed.ok()) << completed.status();
  EXPECT_EQ(completed->entry.number, 1);
  EXPECT_EQ(completed->entry.version, 2);
  EXPECT_FALSE(completed->entry.partial);
  EXPECT_THAT(completed->entry.observed.answers, SizeIs(2));
  EXPECT_THAT(completed->entry.grades, SizeIs(1));
  EXPECT_EQ(completed->entry.occurred, first.occurred);
  EXPECT_THAT(store_.entries, SizeIs(1));
}

TEST_F(AmendEntryTest, BeginsAnotherCheckInWithTheNextWeekAndAfterARetraction) {
  ASSERT_TRUE(Record(Saying({Nausea(1, 1)}), true).ok());
  ASSERT_TRUE(Record(Saying({Nausea(1, 1)})).ok());  // a diary entry is none
  ASSERT_TRUE(Retract().ok());
  EXPECT_EQ(Record(Saying({Nausea(1, 1)}), true)->entry.number, 3);
  clock_.Advance(absl::Hours(24));
  EXPECT_EQ(Record(Saying({Nausea(1, 1)}), true)->entry.number, 4);
}

TEST_F(AmendEntryTest, ReadsTheCheckInAgainWhenAnotherDeviceWasFirst) {
  ASSERT_TRUE(Record(Saying({Nausea(1, 1)}), true, true).ok());
  store_.changes_before_saving = 31;
  EXPECT_EQ(Record(Saying({Nausea(2, 1)}), true)->entry.version, 2);
  store_.changes_before_saving = 32;
  EXPECT_EQ(Record(Saying({Nausea(2, 1)}), true).status().code(), absl::StatusCode::kAborted);
}

TEST_F(AmendEntryTest, RefusesPartsThatTogetherAnswerTooMuch) {
  ASSERT_TRUE(Record(Saying({Nausea(1, 1)}), true, true).ok());
  std::vector<SymptomAnswer>& answers = store_.entries.at(1).observed.answers;
  for (size_t i = 0; i < kMostAnswers; ++i) answers.push_back({.symptom = "gone-" + std::to_string(i)});
  const absl::Status status = Record(Saying({Nausea(2, 1)}), true).status();
  EXPECT_EQ(std::string(status.message()), "answers: with those of earlier parts there are 61, at most 60 are allowed");
}

TEST_F(AmendEntryTest, KeepsTheTimeAndZoneOfACheckIn) {
  ASSERT_TRUE(Record(Saying({Nausea(1, 1)}), true, true).ok());
  NewVersion version = Version("1", {Nausea(2, 2)});
  version.observed.time_zone = "Asia/Tokyo";
  const Entry amended = Amend(version)->entry;
  EXPECT_EQ(amended.observed.time_zone, "Europe/Berlin");
  EXPECT_TRUE(amended.partial);
  version.etag = "2";
  version.occurred = clock_.Now();
  EXPECT_EQ(ViolationsOf(Amend(version).status()).at(0).field, "occurred_time");
}

// Caregivers: "both" may record and read, "writer" record alone.

class AmendByCaregiverTest : public AmendEntryTest {
 protected:
  AmendByCaregiverTest() {
    teams_.cares["both"] = {.since = absl::UnixEpoch(), .reads_journal = true, .writes_journal = true};
    teams_.cares["writer"] = {.since = absl::UnixEpoch(), .writes_journal = true, .display_name = "Daughter"};
  }
  void RecordAs(const std::string& person) {
    const Call call = CallOf(Role::kCaregiver, person, ++last_request_);
    ASSERT_TRUE(RunTask(journal_.Record(call, {.patient = "p-1", .observed = Saying({Nausea(1, 1)})})).ok());
  }
  absl::StatusOr<RecordedEntry> AmendAs(const std::string& person, NewVersion given, int request = 0) {
    const Call call = CallOf(Role::kCaregiver, person, request ? request : ++last_request_);
    return RunTask(journal_.Amend(call, std::move(given)));
  }
  absl::StatusOr<Entry> RetractAs(const std::string& person, const std::string& etag = "") {
    const Call call = CallOf(Role::kCaregiver, person, ++last_request_);
    return RunTask(journal_.Retract(call, "p-1", 1, etag));
  }
  void ExpectNoChange(const std::string& person, absl::StatusCode code) {
    EXPECT_EQ(AmendAs(person, Version("1", {Nausea(2, 1)})).status().code(), code) << person;
    EXPECT_EQ(RetractAs(person).status().code(), code) << person;
    EXPECT_EQ(store_.entries.at(1).version, 1);
    EXPECT_FALSE(store_.entries.at(1).retraction.has_value());
  }
};

TEST_F(AmendByCaregiverTest, IsMarkedAsTheirsAndKeepsTheVersionBefore) {
  RecordAs("writer");
  const Entry before = store_.entries.at(1);
  const auto amended = AmendAs("writer", Version("1", {Nausea(4, 4)}));
  ASSERT_TRUE(amended.ok()) << amended.status();
  EXPECT_EQ(amended->entry.version, 2);
  EXPECT_EQ(amended->entry.reporter, (Reporter{"writer", Role::kCaregiver, "Daughter"}));
  EXPECT_NE(amended->emergency_text, nullptr);
  EXPECT_THAT(store_.earlier[1], ElementsAre(before));
  EXPECT_EQ(AmendAs("writer", Version("2", {Nausea(1, 1)}))->entry.version, 3);
}

TEST_F(AmendByCaregiverTest, LikeRecordingTellsOfTheTreatmentsOnlyToWhoMayReadThem) {
  store_.treatments = {"letrozole"};
  RecordAs("writer");
  ASSERT_TRUE(AmendAs("writer", Version("1", {Nausea(4, 4)})).ok());
  ASSERT_THAT(content_.queries, SizeIs(2));
  EXPECT_THAT(content_.queries[0].treatments, IsEmpty());
  EXPECT_THAT(content_.queries[1].treatments, IsEmpty());
  RecordAs("both");
  ASSERT_THAT(content_.queries, SizeIs(3));
  EXPECT_THAT(content_.queries[2].treatments, ElementsAre("letrozole"));
}

TEST_F(AmendByCaregiverTest, IsOfWhatTheyHaveWrittenAloneAndSaysWhyOnlyToWhoMayReadIt) {
  ASSERT_TRUE(Record(Saying({Nausea(1, 1)})).ok());
  ExpectNoChange("writer", absl::StatusCode::kNotFound);
  ExpectNoChange("both", absl::StatusCode::kFailedPrecondition);
}

TEST_F(AmendByCaregiverTest, IsNotOfAnotherCaregiversEntry) {
  RecordAs("writer");
  ExpectNoChange("both", absl::StatusCode::kFailedPrecondition);
  teams_.cares["other"] = {.since = absl::UnixEpoch(), .writes_journal = true};
  ExpectNoChange("other", absl::StatusCode::kNotFound);
}

TEST_F(AmendByCaregiverTest, EndsWhenThePatientAmendsButItsRepetitionHasItsOutcome) {
  RecordAs("writer");
  const auto first = AmendAs("writer", Version("1", {Nausea(2, 1)}), 77);
  ASSERT_TRUE(Amend(Version("2", {Nausea(3, 1)})).ok());
  EXPECT_TRUE(absl::IsAborted(AmendAs("writer", Version("2", {Nausea(2, 2)})).status()));
  EXPECT_TRUE(absl::IsAborted(RetractAs("writer", "2").status()));
  EXPECT_EQ(AmendAs("writer", Version("3", {Nausea(2, 2)})).status(), NotFound("entry"));
  EXPECT_EQ(RetractAs("writer", "3").status(), NotFound("entry"));
  EXPECT_EQ(RetractAs("writer").status(), NotFound("entry"));
  const auto again = AmendAs("writer", Version("1", {Nausea(2, 1)}), 77);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->entry, first->entry);
}

TEST_F(AmendByCaregiverTest, OrRetractionLeavesOfWhatTheySaidThatItWasTakenBack) {
  RecordAs("writer");
  const auto retracted = RetractAs("writer");
  ASSERT_TRUE(retracted.ok()) << retracted.status();
  EXPECT_EQ(retracted->retraction->reporter, (Reporter{"writer", Role::kCaregiver, "Daughter"}));
  EXPECT_THAT(retracted->observed.answers, IsEmpty());
  EXPECT_THAT(store_.entries.at(1).observed.answers, SizeIs(1));
  EXPECT_TRUE(RetractAs("writer", "1").ok()) << "retracted already";
}

TEST_F(AmendByCaregiverTest, ThatCannotBeCheckedOrReadTellsWhomToCall) {
  RecordAs("writer");
  clock_.Advance(JournalAccess::kKept);
  const NewVersion severe = Version("1", {Nausea(4, 4)});
  teams_.failure = PeerDown();
  const absl::Status unchecked = AmendAs("writer", severe).status();
  EXPECT_EQ(ReasonOf(unchecked), reason::kPeerUnavailable);
  EXPECT_NE(PersonsTextOf(unchecked), std::nullopt);
  EXPECT_EQ(PersonsTextOf(AmendAs("writer", Version("1", {Nausea(1, 1)})).status()), std::nullopt);
  teams_.failure = absl::OkStatus();
  store_.failure = StoreDown();
  EXPECT_NE(PersonsTextOf(Amend(severe).status()), std::nullopt);
  store_.failure = absl::OkStatus();
  EXPECT_EQ(PersonsTextOf(AmendAs("nobody", severe).status()), std::nullopt);
}

}  // namespace
}  // namespace careloop::journal
