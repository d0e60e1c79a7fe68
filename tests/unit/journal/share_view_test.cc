#include "services/journal/domain/share_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Entry FullEntry() {
  Entry entry{.patient = "p-1",
              .number = 3,
              .version = 2,
              .occurred = absl::FromUnixSeconds(1'750'000'000),
              .observed = {.time_zone = "Europe/Berlin",
                           .answers = {{.symptom = "rash", .presence = true, .reporter = 1}},
                           .wellbeing = 2,
                           .temperature_celsius = 38.5,
                           .note = "private",
                           .urgent = true,
                           .questions = {"May I swim?"},
                           .visit = true},
              .reporter = {"p-1", Role::kPatient, "Patient"},
              .earlier_reporters = {{"c-1", Role::kCaregiver, "Caregiver"}}};
  entry.grades = {{.symptom = "nausea", .grade = 3}};
  entry.severe_reasons = {SevereReason::kGrade3,      SevereReason::kSeverity4,     SevereReason::kInterference4,
                          SevereReason::kTemperature, SevereReason::kListedSymptom, SevereReason::kUrgent};
  entry.courses = {{"c-1", "letrozole"}};
  return entry;
}

TEST(ShareView, OfAllChangesNothing) { EXPECT_EQ(AsShared(FullEntry(), ShareView::kAll), FullEntry()); }

TEST(ShareView, OfSymptomsHoldsAnswersAndGradesAndNothingElse) {
  const Entry seen = AsShared(FullEntry(), ShareView::kSymptoms);
  EXPECT_EQ(seen.observed, (Observation{.time_zone = "Europe/Berlin", .answers = FullEntry().observed.answers}));
  EXPECT_EQ(seen.grades, FullEntry().grades);
  EXPECT_THAT(seen.severe_reasons, ElementsAre(SevereReason::kGrade3, SevereReason::kSeverity4,
                                               SevereReason::kInterference4, SevereReason::kListedSymptom));
  EXPECT_THAT(seen.courses, IsEmpty());
  EXPECT_EQ(seen.ReporterOf(seen.observed.answers[0]).person, "c-1");
  EXPECT_EQ(seen.occurred, FullEntry().occurred);
  EXPECT_EQ(seen.version, 2);
}

TEST(ShareView, OfSymptomsNamesNobodyWhoSaidNothingOfIt) {
  Entry entry = FullEntry();
  entry.earlier_reporters = {{"c-2", Role::kCaregiver, "Another"}, {"c-1", Role::kCaregiver, "Caregiver"}};
  entry.observed.answers[0].reporter = 2;
  entry.observed.given_by.note = 1;
  const Entry seen = AsShared(entry, ShareView::kSymptoms);
  EXPECT_THAT(seen.earlier_reporters, ElementsAre(entry.earlier_reporters[1]));
  EXPECT_EQ(seen.ReporterOf(seen.observed.answers[0]).person, "c-1");
}

TEST(ShareView, OfARetractedEntryHoldsNothingOfWhatItSaid) {
  Entry entry = FullEntry();
  entry.retraction = Retraction{entry.occurred, entry.reporter};
  for (const ShareView view : {ShareView::kAll, ShareView::kSymptoms}) {
    const Entry seen = AsShared(entry, view);
    EXPECT_EQ(seen.observed, (Observation{.time_zone = "Europe/Berlin"}));
    EXPECT_THAT(seen.grades, IsEmpty());
    EXPECT_FALSE(seen.severe());
    EXPECT_THAT(seen.courses, IsEmpty());
    EXPECT_THAT(seen.earlier_reporters, IsEmpty());
    EXPECT_EQ(seen.retraction, entry.retraction);
    EXPECT_FALSE(SaysAnything(seen));
  }
}

TEST(ShareView, OfSymptomsSaysNothingWithoutAnAnswer) {
  Entry entry = FullEntry();
  EXPECT_TRUE(SaysAnything(AsShared(entry, ShareView::kSymptoms)));
  entry.observed.answers.clear();
  entry.observed.given_by.note = 1;
  EXPECT_FALSE(SaysAnything(AsShared(entry, ShareView::kSymptoms)));
  EXPECT_TRUE(SaysAnything(AsShared(entry, ShareView::kAll)));
}

TEST(ShareView, OfAllSaysSomethingWhateverOneThingWasSaid) {
  const Observation one[] = {{.wellbeing = 0},
                             {.temperature_celsius = 36.5},
                             {.note = "n"},
                             {.urgent = true},
                             {.questions = {"May I swim?"}},
                             {.visit = true},
                             {.answers = {{.symptom = "rash", .presence = false}}}};
  for (const Observation& observed : one) EXPECT_TRUE(SaysAnything(AsShared({.observed = observed}, ShareView::kAll)));
  EXPECT_FALSE(SaysAnything({.observed = {.time_zone = "UTC", .given_by = {.note = 1}}}));
}

}  // namespace
}  // namespace careloop::journal
