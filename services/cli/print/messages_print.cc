#include "services/cli/print/messages_print.h"

#include "common/base/strings.h"
#include "services/cli/print/prose.h"
#include "services/cli/times.h"
#include "services/cli/words.h"

namespace careloop::cli {
namespace {

namespace v1 = messaging::v1;

const char* DescribeState(v1::AttachedPublicationState state) {
  switch (state) {
    case v1::ATTACHED_PUBLICATION_STATE_SUPERSEDED:
      return "; there is a newer one";
    case v1::ATTACHED_PUBLICATION_STATE_WITHDRAWN:
      return "; WITHDRAWN since";
    default:
      return "";
  }
}

void PrintPublications(std::ostream& out, const v1::Message& message, int indent) {
  EducationNotes notes;
  for (const auto& p : message.publications()) {
    out << Indented(StrCat("Attached: ", p.title(), " (", p.name(), ", revision ", p.revision(), ", as sent",
                           DescribeState(p.state()), ")"),
                    indent)
        << Indented(p.summary(), indent + 2);
    notes.Add(p);
  }
  notes.Print(out, indent);
}

const char* DescribeAutomatic(const v1::Message& message) {
  switch (message.automatic().reason()) {
    case v1::AUTOMATIC_REASON_UNSPECIFIED:
      return "";
    case v1::AUTOMATIC_REASON_URGENT_ALERT_TEAM_CLOSED:
      return "(automatic reply to an urgent alert)";
    default:
      return "(automatic reply)";
  }
}

void PrintCounts(std::ostream& out, const v1::ThreadCounts& counts) {
  out << counts.open() << " open: " << counts.unread() << " unread, " << counts.unanswered() << " unanswered ("
      << counts.overdue() << " overdue), " << counts.unassigned() << " unassigned, " << counts.mine() << " mine, "
      << counts.urgent() << " urgent";
  if (counts.attention() > 0) out << ", " << counts.attention() << " with a warning word";
  out << "; " << counts.resolved() << " resolved\n";
}

// The end of an enrolment takes the threads from the members of the team alone, and is told to both sides.
void PrintRevoked(std::ostream& out, const v1::RevokedEvent& revoked) {
  if (!revoked.has_enrolment()) {
    out << "no longer yours to see: " << revoked.care_team() << revoked.patient() << "\n";
    return;
  }
  out << revoked.enrolment().patient() << " is not with " << revoked.enrolment().care_team()
      << " any more: its members see their threads no longer; the patient keeps them and cannot write in them\n";
}

}  // namespace

std::string DescribeSender(const v1::Sender& sender) {
  return StrCat(sender.display_name(), sender.title().empty() ? "" : StrCat(" (", sender.title(), ")"),
                sender.for_patient().empty() ? "" : StrCat(", for ", sender.for_patient()));
}

void PrintThread(std::ostream& out, const v1::Thread& t) {
  out << t.subject() << " (" << t.patient_display_name() << " and " << t.care_team() << ")\n  " << t.name() << ", "
      << t.last_message_number() << " messages, " << t.unread_count() << " unread, last "
      << FormatTime(t.last_message_time()) << "\n  " << DescribeWork(t.work()) << "\n";
  if (t.has_availability() && !(t.availability().can_send() && t.availability().staffed())) {
    out << (t.availability().can_send() ? "  the care team is " : "  ") << DescribeAvailability(t.availability())
        << "\n";
  }
}

std::string DescribeShare(const v1::ShareReference& share) {
  std::string until = share.has_expire_time() ? StrCat(", until ", FormatTime(share.expire_time())) : "";
  if (share.state() == v1::SHARE_STATE_REVOKED) until = StrCat("; REVOKED ", FormatTime(share.revoke_time()));
  switch (share.scope_case()) {
    case v1::ShareReference::kEntryCount:
      return StrCat("shares ", share.entry_count(), share.entry_count() == 1 ? " entry" : " entries", until);
    case v1::ShareReference::kPeriod:
      return StrCat("shares the entries from ", FormatTime(share.period().start_time()), " to ",
                    FormatTime(share.period().end_time()), until);
    case v1::ShareReference::kStandingStartTime:
      return StrCat("shares all entries from ", FormatTime(share.standing_start_time()), " on", until);
    default:
      return "shares something that this command does not know";
  }
}

void PrintMessage(std::ostream& out, const v1::Message& message, int indent) {
  out << Indented(
             StrCat(message.number(), ". ", DescribeSender(message.sender()), ", ", FormatTime(message.sent_time())),
             indent)
      << Indented(DescribeAutomatic(message), indent + 4) << Indented(message.text(), indent + 4);
  if (message.has_retraction()) {
    out << Indented(StrCat("(taken back ", FormatTime(message.retraction().retract_time()), ": ",
                           message.retraction().reason(), ")"),
                    indent + 4);
  }
  if (message.has_alert()) {
    const v1::AlertReference& alert = message.alert();
    const std::string about = alert.symptom().empty() ? "the temperature" : alert.symptom();
    const char* word = alert.marked_urgent() ? ", marked urgent" : alert.can_wait() ? ", can wait" : "";
    out << Indented(StrCat("ALERT about ", about, word, " (", alert.name(), ", trigger ", alert.trigger(), ")"),
                    indent + 4);
  }
  if (message.has_share()) {
    out << Indented(StrCat(DescribeShare(message.share()), " (", message.share().name(), ")"), indent + 4);
  }
  PrintPublications(out, message, indent + 4);
}

void PrintOneThread(std::ostream& out, const v1::GetThreadResponse& answer) {
  out << Indented(answer.thread().availability().emergency_text(), 0);
  PrintThread(out, answer.thread());
}

void PrintStartedThread(std::ostream& out, const v1::StartThreadResponse& answer) {
  out << Indented(answer.emergency_text(), 0);
  PrintThread(out, answer.thread());
  PrintMessage(out, answer.message(), 2);
}

void PrintInbox(std::ostream& out, const v1::ListThreadsResponse& answer) {
  if (answer.has_counts()) PrintCounts(out, answer.counts());
  PrintThreads(out, answer);
}

void PrintThreads(std::ostream& out, const v1::ListThreadsResponse& answer) {
  for (const auto& thread : answer.threads()) PrintThread(out, thread);
  PrintNextPage(out, answer.next_page_token());
}

void PrintSentMessage(std::ostream& out, const v1::SendMessageResponse& answer) {
  out << Indented(answer.emergency_text(), 0);
  out << answer.message().name() << "\n";
  PrintMessage(out, answer.message(), 2);
}

void PrintMessages(std::ostream& out, const v1::ListMessagesResponse& answer) {
  for (const auto& message : answer.messages()) PrintMessage(out, message);
  PrintNextPage(out, answer.next_page_token());
}

void PrintRetracted(std::ostream& out, const v1::RetractMessageResponse& answer) {
  PrintMessage(out, answer.message());
}

void PrintReceipts(std::ostream& out, const v1::ListReadReceiptsResponse& answer) {
  for (const auto& receipt : answer.receipts()) {
    out << DescribeSender(receipt.reader()) << " has read up to " << receipt.up_to() << ", "
        << FormatTime(receipt.read_time()) << "\n";
  }
  PrintNextPage(out, answer.next_page_token());
}

void PrintReadMark(std::ostream& out, const v1::MarkReadResponse& answer) {
  out << "read up to " << answer.read_up_to() << "; " << answer.unread_count() << " unread\n";
}

void PrintRevocation(std::ostream& out, const v1::DeliverShareRevocationResponse& answer) {
  out << "revoked " << FormatTime(answer.revoke_time()) << "\n";
}

void PrintEvent(std::ostream& out, const v1::WatchResponse& event) {
  switch (event.event_case()) {
    case v1::WatchResponse::kMessage:
      out << event.message().thread() << "\n";
      return PrintMessage(out, event.message().message(), 2);
    case v1::WatchResponse::kReadMark:
      out << event.read_mark().thread() << ": " << event.read_mark().person() << " has read up to "
          << event.read_mark().up_to() << "\n";
      return;
    case v1::WatchResponse::kMessageRetracted:
      out << event.message_retracted().thread() << "\n";
      return PrintMessage(out, event.message_retracted().message(), 2);
    case v1::WatchResponse::kShareRevoked:
      out << event.share_revoked().thread() << "\n";
      return PrintMessage(out, event.share_revoked().message(), 2);
    case v1::WatchResponse::kThreadStarted:
      out << "new thread: ";
      return PrintThread(out, event.thread_started().thread());
    case v1::WatchResponse::kThreadChanged:
      out << event.thread_changed().thread().name() << ": " << DescribeWork(event.thread_changed().thread().work())
          << "\n";
      return;
    case v1::WatchResponse::kThreadRerouted:
      out << event.thread_rerouted().thread() << ": went to " << event.thread_rerouted().to_care_team() << "\n";
      return;
    case v1::WatchResponse::kCaregiverChanged:
      if (!event.caregiver_changed().has_caregiver()) {
        out << "no caregiver any more: " << event.caregiver_changed().name() << "\n";
        return;
      }
      out << "caregiver: ";
      return PrintCaregiver(out, event.caregiver_changed().caregiver());
    case v1::WatchResponse::kGap:
      out << "events were missed: read the list of threads\n";
      return;
    case v1::WatchResponse::kRevoked:
      return PrintRevoked(out, event.revoked());
    default:  // a heartbeat, a reconnect, or news that this command does not know
      return;
  }
}

}  // namespace careloop::cli
