#include <map>

#include "tests/rpc/messaging/exported.h"
#include "tests/rpc/messaging/messaging_fixture.h"
#include "tests/rpc/messaging/watcher.h"

namespace careloop::messaging {
namespace {

using grpc::StatusCode;
using testing::FailsOnTheWireWith;
using testing::HasViolations;
using Admin = admin::v1::AdminService::Stub;

class ErasureRpc : public MessagingTest {
 protected:
  template <typename Request, typename Response>
  grpc::Status As(const User& person, grpc::Status (Talk::*method)(grpc::ClientContext*, const Request&, Response*),
                  const Request& request) {
    return Call(person, method, request).status;
  }
  template <typename Request>
  static Request Of(const std::string& thread) {
    Request request;
    request.set_parent(thread);
    return request;
  }
  // What somebody is told who tries everything that helpers do with a thread.
  std::map<std::string, grpc::Status> Tries(const User& who, const std::string& thread) {
    return {
        {"GetThread", As(who, &Talk::GetThread, Get(thread))},
        {"ListMessages", As(who, &Talk::ListMessages, Messages(thread))},
        {"ListReadReceipts", As(who, &Talk::ListReadReceipts, Of<v1::ListReadReceiptsRequest>(thread))},
        {"SendMessage", As(who, &Talk::SendMessage, NewMessage(thread))},
        {"MarkRead", As(who, &Talk::MarkRead, NewMark(thread, 1))},
        {"RetractMessage", As(who, &Talk::RetractMessage, NewRetraction(thread, 1))},
    };
  }
  // The same of work.
  std::map<std::string, grpc::Status> Work(const User& who, const std::string& thread) {
    v1::SendMessageRequest from_template = NewMessage(thread, "");
    from_template.mutable_template_()->set_name("careTeams/a/templates/visit");
    return {
        {"SendMessage of a template", As(who, &Talk::SendMessage, from_template)},
        {"ListThreadChanges", As(who, &Talk::ListThreadChanges, Of<v1::ListThreadChangesRequest>(thread))},
        {"ClaimThread", As(who, &Talk::ClaimThread, NewStep<v1::ClaimThreadRequest>(thread))},
        {"ReleaseThread", As(who, &Talk::ReleaseThread, NewStep<v1::ReleaseThreadRequest>(thread))},
        {"RerouteThread", As(who, &Talk::RerouteThread, NewReroute(thread))},
        {"ResolveThread", As(who, &Talk::ResolveThread, NewResolution(thread))},
        {"ReopenThread", As(who, &Talk::ReopenThread, NewStep<v1::ReopenThreadRequest>(thread))},
        {"SetThreadUrgency", As(who, &Talk::SetThreadUrgency, NewUrgency(thread))},
    };
  }
  void ExpectSame(const std::map<std::string, grpc::Status>& one, const std::map<std::string, grpc::Status>& other) {
    ASSERT_EQ(one.size(), other.size());
    for (const auto& [name, status] : one) {
      EXPECT_EQ(status.error_code(), other.at(name).error_code()) << name;
      EXPECT_EQ(status.error_message(), other.at(name).error_message()) << name;
      EXPECT_EQ(status.error_details(), other.at(name).error_details()) << name;
      EXPECT_EQ(status.error_code(), StatusCode::NOT_FOUND) << name;
    }
  }
  int InboxSize(const User& person) { return Call(person, &Talk::ListThreads, Threads()).response.threads_size(); }
};

TEST_F(ErasureRpc, OfAPatientNothingIsReadOrWrittenAnyMoreAndTheTeamsInboxHasNothingOfThem) {
  const std::string thread = StartThread();
  ASSERT_EQ(InboxSize(nurse_), 1);
  const auto request = NewErasure("patient-1");
  ASSERT_TRUE(Call(admin_, &Admin::ErasePatient, request).ok());
  EXPECT_EQ(InboxSize(nurse_), 0);
  for (const User* person : {&patient_, &nurse_}) {
    EXPECT_THAT(Call(*person, &Talk::GetThread, Get(thread)).status,
                FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
    EXPECT_THAT(Call(*person, &Talk::ListMessages, Messages(thread)).status,
                FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
  }
  EXPECT_EQ(Call(patient_, &Talk::SendMessage, NewMessage(thread)).status.error_code(),
            StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(Call(admin_, &Teams::EnrolPatient, NewPatient("a", "patient-1")).status.error_code(),
            StatusCode::FAILED_PRECONDITION);
  EXPECT_TRUE(Call(admin_, &Admin::ErasePatient, request).ok()) << "the same request";
  EXPECT_TRUE(Call(admin_, &Admin::ErasePatient, NewErasure("patient-1")).ok()) << "once more";
  const auto rebuilt = Call(admin_, &Admin::RebuildProjections, admin::v1::RebuildProjectionsRequest());
  EXPECT_EQ(rebuilt.response.thread_count(), 0);
  EXPECT_EQ(rebuilt.response.differing_count(), 0);
}

TEST_F(ErasureRpc, HelpersAreToldWhatTheyAreToldOfAnyPatientWhoIsNotTheirs) {
  ASSERT_TRUE(Call(patient_, &Teams::AddCaregiver, NewCaregiver()).ok());
  const std::string gone = StartThread();
  const std::string of_others =
      Call(other_patient_, &Talk::StartThread, NewThread("patient-2")).response.thread().name();
  ASSERT_TRUE(Call(daughter_, &Talk::MarkRead, NewMark(gone, 1)).ok());
  ASSERT_TRUE(Call(nurse_, &Talk::ClaimThread, NewStep<v1::ClaimThreadRequest>(gone)).ok());
  ASSERT_TRUE(Call(nurse_, &Talk::SaveTemplate, NewTemplate()).ok());
  ASSERT_TRUE(Call(admin_, &Admin::ErasePatient, NewErasure("patient-1")).ok());
  for (const User* helper : {&nurse_, &daughter_}) ExpectSame(Tries(*helper, gone), Tries(*helper, of_others));
  ExpectSame(Work(nurse_, gone), Work(nurse_, of_others));
  ExpectSame({{"StartThread", As(nurse_, &Talk::StartThread, NewThread("patient-1"))},
              {"ListThreads", As(nurse_, &Talk::ListThreads, Threads("patients/patient-1"))},
              {"Export", Export(server_.channel(), nurse_, "patients/patient-1").status}},
             {{"StartThread", As(nurse_, &Talk::StartThread, NewThread("patient-2"))},
              {"ListThreads", As(nurse_, &Talk::ListThreads, Threads("patients/patient-2"))},
              {"Export", Export(server_.channel(), nurse_, "patients/patient-2").status}});
}

TEST_F(ErasureRpc, WhoWatchesAsAHelperIsToldThatItEnded) {
  ASSERT_TRUE(Call(patient_, &Teams::AddCaregiver, NewCaregiver()).ok());
  const std::string thread = StartThread();
  Watcher nurse(server_.channel(), nurse_, Call(nurse_, &Talk::ListThreads, Threads()).response.watch_token());
  Watcher daughter(server_.channel(), daughter_, Call(daughter_, &Talk::ListThreads, Threads()).response.watch_token());
  ASSERT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(thread)).ok());
  EXPECT_TRUE(nurse.Next()->has_message() && daughter.Next()->has_message());
  ASSERT_TRUE(Call(admin_, &Admin::ErasePatient, NewErasure("patient-1")).ok());
  const auto to_nurse = nurse.Next();
  EXPECT_EQ(to_nurse->revoked().enrolment().patient(), "patients/patient-1") << to_nurse->ShortDebugString();
  EXPECT_EQ(to_nurse->revoked().enrolment().care_team(), "careTeams/a");
  const auto to_daughter = daughter.Next();
  EXPECT_EQ(to_daughter->revoked().patient(), "patients/patient-1") << to_daughter->ShortDebugString();
}

TEST_F(ErasureRpc, UnderTheRequestIdOfAnotherDestroysNothing) {
  auto request = NewErasure("patient-1");
  ASSERT_TRUE(Call(admin_, &Admin::ErasePatient, request).ok());
  v1::StartThreadRequest start = NewThread("patient-2");
  start.set_care_team("careTeams/b");
  const std::string thread = Call(other_patient_, &Talk::StartThread, start).response.thread().name();
  request.set_name("patients/patient-2");
  EXPECT_THAT(Call(admin_, &Admin::ErasePatient, request).status,
              FailsOnTheWireWith(StatusCode::INVALID_ARGUMENT, "REQUEST_ID_REUSED"));
  EXPECT_TRUE(Call(other_patient_, &Talk::ListMessages, Messages(thread)).ok());
}

TEST_F(ErasureRpc, IsNotInTheInboxOfAnInstanceThatStartsLater) {
  StartThread();
  ASSERT_TRUE(Call(admin_, &Admin::ErasePatient, NewErasure("patient-1")).ok());
  server_.FollowLogAnew();
  EXPECT_EQ(InboxSize(nurse_), 0);
}

TEST_F(ErasureRpc, OthersGoOn) {
  v1::StartThreadRequest start = NewThread("patient-2");
  start.set_care_team("careTeams/b");
  const auto started = Call(other_patient_, &Talk::StartThread, start);
  ASSERT_TRUE(started.ok()) << started.status.error_message();
  ASSERT_TRUE(Call(admin_, &Admin::ErasePatient, NewErasure("patient-1")).ok());
  EXPECT_TRUE(Call(other_nurse_, &Talk::SendMessage, NewMessage(started.response.thread().name())).ok());
  EXPECT_EQ(InboxSize(other_nurse_), 1);
}

TEST_F(ErasureRpc, NeedsAName) {
  admin::v1::ErasePatientRequest request = NewErasure("-");
  EXPECT_THAT(Call(admin_, &Admin::ErasePatient, request).status, HasViolations(std::vector<std::string>{"name"}));
}

TEST_F(ErasureRpc, KeysAreRotatedAndWhatWasWrittenIsReadOn) {
  const std::string thread = StartThread();
  admin::v1::RotateKeysRequest request;
  EXPECT_EQ(Call(admin_, &Admin::RotateKeys, request).response.rewrapped_count(), 0);
  request.set_renew_data_keys(true);
  EXPECT_EQ(Call(admin_, &Admin::RotateKeys, request).response.renewed_count(), 2) << "of two patients";
  EXPECT_TRUE(Call(nurse_, &Talk::ListMessages, Messages(thread)).ok());
  EXPECT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(thread)).ok());
}

}  // namespace
}  // namespace careloop::messaging
