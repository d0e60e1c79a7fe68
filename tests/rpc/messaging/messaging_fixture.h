#ifndef CARELOOP_TESTS_RPC_MESSAGING_MESSAGING_FIXTURE_H_
#define CARELOOP_TESTS_RPC_MESSAGING_MESSAGING_FIXTURE_H_

#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "careloop/admin/v1/admin_service.grpc.pb.h"
#include "careloop/messaging/v1/care_team_service.grpc.pb.h"
#include "careloop/messaging/v1/delivery_service.grpc.pb.h"
#include "careloop/messaging/v1/messaging_service.grpc.pb.h"
#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "tests/rpc/messaging/fake_content.h"
#include "tests/rpc/messaging/messaging_server.h"
#include "tests/support/in_process_server.h"
#include "tests/support/matchers.h"
#include "tests/support/test_call.h"
#include "tests/support/test_tokens.h"

namespace careloop::messaging {

using Teams = v1::CareTeamService::Stub;
using Talk = v1::MessagingService::Stub;
using Delivery = v1::DeliveryService::Stub;

// Somebody with a token.
class User {
 public:
  User(Role role, std::string_view subject, std::string_view name = "Demo Person")
      : authorization_(StrCat("Bearer ", testing::TokenFor(role, subject, name))) {}

  std::unique_ptr<grpc::ClientContext> Context() const {
    auto context = std::make_unique<grpc::ClientContext>();
    context->AddMetadata("authorization", authorization_);
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    return context;
  }

 private:
  const std::string authorization_;
};

template <typename Response>
struct Result {
  grpc::Status status;
  Response response;

  bool ok() const { return status.ok(); }
};

// Messaging with team a (nurse-1, patient-1) and team b (nurse-2, patient-2).
class MessagingTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const std::string id : {"a", "b"}) {
      ASSERT_TRUE(Call(admin_, &Teams::CreateCareTeam, NewTeam(id)).ok());
    }
    ASSERT_TRUE(Call(admin_, &Teams::AddMember, NewMember("a", "nurse-1")).ok());
    ASSERT_TRUE(Call(admin_, &Teams::AddMember, NewMember("b", "nurse-2")).ok());
    ASSERT_TRUE(Call(admin_, &Teams::EnrolPatient, NewPatient("a", "patient-1")).ok());
    ASSERT_TRUE(Call(admin_, &Teams::EnrolPatient, NewPatient("b", "patient-2")).ok());
  }

  template <typename Stub, typename Request, typename Response>
  Result<Response> Call(const User& person,
                        grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                        const Request& request) {
    Result<Response> result;
    const auto context = person.Context();
    Stub stub(server_.channel());
    result.status = (stub.*method)(context.get(), request, &result.response);
    return result;
  }

  static std::string NewRequestId() {
    static int last = 0;
    return testing::RequestId(++last);
  }
  static v1::CreateCareTeamRequest NewTeam(const std::string& id) {
    v1::CreateCareTeamRequest request;
    request.set_request_id(NewRequestId());
    request.set_care_team_id(id);
    request.set_display_name("Oncology");
    return request;
  }
  static v1::AddMemberRequest NewMember(const std::string& team, const std::string& person) {
    v1::AddMemberRequest request;
    request.set_request_id(NewRequestId());
    request.set_care_team(StrCat("careTeams/", team));
    request.set_person(person);
    request.set_display_name("Demo Nurse");
    request.set_title("Oncology nurse");
    return request;
  }
  static v1::RemoveMemberRequest Leaving(const std::string& team, const std::string& person) {
    v1::RemoveMemberRequest request;
    request.set_request_id(NewRequestId());
    request.set_care_team(StrCat("careTeams/", team));
    request.set_person(person);
    request.set_leave_unanswered(true);
    return request;
  }
  // Always there.
  static v1::SetCareTeamSettingsRequest NewSettings(const std::string& team) {
    v1::SetCareTeamSettingsRequest request;
    request.set_request_id(NewRequestId());
    request.set_care_team(StrCat("careTeams/", team));
    request.mutable_settings()->mutable_routine_answer_time()->set_seconds(24 * 3'600);
    return request;
  }
  static v1::EnrolPatientRequest NewPatient(const std::string& team, const std::string& patient) {
    v1::EnrolPatientRequest request;
    request.set_request_id(NewRequestId());
    request.set_care_team(StrCat("careTeams/", team));
    request.set_patient(StrCat("patients/", patient));
    request.set_display_name("Demo Patient");
    return request;
  }
  // Whatever waits.
  static v1::UnenrolPatientRequest Unenrolment(const std::string& team, const std::string& patient) {
    v1::UnenrolPatientRequest request;
    request.set_request_id(NewRequestId());
    request.set_care_team(StrCat("careTeams/", team));
    request.set_patient(StrCat("patients/", patient));
    request.set_leave_unanswered(true);
    return request;
  }
  static v1::AddCaregiverRequest NewCaregiver(
      const std::vector<v1::CaregiverPermission>& scope = {v1::CAREGIVER_PERMISSION_READ_MESSAGES,
                                                           v1::CAREGIVER_PERMISSION_WRITE_MESSAGES},
      const std::string& person = "daughter-1", const std::string& patient = "patient-1") {
    v1::AddCaregiverRequest request;
    request.set_request_id(NewRequestId());
    request.set_parent(StrCat("patients/", patient));
    request.set_person(person);
    request.set_display_name("Demo Daughter");
    request.set_relationship("Daughter");
    for (const v1::CaregiverPermission permission : scope) request.add_scope(permission);
    return request;
  }
  static admin::v1::ErasePatientRequest NewErasure(const std::string& patient) {
    admin::v1::ErasePatientRequest request;
    request.set_request_id(NewRequestId());
    request.set_name(StrCat("patients/", patient));
    return request;
  }
  static v1::StartThreadRequest NewThread(const std::string& patient = "patient-1") {
    v1::StartThreadRequest request;
    request.set_request_id(NewRequestId());
    request.set_parent(StrCat("patients/", patient));
    request.set_subject("About the tablets");
    request.set_text("I feel tired.");
    return request;
  }
  static v1::SendMessageRequest NewMessage(const std::string& thread, const std::string& text = "How long?") {
    v1::SendMessageRequest request;
    request.set_request_id(NewRequestId());
    request.set_parent(thread);
    request.set_text(text);
    return request;
  }
  static v1::MarkReadRequest NewMark(const std::string& thread, int up_to) {
    v1::MarkReadRequest request;
    request.set_request_id(NewRequestId());
    request.set_thread(thread);
    request.set_up_to(up_to);
    return request;
  }
  static v1::RetractMessageRequest NewRetraction(const std::string& thread, int number) {
    v1::RetractMessageRequest request;
    request.set_request_id(NewRequestId());
    request.set_name(StrCat(thread, "/messages/", number));
    request.set_reason("Meant for somebody else.");
    return request;
  }
  // A change of the work on a thread.
  template <typename Request>
  static Request NewStep(const std::string& thread, const std::string& etag = "") {
    Request request;
    request.set_request_id(NewRequestId());
    request.set_name(thread);
    request.set_etag(etag);
    return request;
  }
  static v1::RerouteThreadRequest NewReroute(const std::string& thread, const std::string& to = "careTeams/b") {
    auto request = NewStep<v1::RerouteThreadRequest>(thread);
    request.set_to_care_team(to);
    request.set_reason("They know more of this.");
    return request;
  }
  static v1::ResolveThreadRequest NewResolution(const std::string& thread, const std::string& etag = "") {
    auto request = NewStep<v1::ResolveThreadRequest>(thread, etag);
    request.set_action(v1::RESOLUTION_ACTION_CALLED);
    request.set_note("Spoke with her; she is well.");
    return request;
  }
  static v1::SetThreadUrgencyRequest NewUrgency(const std::string& thread,
                                                v1::ThreadUrgency urgency = v1::THREAD_URGENCY_URGENT) {
    auto request = NewStep<v1::SetThreadUrgencyRequest>(thread);
    request.set_urgency(urgency);
    return request;
  }
  // Of team a.
  static v1::SaveTemplateRequest NewTemplate(const std::string& id = "visit") {
    v1::SaveTemplateRequest request;
    request.set_request_id(NewRequestId());
    request.set_name(StrCat("careTeams/a/templates/", id));
    request.set_title("Next visit");
    request.set_text("Dear {patient}, please come {day} at {time}.\n{sender}, {care_team}");
    return request;
  }
  static v1::GetThreadRequest Get(const std::string& name) {
    v1::GetThreadRequest request;
    request.set_name(name);
    return request;
  }
  static v1::ListMessagesRequest Messages(const std::string& thread) {
    v1::ListMessagesRequest request;
    request.set_parent(thread);
    return request;
  }
  static v1::ListThreadsRequest Threads(const std::string& parent = "patients/-") {
    v1::ListThreadsRequest request;
    request.set_parent(parent);
    return request;
  }
  static v1::DeliverShareRequest NewDelivery(const std::string& share = "patients/patient-1/shares/s1") {
    v1::DeliverShareRequest request;
    request.set_request_id(NewRequestId());
    request.set_patient("patients/patient-1");
    request.set_care_team("careTeams/a");
    request.mutable_share()->set_name(share);
    request.mutable_share()->set_entry_count(2);
    request.mutable_decision()->set_person("patient-1");
    request.mutable_decision()->set_rule("own-journal");
    request.mutable_decision()->set_resource(share);
    *request.mutable_decision()->mutable_decided_time() = rpc::ToTimestamp(absl::Now());
    return request;
  }
  // Of patient-1.
  static v1::DeliverShareRevocationRequest NewRevocation(const std::string& share = "patients/patient-1/shares/s1",
                                                         absl::Time revoked = absl::FromUnixSeconds(1'750'000'000)) {
    v1::DeliverShareRevocationRequest request;
    request.set_request_id(NewRequestId());
    request.set_patient("patients/patient-1");
    request.set_share(share);
    request.mutable_decision()->set_person("patient-1");
    request.mutable_decision()->set_rule("own-journal");
    request.mutable_decision()->set_resource(share);
    *request.mutable_decision()->mutable_decided_time() = rpc::ToTimestamp(revoked);
    return request;
  }

  static v1::DeliverAlertRequest NewAlert(const std::string& alert = "patients/patient-1/alerts/a1", int trigger = 1) {
    v1::DeliverAlertRequest request;
    request.set_request_id(NewRequestId());
    request.set_patient("patients/patient-1");
    request.set_care_team("careTeams/a");
    request.mutable_alert()->set_name(alert);
    request.mutable_alert()->set_trigger(trigger);
    request.mutable_alert()->set_symptom("symptoms/nausea");
    *request.mutable_alert()->mutable_trigger_time() = rpc::ToTimestamp(absl::FromUnixSeconds(1'750'000'000));
    request.mutable_decision()->set_person("patient-1");
    request.mutable_decision()->set_rule("alert-consent");
    request.mutable_decision()->set_resource(alert);
    *request.mutable_decision()->mutable_decided_time() = rpc::ToTimestamp(absl::Now());
    return request;
  }

  // The name of a new thread of patient-1 with team a.
  std::string StartThread() { return Call(patient_, &Talk::StartThread, NewThread()).response.thread().name(); }

  FakeContent fake_content_;
  testing::InProcessServer content_server_{{fake_content_.service()}};
  MessagingServer server_{content_server_.address()};
  const User admin_{Role::kAdmin, "admin-1"};
  const User patient_{Role::kPatient, "patient-1", "Demo Patient"};
  const User other_patient_{Role::kPatient, "patient-2"};
  const User nurse_{Role::kClinician, "nurse-1"};
  const User other_nurse_{Role::kClinician, "nurse-2"};
  const User daughter_{Role::kCaregiver, "daughter-1"};
  const User service_{Role::kService, "journal"};
};

}  // namespace careloop::messaging

#endif  // CARELOOP_TESTS_RPC_MESSAGING_MESSAGING_FIXTURE_H_
