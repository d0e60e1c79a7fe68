#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/strings.h"
#include "services/journal/domain/entry_version.h"
#include "services/journal/rpc/fhir_observations.h"
#include "services/journal/rpc/fhir_record.h"
#include "tests/unit/journal/rule_set_samples.h"
#include "tests/unit/journal/site_files.h"

namespace careloop::journal {
namespace {

using fhir::Json;
using ::testing::SizeIs;

const absl::Time kTime = absl::FromUnixSeconds(1'767'225'600);  // 2026-01-01T00:00:00Z

class FhirTest : public ::testing::Test {
 protected:
  Entry EntryOf(std::vector<SymptomAnswer> answers) const {
    Entry entry{.patient = "p_1",
                .number = 7,
                .occurred = kTime,
                .recorded = kTime,
                .revised = kTime,
                .observed = {.time_zone = "Europe/Berlin", .answers = std::move(answers)},
                .reporter = {"p_1", Role::kPatient, "Demo Patient"}};
    Judge(site_, entry);
    return entry;
  }
  Json Find(const Entry& entry, const std::string& id) const {
    for (const Json& resource : ObservationsOf(entry, site_.vocabulary)) {
      if (resource.at("id") == id) return resource;
    }
    return nullptr;
  }
  static std::vector<std::string> CodesOf(const Json& components) {
    std::vector<std::string> codes;
    for (const Json& component : components) codes.push_back(component["code"]["coding"][0]["code"].get<std::string>());
    return codes;
  }
  static Share ShareOf(ShareScope scope) {
    return {.patient = "p_1", .id = "s1", .care_team = "t-1", .scope = std::move(scope), .created = kTime};
  }

  SiteRules site_ = DemoRules();
};

TEST_F(FhirTest, AnAnswerHasAComponentForEachAttribute) {
  SymptomAnswer pain = Answer("pain", {{Attribute::kFrequency, 3}, {Attribute::kSeverity, 2}});
  pain.withheld = {{Attribute::kInterference, WithheldReason::kPreferNotToSay}};
  const Json resource = Find(EntryOf({pain}), "entry-7-1");
  EXPECT_EQ(resource["resourceType"], "Observation");
  EXPECT_EQ(resource["status"], "final");
  EXPECT_EQ(resource["code"]["coding"][0]["system"], "urn:careloop:symptom");
  EXPECT_EQ(resource["code"]["coding"][0]["code"], "pain");
  EXPECT_EQ(resource["code"]["coding"][0]["display"], "Pain");
  EXPECT_EQ(resource["subject"]["reference"], "Patient/p-1");
  EXPECT_EQ(resource["performer"][0]["reference"], "Patient/p-1");
  EXPECT_EQ(resource["effectiveDateTime"], "2026-01-01T01:00:00.000+01:00");
  EXPECT_EQ(resource["issued"], "2026-01-01T00:00:00.000+00:00");
  EXPECT_THAT(CodesOf(resource["component"]), ::testing::ElementsAre("frequency", "severity", "interference"));
  EXPECT_EQ(resource["component"][0]["valueInteger"], 3);
  EXPECT_EQ(resource["component"][2]["dataAbsentReason"]["coding"][0]["code"], "asked-declined");
}

TEST_F(FhirTest, AnAmountAndWhatDoesNotApplyAreComponentsToo) {
  SymptomAnswer insomnia{.symptom = "insomnia"};
  insomnia.withheld = {{Attribute::kSeverity, WithheldReason::kNotApplicable}};
  const Entry entry = EntryOf({Answer("hair-loss", {{Attribute::kAmount, 2}}), insomnia});
  const Json amount = Find(entry, "entry-7-1")["component"];
  EXPECT_THAT(CodesOf(amount), ::testing::ElementsAre("amount"));
  EXPECT_EQ(amount[0]["valueInteger"], 2);
  const Json withheld = Find(entry, "entry-7-2")["component"];
  EXPECT_EQ(withheld[0]["dataAbsentReason"]["coding"][0]["code"], "not-applicable");
}

TEST_F(FhirTest, AYesOrNoIsTheValueItself) {
  for (const bool presence : {true, false}) {
    const Json resource = Find(EntryOf({YesOrNo("rash", presence)}), "entry-7-1");
    EXPECT_EQ(resource["valueBoolean"], presence);
    EXPECT_FALSE(resource.contains("component"));
  }
}

TEST_F(FhirTest, AGradeOfADiaryEntryIsMarkedDerivedAndNamesItsAnswer) {
  const Json grade = Find(EntryOf({Vomiting(4, 4)}), "entry-7-1-grade");
  EXPECT_EQ(grade["valueInteger"], 3);
  EXPECT_EQ(grade["derivedFrom"][0]["reference"], "Observation/entry-7-1");
  EXPECT_THAT(CodesOf(grade["component"]), ::testing::ElementsAre("derived"));
}

TEST_F(FhirTest, AGradeOfACheckInIsAsPublishedAndIsAboutSevenDays) {
  Entry entry = EntryOf({Vomiting(4, 4)});
  entry.week = absl::CivilDay(2025, 12, 29);
  entry.partial = true;
  const Json grade = Find(entry, "entry-7-1-grade");
  EXPECT_FALSE(grade.contains("component"));
  EXPECT_EQ(grade["status"], "preliminary");
  EXPECT_EQ(grade["effectivePeriod"]["start"], "2025-12-25T01:00:00.000+01:00");
  EXPECT_EQ(grade["effectivePeriod"]["end"], "2026-01-01T01:00:00.000+01:00");
}

TEST_F(FhirTest, ImputedAndIncompleteGradesSaySo) {
  const Entry entry = EntryOf({Answer("pain", {{Attribute::kFrequency, 1}, {Attribute::kSeverity, 0}}),
                               Answer("nausea", {{Attribute::kSeverity, 2}})});
  EXPECT_THAT(CodesOf(Find(entry, "entry-7-1-grade")["component"]), ::testing::ElementsAre("derived", "imputed"));
  const Json incomplete = Find(entry, "entry-7-2-grade");
  EXPECT_FALSE(incomplete.contains("valueInteger"));
  EXPECT_EQ(incomplete["dataAbsentReason"]["coding"][0]["code"], "unknown");
  EXPECT_THAT(CodesOf(incomplete["component"]), ::testing::ElementsAre("incomplete"));
}

TEST_F(FhirTest, TheEntryNamesAllThatBelongsToIt) {
  Entry entry = EntryOf({Vomiting(4, 4)});
  entry.observed.wellbeing = 3;
  entry.observed.temperature_celsius = 38.2;
  entry.observed.note = "note";
  entry.observed.questions = {"why?"};
  entry.observed.urgent = true;
  const Json head = Find(entry, "entry-7");
  EXPECT_THAT(head["hasMember"], SizeIs(4));
  EXPECT_EQ(head["hasMember"][3]["reference"], "Observation/entry-7-temperature");
  EXPECT_THAT(CodesOf(head["component"]), ::testing::ElementsAre("severe", "urgent"));
  EXPECT_THAT(head["note"], SizeIs(2));
  EXPECT_EQ(Find(entry, "entry-7-wellbeing")["valueInteger"], 3);
  EXPECT_EQ(Find(entry, "entry-7-temperature")["valueQuantity"]["value"], 38.2);
  EXPECT_EQ(Find(entry, "entry-7-temperature")["valueQuantity"]["code"], "Cel");
}

TEST_F(FhirTest, WhatCanWaitAndAVisitSaySo) {
  Entry entry = EntryOf({});
  entry.observed.can_wait = true;
  entry.observed.visit = true;
  EXPECT_THAT(CodesOf(Find(entry, "entry-7")["component"]), ::testing::ElementsAre("can-wait", "visit"));
}

TEST_F(FhirTest, ABareEntryHasNoEmptyArraysNorABlankNote) {
  Entry entry = EntryOf({});
  entry.observed.note = " \n";  // of an earlier release
  const Json head = Find(entry, "entry-7");
  for (const char* field : {"hasMember", "component", "note"}) EXPECT_FALSE(head.contains(field)) << field;
}

TEST_F(FhirTest, RetractedAndAmendedEntriesSaySo) {
  Entry entry = EntryOf({Vomiting(1, 1)});
  entry.version = 2;
  EXPECT_EQ(Find(entry, "entry-7-1")["status"], "amended");
  entry.retraction = Retraction{kTime, entry.reporter};
  EXPECT_EQ(Find(entry, "entry-7-1")["status"], "entered-in-error");
}

TEST_F(FhirTest, AnotherReporterIsNamedAndIsNoResource) {
  Entry entry = EntryOf({Vomiting(1, 1)});
  entry.earlier_reporters = {{"c-1", Role::kCaregiver, "A Friend"}};
  entry.observed.answers[0].reporter = 1;
  const Json resource = Find(entry, "entry-7-1");
  EXPECT_EQ(resource["performer"][0]["display"], "A Friend");
  EXPECT_FALSE(resource["performer"][0].contains("reference"));
}

TEST_F(FhirTest, MeasuresAndNotesSayWhoGaveThem) {
  Entry entry = EntryOf({});
  entry.observed.wellbeing = 3;
  entry.observed.temperature_celsius = 36.5;
  entry.observed.note = "note";
  entry.observed.questions = {"why?"};
  entry.earlier_reporters = {{"c-1", Role::kCaregiver, "A Friend"}};
  entry.observed.given_by = {.temperature = 1, .note = 1};
  EXPECT_EQ(Find(entry, "entry-7-wellbeing")["performer"][0]["reference"], "Patient/p-1");
  EXPECT_EQ(Find(entry, "entry-7-temperature")["performer"][0]["display"], "A Friend");
  const Json head = Find(entry, "entry-7");
  EXPECT_EQ(head["performer"][0]["reference"], "Patient/p-1");
  EXPECT_EQ(head["note"][0]["authorString"], "A Friend");
  EXPECT_FALSE(head["note"][0].contains("authorReference"));
  EXPECT_EQ(head["note"][1]["authorReference"]["reference"], "Patient/p-1");
}

TEST_F(FhirTest, ACourseSaysWhenAndWhyItEnded) {
  TreatmentCourse course{
      .patient = "p_1", .id = "c1", .treatment = "letrozole", .started = kTime, .time_zone = "UTC", .recorded = kTime};
  Json resource = MedicationStatementOf(course);
  EXPECT_EQ(resource["status"], "active");
  EXPECT_FALSE(resource["effectivePeriod"].contains("end"));
  EXPECT_FALSE(resource.contains("note"));
  course.stop = CourseStop{kTime + absl::Hours(24), "UTC", StopReason::kEffects};
  course.notes = {{kTime, "UTC", "half the dose", kTime}};
  resource = MedicationStatementOf(course);
  EXPECT_EQ(resource["status"], "stopped");
  EXPECT_EQ(resource["medicationCodeableConcept"]["coding"][0]["code"], "letrozole");
  EXPECT_EQ(resource["effectivePeriod"]["end"], "2026-01-02T00:00:00.000+00:00");
  EXPECT_EQ(resource["note"][0]["text"], "half the dose");
  EXPECT_EQ(resource["note"][0]["time"], "2026-01-01T00:00:00.000+00:00");
}

TEST_F(FhirTest, ACourseIsCompletedOrStoppedForAReason) {
  TreatmentCourse course{.patient = "p_1", .id = "c1", .treatment = "letrozole", .started = kTime, .recorded = kTime};
  const auto status_and_reason = [&](StopReason reason) {
    course.stop = CourseStop{kTime, "UTC", reason};
    const Json resource = MedicationStatementOf(course);
    return StrCat(resource["status"].get<std::string>(), ": ", resource["statusReason"][0]["text"].get<std::string>());
  };
  EXPECT_EQ(status_and_reason(StopReason::kCompleted), "completed: Completed");
  EXPECT_EQ(status_and_reason(StopReason::kEffects), "stopped: Stopped because of its effects");
  EXPECT_EQ(status_and_reason(StopReason::kNotWorking), "stopped: Stopped because it did not work");
  EXPECT_EQ(status_and_reason(StopReason::kOther), "stopped: Stopped for another reason");
}

TEST_F(FhirTest, AShareIsAConsentThatEnds) {
  Share share = ShareOf(EntriesScope{{7, 9}});
  Json resource = ConsentOf(share, kTime);
  EXPECT_EQ(resource["status"], "active");
  EXPECT_EQ(resource["provision"]["actor"][0]["reference"]["display"], "careTeams/t-1");
  EXPECT_EQ(resource["provision"]["data"][1]["reference"]["reference"], "Observation/entry-9");
  EXPECT_FALSE(resource["provision"]["period"].contains("end"));
  share.expires = kTime + absl::Hours(1);
  EXPECT_EQ(ConsentOf(share, kTime)["status"], "active");
  EXPECT_EQ(ConsentOf(share, *share.expires)["status"], "inactive");
  share.revoked = kTime;
  EXPECT_EQ(ConsentOf(share, kTime)["status"], "inactive");
  EXPECT_EQ(ConsentOf(share, kTime)["provision"]["period"]["end"], "2026-01-01T00:00:00.000+00:00");
  share.revoked = *share.expires + absl::Hours(1);
  EXPECT_EQ(ConsentOf(share, *share.revoked)["provision"]["period"]["end"], "2026-01-01T01:00:00.000+00:00")
      << "it had ended before it was revoked";
}

TEST_F(FhirTest, AShareThatMessagingRefusesIsNoConsentInForce) {
  Share share = ShareOf(EntriesScope{{7}});
  share.refused = ShareRefused{RefusalReason::kNotEnrolled, kTime};
  EXPECT_EQ(ConsentOf(share, kTime)["status"], "inactive");
}

TEST_F(FhirTest, AShareWithACaregiverIsAConsentToThem) {
  Share share = ShareOf(EntriesScope{{7}});
  share.care_team.clear();
  share.caregiver = Caregiver{"daughter", kTime};
  const Json resource = ConsentOf(share, kTime);
  EXPECT_EQ(resource["provision"]["actor"][0]["reference"]["display"], "patients/p_1/caregivers/daughter");
  EXPECT_NE(resource["policyRule"]["text"].get<std::string>().find("caregiver"), std::string::npos);
  EXPECT_EQ(resource["status"], "active");
  share.former_caregiver = true;
  EXPECT_EQ(ConsentOf(share, kTime)["status"], "inactive");
}

TEST_F(FhirTest, AShareOfAPeriodAndAStandingOneSayFromWhenToWhen) {
  const Json period = ConsentOf(ShareOf(PeriodScope{kTime, kTime + absl::Hours(24)}), kTime)["provision"]["dataPeriod"];
  EXPECT_EQ(period["end"], "2026-01-02T00:00:00.000+00:00");
  Share standing = ShareOf(StandingScope{kTime});
  standing.view = ShareView::kSymptoms;
  const Json provision = ConsentOf(standing, kTime)["provision"];
  EXPECT_FALSE(provision["dataPeriod"].contains("end"));
  EXPECT_EQ(provision["code"][0]["coding"][0]["code"], "symptoms-only");
}

}  // namespace
}  // namespace careloop::journal
