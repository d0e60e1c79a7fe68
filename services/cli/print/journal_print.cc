#include "services/cli/print/journal_print.h"

#include <vector>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/base/strings.h"
#include "services/cli/print/alert_print.h"
#include "services/cli/print/prose.h"
#include "services/cli/symptom_answer.h"
#include "services/cli/times.h"
#include "services/cli/words.h"

namespace careloop::cli {
namespace {

namespace v1 = journal::v1;

std::string DescribeState(v1::RelatedContentState state) {
  switch (state) {
    case v1::RELATED_CONTENT_STATE_FRESH:
      return "";
    case v1::RELATED_CONTENT_STATE_CACHED:
      return "(as of a moment ago; there may be newer content)";
    case v1::RELATED_CONTENT_STATE_UNAVAILABLE:
      return "The entry is stored. The content service did not answer: look again later with `careloop content "
             "related`.";
    default:
      return "There is nothing to read on this entry.";
  }
}

std::string DescribeReporter(const v1::Reporter& reporter) {
  const bool caregiver = reporter.role() == common::v1::ROLE_CAREGIVER;
  return StrCat(reporter.display_name(), caregiver ? " (caregiver)" : "");
}

// If it is another than the entry's.
std::string DescribeGiver(int place, const v1::Entry& entry) {
  if (place >= entry.reporters_size()) return "";
  const v1::Reporter& reporter = entry.reporters(place);
  return reporter.person() == entry.reporter().person() ? "" : StrCat(", said by ", DescribeReporter(reporter));
}

void PrintGrades(std::ostream& out, const v1::Entry& entry, int indent) {
  for (const auto& answer : entry.answers()) {
    std::string line = DescribeAnswer(answer);
    for (const auto& grade : entry.grades()) {
      if (grade.symptom() == answer.symptom()) absl::StrAppend(&line, " -> ", DescribeGrade(grade));
    }
    out << Indented(line + DescribeGiver(answer.reporter(), entry), indent);
  }
}

void PrintMeasures(std::ostream& out, const v1::Entry& entry, int indent) {
  const auto line = [&](const std::string& text, int giver) {
    out << Indented(text + DescribeGiver(giver, entry), indent);
  };
  if (entry.has_wellbeing()) line(StrCat("wellbeing ", entry.wellbeing(), " of 10"), entry.wellbeing_reporter());
  if (entry.has_temperature_celsius()) {
    line(absl::StrFormat("temperature %.1f degrees Celsius", entry.temperature_celsius()),
         entry.temperature_reporter());
  }
  if (!entry.note().empty()) line("\"" + entry.note() + "\"", entry.note_reporter());
  if (entry.can_wait()) out << Indented("can wait", indent);
  if (entry.visit()) out << Indented("saw the care team", indent);
  for (const std::string& question : entry.questions()) line("to ask: " + question, entry.questions_reporter());
}

template <typename Answer>
void PrintRelated(std::ostream& out, const Answer& answer, int indent) {
  EducationNotes notes;
  for (const auto& content : answer.related_content()) {
    out << Indented(StrCat("Read: ", content.title(), " (", content.publication(), ", revision ", content.revision(),
                           content.review_overdue() ? "; review OVERDUE)" : ")"),
                    indent)
        << Indented(content.summary(), indent + 2);
    notes.Add(content.publication(), content.disclaimer(), content.sponsor_acknowledgement());
  }
  notes.Print(out, indent);
  out << Indented(DescribeState(answer.related_content_state()), indent);
}

void PrintStanding(std::ostream& out, const v1::Entry& entry, int indent) {
  if (entry.has_retraction()) {
    out << Indented(StrCat("RETRACTED ", FormatTime(entry.retraction().time(), entry.time_zone()), " by ",
                           DescribeReporter(entry.retraction().reporter())),
                    indent);
  }
  if (entry.kind() == v1::ENTRY_KIND_CHECK_IN) {
    out << Indented(StrCat("check-in of the week of ", entry.check_in_week(), entry.partial() ? ", in part" : ""),
                    indent);
  }
  if (entry.version() > 1) out << Indented(StrCat("version ", entry.version()), indent);
}

// The emergency text, the entry, what to read.
template <typename Answer>
void PrintStored(std::ostream& out, const Answer& answer) {
  if (answer.has_emergency_text()) out << Indented(answer.emergency_text().text(), 0) << "\n";
  PrintEntry(out, answer.entry());
  for (const auto& alert : answer.alerts()) PrintRaisedAlert(out, alert, 2);
  PrintRelated(out, answer, 0);
}

}  // namespace

std::string DescribeGrade(const v1::SymptomGrade& grade) {
  if (!grade.has_grade()) return grade.incomplete() ? "no grade: an answer is missing" : "no grade";
  std::vector<std::string> marks;
  if (grade.derived()) marks.push_back("derived from a diary entry");
  if (grade.imputed()) marks.push_back("interference counted as 0");
  if (grade.source() == v1::GRADE_SOURCE_FIRST_ANSWER_ZERO) marks.push_back("the first answer is 0");
  return StrCat("grade ", grade.grade(), marks.empty() ? "" : " (" + absl::StrJoin(marks, "; ") + ")");
}

void PrintEntry(std::ostream& out, const v1::Entry& entry, int indent) {
  out << Indented(StrCat(entry.name(), ", ", FormatTime(entry.occurred_time(), entry.time_zone()), " ",
                         entry.time_zone(), ", by ", DescribeReporter(entry.reporter())),
                  indent);
  PrintStanding(out, entry, indent + 2);
  if (entry.severe()) {
    std::vector<std::string> reasons;
    for (const int reason : entry.severe_reasons()) reasons.push_back(WordOf(static_cast<v1::SevereReason>(reason)));
    out << Indented("SEVERE: " + absl::StrJoin(reasons, ", "), indent + 2);
  }
  PrintGrades(out, entry, indent + 2);
  PrintMeasures(out, entry, indent + 2);
  for (const auto& course : entry.running_courses()) {
    out << Indented(StrCat("while taking ", course.treatment(), " (", course.treatment_course(), ")"), indent + 2);
  }
}

void PrintRelatedContent(std::ostream& out, const v1::RecordEntryResponse& answer, int indent) {
  PrintRelated(out, answer, indent);
}

void PrintRecorded(std::ostream& out, const v1::RecordEntryResponse& answer) { PrintStored(out, answer); }

void PrintAmended(std::ostream& out, const v1::AmendEntryResponse& answer) { PrintStored(out, answer); }

void PrintRetracted(std::ostream& out, const v1::RetractEntryResponse& answer) { PrintEntry(out, answer.entry()); }

void PrintVersion(std::ostream& out, const v1::GetEntryResponse& answer) {
  const v1::Entry& entry = answer.entry();
  out << "Version " << entry.version() << ", " << FormatTime(entry.revised_time(), entry.time_zone()) << ", by "
      << DescribeReporter(entry.reporter()) << ":\n";
  PrintEntry(out, entry, 2);
}

void PrintOneEntry(std::ostream& out, const v1::GetEntryResponse& answer) {
  PrintEntry(out, answer.entry());
  for (const auto& share : answer.shares()) PrintShare(out, share, 2);
  for (const auto& alert : answer.alerts()) PrintAlert(out, alert, 2);
}

void PrintEntries(std::ostream& out, const v1::ListEntriesResponse& answer) {
  for (const auto& entry : answer.entries()) PrintEntry(out, entry);
  PrintNextPage(out, answer.next_page_token());
}

void PrintSymptoms(std::ostream& out, const v1::ListSymptomsResponse& answer) {
  for (const auto& symptom : answer.symptoms()) {
    std::vector<std::string> asked;
    for (const int attribute : symptom.attributes())
      asked.push_back(WordOf(static_cast<v1::SymptomAttribute>(attribute)));
    out << absl::StripPrefix(symptom.name(), "symptoms/") << ": " << symptom.label() << " ("
        << absl::StrJoin(asked, ", ") << ")\n";
  }
  PrintNextPage(out, answer.next_page_token());
}

}  // namespace careloop::cli
