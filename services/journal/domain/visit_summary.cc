#include "services/journal/domain/visit_summary.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/journal/domain/instant.h"

namespace careloop::journal {
namespace {

// What is known of one measure.
struct Course {
  std::optional<SummaryValue> before;  // the last one before the start
  std::optional<SummaryValue> now;     // the last one since
  std::optional<SummaryValue> highest;
};

using Courses = std::map<TrendKey, Course>;

void Add(const Entry& entry, absl::Time start, Courses& courses) {
  ForEachValue(entry, [&](const Measured& value) {
    const SummaryValue seen{value.value, value.imputed, entry.number, entry.occurred};
    Course& course = courses[value.Key()];
    if (entry.occurred < start) {
      course.before = seen;
      return;
    }
    course.now = seen;
    if (!course.highest || seen.value > course.highest->value) course.highest = seen;
  });
}

// Of the symptoms, by id, those that the patient had before the start, by whatever entry, also where an answer was
// missing for a grade.
std::set<std::string> KnownBefore(const std::vector<Entry>& entries, absl::Time start) {
  std::set<std::string> known;
  for (const Entry& entry : entries) {
    if (entry.occurred >= start) continue;
    for (const SymptomAnswer& answer : entry.observed.answers) {
      if (answer.SaysIsThere()) known.insert(answer.symptom);
    }
  }
  return known;
}

bool LacksGrade(const Entry& entry, const std::string& symptom) {
  return std::any_of(entry.grades.begin(), entry.grades.end(),
                     [&](const SymptomGrade& grade) { return grade.symptom == symptom && !grade.grade; });
}

std::vector<UngradedSymptom> UngradedOf(const VisitRecord& record, const std::set<std::string>& known) {
  std::map<std::string, int64_t> last;
  for (const Entry& entry : record.entries) {
    if (entry.occurred < record.start) continue;
    for (const SymptomAnswer& answer : entry.observed.answers) {
      if (answer.SaysIsThere() && LacksGrade(entry, answer.symptom)) last[answer.symptom] = entry.number;
    }
  }
  std::vector<UngradedSymptom> ungraded;
  for (const auto& [symptom, entry] : last) ungraded.push_back({symptom, entry, !known.contains(symptom)});
  return ungraded;
}

bool IsNew(const TrendKey& key, const Course& course, const std::set<std::string>& known) {
  return key.of_symptom && course.highest->value > 0 && !known.contains(key.symptom);
}

void Conclude(const TrendKey& key, const Course& course, const std::set<std::string>& known, VisitSummary& summary) {
  if (!course.now) return;
  if (key.measure == TrendMeasure::kGrade && course.highest->value > 0) {
    summary.highest_grades.push_back({key, *course.highest});
  }
  if (IsNew(key, course, known)) return summary.new_symptoms.push_back({key, *course.highest});
  if (!course.before || course.before->value == course.now->value) return;
  const bool rises = course.now->value > course.before->value;
  const bool is_worse = rises == (key.measure != TrendMeasure::kWellbeing);
  (is_worse ? summary.worse : summary.better).push_back({key, *course.before, *course.now});
}

void AddEntry(const Entry& entry, const VisitRecord& record, VisitSummary& summary) {
  ++summary.entries;
  if (entry.severe()) summary.severe.push_back(entry.number);
  if (record.shared.contains(entry.number)) summary.shared.push_back(entry.number);
  for (const std::string& question : entry.observed.questions) summary.questions.push_back({question, entry.number});
}

}  // namespace

VisitSummary SummaryOf(std::string patient, VisitRecord record) {
  VisitSummary summary{.patient = std::move(patient), .start = record.start, .since_visit = record.since_visit};
  Courses courses;
  for (const Entry& entry : record.entries) {
    Add(entry, record.start, courses);
    if (entry.occurred >= record.start) AddEntry(entry, record, summary);
  }
  const std::set<std::string> known = KnownBefore(record.entries, record.start);
  for (const auto& [key, course] : courses) Conclude(key, course, known, summary);
  summary.ungraded = UngradedOf(record, known);
  std::sort(summary.highest_grades.begin(), summary.highest_grades.end(), [](const auto& a, const auto& b) {
    return a.value.value != b.value.value ? a.value.value > b.value.value : a.key < b.key;
  });
  for (TreatmentCourse& course : record.courses) {
    if (!course.stop || course.stop->time > record.start) summary.courses.push_back(std::move(course));
  }
  return summary;
}

Task<absl::StatusOr<VisitSummary>> VisitSummaries::Get(const Call& call, std::string patient,
                                                       std::optional<absl::Time> start) {
  CO_RETURN_IF_ERROR(co_await access_.MayReadAll(call, patient, "patient"));
  const absl::Time now = clock_.Now();
  Violations violations;
  if (start) CheckNotInFuture(violations, "start_time", *start, now);
  if (start && now - *start > kLongest) violations.Add("start_time", "is more than 1100 days ago");
  CO_RETURN_IF_ERROR(violations.ToStatus());
  CO_ASSIGN_OR_RETURN(VisitRecord record, co_await store_.SinceVisit(
                                              call, patient, {start, kSummaryLookback, now, now + kClockDifference}));
  if (call.caller->role != Role::kPatient) record.shared.clear();
  co_return SummaryOf(std::move(patient), std::move(record));
}

}  // namespace careloop::journal
