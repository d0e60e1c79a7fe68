#include "tests/fault/writer.h"

#include <algorithm>
#include <charconv>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "common/base/strings.h"

namespace careloop::fault {
namespace {

// The number after the last slash of a resource name.
int NumberOf(const std::string& name) {
  int number = 0;
  return absl::SimpleAtoi(name.substr(name.rfind('/') + 1), &number) ? number : 0;
}

}  // namespace

Writer::Writer(const Stack& stack, const Site& site, const Site::Patient& patient, Person writer,
               std::atomic<int>& acked)
    : site_(site),
      client_(stack, writer),
      acked_(acked),
      ledger_{.writer = writer, .patient = patient.person, .thread = patient.thread} {
  if (writer.role == Role::kPatient) ledger_.read_up_to = 1;  // whose message began the thread
}

void Writer::Run(const std::stop_token& stop) {
  while (!stop.stop_requested()) DoSomething();
}

void Writer::DoSomething() {
  const bool patient = client_.person().role == Role::kPatient;
  const int choice = static_cast<int>(random_() % 10);
  if (choice < 2) return Read();
  if (choice < 6 && patient) return Record();
  Send();
}

std::string Writer::NewText(const char* kind) const {
  return StrCat(kind, " of ", client_.person().id, " about ", ledger_.patient.id, ", ", NewRequestId());
}

void Writer::Expect(bool right, const google::protobuf::Message& question, const google::protobuf::Message& answer) {
  if (right) return;
  ledger_.surprises.push_back(StrCat(client_.person().id, ", whose mark is ", ledger_.read_up_to, ", asked ",
                                     question.ShortDebugString(), " and was told ", answer.ShortDebugString()));
}

void Writer::Send() {
  messaging::v1::SendMessageRequest request;
  request.set_parent(ledger_.thread);
  request.set_text(NewText("message"));
  if (random_() % 10 == 0) request.add_publications(site_.publication());
  Attempt& attempt = ledger_.messages.emplace_back(Attempt{request.text()});
  const auto message = client_.Change(&MessagingStub::SendMessage, request).message();
  Expect(message.text() == request.text() && absl::StartsWith(message.name(), ledger_.thread + "/"), request, message);
  attempt.number = message.number();
  ledger_.read_up_to = std::max(ledger_.read_up_to, attempt.number);
  ++acked_;
}

void Writer::Record() {
  auto request = EntryOf(client_.person(), NewText("entry"));
  auto& answer = *request.add_answers();
  answer.set_symptom("symptoms/fatigue");
  answer.set_severity(static_cast<int>(random_() % 5));
  answer.set_interference(static_cast<int>(random_() % 5));
  Attempt& attempt = ledger_.entries.emplace_back(Attempt{request.note()});
  const auto entry = client_.Change(&JournalStub::RecordEntry, request).entry();
  const bool own = absl::StartsWith(entry.name(), client_.person().resource() + "/entries/");
  Expect(own && entry.note() == request.note(), request, entry);
  attempt.number = NumberOf(entry.name());
  ++acked_;
}

void Writer::Read() {
  messaging::v1::GetThreadRequest get;
  get.set_name(ledger_.thread);
  const auto thread = client_.Get(&MessagingStub::GetThread, get).thread();
  const bool right = thread.name() == ledger_.thread && thread.patient_display_name() == ledger_.patient.name;
  Expect(right && thread.read_up_to() == ledger_.read_up_to, get, thread);
  messaging::v1::MarkReadRequest mark;
  mark.set_thread(ledger_.thread);
  mark.set_up_to(thread.last_message_number());
  const auto marked = client_.Change(&MessagingStub::MarkRead, mark);
  Expect(marked.read_up_to() == mark.up_to(), mark, marked);
  ledger_.read_up_to = marked.read_up_to();
  ++acked_;
}

}  // namespace careloop::fault
