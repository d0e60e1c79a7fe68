#include <string>

#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "services/journal/rpc/convert.h"

namespace careloop::journal {
namespace {

void Fill(const TrendKey& key, v1::SummaryMeasure& proto) {
  proto.set_measure(static_cast<v1::TrendMeasure>(key.measure));
  if (key.of_symptom) proto.set_symptom(StrCat("symptoms/", key.symptom));
  proto.set_kind(key.check_in ? v1::ENTRY_KIND_CHECK_IN : v1::ENTRY_KIND_DIARY);
  proto.set_derived(key.measure == TrendMeasure::kGrade && !key.check_in);
}

void Fill(const std::string& patient, const SummaryValue& value, v1::SummaryValue& proto) {
  proto.set_value(value.value);
  proto.set_entry(EntryName(patient, value.entry));
  *proto.mutable_occurred_time() = rpc::ToTimestamp(value.occurred);
  proto.set_imputed(value.imputed);
}

void Fill(const std::string& patient, const SummaryChange& change, v1::SummaryChange& proto) {
  Fill(change.key, *proto.mutable_measure());
  Fill(patient, change.before, *proto.mutable_before());
  Fill(patient, change.now, *proto.mutable_now());
}

void Fill(const std::string& patient, const SummaryLine& line, v1::SummaryLine& proto) {
  Fill(line.key, *proto.mutable_measure());
  Fill(patient, line.value, *proto.mutable_value());
}

}  // namespace

v1::GetVisitSummaryResponse ToProto(const VisitSummary& summary) {
  v1::GetVisitSummaryResponse proto;
  const std::string& patient = summary.patient;
  *proto.mutable_start_time() = rpc::ToTimestamp(summary.start);
  proto.set_since_last_visit(summary.since_visit);
  for (const SummaryChange& change : summary.worse) Fill(patient, change, *proto.add_worse());
  for (const SummaryChange& change : summary.better) Fill(patient, change, *proto.add_better());
  for (const SummaryLine& line : summary.new_symptoms) Fill(patient, line, *proto.add_new_symptoms());
  for (const SummaryLine& line : summary.highest_grades) Fill(patient, line, *proto.add_highest_grades());
  for (const UngradedSymptom& ungraded : summary.ungraded) {
    v1::UngradedSymptom& added = *proto.add_ungraded_symptoms();
    added.set_symptom(StrCat("symptoms/", ungraded.symptom));
    added.set_entry(EntryName(patient, ungraded.entry));
    added.set_is_new(ungraded.is_new);
  }
  for (const TreatmentCourse& course : summary.courses) *proto.add_treatment_courses() = ToProto(course);
  for (const SummaryQuestion& question : summary.questions) {
    proto.add_questions()->set_text(question.text);
    proto.mutable_questions()->rbegin()->set_entry(EntryName(patient, question.entry));
  }
  for (const int64_t number : summary.shared) proto.add_shared_entries(EntryName(patient, number));
  for (const int64_t number : summary.severe) proto.add_severe_entries(EntryName(patient, number));
  proto.set_entry_count(summary.entries);
  return proto;
}

}  // namespace careloop::journal
