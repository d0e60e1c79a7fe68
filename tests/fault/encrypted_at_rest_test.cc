// Nothing that a person wrote, and no patient's id, lies readable in the files of Redis.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "careloop/journal/v1/alert_rule_service.grpc.pb.h"
#include "common/base/strings.h"
#include "tests/fault/site.h"
#include "tests/support/careloop_command.h"

namespace careloop::fault {
namespace {

using testing::Eventually;

// In every text that a person writes; nowhere else.
constexpr char kMarker[] = "Zwiebelfisch";

std::string Marked(const std::string& text) { return StrCat(text, " ", kMarker); }

class EncryptedAtRest : public ::testing::Test {
 protected:
  EncryptedAtRest() { Site::Enrol(admin_, site_.care_team(), patient_.person()); }

  // All words of Redis' log.
  std::string Log() { return CommandsOn(""); }

  // Of each command in Redis' log that names a key with a prefix, all words.
  std::string CommandsOn(const std::string& prefix) {
    std::string words;
    for (const auto& file : std::filesystem::directory_iterator(stack_.redis().data())) {
      if (file.path().extension() != ".aof") continue;
      std::ifstream log(file.path(), std::ios::binary);
      words += CommandsIn(std::string(std::istreambuf_iterator<char>(log), {}), prefix);
    }
    return words;
  }

  // "*2\r\n$3\r\nDEL\r\n$1\r\nx\r\n"
  static std::string CommandsIn(const std::string& log, const std::string& prefix) {
    std::string found;
    for (size_t at = log.find('*'); at != std::string::npos && at < log.size();) {
      const int count = std::stoi(log.substr(at + 1, 20));
      at = log.find("\r\n", at) + 2;
      std::string command;
      for (int i = 0; i < count; ++i) {
        const size_t size = std::stoul(log.substr(at + 1, 20));
        at = log.find("\r\n", at) + 2;
        command += log.substr(at, size) + "\n";
        at += size + 2;
      }
      if (command.find(prefix) != std::string::npos) found += command;
    }
    return found;
  }

  journal::v1::Entry Record(double temperature) {
    journal::v1::RecordEntryRequest request = EntryOf(patient_.person(), Marked("since noon"));
    auto& answer = *request.add_answers();
    answer.set_symptom("symptoms/nausea");
    answer.set_frequency(4);
    answer.set_severity(4);
    request.set_temperature_celsius(temperature);
    request.add_questions(Marked("may I?"));
    return patient_.Change(&JournalStub::RecordEntry, request).entry();
  }

  void Amend(const journal::v1::Entry& entry) {
    journal::v1::AmendEntryRequest amend;
    amend.set_name(entry.name());
    amend.set_etag(entry.etag());
    amend.set_time_zone("Europe/Berlin");
    amend.set_note(Marked("since eleven"));
    const auto amended = patient_.Change(&JournalStub::AmendEntry, amend).entry();
    journal::v1::RetractEntryRequest retract;
    retract.set_name(amended.name());
    patient_.Change(&JournalStub::RetractEntry, retract);
  }

  void TakeAndStop() {
    journal::v1::StartTreatmentCourseRequest start;
    start.set_parent(patient_.person().resource());
    start.set_treatment("treatments/letrozole");
    start.set_time_zone("Europe/Berlin");
    const auto course = patient_.Change(&JournalStub::StartTreatmentCourse, start).treatment_course();
    journal::v1::AddTreatmentCourseNoteRequest note;
    note.set_name(course.name());
    note.set_time_zone("Europe/Berlin");
    note.set_text(Marked("half the dose"));
    patient_.Change(&JournalStub::AddTreatmentCourseNote, note);
    Record(36.9);  // whose receipt says what is taken
    journal::v1::StopTreatmentCourseRequest stop;
    stop.set_name(course.name());
    stop.set_time_zone("Europe/Berlin");
    stop.set_reason(journal::v1::STOP_REASON_EFFECTS);
    patient_.Change(&JournalStub::StopTreatmentCourse, stop);
  }

  void ShareAll() {
    journal::v1::CreateShareRequest share;
    share.set_parent(patient_.person().resource());
    share.mutable_standing()->mutable_start_time()->set_seconds(1'700'000'000);
    const std::string name = patient_.Change(&JournalStub::CreateShare, share).share().name();
    Eventually("the share is delivered", [&] {
      journal::v1::ListSharesRequest list;
      list.set_parent(patient_.person().resource());
      return patient_.Get(&JournalStub::ListShares, list).shares(0).delivery().state() ==
             journal::v1::SHARE_DELIVERY_STATE_DELIVERED;
    });
  }

  void AgreeToAlerts() {
    journal::v1::SetAlertConsentRequest consent;
    consent.set_parent(patient_.person().resource());
    consent.set_agreed(true);
    consent.set_care_team(site_.care_team());
    patient_.Change(&JournalStub::SetAlertConsent, consent);
  }

  void ActivateRules() {
    const auto stub = journal::v1::AlertRuleService::NewStub(admin_.ChannelTo(Victim::kJournal));
    grpc::ClientContext get;
    admin_.Authorize(get);
    journal::v1::GetRuleSetResponse shipped;
    ASSERT_TRUE(stub->GetRuleSet(&get, {}, &shipped).ok());
    journal::v1::ActivateRuleSetRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_rule_set() = shipped.activation().rule_set();
    request.mutable_rule_set()->set_version("v-2");
    request.mutable_rule_set()->set_note(Marked("as we agreed"));
    grpc::ClientContext activate;
    admin_.Authorize(activate);
    journal::v1::ActivateRuleSetResponse activated;
    const grpc::Status status = stub->ActivateRuleSet(&activate, request, &activated);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }

  messaging::v1::SendMessageRequest MessageIn(const std::string& thread, const std::string& text) const {
    messaging::v1::SendMessageRequest request;
    request.set_parent(thread);
    request.set_text(Marked(text));
    return request;
  }

  // Every kind of thing that two people write in a thread.
  void Talk() {
    const Client nurse(stack_, site_.nurse());
    messaging::v1::StartThreadRequest start;
    start.set_parent(patient_.person().resource());
    start.set_care_team(site_.care_team());
    start.set_subject(Marked("the tablets"));
    start.set_text(Marked("may I take two?"));
    const std::string thread = patient_.Change(&MessagingStub::StartThread, start).thread().name();
    nurse.Change(&MessagingStub::SendMessage, MessageIn(thread, "no"));
    const auto sent = patient_.Change(&MessagingStub::SendMessage, MessageIn(thread, "thank you")).message();
    messaging::v1::RetractMessageRequest retract;
    retract.set_name(sent.name());
    retract.set_reason(Marked("meant for another"));
    patient_.Change(&MessagingStub::RetractMessage, retract);
    messaging::v1::MarkReadRequest mark;
    mark.set_thread(thread);
    mark.set_up_to(1);
    nurse.Change(&MessagingStub::MarkRead, mark);
    messaging::v1::ResolveThreadRequest resolve;
    resolve.set_name(thread);
    resolve.set_note(Marked("called back"));
    resolve.set_action(messaging::v1::RESOLUTION_ACTION_ANSWERED);
    nurse.Change(&MessagingStub::ResolveThread, resolve);
  }

  Stack stack_;
  const Site site_{stack_, 1};
  const Client admin_{stack_, {"admin-7", Role::kAdmin, Marked("Demo Admin")}};
  const Client patient_{stack_, {"patient-7f3a", Role::kPatient, Marked("Demo Patient")}};
};

TEST_F(EncryptedAtRest, TheJournalLeavesNothingReadableInRedis) {
  AgreeToAlerts();
  Amend(Record(39.1731));
  TakeAndStop();
  ShareAll();
  ActivateRules();
  const std::string log = CommandsOn("{j:");
  EXPECT_NE(log.find(":entry:"), std::string::npos);
  EXPECT_NE(log.find("outbox"), std::string::npos);
  EXPECT_NE(log.find(site_.care_team().substr(sizeof("careTeams"))), std::string::npos)
      << "which is listed as readable";
  for (const std::string& readable : {std::string(kMarker), patient_.person().id, std::string("nausea"),
                                      std::string("letrozole"), std::string("Berlin"), std::string("admin-7")}) {
    EXPECT_EQ(log.find(readable), std::string::npos) << readable;
  }
  const double temperature = 39.1731;
  EXPECT_EQ(log.find(std::string(reinterpret_cast<const char*>(&temperature), sizeof(temperature))), std::string::npos);
  for (const Victim service : kServices) {
    EXPECT_EQ(stack_.LogOf(service).find(kMarker), std::string::npos) << NameOf(service);
  }
}

TEST_F(EncryptedAtRest, MessagingLeavesNothingReadableOfWhatPeopleWroteAndNoPatientsId) {
  Site::NewTeam(admin_, {"nurse-8", Role::kClinician, Marked("Demo Nurse")});
  Talk();
  ShareAll();
  const std::string log = Log();
  EXPECT_NE(log.find("{m:test}:log"), std::string::npos);
  EXPECT_EQ(log.find(kMarker), std::string::npos) << "texts and names";
  EXPECT_EQ(log.find("Oncology nurse"), std::string::npos) << "a title";
  EXPECT_EQ(log.find(patient_.person().id), std::string::npos) << "the patient's id";
}

}  // namespace
}  // namespace careloop::fault
