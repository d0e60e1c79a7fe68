#include "common/fhir/resource.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace careloop::fhir {
namespace {

const absl::Time kTime = absl::FromUnixSeconds(1'767'225'600);  // 2026-01-01T00:00:00Z

TEST(FhirResource, ALineIsOneResourceAndNothingOfAPersonBreaksIt) {
  const std::string text = "two\nlines \"quoted\"";
  const std::string line = Line({{"resourceType", "Observation"}, {"note", text}});
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_EQ(Json::parse(line)["note"], text);
}

TEST(FhirResource, AnIdIsMadeToFit) {
  EXPECT_EQ(FhirId("a_b.c-1"), "a-b.c-1");
  EXPECT_EQ(FhirId(std::string(128, 'x')).size(), 64u);
}

TEST(FhirResource, ThePatientIsNamedByTheIdThatTheExportRefersTo) {
  const Json patient = PatientResource("p_1");
  EXPECT_EQ(patient["id"], "p-1");
  EXPECT_EQ(patient["identifier"][0]["system"], "urn:careloop:patient");
  EXPECT_EQ(patient["identifier"][0]["value"], "p_1");
  EXPECT_EQ(SubjectReference("p_1")["reference"], "Patient/p-1");
}

TEST(FhirResource, ATimeHasTheOffsetOfItsZoneAndOfUtcWhereThatIsUnknown) {
  EXPECT_EQ(DateTime(kTime, "Europe/Berlin"), "2026-01-01T01:00:00.000+01:00");
  EXPECT_EQ(DateTime(kTime, "Europe/Nowhere"), "2026-01-01T00:00:00.000+00:00");
}

TEST(FhirResource, AConceptWithoutADisplayHasNone) {
  EXPECT_FALSE(OwnConcept("symptom", "pain")["coding"][0].contains("display"));
  EXPECT_EQ(OwnConcept("symptom", "pain", "Pain")["coding"][0]["display"], "Pain");
}

}  // namespace
}  // namespace careloop::fhir
