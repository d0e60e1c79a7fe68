#include "common/base/strings.h"
#include "services/cli/print/messages_print.h"
#include "services/cli/print/prose.h"
#include "services/cli/times.h"
#include "services/cli/words.h"

namespace careloop::cli {
namespace {

namespace v1 = messaging::v1;

std::string DescribeKind(const v1::ThreadChange& change) {
  switch (change.kind_case()) {
    case v1::ThreadChange::kClaimed:
      return "claimed";
    case v1::ThreadChange::kReleased:
      if (change.released().patient_unenrolled()) return "released, since the patient was unenrolled";
      return change.released().left_care_team() ? "released, since they left the care team" : "released";
    case v1::ThreadChange::kRerouted:
      return StrCat("rerouted from ", change.rerouted().from_care_team(), " to ", change.rerouted().to_care_team());
    case v1::ThreadChange::kResolved:
      return StrCat("resolved: ", WordOf(change.resolved().action()));
    case v1::ThreadChange::kReopened:
      return change.reopened().message().empty() ? "reopened" : StrCat("reopened by ", change.reopened().message());
    case v1::ThreadChange::kEscalated:
      return StrCat("late and claimed by nobody, went to ",
                    change.escalated().to_person().empty() ? "the whole team" : change.escalated().to_person());
    case v1::ThreadChange::kReprioritized:
      return StrCat("made ", WordOf(change.reprioritized().urgency()));
    default:
      return "changed";
  }
}

// "went on to nurse-2, last 2026-..., 2 times".
std::string DescribeEscalation(const v1::Escalation& escalation) {
  return StrCat("went on to ", escalation.person().empty() ? "the whole team" : escalation.person(), ", last ",
                FormatTime(escalation.last_time()), ", ", escalation.count(),
                escalation.count() == 1 ? " time" : " times");
}

}  // namespace

std::string DescribeWork(const v1::ThreadWork& work) {
  std::string words = WordOf(work.state());
  if (work.urgency() == v1::THREAD_URGENCY_URGENT) words += ", urgent";
  if (work.attention_message_number() > 0)
    words += StrCat(", message ", work.attention_message_number(), " has a warning word");
  if (work.has_assignment()) words += StrCat(", claimed by ", DescribeSender(work.assignment().person()));
  if (work.has_resolution()) {
    words += StrCat(" (", WordOf(work.resolution().action()), ") by ", DescribeSender(work.resolution().person()));
  }
  if (work.has_due_time()) {
    words += StrCat(", ", work.overdue() ? "was due " : "answer due ", FormatTime(work.due_time()));
  }
  if (work.has_escalation()) words += StrCat(", ", DescribeEscalation(work.escalation()));
  return words;
}

void PrintThreadChange(std::ostream& out, const v1::ThreadChange& change) {
  const std::string person = change.has_person() ? StrCat(DescribeSender(change.person()), ", ") : "";
  out << change.number() << ". " << DescribeKind(change) << ", " << person << FormatTime(change.change_time()) << "\n"
      << Indented(change.note(), 4);
}

void PrintThreadChanges(std::ostream& out, const v1::ListThreadChangesResponse& answer) {
  for (const auto& change : answer.changes()) PrintThreadChange(out, change);
  PrintNextPage(out, answer.next_page_token());
}

void PrintStep(std::ostream& out, const v1::ThreadChange& change, const v1::Thread& thread) {
  if (change.number() > 0) PrintThreadChange(out, change);
  if (!thread.name().empty()) PrintThread(out, thread);
}

}  // namespace careloop::cli
