#include "services/cli/print/messages_print.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "common/base/strings.h"

namespace careloop::cli {
namespace {

namespace v1 = messaging::v1;
using ::testing::HasSubstr;
using ::testing::Not;

// A thread that waits since long, urgent and claimed by nobody.
v1::Thread LateThread() {
  v1::Thread thread;
  thread.set_name("patients/p-1/threads/t1");
  thread.set_care_team("careTeams/a");
  v1::ThreadWork& work = *thread.mutable_work();
  work.set_state(v1::THREAD_STATE_OPEN);
  work.set_urgency(v1::THREAD_URGENCY_URGENT);
  work.mutable_due_time()->set_seconds(1'750'000'000);
  work.set_overdue(true);
  return thread;
}

template <typename Message>
std::string Printed(void (*print)(std::ostream&, const Message&), const Message& message) {
  std::ostringstream out;
  print(out, message);
  return out.str();
}

TEST(PrintThread, SaysToWhomItWentOn) {
  v1::Thread thread = LateThread();
  EXPECT_THAT(Printed(PrintThread, thread), Not(HasSubstr("went on")));
  v1::Escalation& escalation = *thread.mutable_work()->mutable_escalation();
  escalation.set_person("nurse-2");
  escalation.set_count(2);
  escalation.mutable_last_time()->set_seconds(1'750'000'900);
  EXPECT_THAT(Printed(PrintThread, thread), HasSubstr(", went on to nurse-2, last 2025-"));
  EXPECT_THAT(Printed(PrintThread, thread), HasSubstr(", 2 times\n"));

  v1::WatchResponse event;
  escalation.clear_person();
  escalation.set_count(1);
  *event.mutable_thread_changed()->mutable_thread() = thread;
  EXPECT_THAT(Printed(PrintEvent, event), HasSubstr("patients/p-1/threads/t1: open, urgent, was due "));
  EXPECT_THAT(Printed(PrintEvent, event), HasSubstr(", went on to the whole team, last "));
  EXPECT_THAT(Printed(PrintEvent, event), HasSubstr(", 1 time\n"));
}

TEST(PrintInbox, CountsWarningWordsWhereThereAreAny) {
  v1::ListThreadsResponse inbox;
  inbox.mutable_counts()->set_urgent(3);
  EXPECT_THAT(Printed(PrintInbox, inbox), HasSubstr(", 3 urgent; 0 resolved\n"));
  inbox.mutable_counts()->set_attention(2);
  EXPECT_THAT(Printed(PrintInbox, inbox), HasSubstr(", 3 urgent, 2 with a warning word; 0 resolved\n"));
}

TEST(PrintInbox, OfSomebodyWithoutCountsIsTheThreadsAlone) {
  v1::ListThreadsResponse inbox;
  EXPECT_EQ(Printed(PrintInbox, inbox), "");
  *inbox.add_threads() = LateThread();
  EXPECT_EQ(Printed(PrintInbox, inbox), Printed(PrintThread, LateThread()));
}

TEST(PrintEvent, SaysForWhomWhatIsGone) {
  v1::WatchResponse event;
  event.mutable_revoked()->set_care_team("careTeams/a");
  EXPECT_EQ(Printed(PrintEvent, event), "no longer yours to see: careTeams/a\n");
  event.mutable_revoked()->set_patient("patients/p-1");
  EXPECT_EQ(Printed(PrintEvent, event), "no longer yours to see: patients/p-1\n");
  event.mutable_revoked()->mutable_enrolment()->set_patient("patients/p-1");
  event.mutable_revoked()->mutable_enrolment()->set_care_team("careTeams/a");
  EXPECT_EQ(Printed(PrintEvent, event),
            "patients/p-1 is not with careTeams/a any more: its members see their threads no longer; the patient keeps "
            "them and cannot write in them\n");
}

TEST(PrintThread, SaysWhyNobodyCanWriteInIt) {
  v1::Thread thread = LateThread();
  thread.mutable_availability()->set_refusal(v1::SEND_REFUSAL_NOT_ENROLLED);
  EXPECT_THAT(Printed(PrintThread, thread), HasSubstr("\n  you cannot write to them any more\n"));
  thread.mutable_availability()->set_refusal(v1::SEND_REFUSAL_NO_MEMBERS);
  EXPECT_THAT(Printed(PrintThread, thread), HasSubstr("\n  nobody is on the care team, to read what is written\n"));
  thread.mutable_availability()->clear_refusal();
  thread.mutable_availability()->set_can_send(true);
  thread.mutable_availability()->mutable_next_staffed_time()->set_seconds(1'750'000'000);
  EXPECT_THAT(Printed(PrintThread, thread), HasSubstr("\n  the care team is back 2025-"));
}

// An event in text format, and words of it; none of the two that are about the stream itself.
struct DescribedEvent {
  const char* event;
  const char* words;
};

// By their names in the contract.
const std::map<std::string, DescribedEvent> kEvents = {
    {"message", {R"(thread: "T" message { number: 7 text: "Good morning" })", "Good morning\n"}},
    {"read_mark", {R"(thread: "T" person: "P" up_to: 3)", "T: P has read up to 3\n"}},
    {"thread_started", {R"(thread { subject: "Nausea" })", "new thread: Nausea ("}},
    {"heartbeat", {"", ""}},
    {"gap", {"", "events were missed: read the list of threads\n"}},
    {"revoked", {R"(enrolment { patient: "P" care_team: "C" })", "P is not with C any more: "}},
    {"reconnect", {"delay { seconds: 1 }", ""}},
    {"thread_changed", {R"(thread { name: "T" work { state: THREAD_STATE_OPEN } })", "T: open\n"}},
    {"thread_rerouted", {R"(thread: "T" to_care_team: "C")", "T: went to C\n"}},
    {"message_retracted", {R"(thread: "T" message { retraction { reason: "Not hers" } })", ": Not hers)\n"}},
    {"caregiver_changed", {R"(name: "N" caregiver { display_name: "Demo Daughter" })", "caregiver: Demo Daughter ("}},
    {"share_revoked", {R"(thread: "T" message { share { entry_count: 2 state: SHARE_STATE_REVOKED } })", "REVOKED "}},
};

TEST(PrintEvent, DescribesEveryKindOfEvent) {
  const auto& kinds = *v1::WatchResponse::descriptor()->FindOneofByName("event");
  for (int i = 0; i < kinds.field_count(); ++i) {
    const std::string& kind = kinds.field(i)->name();
    ASSERT_TRUE(kEvents.contains(kind)) << "an event without words: " << kind;
    const DescribedEvent& described = kEvents.at(kind);
    v1::WatchResponse event;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(StrCat(kind, " { ", described.event, " }"), &event));
    const std::string printed = Printed(PrintEvent, event);
    EXPECT_THAT(printed, HasSubstr(described.words)) << kind;
    EXPECT_EQ(printed.empty(), std::string(described.words).empty()) << kind;
  }
}

TEST(PrintEvent, SaysWhatIsGoneAndWhoIsNoCaregiverAnyMore) {
  v1::WatchResponse event;
  event.mutable_revoked()->set_care_team("careTeams/a");
  EXPECT_EQ(Printed(PrintEvent, event), "no longer yours to see: careTeams/a\n");
  event.mutable_revoked()->set_patient("patients/p-1");
  EXPECT_EQ(Printed(PrintEvent, event), "no longer yours to see: patients/p-1\n");
  event.mutable_caregiver_changed()->set_name("patients/p-1/caregivers/d");
  EXPECT_EQ(Printed(PrintEvent, event), "no caregiver any more: patients/p-1/caregivers/d\n");
}

TEST(PrintOneThread, BeginsWithTheEmergencyText) {
  v1::GetThreadResponse answer;
  *answer.mutable_thread() = LateThread();
  const std::string without = Printed(PrintOneThread, answer);
  answer.mutable_thread()->mutable_availability()->set_can_send(true);
  answer.mutable_thread()->mutable_availability()->set_staffed(true);
  answer.mutable_thread()->mutable_availability()->set_emergency_text("Call 112.");
  EXPECT_EQ(Printed(PrintOneThread, answer), "Call 112.\n" + without);
  EXPECT_EQ(Printed(PrintThread, answer.thread()), without) << "not with each of many";
}

TEST(PrintCareTeams, BeginWithTheEmergencyTextOnce) {
  v1::ListCareTeamsResponse answer;
  for (const char* name : {"careTeams/a", "careTeams/b"}) {
    answer.add_care_teams()->set_name(name);
    answer.mutable_care_teams()->rbegin()->mutable_availability()->set_emergency_text("Call 112.");
  }
  const std::string list = Printed(PrintCareTeams, answer);
  EXPECT_EQ(list.find("Call 112.\n"), 0);
  EXPECT_EQ(list.rfind("Call 112."), 0);
  EXPECT_EQ(Printed(PrintCareTeam, answer.care_teams(1)).find("Call 112.\n"), 0);
  EXPECT_EQ(Printed(PrintCareTeams, v1::ListCareTeamsResponse()), "");
}

}  // namespace
}  // namespace careloop::cli
