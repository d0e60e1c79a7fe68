#include "tests/rpc/messaging/messaging_fixture.h"

namespace careloop::messaging {
namespace {

using grpc::StatusCode;
using testing::FailsOnTheWireWith;
using testing::HasViolations;
using Admin = admin::v1::AdminService::Stub;

class ErasureRpc : public MessagingTest {
 protected:
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
