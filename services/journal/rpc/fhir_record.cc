#include "services/journal/rpc/fhir_record.h"

#include <algorithm>
#include <utility>

#include "common/base/strings.h"
#include "services/journal/rpc/fhir_observations.h"

namespace careloop::journal {
namespace {

using fhir::Concept;
using fhir::DateTime;
using fhir::FhirId;
using fhir::Json;
using fhir::OwnConcept;
using fhir::ReferenceTo;
using fhir::SubjectReference;

constexpr char kPolicy[] =
    "The patient's own decision in careloop, checked at each reading: the members of the care team at that moment, "
    "until it ends or is revoked.";
constexpr char kCaregiverPolicy[] =
    "The patient's own decision in careloop, checked at each reading: this caregiver while the patient lets them help, "
    "until it ends or is revoked.";

const char* StatusOf(const TreatmentCourse& course) {
  if (!course.stop) return "active";
  return course.stop->reason == StopReason::kCompleted ? "completed" : "stopped";
}

const char* ReasonOf(StopReason reason) {
  switch (reason) {
    case StopReason::kCompleted:
      return "Completed";
    case StopReason::kEffects:
      return "Stopped because of its effects";
    case StopReason::kNotWorking:
      return "Stopped because it did not work";
    case StopReason::kOther:
      return "Stopped for another reason";
  }
  return "Stopped";
}

// What a share opens, within a provision.
struct ScopeFiller {
  Json& provision;

  void operator()(const EntriesScope& scope) const {
    Json data = Json::array();
    for (const int64_t number : scope.entries) {
      data.push_back({{"meaning", "instance"}, {"reference", ReferenceTo("Observation", EntryId(number))}});
    }
    provision["data"] = std::move(data);
  }
  void operator()(const PeriodScope& scope) const {
    provision["dataPeriod"] = {{"start", DateTime(scope.start)}, {"end", DateTime(scope.end)}};
  }
  void operator()(const StandingScope& scope) const { provision["dataPeriod"] = {{"start", DateTime(scope.start)}}; }
};

std::string ReaderOf(const Share& share) {
  if (!share.caregiver) return StrCat("careTeams/", share.care_team);
  return StrCat("patients/", share.patient, "/caregivers/", share.caregiver->person);
}

Json ProvisionOf(const Share& share) {
  Json period = {{"start", DateTime(share.created)}};
  const absl::Time end =
      std::min(share.revoked.value_or(absl::InfiniteFuture()), share.expires.value_or(absl::InfiniteFuture()));
  if (end != absl::InfiniteFuture()) period["end"] = DateTime(end);
  Json provision = {{"type", "permit"}, {"period", std::move(period)}};
  provision["actor"] = Json::array({{{"role", Concept("http://terminology.hl7.org/CodeSystem/v3-ParticipationType",
                                                      "IRCP", "information recipient")},
                                     {"reference", {{"display", ReaderOf(share)}}}}});
  if (share.view == ShareView::kSymptoms) {
    provision["code"] = Json::array({OwnConcept("share-view", "symptoms-only", "Symptoms alone")});
  }
  std::visit(ScopeFiller{provision}, share.scope);
  return provision;
}

}  // namespace

Json MedicationStatementOf(const TreatmentCourse& course) {
  Json period = {{"start", DateTime(course.started, course.time_zone)}};
  if (course.stop) period["end"] = DateTime(course.stop->time, course.stop->time_zone);
  Json resource = {{"resourceType", "MedicationStatement"},
                   {"id", StrCat("course-", FhirId(course.id))},
                   {"status", StatusOf(course)}};
  if (course.stop) resource["statusReason"] = Json::array({{{"text", ReasonOf(course.stop->reason)}}});
  resource["medicationCodeableConcept"] = OwnConcept("treatment", course.treatment);
  resource["subject"] = SubjectReference(course.patient);
  resource["effectivePeriod"] = std::move(period);
  resource["dateAsserted"] = DateTime(course.recorded);
  resource["informationSource"] = SubjectReference(course.patient);
  Json notes = Json::array();
  for (const CourseNote& note : course.notes) {
    notes.push_back({{"time", DateTime(note.time, note.time_zone)}, {"text", note.text}});
  }
  if (!notes.empty()) resource["note"] = std::move(notes);
  return resource;
}

Json ConsentOf(const Share& share, absl::Time now) {
  return {
      {"resourceType", "Consent"},
      {"id", StrCat("share-", FhirId(share.id))},
      {"status", IsInForce(share, now) ? "active" : "inactive"},
      {"scope", Concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy", "Privacy Consent")},
      {"category", Json::array({Concept("http://loinc.org", "59284-0", "Consent Document")})},
      {"patient", SubjectReference(share.patient)},
      {"dateTime", DateTime(share.created)},
      {"policyRule", {{"text", share.caregiver ? kCaregiverPolicy : kPolicy}}},
      {"provision", ProvisionOf(share)}};
}

}  // namespace careloop::journal
