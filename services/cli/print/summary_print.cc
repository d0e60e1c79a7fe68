#include <string>

#include "absl/strings/strip.h"
#include "common/base/strings.h"
#include "services/cli/print/journal_print.h"
#include "services/cli/print/prose.h"
#include "services/cli/times.h"
#include "services/cli/words.h"

namespace careloop::cli {
namespace {

namespace v1 = journal::v1;

std::string DescribeMeasure(const v1::SummaryMeasure& measure) {
  std::string text =
      measure.symptom().empty() ? "wellbeing" : std::string(absl::StripPrefix(measure.symptom(), "symptoms/"));
  if (measure.kind() == v1::ENTRY_KIND_CHECK_IN) absl::StrAppend(&text, " (check-in)");
  if (measure.derived()) absl::StrAppend(&text, " (derived from diary entries)");
  return text;
}

std::string DescribeValue(v1::TrendMeasure measure, const v1::SummaryValue& value) {
  const std::string marks = value.imputed() ? " (interference counted as 0)" : "";
  if (measure == v1::TREND_MEASURE_PRESENCE) return value.value() > 0 ? "yes" : "no";
  if (measure == v1::TREND_MEASURE_GRADE) return StrCat("grade ", value.value(), marks);
  return StrCat(value.value());
}

template <typename Lines, typename Describe>
void PrintPart(std::ostream& out, const std::string& title, const Lines& lines, Describe describe) {
  if (lines.empty()) return;
  out << title << "\n";
  for (const auto& line : lines) out << Indented(describe(line), 2);
}

std::string DescribeChange(const v1::SummaryChange& change) {
  const v1::TrendMeasure measure = change.measure().measure();
  return StrCat(DescribeMeasure(change.measure()), ": ", DescribeValue(measure, change.before()), " -> ",
                DescribeValue(measure, change.now()));
}

std::string DescribeLine(const v1::SummaryLine& line) {
  return StrCat(DescribeMeasure(line.measure()), ": ", DescribeValue(line.measure().measure(), line.value()), ", ",
                FormatTime(line.value().occurred_time()));
}

std::string DescribeUngraded(const v1::UngradedSymptom& ungraded) {
  return StrCat(absl::StripPrefix(ungraded.symptom(), "symptoms/"), ungraded.is_new() ? ", new: " : ": ",
                ungraded.entry());
}

}  // namespace

void PrintSummary(std::ostream& out, const v1::GetVisitSummaryResponse& answer) {
  out << "Since " << FormatTime(answer.start_time()) << (answer.since_last_visit() ? ", the last visit: " : ": ")
      << answer.entry_count() << " entries\n";
  const auto as_it_is = [](const std::string& name) { return name; };
  PrintPart(out, "Severe", answer.severe_entries(), as_it_is);
  PrintPart(out, "Worse", answer.worse(), DescribeChange);
  PrintPart(out, "New", answer.new_symptoms(), DescribeLine);
  PrintPart(out, "There, but answered too little for a grade", answer.ungraded_symptoms(), DescribeUngraded);
  PrintPart(out, "Better", answer.better(), DescribeChange);
  PrintPart(out, "Highest grades", answer.highest_grades(), DescribeLine);
  PrintPart(out, "To ask", answer.questions(), [](const auto& question) { return question.text(); });
  if (!answer.treatment_courses().empty()) out << "Treatments\n";
  for (const auto& course : answer.treatment_courses()) PrintCourse(out, course, 2);
  PrintPart(out, "Shared", answer.shared_entries(), as_it_is);
}

}  // namespace careloop::cli
