#include <google/protobuf/util/message_differencer.h>

#include <functional>
#include <map>
#include <set>

#include "services/messaging/rpc/policy.h"
#include "tests/rpc/messaging/exported.h"
#include "tests/rpc/messaging/messaging_fixture.h"

namespace careloop::messaging {
namespace {

using google::protobuf::util::MessageDifferencer;
using grpc::StatusCode;
using testing::FailsOnTheWireWith;
using testing::HasViolation;

class EveryRpc : public MessagingTest {
 protected:
  using TryAs = std::function<grpc::Status(const User&)>;

  template <typename Stub, typename Request, typename Response>
  TryAs Try(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), Request request = {}) {
    return [this, method, request](const User& person) { return Call(person, method, request).status; };
  }

  grpc::Status OpenWatch(const User& person) {
    const auto context = person.Context();
    v1::WatchRequest request;
    request.set_resume_token("not a token");
    v1::WatchResponse response;
    const auto reader = Talk(server_.channel()).Watch(context.get(), request);
    while (reader->Read(&response)) {
    }
    return reader->Finish();
  }

  grpc::Status Export(const User& person) { return messaging::Export(server_.channel(), person, "nobody").status; }

  static v1::ListCareTeamsRequest BadPage() {
    v1::ListCareTeamsRequest request;
    request.set_page_size(-1);
    return request;
  }

  // Every method with a request that is refused for its fields, if the role is allowed and the method has any.
  std::map<std::string, TryAs> All() {
    return {{"CareTeamService/CreateCareTeam", Try(&Teams::CreateCareTeam)},
            {"CareTeamService/AddMember", Try(&Teams::AddMember)},
            {"CareTeamService/SetCareTeamSettings", Try(&Teams::SetCareTeamSettings)},
            {"CareTeamService/RemoveMember", Try(&Teams::RemoveMember)},
            {"CareTeamService/EnrolPatient", Try(&Teams::EnrolPatient)},
            {"CareTeamService/UnenrolPatient", Try(&Teams::UnenrolPatient)},
            {"CareTeamService/ListCareTeams", Try(&Teams::ListCareTeams, BadPage())},
            {"CareTeamService/GetCareTeam", Try(&Teams::GetCareTeam)},
            {"CareTeamService/ListTeamPatients", Try(&Teams::ListTeamPatients)},
            {"CareTeamService/CheckAccess", Try(&Teams::CheckAccess)},
            {"CareTeamService/AddCaregiver", Try(&Teams::AddCaregiver)},
            {"CareTeamService/RemoveCaregiver", Try(&Teams::RemoveCaregiver)},
            {"CareTeamService/ListCaregivers", Try(&Teams::ListCaregivers)},
            {"MessagingService/StartThread", Try(&Talk::StartThread)},
            {"MessagingService/GetThread", Try(&Talk::GetThread)},
            {"MessagingService/ListThreads", Try(&Talk::ListThreads)},
            {"MessagingService/SendMessage", Try(&Talk::SendMessage)},
            {"MessagingService/ListMessages", Try(&Talk::ListMessages)},
            {"MessagingService/MarkRead", Try(&Talk::MarkRead)},
            {"MessagingService/RetractMessage", Try(&Talk::RetractMessage)},
            {"MessagingService/ListReadReceipts", Try(&Talk::ListReadReceipts)},
            {"MessagingService/ExportThreads", [this](const User& person) { return Export(person); }},
            {"MessagingService/ClaimThread", Try(&Talk::ClaimThread)},
            {"MessagingService/ReleaseThread", Try(&Talk::ReleaseThread)},
            {"MessagingService/RerouteThread", Try(&Talk::RerouteThread)},
            {"MessagingService/ResolveThread", Try(&Talk::ResolveThread)},
            {"MessagingService/ReopenThread", Try(&Talk::ReopenThread)},
            {"MessagingService/SetThreadUrgency", Try(&Talk::SetThreadUrgency)},
            {"MessagingService/ListThreadChanges", Try(&Talk::ListThreadChanges)},
            {"MessagingService/SaveTemplate", Try(&Talk::SaveTemplate)},
            {"MessagingService/ListTemplates", Try(&Talk::ListTemplates)},
            {"MessagingService/Watch", [this](const User& person) { return OpenWatch(person); }},
            {"DeliveryService/DeliverShare", Try(&Delivery::DeliverShare)},
            {"DeliveryService/DeliverShareRevocation", Try(&Delivery::DeliverShareRevocation)},
            {"DeliveryService/DeliverAlert", Try(&Delivery::DeliverAlert)},
            {"AdminService/RebuildProjections", Try(&admin::v1::AdminService::Stub::RebuildProjections)},
            {"AdminService/ErasePatient", Try(&admin::v1::AdminService::Stub::ErasePatient)},
            {"AdminService/RotateKeys", Try(&admin::v1::AdminService::Stub::RotateKeys)}};
  }
  // Without its package.
  static std::string NameOf(const MethodPolicy& row) {
    return std::string(row.method.substr(row.method.find(".v1.") + strlen(".v1.")));
  }

  // The same call twice, with something done in between.
  template <typename Stub, typename Request, typename Response>
  void ExpectSameAgain(
      const User& person, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
      const Request& request, const std::function<void()>& between = [] {}) {
    const auto first = Call(person, method, request);
    ASSERT_TRUE(first.ok()) << first.status.error_message();
    between();
    const auto again = Call(person, method, request);
    ASSERT_TRUE(again.ok()) << again.status.error_message();
    EXPECT_TRUE(MessageDifferencer::Equals(first.response, again.response)) << first.response.ShortDebugString() << "\n"
                                                                            << again.response.ShortDebugString();
  }
  template <typename Stub, typename Request, typename Response>
  void ExpectReused(const User& person, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& first, Request second) {
    ASSERT_TRUE(Call(person, method, first).ok());
    second.set_request_id(first.request_id());
    EXPECT_THAT(Call(person, method, second).status,
                FailsOnTheWireWith(StatusCode::INVALID_ARGUMENT, "REQUEST_ID_REUSED"));
  }
};

TEST_F(EveryRpc, IsOfThePolicyTable) {
  std::set<std::string> called, listed;
  for (const auto& [name, attempt] : All()) called.insert(name);
  for (const MethodPolicy& row : kPolicies) listed.insert(NameOf(row));
  EXPECT_EQ(called, listed);
}

TEST_F(EveryRpc, IsForTheRolesOfThePolicyTableOnly) {
  const auto all = All();
  for (const Role role :
       {Role::kPatient, Role::kCaregiver, Role::kClinician, Role::kEditor, Role::kAdmin, Role::kService}) {
    const User person(role, "somebody");
    for (const MethodPolicy& row : kPolicies) {
      const grpc::Status status = all.at(NameOf(row))(person);
      if (row.roles.Contains(role)) {
        const bool has_fields = row.method != kRebuildProjections.row.method && row.method != kRotateKeys.row.method;
        EXPECT_EQ(status.error_code(), has_fields ? StatusCode::INVALID_ARGUMENT : StatusCode::OK)
            << row.method << " as " << RoleName(role);
      } else {
        EXPECT_THAT(status, FailsOnTheWireWith(StatusCode::PERMISSION_DENIED, "ROLE_NOT_ALLOWED"))
            << row.method << " as " << RoleName(role);
      }
    }
  }
}

TEST_F(EveryRpc, NeedsAToken) {
  class Nobody {
   public:
    explicit Nobody(std::shared_ptr<grpc::Channel> channel) : talk(channel) {}
    Talk talk;
  } nobody(server_.channel());
  grpc::ClientContext context;
  v1::GetThreadResponse response;
  EXPECT_THAT(nobody.talk.GetThread(&context, Get("patients/p/threads/t"), &response),
              FailsOnTheWireWith(StatusCode::UNAUTHENTICATED, "TOKEN_MISSING"));
  grpc::ClientContext watch_context;
  v1::WatchResponse event;
  const auto reader = nobody.talk.Watch(&watch_context, {});
  EXPECT_FALSE(reader->Read(&event));
  EXPECT_THAT(reader->Finish(), FailsOnTheWireWith(StatusCode::UNAUTHENTICATED, "TOKEN_MISSING"));
}

TEST_F(EveryRpc, ThatChangesSomethingNeedsARequestId) {
  const auto check = [&](auto method, auto request, const User& person) {
    for (const char* bad :
         {"", "not-a-uuid", "00000000-0000-4000-8000-00000000000g", "00000000-0000-4000-8000-0000000000000",
          "00000000-0000-4000-8000-00000000000A", "000000000000-4000-8000-00000000000000"}) {
      request.set_request_id(bad);
      EXPECT_THAT(Call(person, method, request).status, HasViolation("request_id")) << "'" << bad << "'";
    }
  };
  const std::string thread = StartThread();
  check(&Teams::CreateCareTeam, NewTeam("x"), admin_);
  check(&Teams::AddMember, NewMember("a", "x"), admin_);
  check(&Teams::SetCareTeamSettings, NewSettings("a"), admin_);
  check(&Teams::RemoveMember, Leaving("a", "nurse-1"), admin_);
  check(&Teams::EnrolPatient, NewPatient("a", "x"), admin_);
  check(&Teams::UnenrolPatient, Unenrolment("a", "patient-1"), admin_);
  check(&Talk::StartThread, NewThread(), patient_);
  check(&Talk::SendMessage, NewMessage(thread), patient_);
  check(&Talk::MarkRead, NewMark(thread, 1), patient_);
  check(&Talk::RetractMessage, NewRetraction(thread, 1), patient_);
  check(&Talk::ClaimThread, NewStep<v1::ClaimThreadRequest>(thread), nurse_);
  check(&Talk::ReleaseThread, NewStep<v1::ReleaseThreadRequest>(thread), nurse_);
  check(&Talk::RerouteThread, NewReroute(thread), nurse_);
  check(&Talk::ResolveThread, NewResolution(thread), nurse_);
  check(&Talk::ReopenThread, NewStep<v1::ReopenThreadRequest>(thread), nurse_);
  check(&Talk::SetThreadUrgency, NewUrgency(thread), nurse_);
  check(&Talk::SaveTemplate, NewTemplate(), nurse_);
  check(&Delivery::DeliverShare, NewDelivery(), service_);
  check(&Delivery::DeliverShareRevocation, NewRevocation(), service_);
  check(&Delivery::DeliverAlert, NewAlert(), service_);
}

TEST_F(EveryRpc, RepeatedHasTheSameAnswer) {
  const std::string thread = StartThread();
  ExpectSameAgain(admin_, &Teams::CreateCareTeam, NewTeam(""));
  ExpectSameAgain(admin_, &Teams::AddMember, NewMember("a", "nurse-5"));
  ExpectSameAgain(admin_, &Teams::SetCareTeamSettings, NewSettings("a"));
  ExpectSameAgain(admin_, &Teams::RemoveMember, Leaving("a", "nurse-5"));
  ExpectSameAgain(admin_, &Teams::EnrolPatient, NewPatient("a", "patient-5"));
  ExpectSameAgain(admin_, &Teams::UnenrolPatient, Unenrolment("a", "patient-5"));
  ExpectSameAgain(patient_, &Talk::StartThread, NewThread());
  ExpectSameAgain(nurse_, &Talk::SendMessage, NewMessage(thread));
  ExpectSameAgain(nurse_, &Talk::SaveTemplate, NewTemplate());
  ExpectSameAgain(patient_, &Talk::MarkRead, NewMark(thread, 2));
  ExpectSameAgain(patient_, &Talk::RetractMessage, NewRetraction(thread, 1));
  ExpectSameAgain(service_, &Delivery::DeliverShare, NewDelivery());
  ExpectSameAgain(service_, &Delivery::DeliverShareRevocation, NewRevocation());
  ExpectSameAgain(service_, &Delivery::DeliverAlert, NewAlert());
  ExpectSameAgain(nurse_, &Talk::ClaimThread, NewStep<v1::ClaimThreadRequest>(thread));
  ExpectSameAgain(nurse_, &Talk::ReleaseThread, NewStep<v1::ReleaseThreadRequest>(thread));
  ExpectSameAgain(nurse_, &Talk::SetThreadUrgency, NewUrgency(thread));
  ExpectSameAgain(nurse_, &Talk::ResolveThread, NewResolution(thread));
  ExpectSameAgain(nurse_, &Talk::ReopenThread, NewStep<v1::ReopenThreadRequest>(thread));
  ASSERT_TRUE(Call(admin_, &Teams::EnrolPatient, NewPatient("b", "patient-1")).ok());
  ExpectSameAgain(nurse_, &Talk::RerouteThread, NewReroute(thread));
}

TEST_F(EveryRpc, RepeatedHasTheSameAnswerAlsoWhenTheThreadHasGrownSince) {
  const std::string thread = StartThread();
  const v1::StartThreadRequest start = NewThread();
  ExpectSameAgain(patient_, &Talk::StartThread, start, [&] {
    const std::string started = Call(patient_, &Talk::StartThread, start).response.thread().name();
    ASSERT_TRUE(Call(nurse_, &Talk::SendMessage, NewMessage(started)).ok());
  });
  const auto grow = [&] { ASSERT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(thread, "more")).ok()); };
  ExpectSameAgain(nurse_, &Talk::SendMessage, NewMessage(thread), grow);
  ExpectSameAgain(nurse_, &Talk::MarkRead, NewMark(thread, 1), grow);
  ExpectSameAgain(service_, &Delivery::DeliverShare, NewDelivery(), grow);
  ExpectSameAgain(service_, &Delivery::DeliverAlert, NewAlert(), grow);
}

TEST_F(EveryRpc, StartThreadRepeatedIsAnsweredAlsoWhenTheTeamIsNoLongerTheOnlyOne) {
  ExpectSameAgain(patient_, &Talk::StartThread, NewThread(),
                  [&] { ASSERT_TRUE(Call(admin_, &Teams::EnrolPatient, NewPatient("b", "patient-1")).ok()); });
}

TEST_F(EveryRpc, StartThreadRepeatedTellsNothingToAClinicianWhoHasLeftTheTeam) {
  const v1::StartThreadRequest start = NewThread();
  ASSERT_TRUE(Call(nurse_, &Talk::StartThread, start).ok());
  ASSERT_TRUE(Call(admin_, &Teams::AddMember, NewMember("b", "nurse-1")).ok());
  ASSERT_TRUE(Call(admin_, &Teams::EnrolPatient, NewPatient("b", "patient-1")).ok());
  ASSERT_TRUE(Call(admin_, &Teams::RemoveMember, Leaving("a", "nurse-1")).ok());
  grpc::Status repeated;  // leaving acts within a second
  for (const absl::Time end = absl::Now() + absl::Seconds(10); repeated.ok() && absl::Now() < end;) {
    repeated = Call(nurse_, &Talk::StartThread, start).status;
  }
  EXPECT_THAT(repeated, FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
}

TEST_F(EveryRpc, WithARequestIdThatWasUsedForOtherValuesIsRefused) {
  const std::string thread = StartThread();
  ExpectReused(admin_, &Teams::CreateCareTeam, NewTeam("x"), NewTeam("y"));
  ExpectReused(admin_, &Teams::AddMember, NewMember("a", "nurse-5"), NewMember("a", "nurse-6"));
  v1::SetCareTeamSettingsRequest other_settings = NewSettings("a");
  other_settings.mutable_settings()->set_closed_text("Closed.");
  ExpectReused(admin_, &Teams::SetCareTeamSettings, NewSettings("a"), other_settings);
  ExpectReused(admin_, &Teams::RemoveMember, Leaving("a", "nurse-5"), Leaving("a", "nurse-1"));
  ExpectReused(admin_, &Teams::EnrolPatient, NewPatient("a", "p-5"), NewPatient("a", "p-6"));
  ExpectReused(admin_, &Teams::UnenrolPatient, Unenrolment("a", "p-5"), Unenrolment("a", "patient-1"));
  v1::StartThreadRequest other = NewThread();
  other.set_subject("Something else");
  ExpectReused(patient_, &Talk::StartThread, NewThread(), other);
  ExpectReused(patient_, &Talk::SendMessage, NewMessage(thread, "one"), NewMessage(thread, "two"));
  ExpectReused(patient_, &Talk::RetractMessage, NewRetraction(thread, 1), NewRetraction(thread, 2));
  ExpectReused(nurse_, &Talk::MarkRead, NewMark(thread, 1), NewMark(thread, 2));
  ExpectReused(nurse_, &Talk::SaveTemplate, NewTemplate(), NewTemplate("other"));
  ExpectReused(service_, &Delivery::DeliverShare, NewDelivery(), NewDelivery("patients/patient-1/shares/s2"));
  ExpectReused(service_, &Delivery::DeliverShareRevocation, NewRevocation(),
               NewRevocation("patients/patient-1/shares/s2"));
  ExpectReused(service_, &Delivery::DeliverAlert, NewAlert(), NewAlert("patients/patient-1/alerts/a2"));
  ExpectReused(nurse_, &Talk::SetThreadUrgency, NewUrgency(thread), NewUrgency(thread, v1::THREAD_URGENCY_ROUTINE));
  ExpectReused(nurse_, &Talk::ClaimThread, NewStep<v1::ClaimThreadRequest>(thread),
               NewStep<v1::ClaimThreadRequest>(thread, "1-1"));
  v1::ResolveThreadRequest otherwise = NewResolution(thread);
  otherwise.set_note("Otherwise.");
  ExpectReused(nurse_, &Talk::ResolveThread, NewResolution(thread), otherwise);
}

TEST_F(EveryRpc, TheSameRequestIdOfSomebodyElseIsAnotherRequest) {
  const std::string thread = StartThread();
  const v1::SendMessageRequest request = NewMessage(thread);
  EXPECT_EQ(Call(patient_, &Talk::SendMessage, request).response.message().number(), 2);
  EXPECT_EQ(Call(nurse_, &Talk::SendMessage, request).response.message().number(), 3);
}

}  // namespace
}  // namespace careloop::messaging
