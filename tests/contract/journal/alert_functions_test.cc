#include "common/store/outbox.h"
#include "services/journal/store/alert_outbox.h"
#include "tests/contract/journal/store_fixture.h"

namespace careloop::journal {
namespace {

using testing::CallOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

class AlertFunctionsTest : public JournalStoreTest {
 protected:
  static AlertTrigger TriggerOf(int64_t entry) {
    SymptomAnswer answer{.symptom = "nausea"};
    answer.level(Attribute::kFrequency) = 4;
    return {.entry = entry,
            .version = 2,
            .occurred = Now() - absl::Hours(1),
            .time = Now(),
            .rule_set = "v-1",
            .rules = {"grade-3", "answer-3"},
            .answer = answer,
            .grade = 3,
            .temperature_celsius = 38.5,
            .earlier = EarlierAnswer{7, Now() - absl::Hours(30), answer},
            .priority = AlertPriority::kRaised,
            .consent = 3};
  }
  static Alert AlertOf(const std::string& id, const std::string& team = "t-1", int64_t entry = 1) {
    return {.patient = "p-1",
            .id = id,
            .symptom = "nausea",
            .care_team = team,
            .triggers = {TriggerOf(entry)},
            .deliveries = {std::nullopt}};
  }
  AlertBasis Basis(absl::Time since = Now() - absl::Hours(24 * 30), std::optional<absl::Time> until = std::nullopt) {
    const Call call = NewCall();
    return RunTask(alerts_.Basis(call, "p-1", since, until)).value();
  }
  // Records an entry with what is in `plan`, as things stand.
  absl::StatusOr<EntryReceipt> RecordWith(AlertPlan plan, Call call = NewCall()) {
    const AlertBasis basis = Basis();
    plan.basis = basis.version;
    plan.rules = basis.rules;
    return RunTask(entries_.Record(call, EntryAt(Now()), plan));
  }
  void Open(const Alert& alert) { ASSERT_TRUE(RecordWith({.opened = {alert}}).ok()); }
  std::optional<Alert> Find(const std::string& id) {
    return RunTask(alerts_.Find(DeadlineAfter(absl::Seconds(5)), "p-1", id)).value();
  }
  std::vector<Alert> OfEntry(int64_t number) {
    const Call call = NewCall();
    return RunTask(alerts_.OfEntry(call, "p-1", number)).value();
  }
  absl::StatusOr<PageOf<Alert>> List(std::optional<ShareReaders> readers = std::nullopt, PageRequest page = {50, ""}) {
    const Call call = NewCall();
    return RunTask(alerts_.List(call, "p-1", std::move(page), std::move(readers)));
  }
  static std::vector<std::string> IdsOf(const absl::StatusOr<PageOf<Alert>>& page) {
    std::vector<std::string> ids;
    for (const Alert& alert : page.value().items) ids.push_back(alert.id);
    return ids;
  }
  int Decide(const std::string& team, Call call = NewCall()) {
    return RunTask(alerts_.Decide(call, "p-1", ConsentOf(team))).value();
  }
  static AlertConsent ConsentOf(const std::string& team) {
    return {
        .agreed = !team.empty(), .care_team = team, .time = Now(), .reporter = {"p-1", Role::kPatient, "Demo Patient"}};
  }
  std::optional<AlertConsent> Decision(int version = 0) {
    return RunTask(alerts_.Decision(DeadlineAfter(absl::Seconds(5)), "p-1", version)).value();
  }
  std::vector<store::OutboxItem> Claim() { return RunTask(outbox_.Claim(10, absl::Seconds(30))).value(); }
  void Close(const std::string& id, size_t triggers = 1) {
    const Call call = NewCall();
    ASSERT_TRUE(RunTask(alerts_.Close(call, "p-1", id, triggers)).ok());
  }
  void Deliver(const std::string& id, size_t trigger = 0) {
    ASSERT_TRUE(RunTask(alerts_.MarkDelivered("p-1", id, trigger, {"patients/p-1/threads/t-1", Now()})).ok());
  }

  store::Outbox outbox_{redis().client(), redis().clock()};
};

TEST_F(AlertFunctionsTest, BasisOfAPatientWithoutEntriesIsEmpty) {
  const AlertBasis basis = Basis();
  EXPECT_EQ(basis.version, 0);
  EXPECT_EQ(basis.rules, 0);
  EXPECT_EQ(basis.entries, 0);
  EXPECT_FALSE(basis.consent);
  EXPECT_THAT(basis.open, IsEmpty());
}

TEST_F(AlertFunctionsTest, RecordStoresItsAlertsAndQueuesThoseThatAreSent) {
  Open(AlertOf("a-1"));
  EXPECT_EQ(Find("a-1"), AlertOf("a-1"));
  const auto items = Claim();
  ASSERT_THAT(items, SizeIs(1));
  EXPECT_EQ(items[0].id, StrCat("patients/", PseudonymOf("p-1"), "/alerts/a-1/triggers/0"));
  EXPECT_EQ(items[0].kind, kAlertKind);
  EXPECT_EQ(LaneOfItem(items[0]), StrCat("patients/", PseudonymOf("p-1"), "/alerts"));
  EXPECT_THAT(OfEntry(1), ElementsAre(AlertOf("a-1")));
  EXPECT_THAT(OfEntry(2), IsEmpty());
}

TEST_F(AlertFunctionsTest, AnAlertThatIsNotSentIsStoredAndNotQueued) {
  Open(AlertOf("a-1", ""));
  EXPECT_EQ(Find("a-1"), AlertOf("a-1", ""));
  EXPECT_THAT(Claim(), IsEmpty());
}

TEST_F(AlertFunctionsTest, ATriggerIsAddedAndQueuedByItself) {
  Open(AlertOf("a-1"));
  Alert added = AlertOf("a-1");
  added.triggers.push_back(TriggerOf(2));
  added.deliveries.emplace_back();
  ASSERT_TRUE(RecordWith({.added = {added}}).ok());
  EXPECT_EQ(Find("a-1"), added);
  EXPECT_THAT(List()->items, SizeIs(1));
  EXPECT_THAT(OfEntry(2), SizeIs(1));
  std::vector<std::string> ids;
  for (const auto& item : Claim()) ids.push_back(item.id);
  const std::string alert = StrCat("patients/", PseudonymOf("p-1"), "/alerts/a-1");
  EXPECT_THAT(ids, ::testing::UnorderedElementsAre(alert + "/triggers/0", alert + "/triggers/1"));
}

TEST_F(AlertFunctionsTest, SeveralAlertsOfOneEntryAreAllFoundByIt) {
  ASSERT_TRUE(RecordWith({.opened = {AlertOf("a-1"), AlertOf("a-2")}}).ok());
  EXPECT_THAT(OfEntry(1), SizeIs(2));
}

TEST_F(AlertFunctionsTest, AClosedAlertIsNoLongerOpenAndStays) {
  Open(AlertOf("a-1"));
  ASSERT_TRUE(RecordWith({.opened = {AlertOf("a-2", "t-1", 2)}, .closed = {AlertOf("a-1")}}).ok());
  EXPECT_TRUE(Find("a-1")->closed);
  const AlertBasis basis = Basis();
  ASSERT_THAT(basis.open, SizeIs(1));
  EXPECT_EQ(basis.open[0], AlertOf("a-2", "t-1", 2));
}

TEST_F(AlertFunctionsTest, AnAlertStaysOpenIfATriggerCameThatWasNotSeenOrOneWaitsToBeDelivered) {
  Open(AlertOf("a-1"));
  const auto is_closed = [&] { return Find("a-1")->closed; };
  Close("a-1");
  EXPECT_FALSE(is_closed()) << "not delivered";
  Deliver("a-1", 0);
  Alert added = AlertOf("a-1");
  added.triggers.push_back(TriggerOf(2));
  ASSERT_TRUE(RecordWith({.added = {added}}).ok());
  Close("a-1", 2);
  EXPECT_FALSE(is_closed()) << "the second is not delivered";
  Deliver("a-1", 1);
  Close("a-1", 1);
  EXPECT_FALSE(is_closed()) << "the second was not seen";
  Close("a-1", 2);
  EXPECT_TRUE(is_closed());
}

TEST_F(AlertFunctionsTest, BasisHoldsTheAnswersSinceThenThatAreLive) {
  const auto record = [&](absl::Duration ago, int frequency) {
    Entry entry = EntryAt(Now() - ago);
    entry.observed.answers = {{.symptom = "nausea"}};
    entry.observed.answers[0].level(Attribute::kFrequency) = frequency;
    const Call call = NewCall();
    return RunTask(entries_.Record(call, entry, NoAlerts()))->number;
  };
  record(absl::Hours(50), 1);
  record(absl::Hours(20), 2);
  const int64_t last = record(absl::Hours(10), 3);
  const auto latest = [&](absl::Time since, std::optional<absl::Time> until = std::nullopt) -> std::optional<int> {
    const AlertBasis basis = Basis(since, until);
    const auto* answer = basis.recent.LatestBefore("nausea", "p-1", {Now(), 99}, absl::InfinitePast());
    return answer ? answer->level(Attribute::kFrequency) : std::nullopt;
  };
  EXPECT_EQ(Basis().entries, 3);
  EXPECT_EQ(latest(Now() - absl::Hours(100)), 3);
  EXPECT_EQ(latest(Now() - absl::Hours(5)), std::nullopt);
  EXPECT_EQ(latest(Now() - absl::Hours(100), Now() - absl::Hours(20)), 2);
  EXPECT_EQ(latest(Now() - absl::Hours(100), Now() - absl::Hours(21)), 1);
  EXPECT_EQ(Basis(Now() - absl::Hours(100), Now()).until, Now());
  Entry entry = EntryAt(Now() - absl::Hours(10));
  entry.number = last;
  const Call call = NewCall();
  ASSERT_TRUE(RunTask(entries_.Retract(call, entry, std::nullopt, {Now(), entry.reporter})).ok());
  EXPECT_EQ(latest(Now() - absl::Hours(100)), 2);
}

TEST_F(AlertFunctionsTest, RecordRefusesAPlanOnceAnythingHasChangedThatItWasMadeFrom) {
  const AlertBasis basis = Basis();
  const AlertPlan plan{.basis = basis.version, .rules = basis.rules};
  const auto record = [&] {
    const Call call = NewCall();
    return RunTask(entries_.Record(call, EntryAt(Now()), plan)).status();
  };
  ASSERT_TRUE(record().ok());
  EXPECT_TRUE(IsBasisChanged(record()));
  EXPECT_EQ(Basis().entries, 1);
}

TEST_F(AlertFunctionsTest, EveryChangeOfWhatIsDecidedFromChangesTheBasis) {
  int64_t last = Basis().version;
  const auto has_changed = [&] { return std::exchange(last, Basis().version) != last; };
  Record(Now());
  EXPECT_TRUE(has_changed());
  Decide("t-1");
  EXPECT_TRUE(has_changed());
  Open(AlertOf("a-1"));
  EXPECT_TRUE(has_changed());
  Deliver("a-1");
  EXPECT_FALSE(has_changed());
  Close("a-1");
  EXPECT_TRUE(has_changed());
  Close("a-1");
  EXPECT_FALSE(has_changed());
  Entry entry = EntryAt(Now());
  entry.number = 1;
  entry.version = 2;
  const Call amend = NewCall();
  ASSERT_TRUE(RunTask(entries_.Amend(amend, entry, NoAlerts())).ok());
  EXPECT_TRUE(has_changed());
  const Call retract = NewCall();
  ASSERT_TRUE(RunTask(entries_.Retract(retract, entry, std::nullopt, {Now(), entry.reporter})).ok());
  EXPECT_TRUE(has_changed());
  const Call again = NewCall();
  ASSERT_TRUE(RunTask(entries_.Retract(again, entry, std::nullopt, {Now(), entry.reporter})).ok());
  EXPECT_FALSE(has_changed());
}

TEST_F(AlertFunctionsTest, APlanOfAnotherRuleSetIsRefused) {
  const AlertBasis basis = Basis();
  const Call activate = NewCall();
  ASSERT_TRUE(RunTask(rules_.Activate(activate, {.rule_set = {"v-1", "note", {}, {}}, .time = Now()})).ok());
  const AlertPlan plan{.basis = basis.version, .rules = basis.rules};
  const Call call = NewCall();
  EXPECT_TRUE(IsBasisChanged(RunTask(entries_.Record(call, EntryAt(Now()), plan)).status()));
  EXPECT_EQ(Basis().rules, 1);
  Record(Now());
}

TEST_F(AlertFunctionsTest, AmendAndCheckInRefuseAnOldPlanTooAndWriteAlertsOfANewOne) {
  Record(Now());
  Entry entry = EntryAt(Now());
  entry.number = 1;
  entry.version = 2;
  AlertPlan plan{.basis = Basis().version - 1, .opened = {AlertOf("a-1")}};
  const Call amend = NewCall();
  EXPECT_TRUE(IsBasisChanged(RunTask(entries_.Amend(amend, entry, plan)).status()));
  Entry check_in = EntryAt(Now());
  check_in.week = WeekOf(Now(), "UTC");
  const Call save = NewCall();
  EXPECT_TRUE(IsBasisChanged(RunTask(entries_.SaveCheckIn(save, check_in, plan)).status()));
  EXPECT_FALSE(Find("a-1"));
  plan.basis = Basis().version;
  const Call amend_again = NewCall();
  ASSERT_TRUE(RunTask(entries_.Amend(amend_again, entry, plan)).ok());
  EXPECT_TRUE(Find("a-1"));
  plan = {.basis = Basis().version, .opened = {AlertOf("a-2")}};
  const Call save_again = NewCall();
  ASSERT_TRUE(RunTask(entries_.SaveCheckIn(save_again, check_in, plan)).ok());
  EXPECT_TRUE(Find("a-2"));
}

TEST_F(AlertFunctionsTest, ARepeatedRecordWritesNoAlertASecondTime) {
  const Call call = NewCall(1);
  ASSERT_TRUE(RecordWith({.opened = {AlertOf("a-1")}}, call).ok());
  ASSERT_TRUE(RecordWith({.opened = {AlertOf("a-2")}}, call).ok());
  EXPECT_THAT(IdsOf(List()), ElementsAre("a-1"));
  EXPECT_THAT(Claim(), SizeIs(1));
}

TEST_F(AlertFunctionsTest, DecisionsAreNumberedAndKeptAndTheLastCounts) {
  EXPECT_FALSE(Decision());
  EXPECT_EQ(Decide("t-1"), 1);
  EXPECT_EQ(Decide(""), 2);
  AlertConsent no = ConsentOf("");
  no.version = no.since = 2;
  AlertConsent yes = ConsentOf("t-1");
  yes.version = yes.since = 1;
  EXPECT_EQ(Decision(), no);
  EXPECT_EQ(Decision(1), yes);
  EXPECT_EQ(Basis().consent, no);
  EXPECT_FALSE(Decision(3));
}

TEST_F(AlertFunctionsTest, ADecisionSaysSinceWhichVersionTheTeamIsTheSame) {
  const auto since = [&](const std::string& team) {
    Decide(team);
    EXPECT_EQ(Basis().consent, Decision());
    return Decision()->since;
  };
  EXPECT_EQ(since("t-1"), 1);
  EXPECT_EQ(since("t-1"), 1);
  EXPECT_EQ(since("t-2"), 3);
  EXPECT_EQ(since(""), 4);
  EXPECT_EQ(since(""), 4);
  EXPECT_EQ(since("t-2"), 6);
}

TEST_F(AlertFunctionsTest, ARepeatedDecisionIsKeptOnce) {
  const Call call = NewCall(1);
  EXPECT_EQ(RunTask(alerts_.Decided(call)).value(), std::nullopt);
  EXPECT_EQ(Decide("t-1", call), 1);
  EXPECT_EQ(RunTask(alerts_.Decided(call)).value(), 1);
  EXPECT_EQ(Decide("t-1", call), 1);
  EXPECT_FALSE(Decision(2));
}

TEST_F(AlertFunctionsTest, ListGoesFromTheLatestOpenedPageByPage) {
  for (const char* id : {"a-1", "a-2", "a-3"}) {
    redis().clock().Advance(absl::Seconds(1));
    Open(AlertOf(id));
  }
  EXPECT_THAT(IdsOf(List()), ElementsAre("a-3", "a-2", "a-1"));
  const auto first = List(std::nullopt, {2, ""});
  EXPECT_THAT(IdsOf(first), ElementsAre("a-3", "a-2"));
  const auto second = List(std::nullopt, {2, first->next});
  EXPECT_THAT(IdsOf(second), ElementsAre("a-1"));
  EXPECT_EQ(second->next, "");
}

TEST_F(AlertFunctionsTest, ATeamSeesWhatWasSentToItWhileThePatientAgrees) {
  Open(AlertOf("a-1", "t-1"));
  Open(AlertOf("a-2", ""));
  Open(AlertOf("a-3", "t-2"));
  EXPECT_EQ(List(Readers()).status(), NotFound("patient"));
  Decide("t-1");
  EXPECT_THAT(IdsOf(List(Readers())), ElementsAre("a-1"));
  EXPECT_THAT(IdsOf(List(Readers({"t-1", "t-2"}))), ElementsAre("a-1"));
  EXPECT_EQ(List(Readers({"t-2"})).status(), NotFound("patient"));
  Decide("");
  EXPECT_EQ(List(Readers()).status(), NotFound("patient"));
}

TEST_F(AlertFunctionsTest, FindAnswersNothingForAnAlertThatIsNotThere) { EXPECT_FALSE(Find("a-1")); }

TEST_F(AlertFunctionsTest, OnlyTheFirstNoteOfADeliveryCounts) {
  Open(AlertOf("a-1"));
  const AlertDelivered first{"patients/p-1/threads/t-1", Now()};
  ASSERT_TRUE(RunTask(alerts_.MarkDelivered("p-1", "a-1", 0, first)).ok());
  ASSERT_TRUE(RunTask(alerts_.MarkDelivered("p-1", "a-1", 0, {"", Now() + absl::Seconds(1)})).ok());
  EXPECT_THAT(Find("a-1")->deliveries, ElementsAre(first));
  EXPECT_THAT(List()->items.at(0).deliveries, ElementsAre(first));
}

TEST_F(AlertFunctionsTest, ATriggerThatWasNotSentAfterAllHasNoThread) {
  Open(AlertOf("a-1"));
  const AlertDelivered withheld{"", Now()};
  ASSERT_TRUE(RunTask(alerts_.MarkDelivered("p-1", "a-1", 0, withheld)).ok());
  EXPECT_THAT(Find("a-1")->deliveries, ElementsAre(withheld));
}

TEST_F(AlertFunctionsTest, LiveAnswersSomeEntriesAsTheyAreButNotThoseThatAreRetracted) {
  for (int i = 0; i < 3; ++i) Record(Now());
  const Call call = NewCall();
  const auto live = [&](std::set<int64_t> entries) {
    std::vector<std::string> found;
    const auto answered = RunTask(alerts_.Live(call, "p-1", entries));
    for (const auto& [number, entry] : *answered) {
      EXPECT_EQ(number, entry.number);
      found.push_back(StrCat(number, "/", entry.version));
    }
    EXPECT_THAT(RunTask(alerts_.LiveNumbers(call, "p-1", entries)).value(), SizeIs(found.size()));
    for (const auto& [number, entry] : *answered) entries.erase(number);
    EXPECT_THAT(RunTask(alerts_.LiveNumbers(call, "p-1", entries)).value(), IsEmpty());
    return found;
  };
  EXPECT_THAT(live({1, 2, 3}), ElementsAre("1/1", "2/1", "3/1"));
  Entry entry = EntryAt(Now());
  entry.number = 2;
  const Call retract = NewCall();
  ASSERT_TRUE(RunTask(entries_.Retract(retract, entry, std::nullopt, {Now(), entry.reporter})).ok());
  entry.number = 3;
  entry.version = 2;
  const Call amend = NewCall();
  ASSERT_TRUE(RunTask(entries_.Amend(amend, entry, NoAlerts())).ok());
  EXPECT_THAT(live({1, 2, 3}), ElementsAre("1/1", "3/2"));
  EXPECT_THAT(live({2, 99}), IsEmpty());
  EXPECT_THAT(live({}), IsEmpty());
}

TEST_F(AlertFunctionsTest, LiveAnswersManyAtATime) {
  std::set<int64_t> all;
  for (int64_t i = 1; i <= 70; ++i) {
    Record(Now());
    all.insert(i);
  }
  const Call call = NewCall();
  EXPECT_THAT(RunTask(alerts_.Live(call, "p-1", all)).value(), SizeIs(70));
}

}  // namespace
}  // namespace careloop::journal
