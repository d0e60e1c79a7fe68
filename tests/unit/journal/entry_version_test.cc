#include "services/journal/domain/entry_version.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/journal/site_files.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Reporter kPatient{"p-1", Role::kPatient, "Patient"};
const Reporter kCaregiver{"c-1", Role::kCaregiver, "Caregiver"};
const Reporter kOther{"c-2", Role::kCaregiver, "Other"};
const absl::Time kTime = absl::FromUnixSeconds(1'750'000'000);

SymptomAnswer Answer(const std::string& symptom, int severity, int reporter = 0) {
  SymptomAnswer answer{.symptom = symptom, .reporter = reporter};
  answer.level(Attribute::kSeverity) = severity;
  return answer;
}

Entry EntryOf(const Reporter& reporter, std::vector<SymptomAnswer> answers) {
  return {.patient = "p-1",
          .number = 4,
          .version = 2,
          .occurred = kTime,
          .recorded = kTime + absl::Hours(1),
          .revised = kTime + absl::Hours(2),
          .observed = {.time_zone = "Europe/Berlin", .answers = std::move(answers)},
          .reporter = reporter};
}

std::vector<std::string> ReportersOf(const Entry& entry) {
  std::vector<std::string> persons;
  for (const SymptomAnswer& answer : entry.observed.answers) persons.push_back(entry.ReporterOf(answer).person);
  return persons;
}

TEST(EntryVersion, IsOfTheSameEntryAndFollowsTheOneBefore) {
  Entry before = EntryOf(kPatient, {});
  before.week = absl::CivilDay(2025, 6, 9);
  Entry next{.patient = "p-1", .occurred = kTime - absl::Hours(5), .revised = kTime + absl::Hours(9)};
  Succeed(before, next);
  EXPECT_EQ(next.number, 4);
  EXPECT_EQ(next.version, 3);
  EXPECT_EQ(next.week, before.week);
  EXPECT_EQ(next.recorded, before.recorded);
  EXPECT_EQ(next.revised, kTime + absl::Hours(9));
  EXPECT_EQ(next.occurred, kTime - absl::Hours(5));
}

TEST(EntryVersion, KeepsTheReporterOfAnAnswerThatIsAsItWas) {
  const Entry before = EntryOf(kPatient, {Answer("pain", 1), Answer("nausea", 2), Answer("cough", 3)});
  Entry next = EntryOf(kCaregiver, {Answer("cough", 3), Answer("pain", 2), Answer("rash", 1)});
  Succeed(before, next);
  EXPECT_THAT(ReportersOf(next), ElementsAre("p-1", "c-1", "c-1"));
  EXPECT_THAT(next.earlier_reporters, ElementsAre(kPatient));
}

TEST(EntryVersion, KeepsReportersThroughSeveralVersions) {
  Entry first = EntryOf(kPatient, {Answer("pain", 1), Answer("cough", 3)});
  Entry second = EntryOf(kCaregiver, {Answer("pain", 2), Answer("cough", 3)});
  Succeed(first, second);
  Entry third = EntryOf(kOther, {Answer("pain", 2), Answer("cough", 3), Answer("rash", 0)});
  Succeed(second, third);
  EXPECT_THAT(ReportersOf(third), ElementsAre("c-1", "p-1", "c-2"));
  Entry fourth = EntryOf(kPatient, {Answer("pain", 2), Answer("cough", 3)});
  Succeed(third, fourth);
  EXPECT_THAT(ReportersOf(fourth), ElementsAre("c-1", "p-1"));
  EXPECT_THAT(fourth.earlier_reporters, ElementsAre(kCaregiver));
}

TEST(EntryVersion, KnowsWhetherAnybodyElseHasWrittenAnyBeforeIt) {
  const auto follow = [](const Entry& before, const Reporter& reporter) {
    Entry next = EntryOf(reporter, {Answer("pain", before.version)});
    Succeed(before, next);
    return next;
  };
  const Entry first = EntryOf(kCaregiver, {});
  EXPECT_TRUE(first.IsAllOf(kCaregiver));
  const Entry renamed = follow(first, {"c-1", Role::kCaregiver, "Another name"});
  EXPECT_TRUE(renamed.IsAllOf(kCaregiver)) << "whatever they were called";
  EXPECT_FALSE(renamed.IsAllOf(kOther));
  EXPECT_FALSE(renamed.IsAllOf({"c-1", Role::kPatient, "Caregiver"}));
  const Entry again = follow(follow(renamed, kPatient), kCaregiver);
  EXPECT_FALSE(again.IsAllOf(kCaregiver)) << "though none of the patient's answers stand";
}

TEST(CheckInPart, IsOfSeveralOnceAnotherHasSavedOne) {
  Entry before = EntryOf(kPatient, {});
  Entry part = EntryOf(kCaregiver, {Answer("pain", 1)});
  Complete(before, part);
  EXPECT_THAT(part.earlier_reporters, IsEmpty()) << "nothing of theirs stands";
  EXPECT_FALSE(part.IsAllOf(kCaregiver));
}

Entry WithAllBesideAnswers(Entry entry) {
  entry.observed.wellbeing = 4;
  entry.observed.temperature_celsius = 36.5;
  entry.observed.note = "first";
  entry.observed.questions = {"first?"};
  return entry;
}

TEST(CheckInPart, SaysOfAllElseWhoGaveIt) {
  const Entry before = WithAllBesideAnswers(EntryOf(kCaregiver, {}));
  Entry part = EntryOf(kPatient, {Answer("pain", 1)});
  Complete(before, part);
  EXPECT_THAT(part.earlier_reporters, ElementsAre(kCaregiver));
  EXPECT_EQ(part.observed.given_by, (GivenBy{.wellbeing = 1, .temperature = 1, .note = 1, .questions = 1}));
  Entry last = EntryOf(kOther, {});
  last.observed.wellbeing = 4;  // said anew, though it is the same
  last.observed.note = "last";
  Complete(part, last);
  EXPECT_THAT(last.earlier_reporters, ElementsAre(kPatient, kCaregiver));
  EXPECT_EQ(last.observed.given_by, (GivenBy{.wellbeing = 0, .temperature = 2, .note = 0, .questions = 2}));
}

TEST(EntryVersion, KeepsWhoGaveWhatIsAsItWas) {
  const Entry before = WithAllBesideAnswers(EntryOf(kCaregiver, {}));
  Entry next = WithAllBesideAnswers(EntryOf(kPatient, {}));
  next.observed.wellbeing = 3;
  next.observed.questions = {"another?"};
  Succeed(before, next);
  EXPECT_THAT(next.earlier_reporters, ElementsAre(kCaregiver));
  EXPECT_EQ(next.observed.given_by, (GivenBy{.wellbeing = 0, .temperature = 1, .note = 1, .questions = 0}));
  Entry bare = EntryOf(kPatient, {});
  Succeed(EntryOf(kCaregiver, {}), bare);
  EXPECT_THAT(bare.earlier_reporters, IsEmpty()) << "what is not there is of nobody";
}

TEST(CheckInPart, AddsToWhatWasSaidAndReplacesWhatIsAnsweredAgain) {
  Entry before = EntryOf(kPatient, {Answer("pain", 1), Answer("nausea", 2)});
  before.observed.wellbeing = 4;
  before.observed.note = "first";
  before.observed.urgent = true;
  before.observed.questions = {"first?"};
  before.observed.visit = true;
  Entry part = EntryOf(kPatient, {Answer("cough", 3), Answer("nausea", 0)});
  part.occurred = kTime + absl::Hours(30);
  part.observed.temperature_celsius = 37.0;
  part.observed.time_zone = "Asia/Tokyo";
  Complete(before, part);
  EXPECT_THAT(part.observed.answers, ElementsAre(Answer("pain", 1), Answer("nausea", 0), Answer("cough", 3)));
  EXPECT_EQ(part.observed.wellbeing, 4);
  EXPECT_EQ(part.observed.temperature_celsius, 37.0);
  EXPECT_EQ(part.observed.note, "first");
  EXPECT_TRUE(part.observed.urgent);
  EXPECT_THAT(part.observed.questions, ElementsAre("first?"));
  EXPECT_TRUE(part.observed.visit);
  EXPECT_EQ(part.occurred, kTime);
  EXPECT_EQ(part.observed.time_zone, "Europe/Berlin");
  EXPECT_EQ(part.version, 3);
  EXPECT_THAT(part.earlier_reporters, IsEmpty());
}

TEST(CheckInPart, ReplacesMeasuresAndNoteThatAreGivenAgain) {
  Entry before = EntryOf(kPatient, {});
  before.observed.wellbeing = 4;
  before.observed.temperature_celsius = 36.0;
  before.observed.note = "first";
  Entry part = EntryOf(kPatient, {});
  part.observed.wellbeing = 0;
  part.observed.temperature_celsius = 37.5;
  part.observed.note = "second";
  part.observed.urgent = true;
  part.observed.questions = {"second?"};
  part.observed.visit = true;
  Complete(before, part);
  EXPECT_THAT(part.observed.questions, ElementsAre("second?"));
  EXPECT_TRUE(part.observed.visit);
  EXPECT_EQ(part.observed.wellbeing, 0);
  EXPECT_EQ(part.observed.temperature_celsius, 37.5);
  EXPECT_EQ(part.observed.note, "second");
  EXPECT_TRUE(part.observed.urgent);
}

TEST(CheckInPart, SaysOfEachAnswerWhoGaveIt) {
  const Entry before = EntryOf(kPatient, {Answer("pain", 1), Answer("nausea", 2)});
  Entry part = EntryOf(kCaregiver, {Answer("nausea", 2), Answer("cough", 3)});
  Complete(before, part);
  EXPECT_THAT(ReportersOf(part), ElementsAre("p-1", "c-1", "c-1"));
}

TEST(CheckInPart, CompletesForGood) {
  Entry before = EntryOf(kPatient, {});
  for (const bool was_partial : {false, true}) {
    for (const bool is_partial : {false, true}) {
      before.partial = was_partial;
      Entry part = EntryOf(kPatient, {});
      part.partial = is_partial;
      Complete(before, part);
      EXPECT_EQ(part.partial, was_partial && is_partial);
    }
  }
}

TEST(Judging, SkipsWhatTheSiteNoLongerAsks) {
  const SiteRules site = DemoRules();
  Entry entry = EntryOf(kPatient, {Answer("long-gone", 4), Answer("nausea", 1)});
  Judge(site, entry);
  ASSERT_THAT(entry.grades, SizeIs(1));
  EXPECT_EQ(entry.grades[0].symptom, "nausea");
  EXPECT_THAT(entry.severe_reasons, ElementsAre(SevereReason::kSeverity4));
}

TEST(CheckInWeek, IsFromMondayToSundayWhereThePersonIs) {
  const auto at = [](const char* time, const char* zone) {
    absl::Time instant;
    std::string error;
    EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, time, &instant, &error)) << error;
    return WeekOf(instant, zone);
  };
  const absl::CivilDay monday(2026, 3, 23);
  EXPECT_EQ(at("2026-03-22T23:00:00Z", "Europe/Berlin"), monday);      // Monday, midnight
  EXPECT_EQ(at("2026-03-22T22:59:59Z", "Europe/Berlin"), monday - 7);  // still Sunday
  EXPECT_EQ(at("2026-03-29T21:59:59Z", "Europe/Berlin"), monday);      // the clocks have gone forward that Sunday
  EXPECT_EQ(at("2026-03-29T22:00:00Z", "Europe/Berlin"), monday + 7);
  EXPECT_EQ(at("2026-03-29T22:00:00Z", "America/New_York"), monday);
  EXPECT_EQ(at("2026-03-22T23:00:00Z", "Nowhere/Else"), monday - 7);  // UTC
}

TEST(Etag, ChangesWithEachVersionAndWithARetraction) {
  Entry entry = EntryOf(kPatient, {});
  EXPECT_EQ(EtagOf(entry), "2");
  EXPECT_EQ(VersionOfEtag("2"), 2);
  entry.retraction = Retraction{kTime, kPatient};
  EXPECT_EQ(EtagOf(entry), "2r");
  EXPECT_EQ(VersionOfEtag("2r"), 2);
  for (const char* etag : {"", "r", "0", "-1", "2x", "99999999999"})
    EXPECT_EQ(VersionOfEtag(etag), std::nullopt) << etag;
}

}  // namespace
}  // namespace careloop::journal
