#include "services/journal/domain/alert_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr absl::Time kThen = absl::FromUnixSeconds(1'800'000'000);

SymptomAnswer Nausea(int severity) {
  SymptomAnswer answer{.symptom = "nausea"};
  answer.level(Attribute::kSeverity) = severity;
  return answer;
}

Entry EntryOf(int64_t number, std::vector<SymptomAnswer> answers, int version = 1) {
  return {.patient = "p-1",
          .number = number,
          .version = version,
          .occurred = kThen,
          .observed = {.answers = std::move(answers)}};
}

class AsLiveEntriesSayTest : public ::testing::Test {
 protected:
  void Say(Entry entry) { live_[entry.number] = std::move(entry); }
  // The alert of one trigger, by entry 2, with an earlier answer in entry 1.
  static Alert AlertOf(SymptomAnswer answer) {
    AlertTrigger trigger{.entry = 2,
                         .occurred = kThen,
                         .answer = std::move(answer),
                         .earlier = EarlierAnswer{.entry = 1, .occurred = kThen, .answer = Nausea(1)},
                         .priority = AlertPriority::kNormal};
    return {.patient = "p-1",
            .id = "a-1",
            .symptom = "nausea",
            .care_team = "t-1",
            .triggers = {std::move(trigger)},
            .deliveries = {AlertDelivered{"patients/p-1/threads/t1", kThen}}};
  }
  Alert Seen(const Alert& alert = AlertOf(Nausea(4))) { return AsLiveEntriesSay(alert, live_); }

  std::map<int64_t, Entry> live_ = {{1, EntryOf(1, {Nausea(1)})}, {2, EntryOf(2, {Nausea(4)})}};
};

TEST_F(AsLiveEntriesSayTest, WhatEntriesStillSayIsShownAsItIs) { EXPECT_EQ(Seen(), AlertOf(Nausea(4))); }

TEST_F(AsLiveEntriesSayTest, ATriggerOfWhatWasAmendedOrTakenBackIsNotShown) {
  Say(EntryOf(2, {Nausea(2)}, 2));
  EXPECT_THAT(Seen().triggers, IsEmpty());
  Say(EntryOf(2, {}, 3));
  EXPECT_THAT(Seen().triggers, IsEmpty());
  EXPECT_THAT(Seen().deliveries, IsEmpty());
  live_.erase(2);
  EXPECT_THAT(Seen().triggers, IsEmpty());
}

TEST_F(AsLiveEntriesSayTest, ACheckInThatWasCompletedSinceStillAlerts) {
  SymptomAnswer of_a_part = Nausea(4);
  of_a_part.reporter = 1;
  Say(EntryOf(2, {{.symptom = "fatigue"}, of_a_part}, 2));
  EXPECT_EQ(Seen(), AlertOf(Nausea(4)));
}

TEST_F(AsLiveEntriesSayTest, WhatWasWithheldIsPartOfAnAnswer) {
  SymptomAnswer shy = Nausea(4);
  shy.withheld = {{Attribute::kInterference, WithheldReason::kPreferNotToSay}};
  EXPECT_THAT(Seen(AlertOf(shy)).triggers, IsEmpty());
  Say(EntryOf(2, {shy}, 2));
  EXPECT_THAT(Seen(AlertOf(shy)).triggers, SizeIs(1));
}

TEST_F(AsLiveEntriesSayTest, WhenItWasAndHowSoonItIsToBeSeenToAreThoseOfNow) {
  Entry entry = EntryOf(2, {Nausea(4)}, 2);
  entry.occurred += absl::Hours(1);
  entry.observed.can_wait = true;
  Say(entry);
  Alert urgent = AlertOf(Nausea(4));
  urgent.triggers[0].priority = AlertPriority::kRaised;
  const Alert seen = Seen(urgent);
  ASSERT_THAT(seen.triggers, SizeIs(1));
  EXPECT_EQ(seen.triggers[0].occurred, entry.occurred);
  EXPECT_EQ(seen.triggers[0].priority, AlertPriority::kLowered);
}

TEST_F(AsLiveEntriesSayTest, AnEarlierAnswerThatWasAmendedMovedOrTakenBackIsNotShown) {
  const auto earlier = [&] { return Seen().triggers.at(0).earlier; };
  Say(EntryOf(1, {Nausea(0)}, 2));
  EXPECT_EQ(earlier(), std::nullopt);
  Entry moved = EntryOf(1, {Nausea(1)}, 3);
  moved.occurred -= absl::Hours(1);
  Say(moved);
  EXPECT_EQ(earlier(), std::nullopt);
  live_.erase(1);
  EXPECT_EQ(earlier(), std::nullopt);
}

TEST_F(AsLiveEntriesSayTest, ATemperatureIsTheOneThatTheEntryHasNow) {
  Alert fever = AlertOf({});
  fever.symptom.clear();
  fever.triggers[0].answer.reset();
  fever.triggers[0].temperature_celsius = 39.0;
  EXPECT_THAT(Seen(fever).triggers, IsEmpty());
  Entry entry = EntryOf(2, {}, 2);
  entry.observed.temperature_celsius = 39.0;
  Say(entry);
  EXPECT_THAT(Seen(fever).triggers, SizeIs(1));
}

TEST_F(AsLiveEntriesSayTest, ATeamIsNotShownWhatARetractedEntrySaidButThatTheRulesFired) {
  Alert fever = AlertOf(Nausea(4));
  fever.triggers[0].rules = {"grade-3"};
  fever.triggers[0].grade = 3;
  fever.triggers[0].temperature_celsius = 39.0;
  fever.triggers[0].priority = AlertPriority::kRaised;
  EXPECT_EQ(WithoutWhatIsTakenBack(fever, {1, 2}), fever);
  const Alert seen = WithoutWhatIsTakenBack(fever, {1});
  Alert bare = AlertOf(Nausea(4));
  bare.triggers[0] = {.entry = 2, .occurred = kThen, .rules = {"grade-3"}, .retracted = true};
  EXPECT_EQ(seen, bare);
}

TEST_F(AsLiveEntriesSayTest, ATeamIsNotShownARetractedEarlierAnswer) {
  const Alert seen = WithoutWhatIsTakenBack(AlertOf(Nausea(4)), {2});
  EXPECT_EQ(seen.triggers.at(0).earlier, std::nullopt);
  EXPECT_EQ(seen.triggers.at(0).answer, Nausea(4));
  EXPECT_FALSE(seen.triggers.at(0).retracted);
}

TEST(EntriesInTest, AreThoseOfTriggersAndOfEarlierAnswers) {
  const Alert alert{.triggers = {{.entry = 5, .earlier = EarlierAnswer{.entry = 3}}, {.entry = 8}}};
  EXPECT_THAT(EntriesIn({alert, alert}), ElementsAre(3, 5, 8));
}

}  // namespace
}  // namespace careloop::journal
