#include "services/journal/rpc/fhir_observations.h"

#include <iterator>
#include <utility>

#include "common/base/strings.h"
#include "common/base/text.h"

namespace careloop::journal {
namespace {

using fhir::Concept;
using fhir::DateTime;
using fhir::Json;
using fhir::OwnConcept;
using fhir::ReferenceTo;
using fhir::SubjectReference;

constexpr char kCategories[] = "http://terminology.hl7.org/CodeSystem/observation-category";
constexpr char kAbsentReasons[] = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
constexpr char kGrading[] =
    "Composite grade, Basch et al., Clinical Trials 2021;18(1):104-114, doi:10.1177/1740774520975120. Defined for a "
    "recall of seven days; sorts and finds, is never a diagnosis.";

const char* StatusOf(const Entry& entry) {
  if (entry.retraction) return "entered-in-error";
  if (entry.partial) return "preliminary";
  return entry.version > 1 ? "amended" : "final";
}

// What all Observations of an entry have in common.
Json Resource(const Entry& entry, std::string id, Json code, const char* category = "survey") {
  const std::string& zone = entry.observed.time_zone;
  Json resource = {{"resourceType", "Observation"}, {"id", std::move(id)},
                   {"status", StatusOf(entry)},     {"category", Json::array({Concept(kCategories, category)})},
                   {"code", std::move(code)},       {"subject", SubjectReference(entry.patient)}};
  if (entry.week) {
    resource["effectivePeriod"] = {{"start", DateTime(entry.occurred - absl::Hours(24 * 7), zone)},
                                   {"end", DateTime(entry.occurred, zone)}};
  } else {
    resource["effectiveDateTime"] = DateTime(entry.occurred, zone);
  }
  resource["issued"] = DateTime(entry.revised);
  return resource;
}

// Who said it: the patient, or somebody who is no resource of the export.
Json PerformerOf(const Reporter& reporter, const std::string& patient) {
  if (reporter.person == patient) return Json::array({SubjectReference(patient)});
  return Json::array({Json{{"display", reporter.display_name}}});
}

Json Note(std::string text, const Reporter& author, const std::string& patient) {
  if (author.person == patient) return {{"authorReference", SubjectReference(patient)}, {"text", std::move(text)}};
  return {{"authorString", author.display_name}, {"text", std::move(text)}};
}

Json Component(const char* system, std::string_view code, const char* type, Json value) {
  return {{"code", OwnConcept(system, code)}, {type, std::move(value)}};
}

Json Withheld(const WithheldAnswer& withheld) {
  const char* reason = withheld.reason == WithheldReason::kNotApplicable ? "not-applicable" : "asked-declined";
  return {{"code", OwnConcept("attribute", AttributeName(withheld.attribute))},
          {"dataAbsentReason", Concept(kAbsentReasons, reason)}};
}

Json SymptomCode(const std::string& symptom, const Vocabulary& vocabulary) {
  const Symptom* known = vocabulary.Find(symptom);
  return OwnConcept("symptom", symptom, known == nullptr ? "" : known->label);
}

Json AnswerObservation(const Entry& entry, const SymptomAnswer& answer, std::string id, const Vocabulary& vocabulary) {
  Json resource = Resource(entry, std::move(id), SymptomCode(answer.symptom, vocabulary));
  resource["performer"] = PerformerOf(entry.ReporterOf(answer), entry.patient);
  if (answer.presence) resource["valueBoolean"] = *answer.presence;
  Json components = Json::array();
  for (const Attribute attribute : kScaledAttributes) {
    const std::optional<int>& level = answer.level(attribute);
    if (level) components.push_back(Component("attribute", AttributeName(attribute), "valueInteger", *level));
  }
  for (const WithheldAnswer& withheld : answer.withheld) components.push_back(Withheld(withheld));
  if (!components.empty()) resource["component"] = std::move(components);
  return resource;
}

Json GradeObservation(const Entry& entry, const SymptomGrade& grade, const std::string& answer,
                      const Vocabulary& vocabulary) {
  Json code = OwnConcept("composite-grade", grade.symptom);
  const Symptom* known = vocabulary.Find(grade.symptom);
  code["text"] = StrCat("Composite grade: ", known == nullptr ? grade.symptom : known->label);
  Json resource = Resource(entry, answer + "-grade", std::move(code));
  if (grade.grade) resource["valueInteger"] = *grade.grade;
  if (!grade.grade) resource["dataAbsentReason"] = Concept(kAbsentReasons, "unknown");
  resource["method"] = {{"text", kGrading}};
  resource["derivedFrom"] = Json::array({ReferenceTo("Observation", answer)});
  Json marks = Json::array();
  const auto mark = [&](const char* name, bool set) {
    if (set) marks.push_back(Component("grade-mark", name, "valueBoolean", true));
  };
  mark("derived", grade.grade.has_value() && !entry.has_published_recall());
  mark("imputed", grade.imputed);
  mark("incomplete", grade.incomplete);
  if (!marks.empty()) resource["component"] = std::move(marks);
  return resource;
}

Json Wellbeing(const Entry& entry, std::string id) {
  Json resource = Resource(entry, std::move(id), OwnConcept("measure", "wellbeing", "Overall wellbeing, 0 to 10"));
  resource["performer"] = PerformerOf(entry.ReporterAt(entry.observed.given_by.wellbeing), entry.patient);
  resource["valueInteger"] = *entry.observed.wellbeing;
  return resource;
}

Json Temperature(const Entry& entry, std::string id) {
  Json resource =
      Resource(entry, std::move(id), Concept("http://loinc.org", "8310-5", "Body temperature"), "vital-signs");
  resource["performer"] = PerformerOf(entry.ReporterAt(entry.observed.given_by.temperature), entry.patient);
  resource["valueQuantity"] = {{"value", *entry.observed.temperature_celsius},
                               {"unit", "degrees Celsius"},
                               {"system", "http://unitsofmeasure.org"},
                               {"code", "Cel"}};
  return resource;
}

std::vector<Json> MembersOf(const Entry& entry, const Vocabulary& vocabulary) {
  std::vector<Json> members;
  const std::string id = EntryId(entry.number);
  for (size_t i = 0; i < entry.observed.answers.size(); ++i) {
    const SymptomAnswer& answer = entry.observed.answers[i];
    const std::string answer_id = StrCat(id, "-", i + 1);
    members.push_back(AnswerObservation(entry, answer, answer_id, vocabulary));
    for (const SymptomGrade& grade : entry.grades) {
      if (grade.symptom != answer.symptom) continue;
      members.push_back(GradeObservation(entry, grade, answer_id, vocabulary));
    }
  }
  if (entry.observed.wellbeing) members.push_back(Wellbeing(entry, id + "-wellbeing"));
  if (entry.observed.temperature_celsius) members.push_back(Temperature(entry, id + "-temperature"));
  return members;
}

Json Head(const Entry& entry, const std::vector<Json>& members) {
  const bool check_in = entry.week.has_value();
  Json resource =
      Resource(entry, EntryId(entry.number),
               OwnConcept("entry", check_in ? "check-in" : "diary", check_in ? "Weekly check-in" : "Diary entry"));
  resource["performer"] = PerformerOf(entry.reporter, entry.patient);
  Json notes = Json::array();
  const auto note = [&](std::string text, int author) {
    notes.push_back(Note(std::move(text), entry.ReporterAt(author), entry.patient));
  };
  const Observation& observed = entry.observed;
  if (!MeasureText(observed.note, /*lines=*/true).blank) note(observed.note, observed.given_by.note);
  for (const std::string& question : observed.questions) note("To ask: " + question, observed.given_by.questions);
  if (!notes.empty()) resource["note"] = std::move(notes);
  Json named = Json::array();
  for (const Json& member : members) named.push_back(ReferenceTo("Observation", member.at("id").get<std::string>()));
  if (!named.empty()) resource["hasMember"] = std::move(named);
  Json flags = Json::array();
  const auto flag = [&](const char* name, bool set) {
    if (set) flags.push_back(Component("entry-flag", name, "valueBoolean", true));
  };
  flag("severe", entry.severe());
  flag("urgent", entry.observed.urgent);
  flag("can-wait", entry.observed.can_wait);
  flag("visit", entry.observed.visit);
  if (!flags.empty()) resource["component"] = std::move(flags);
  return resource;
}

}  // namespace

std::string EntryId(int64_t number) { return StrCat("entry-", number); }

std::vector<Json> ObservationsOf(const Entry& entry, const Vocabulary& vocabulary) {
  std::vector<Json> members = MembersOf(entry, vocabulary);
  std::vector<Json> all = {Head(entry, members)};
  std::move(members.begin(), members.end(), std::back_inserter(all));
  return all;
}

}  // namespace careloop::journal
