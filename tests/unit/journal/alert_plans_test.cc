#include "services/journal/domain/alert_plans.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/journal/domain/entry_version.h"
#include "tests/support/fixed_random.h"
#include "tests/unit/journal/rule_set_samples.h"
#include "tests/unit/journal/site_files.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

class AlertPlansTest : public ::testing::Test {
 protected:
  Entry EntryOf(std::vector<SymptomAnswer> answers, int64_t number = 8) const {
    Entry entry{.patient = "p-1",
                .number = number,
                .occurred = kNow,
                .recorded = kNow + absl::Minutes(1),
                .revised = kNow + absl::Minutes(1),
                .observed = {.time_zone = "UTC", .answers = std::move(answers)},
                .reporter = {"p-1", Role::kPatient, "Demo Patient"}};
    Judge(site_, entry);
    return entry;
  }
  AlertPlan Plan(const Entry& entry, const Entry* before = nullptr) {
    return PlanAlerts(entry, before, basis_, rules_, random_);
  }
  static AlertConsent Agreed(const std::string& team) {
    return {.version = 3, .agreed = true, .care_team = team, .time = kNow};
  }
  static Alert OpenAlert(const std::string& symptom, const std::string& team = "", size_t triggers = 1) {
    return {.patient = "p-1",
            .id = "open-" + symptom,
            .symptom = symptom,
            .care_team = team,
            .triggers = std::vector<AlertTrigger>(triggers),
            .deliveries = {}};
  }

  SiteRules site_ = DemoRules();
  RuleSet set_ = [] {
    RuleSet set = SetOf({{"grade-3", true, GradeCondition{3, {}}}, {"fever", true, TemperatureCondition{38}}});
    set.version = "v-7";
    return set;
  }();
  RulesInForce rules_{set_.version, 7, AlertRules(set_, site_.vocabulary)};
  testing::FixedRandom random_;
  AlertBasis basis_{.version = 41, .rules = 7, .entries = 7, .since = kNow - absl::Hours(24 * 30)};
};

TEST_F(AlertPlansTest, AnEntryOnWhichNothingFiresAlertsNobody) {
  const AlertPlan plan = Plan(EntryOf({Vomiting(1, 1)}));
  EXPECT_EQ(plan, (AlertPlan{.basis = 41, .rules = 7}));
}

TEST_F(AlertPlansTest, AnAlertCarriesTheRulesTheAnswersAndWhatWasAnsweredBefore) {
  Entry earlier = EntryOf({Vomiting(1, 2)}, 5);
  earlier.occurred = kNow - absl::Hours(48);
  basis_.recent.Put(earlier);
  const Entry entry = EntryOf({Fatigue(1), Vomiting(4, 4)});
  const AlertPlan plan = Plan(entry);
  ASSERT_THAT(plan.opened, SizeIs(1));
  const Alert& alert = plan.opened[0];
  EXPECT_EQ(alert.patient, "p-1");
  EXPECT_EQ(alert.id, NewId(*std::make_unique<testing::FixedRandom>()));
  EXPECT_EQ(alert.symptom, "vomiting");
  EXPECT_FALSE(alert.is_sent());
  EXPECT_THAT(alert.triggers, ElementsAre(AlertTrigger{.entry = 8,
                                                       .version = 1,
                                                       .occurred = entry.occurred,
                                                       .time = entry.revised,
                                                       .rule_set = "v-7",
                                                       .rules = {"grade-3"},
                                                       .answer = Vomiting(4, 4),
                                                       .grade = 3,
                                                       .earlier = EarlierAnswer{5, earlier.occurred, Vomiting(1, 2)}}));
}

TEST_F(AlertPlansTest, OfARiseTheAnswerBeforeIsTheOneThatItWasJudgedAgainst) {
  const RuleSet set = SetOf({{"rise-2", true, RiseCondition{Attribute::kSeverity, 2, 14, {}}}});
  const RulesInForce rules{"v-8", 8, AlertRules(set, site_.vocabulary)};
  Entry judged = EntryOf({Vomiting(1, 0)}, 5);
  judged.occurred = kNow - absl::Hours(24 * 6);
  Entry silent = EntryOf({Answer("vomiting", {{Attribute::kFrequency, 1}})}, 6);
  silent.occurred = kNow - absl::Hours(24);
  basis_.recent.Put(judged);
  basis_.recent.Put(silent);
  const AlertPlan plan = PlanAlerts(EntryOf({Vomiting(1, 3)}), nullptr, basis_, rules, random_);
  ASSERT_THAT(plan.opened, SizeIs(1));
  EXPECT_EQ(plan.opened[0].triggers[0].earlier, (EarlierAnswer{5, judged.occurred, Vomiting(1, 0)}));
}

TEST_F(AlertPlansTest, EachSymptomAndTheTemperatureAlertByThemselves) {
  Entry entry = EntryOf({Vomiting(4, 4), Answer("nausea", {{Attribute::kFrequency, 4}, {Attribute::kSeverity, 4}})});
  entry.observed.temperature_celsius = 38.5;
  const AlertPlan plan = Plan(entry);
  ASSERT_THAT(plan.opened, SizeIs(3));
  EXPECT_EQ(plan.opened[1].symptom, "nausea");
  EXPECT_EQ(plan.opened[2].symptom, "");
  EXPECT_EQ(plan.opened[2].triggers[0].temperature_celsius, 38.5);
  EXPECT_FALSE(plan.opened[2].triggers[0].answer);
}

TEST_F(AlertPlansTest, IsSentToTheTeamToWhichThePatientAgreed) {
  basis_.consent = Agreed("t-1");
  basis_.consent->version = 7;
  const Alert sent = Plan(EntryOf({Vomiting(4, 4)})).opened.at(0);
  EXPECT_EQ(sent.care_team, "t-1");
  EXPECT_EQ(sent.triggers[0].consent, 7);
  basis_.consent->agreed = false;
  EXPECT_EQ(Plan(EntryOf({Vomiting(4, 4)})).opened.at(0).care_team, "");
}

TEST_F(AlertPlansTest, AFurtherTriggerIsAddedToTheOpenAlertOfItsSymptom) {
  basis_.open = {OpenAlert("nausea"), OpenAlert("vomiting")};
  const AlertPlan plan = Plan(EntryOf({Vomiting(4, 4)}));
  EXPECT_THAT(plan.opened, IsEmpty());
  EXPECT_THAT(plan.closed, IsEmpty());
  ASSERT_THAT(plan.added, SizeIs(1));
  EXPECT_EQ(plan.added[0].id, "open-vomiting");
  ASSERT_THAT(plan.added[0].triggers, SizeIs(2));
  EXPECT_EQ(plan.added[0].triggers[1].entry, 8);
}

TEST_F(AlertPlansTest, AnOpenAlertThatNobodyWasToldOfIsClosedForOneThatIsSent) {
  basis_.open = {OpenAlert("vomiting")};
  basis_.consent = Agreed("t-1");
  const AlertPlan plan = Plan(EntryOf({Vomiting(4, 4)}));
  EXPECT_THAT(plan.added, IsEmpty());
  EXPECT_EQ(plan.closed.at(0).id, "open-vomiting");
  EXPECT_EQ(plan.opened.at(0).care_team, "t-1");
}

TEST_F(AlertPlansTest, NothingIsAddedToASentAlertOnceThePatientDoesNotAgree) {
  basis_.open = {OpenAlert("vomiting", "t-1")};
  const AlertPlan plan = Plan(EntryOf({Vomiting(4, 4)}));
  EXPECT_EQ(plan.closed.at(0).id, "open-vomiting");
  EXPECT_FALSE(plan.opened.at(0).is_sent());
}

TEST_F(AlertPlansTest, AFullAlertIsFollowedByAnother) {
  basis_.open = {OpenAlert("vomiting", "", kMostTriggers)};
  const AlertPlan plan = Plan(EntryOf({Vomiting(4, 4)}));
  EXPECT_EQ(plan.closed.at(0).id, "open-vomiting");
  EXPECT_THAT(plan.opened, SizeIs(1));
}

TEST_F(AlertPlansTest, ThePatientsOwnWordRaisesOrLowersThePriorityAndNeverDeletes) {
  Entry entry = EntryOf({Vomiting(4, 4)});
  EXPECT_EQ(Plan(entry).opened.at(0).triggers[0].priority, AlertPriority::kNormal);
  entry.observed.can_wait = true;
  EXPECT_EQ(Plan(entry).opened.at(0).triggers[0].priority, AlertPriority::kLowered);
  entry.observed.can_wait = false;
  entry.observed.urgent = true;
  EXPECT_EQ(Plan(entry).opened.at(0).triggers[0].priority, AlertPriority::kRaised);
}

TEST_F(AlertPlansTest, AFurtherVersionAlertsOnlyOnWhatHasChanged) {
  Entry before = EntryOf({Vomiting(4, 4)});
  before.observed.temperature_celsius = 39;
  Entry after = before;
  after.version = 2;
  after.observed.note = "more";
  EXPECT_THAT(Plan(after, &before).opened, IsEmpty());
  after.observed.temperature_celsius = 39.5;
  EXPECT_THAT(Plan(after, &before).opened, SizeIs(1));
  before.observed.answers = {Vomiting(3, 4)};
  EXPECT_THAT(Plan(after, &before).opened, SizeIs(2));
  before.observed.answers = {};
  EXPECT_THAT(Plan(after, &before).opened, SizeIs(2));
}

TEST_F(AlertPlansTest, AFurtherVersionThatIsUrgentWhereTheFirstWasNotAlertsAgainAndRaisesThePriority) {
  Entry before = EntryOf({Vomiting(4, 4)});
  before.observed.can_wait = true;
  Entry after = before;
  after.version = 2;
  after.observed.can_wait = false;
  after.observed.urgent = true;
  const AlertPlan plan = Plan(after, &before);
  ASSERT_THAT(plan.opened, SizeIs(1));
  EXPECT_EQ(plan.opened[0].triggers[0].priority, AlertPriority::kRaised);
  before.observed.urgent = true;
  EXPECT_THAT(Plan(after, &before).opened, IsEmpty());
}

TEST_F(AlertPlansTest, AFurtherVersionThatCanWaitWhereTheFirstDidNotSayLowersThePriorityOfTheOpenAlert) {
  Entry before = EntryOf({Vomiting(4, 4)});
  before.observed.urgent = true;
  Entry after = before;
  after.version = 2;
  after.observed.urgent = false;
  after.observed.can_wait = true;
  EXPECT_EQ(Plan(after, &before), (AlertPlan{.basis = 41, .rules = 7})) << "no alert is open";
  basis_.open = {OpenAlert("vomiting")};
  const AlertPlan plan = Plan(after, &before);
  ASSERT_THAT(plan.added, SizeIs(1));
  EXPECT_EQ(plan.added[0].triggers[1].priority, AlertPriority::kLowered);
  EXPECT_THAT(plan.opened, IsEmpty());
  before = after;
  EXPECT_THAT(Plan(after, &before).added, IsEmpty());
}

TEST_F(AlertPlansTest, WhatIsRememberedAfterwardsIsWhatWouldBeRead) {
  basis_.open = {OpenAlert("vomiting"), OpenAlert("", "t-1")};
  Entry entry = EntryOf({Vomiting(4, 4)});
  entry.observed.temperature_celsius = 39;
  const AlertPlan plan = Plan(entry);
  const AlertBasis after = After(basis_, entry, plan);
  EXPECT_EQ(after.version, 42);
  EXPECT_EQ(after.entries, 8);
  ASSERT_THAT(after.open, SizeIs(2));
  EXPECT_EQ(after.open[0], plan.added[0]);
  EXPECT_EQ(after.open[1], plan.opened[0]);
  EXPECT_NE(after.recent.LatestBefore("vomiting", "p-1", {kNow + absl::Hours(1), 9}, kNow), nullptr);
}

TEST_F(AlertPlansTest, NoMoreEntriesAreRememberedThanWouldBeRead) {
  AlertBasis basis = basis_;
  const auto first = [&] {
    return basis.recent.LatestBefore("vomiting", "p-1", {kNow + absl::Seconds(1), 0}, absl::InfinitePast());
  };
  for (int i = 0; i < kMostRecentEntries; ++i) {
    Entry entry = EntryOf({Vomiting(1, 1)});
    entry.number = 100 + i;
    entry.occurred = kNow + absl::Seconds(i);
    basis = After(std::move(basis), entry, {});
  }
  EXPECT_NE(first(), nullptr);
  Entry earlier = EntryOf({Vomiting(1, 1)});
  earlier.number = 99;
  earlier.occurred = kNow - absl::Hours(1);
  basis = After(std::move(basis), earlier, {});
  EXPECT_EQ(first()->place.number, 100) << "the earliest goes, however late it was recorded";
  Entry later = EntryOf({Vomiting(1, 1)});
  later.number = 1000;
  later.occurred = kNow + absl::Hours(1);
  basis = After(std::move(basis), later, {});
  EXPECT_EQ(first(), nullptr);
}

}  // namespace
}  // namespace careloop::journal
