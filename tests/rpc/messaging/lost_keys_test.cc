#include <filesystem>

#include "tests/rpc/messaging/messaging_fixture.h"

namespace careloop::messaging {
namespace {

using grpc::StatusCode;
using ::testing::SizeIs;

class LostKeysRpc : public MessagingTest {
 protected:
  std::string File(const std::string& patient = "patient-1") {
    testing::ServiceRedis& redis = server_.redis();
    return StrCat(redis.key_folder(), "/", redis.keys().PseudonymOf(patient), ".keys");
  }
  void Lose() {
    std::filesystem::rename(File(), File() + ".backup");
    server_.redis().clock().Advance(PatientKeys::kNoticed);
  }
  void PutBack() { std::filesystem::rename(File() + ".backup", File()); }
  StatusCode Send(const User& person, const std::string& thread) {
    return Call(person, &Talk::SendMessage, NewMessage(thread)).status.error_code();
  }
};

TEST_F(LostKeysRpc, NothingIsWrittenUntilTheyArePutBackAndNothingIsLost) {
  const std::string thread = Call(patient_, &Talk::StartThread, NewThread()).response.thread().name();
  Lose();
  for (const User* person : {&patient_, &nurse_}) EXPECT_EQ(Send(*person, thread), StatusCode::INTERNAL);
  EXPECT_EQ(Call(patient_, &Talk::StartThread, NewThread()).status.error_code(), StatusCode::INTERNAL);
  EXPECT_EQ(Call(patient_, &Teams::AddCaregiver, NewCaregiver()).status.error_code(), StatusCode::INTERNAL);
  EXPECT_EQ(Call(patient_, &Talk::ListMessages, Messages(thread)).status.error_code(), StatusCode::INTERNAL);
  EXPECT_FALSE(std::filesystem::exists(File()));
  PutBack();
  for (const User* person : {&patient_, &nurse_}) EXPECT_EQ(Send(*person, thread), StatusCode::OK);
  EXPECT_THAT(Call(patient_, &Talk::ListMessages, Messages(thread)).response.messages(), SizeIs(3));
}

TEST_F(LostKeysRpc, AlsoWhoIsWithNoTeamAnyMoreIsGivenNoOthers) {
  ASSERT_TRUE(Call(admin_, &Teams::UnenrolPatient, Unenrolment("a", "patient-1")).ok());
  Lose();
  const auto enrol = [&] {
    return Call(admin_, &Teams::EnrolPatient, NewPatient("b", "patient-1")).status.error_code();
  };
  EXPECT_EQ(enrol(), StatusCode::INTERNAL);
  EXPECT_FALSE(std::filesystem::exists(File()));
  EXPECT_TRUE(Call(admin_, &Teams::EnrolPatient, NewPatient("b", "patient-new")).ok());
  PutBack();
  EXPECT_EQ(enrol(), StatusCode::OK);
}

}  // namespace
}  // namespace careloop::messaging
