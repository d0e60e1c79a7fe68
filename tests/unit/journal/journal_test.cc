#include "services/journal/domain/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/journal/domain/instant.h"
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
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

NewEntry NauseaEntry(int frequency = 2, int severity = 2) {
  NewEntry entry{
      .patient = "p-1", .occurred = std::nullopt, .observed = {.time_zone = "Europe/Berlin"}, .language = ""};
  entry.observed.answers = {{.symptom = "nausea"}};
  entry.observed.answers[0].level(Attribute::kFrequency) = frequency;
  entry.observed.answers[0].level(Attribute::kSeverity) = severity;
  return entry;
}

class JournalTest : public ::testing::Test {
 protected:
  JournalTest() { content_.suggestions = OneSuggestion(); }

  absl::StatusOr<RecordedEntry> Record(NewEntry entry, int request = 1, Role role = Role::kPatient,
                                       const std::string& subject = "p-1") {
    const Call call = CallOf(role, subject, request);
    return RunTask(journal_.Record(call, std::move(entry)));
  }
  absl::StatusOr<Entry> Get(Role role, const std::string& subject) {
    const Call call = CallOf(role, subject);
    return RunTask(journal_.Get(call, "p-1", 1));
  }

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

TEST_F(JournalTest, StoresAnEntryWithItsGradesAndSaysWhatToRead) {
  store_.treatments = {"letrozole"};
  const auto recorded = Record(NauseaEntry());
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  EXPECT_EQ(recorded->emergency_text, nullptr);
  EXPECT_EQ(recorded->entry.number, 1);
  EXPECT_EQ(recorded->entry.recorded, StoredInstant(clock_.Now()));
  EXPECT_EQ(recorded->entry.occurred, StoredInstant(clock_.Now()));
  EXPECT_EQ(recorded->entry.reporter, (Reporter{"p-1", Role::kPatient, "Demo patient"}));
  ASSERT_THAT(recorded->entry.grades, SizeIs(1));
  EXPECT_EQ(recorded->entry.grades[0].grade, 2);
  EXPECT_EQ(recorded->related.state, RelatedState::kFresh);
  EXPECT_THAT(*recorded->related.suggestions, SizeIs(1));
  EXPECT_THAT(content_.queries.at(0).treatments, ElementsAre("letrozole"));
  EXPECT_EQ(store_.entries.at(1), recorded->entry);
}

TEST_F(JournalTest, GradesAllButYesNoSymptomsInTheOrderOfTheAnswers) {
  NewEntry entry = NauseaEntry();
  entry.observed.answers.insert(entry.observed.answers.begin(), {.symptom = "rash", .presence = true});
  entry.observed.answers.push_back({.symptom = "hair-loss"});
  entry.observed.answers.back().level(Attribute::kAmount) = 4;
  const auto recorded = Record(entry);
  ASSERT_THAT(recorded->entry.grades, SizeIs(2));
  EXPECT_EQ(recorded->entry.grades[0].symptom, "nausea");
  EXPECT_EQ(recorded->entry.grades[1].symptom, "hair-loss");
  EXPECT_EQ(recorded->entry.grades[1].grade, 2);
}

TEST_F(JournalTest, TellsWhomToCallAfterASevereEntryWhateverElseFails) {
  content_.failure = PeerDown();
  teams_.failure = PeerDown();
  const auto recorded = Record(NauseaEntry(4, 4));
  ASSERT_TRUE(recorded.ok());
  ASSERT_NE(recorded->emergency_text, nullptr);
  EXPECT_THAT(recorded->emergency_text->text, HasSubstr("Call your care team's urgent line now."));
  EXPECT_THAT(recorded->entry.severe_reasons, ElementsAre(SevereReason::kGrade3, SevereReason::kSeverity4));
  EXPECT_EQ(recorded->related.state, RelatedState::kUnavailable);
}

TEST_F(JournalTest, StoresTheEntryThoughContentIsDown) {
  content_.failure = PeerDown();
  EXPECT_TRUE(Record(NauseaEntry()).ok());
  EXPECT_THAT(store_.entries, SizeIs(1));
}

TEST_F(JournalTest, LooksForContentOnlyOnceTheEntryIsStored) {
  size_t stored = 0;
  content_.while_asked = [&] { stored = store_.entries.size(); };
  ASSERT_TRUE(Record(NauseaEntry()).ok());
  EXPECT_EQ(stored, 1u);
}

TEST_F(JournalTest, AsksContentNothingWhenTheStoreFails) {
  store_.failure = StoreDown();
  EXPECT_EQ(Record(NauseaEntry()).status(), StoreDown());
  EXPECT_THAT(content_.queries, IsEmpty());
}

TEST_F(JournalTest, TellsWhomToCallAlsoWhenASevereEntryCannotBeStored) {
  store_.failure = StoreDown();
  NewEntry entry = NauseaEntry(4, 4);
  for (const char* language : {"", "xx"}) {
    entry.language = language;
    const absl::Status status = Record(entry).status();
    EXPECT_EQ(status.code(), StoreDown().code());
    EXPECT_EQ(ReasonOf(status), reason::kStoreUnavailable);
    const EmergencyText& text = site_.emergency_texts.In(language);
    EXPECT_EQ(PersonsTextOf(status), (PersonsText{text.language, text.text}));
  }
}

TEST_F(JournalTest, TellsWhomToCallAlsoWhenASevereEntryIsRefused) {
  NewEntry entry = NauseaEntry(2, 2);
  entry.observed.temperature_celsius = 39.9;
  entry.observed.answers[0].symptom = "unknown";
  const absl::Status refused = Record(entry).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(PersonsTextOf(refused));
  NewEntry early = NauseaEntry(4, 4);
  early.occurred = clock_.Now() + absl::Hours(1);
  EXPECT_TRUE(PersonsTextOf(Record(early).status()));
}

TEST_F(JournalTest, TellsNobodyWhomToCallWhenAnotherEntryCannotBeStoredOrIsNotTheirs) {
  store_.failure = StoreDown();
  EXPECT_EQ(PersonsTextOf(Record(NauseaEntry(2, 2)).status()), std::nullopt);
  NewEntry unknown = NauseaEntry(2, 2);
  unknown.observed.answers[0].symptom = "unknown";
  EXPECT_EQ(PersonsTextOf(Record(unknown).status()), std::nullopt);
  EXPECT_EQ(PersonsTextOf(Record(NauseaEntry(4, 4), 1, Role::kPatient, "p-2").status()), std::nullopt);
}

TEST_F(JournalTest, AnswersARepeatedCallWithTheEntryAsItWasStored) {
  ASSERT_TRUE(Record(NauseaEntry(4, 4)).ok());
  clock_.Advance(absl::Hours(1));
  store_.entries.at(1).reporter.display_name = "as stored";
  const auto again = Record(NauseaEntry(4, 4));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->entry, store_.entries.at(1));
  EXPECT_NE(again->emergency_text, nullptr);
  EXPECT_THAT(store_.entries, SizeIs(1));
}

TEST_F(JournalTest, RefusesAnotherPatientsJournal) {
  EXPECT_EQ(Record(NauseaEntry(), 1, Role::kPatient, "p-2").status(), NotFound("patient"));
  EXPECT_EQ(Record(NauseaEntry(), 1, Role::kClinician, "p-1").status(), NotFound("patient"));
  EXPECT_THAT(store_.entries, IsEmpty());
}

TEST_F(JournalTest, RefusesATimeMoreThanFiveMinutesAhead) {
  NewEntry entry = NauseaEntry();
  entry.occurred = clock_.Now() + absl::Minutes(5);
  EXPECT_TRUE(Record(entry).ok());
  *entry.occurred += absl::Hours(1);
  const auto refused = Record(entry, 2);
  EXPECT_EQ(std::string(refused.status().message()),
            "occurred_time: is 1h5m in the future; at most 5m of clock difference is allowed");
}

TEST_F(JournalTest, RefusesAnUnknownSymptomBeforeAnythingIsStored) {
  NewEntry entry = NauseaEntry();
  entry.observed.answers[0].symptom = "plague";
  EXPECT_THAT(std::string(Record(entry).status().message()), HasSubstr("answers[0].symptom: is not in"));
  EXPECT_THAT(store_.entries, IsEmpty());
}

TEST_F(JournalTest, KeepsWholeMicroseconds) {
  NewEntry entry = NauseaEntry();
  entry.occurred = clock_.Now() - absl::Nanoseconds(1);
  EXPECT_EQ(Record(entry)->entry.occurred, clock_.Now() - absl::Microseconds(1));
}

TEST_F(JournalTest, ShowsAPatientTheirEntriesWhileMessagingIsDown) {
  ASSERT_TRUE(Record(NauseaEntry()).ok());
  teams_.failure = PeerDown();
  EXPECT_TRUE(Get(Role::kPatient, "p-1").ok());
  const Call call = CallOf(Role::kPatient, "p-1");
  EXPECT_THAT(RunTask(journal_.List(call, {.patient = "p-1"}))->items, SizeIs(1));
  EXPECT_THAT(store_.readers, IsEmpty());
}

TEST_F(JournalTest, ShowsAClinicianOnlyWhatSharesWithTheirTeamsCover) {
  ASSERT_TRUE(Record(NauseaEntry()).ok());
  teams_.teams["n-1"] = {"t-1"};
  EXPECT_TRUE(Get(Role::kClinician, "n-1").ok());
  const Call call = CallOf(Role::kClinician, "n-1");
  EXPECT_TRUE(RunTask(journal_.List(call, {.patient = "p-1"})).ok());
  ASSERT_THAT(store_.readers, SizeIs(2));
  EXPECT_THAT(store_.readers[0].teams, ElementsAre("t-1"));
}

TEST_F(JournalTest, ShowsAClinicianNothingWhileMessagingIsDown) {
  ASSERT_TRUE(Record(NauseaEntry()).ok());
  teams_.failure = PeerDown();
  EXPECT_EQ(Get(Role::kClinician, "n-1").status(), PeerDown());
  const Call call = CallOf(Role::kClinician, "n-1");
  EXPECT_EQ(RunTask(journal_.List(call, {.patient = "p-1"})).status(), PeerDown());
  EXPECT_THAT(store_.readers, IsEmpty());
}

TEST_F(JournalTest, AnswersAbsentAndNotYoursTheSame) {
  const absl::Status absent = Get(Role::kPatient, "p-1").status();
  EXPECT_EQ(absent, NotFound("entry"));
  EXPECT_EQ(Get(Role::kPatient, "p-2").status(), absent);
  EXPECT_EQ(Get(Role::kClinician, "n-1").status(), absent);
}

}  // namespace
}  // namespace careloop::journal
