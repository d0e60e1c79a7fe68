#include "tests/rpc/journal/journal_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RpcCaller;
using ::testing::SizeIs;

class ReadEntriesTest : public JournalFixture {
 protected:
  static std::vector<std::string> NamesIn(const testing::Answer<v1::ListEntriesResponse>& answer) {
    std::vector<std::string> names;
    for (const auto& entry : answer.response.entries()) names.push_back(entry.name());
    return names;
  }
  template <typename Response>
  static std::string CodeOf(const testing::Answer<Response>& answer) {
    return std::to_string(answer.code) + " " + answer.reason + " " + answer.message;
  }
};

TEST_F(ReadEntriesTest, ShowThePatientTheirJournalLatestOccurredFirst) {
  const std::string old = RecordAt(absl::Hours(2));
  const std::string newest = RecordAt(absl::ZeroDuration());
  const std::string middle = RecordAt(absl::Hours(1));
  EXPECT_THAT(NamesIn(List(patient_)), ElementsAre(newest, middle, old));
  EXPECT_EQ(Get(patient_, old).response.entry().name(), old);
}

TEST_F(ReadEntriesTest, TakeATimeRange) {
  RecordAt(absl::Hours(2));
  const std::string middle = RecordAt(absl::Hours(1));
  RecordAt(absl::ZeroDuration());
  v1::ListEntriesRequest request;
  request.set_parent("patients/p-1");
  *request.mutable_start_time() = rpc::ToTimestamp(redis_->clock().Now() - absl::Hours(1));
  *request.mutable_end_time() = rpc::ToTimestamp(redis_->clock().Now());
  EXPECT_THAT(NamesIn(patient_.Call(server_->stub(), &Stub::ListEntries, request)), ElementsAre(middle));
}

TEST_F(ReadEntriesTest, GoOnPageByPage) {
  for (int i = 0; i < 5; ++i) RecordAt(absl::ZeroDuration());
  v1::ListEntriesRequest request;
  request.set_parent("patients/p-1");
  request.set_page_size(2);
  std::vector<std::string> names;
  do {
    const auto page = patient_.Call(server_->stub(), &Stub::ListEntries, request);
    ASSERT_TRUE(page.ok()) << page.message;
    for (const std::string& name : NamesIn(page)) names.push_back(name);
    request.set_page_token(page.response.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre("patients/p-1/entries/5", "patients/p-1/entries/4", "patients/p-1/entries/3",
                                 "patients/p-1/entries/2", "patients/p-1/entries/1"));
}

TEST_F(ReadEntriesTest, RefuseAPageTokenThatIsForgedOrOfAnotherListOrCaller) {
  for (int i = 0; i < 2; ++i) RecordAt(absl::ZeroDuration());
  v1::ListEntriesRequest request;
  request.set_parent("patients/p-1");
  request.set_page_size(1);
  const std::string token = patient_.Call(server_->stub(), &Stub::ListEntries, request).response.next_page_token();
  request.set_page_token(token + "A");
  EXPECT_EQ(patient_.Call(server_->stub(), &Stub::ListEntries, request).reason, "PAGE_TOKEN_INVALID");
  request.set_page_token(token);
  *request.mutable_end_time() = rpc::ToTimestamp(redis_->clock().Now());
  EXPECT_EQ(patient_.Call(server_->stub(), &Stub::ListEntries, request).reason, "PAGE_TOKEN_INVALID");
  request.clear_end_time();
  EXPECT_EQ(nurse_.Call(server_->stub(), &Stub::ListEntries, request).reason, "PAGE_TOKEN_INVALID");
  EXPECT_TRUE(patient_.Call(server_->stub(), &Stub::ListEntries, request).ok());
}

TEST_F(ReadEntriesTest, ShowANurseWhatASharesWithTheirTeamCovers) {
  const std::string shared = RecordAt(absl::ZeroDuration());
  const std::string unshared = RecordAt(absl::ZeroDuration());
  ASSERT_TRUE(Share(ShareRequest({shared})).ok());
  EXPECT_EQ(Get(nurse_, shared).response.entry().name(), shared);
  EXPECT_EQ(Get(nurse_, unshared).reason, "NOT_FOUND");
  EXPECT_THAT(NamesIn(List(nurse_)), ElementsAre(shared));
}

TEST_F(ReadEntriesTest, ShowANurseEntriesOfAStandingShareAsTheyAreRecorded) {
  v1::CreateShareRequest share = ShareRequest({});
  *share.mutable_standing()->mutable_start_time() = rpc::ToTimestamp(redis_->clock().Now() - absl::Hours(1));
  ASSERT_TRUE(Share(share).ok());
  EXPECT_THAT(NamesIn(List(nurse_)), IsEmpty());
  const std::string before = RecordAt(absl::Hours(2));
  const std::string after = RecordAt(absl::Minutes(30));
  EXPECT_THAT(NamesIn(List(nurse_)), ElementsAre(after));
  EXPECT_EQ(Get(nurse_, before).reason, "NOT_FOUND");
}

TEST_F(ReadEntriesTest, EndForANurseAtOnceWithTheShare) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  const std::string share = Share(ShareRequest({entry})).response.share().name();
  ASSERT_TRUE(Get(nurse_, entry).ok());
  ASSERT_TRUE(Revoke(share).ok());
  EXPECT_EQ(Get(nurse_, entry).reason, "NOT_FOUND");
  EXPECT_EQ(List(nurse_).reason, "NOT_FOUND");
}

TEST_F(ReadEntriesTest, EndForANurseHalfASecondAfterTheyLeaveTheTeam) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  ASSERT_TRUE(Share(ShareRequest({entry})).ok());
  ASSERT_TRUE(Get(nurse_, entry).ok());
  SetTeams(nurse_, {});
  EXPECT_EQ(Get(nurse_, entry).reason, "NOT_FOUND");
}

TEST_F(ReadEntriesTest, EndForANurseWithTheExpiry) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  v1::CreateShareRequest share = ShareRequest({entry});
  *share.mutable_expire_time() = rpc::ToTimestamp(redis_->clock().Now() + absl::Seconds(10));
  ASSERT_TRUE(Share(share).ok());
  ASSERT_TRUE(Get(nurse_, entry).ok());
  redis_->clock().Advance(absl::Seconds(10));
  EXPECT_EQ(Get(nurse_, entry).reason, "NOT_FOUND");
}

TEST_F(ReadEntriesTest, AskMessagingAtMostTwiceASecondForOneNurseAndPatient) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  ASSERT_TRUE(Share(ShareRequest({entry})).ok());
  const auto checks = [&] {
    const MutexLock lock(peers_.state.mutex);
    return peers_.state.access_checks;
  };
  const int before = checks();
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(Get(nurse_, entry).ok());
  EXPECT_EQ(checks(), before + 1);
}

TEST_F(ReadEntriesTest, FailClosedForANurseWhileMessagingIsDownAndGoOnForThePatient) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  ASSERT_TRUE(Share(ShareRequest({entry})).ok());
  peers_.Stop();
  redis_->clock().Advance(JournalAccess::kKept);
  const auto refused = Get(nurse_, entry);
  EXPECT_EQ(refused.code, grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(refused.reason, "PEER_UNAVAILABLE");
  EXPECT_EQ(List(nurse_).reason, "PEER_UNAVAILABLE");
  EXPECT_TRUE(Get(patient_, entry).ok());
  EXPECT_THAT(NamesIn(List(patient_)), SizeIs(1));
  peers_.Start();
  EXPECT_TRUE(Eventually([&] { return Get(nurse_, entry).ok(); }));
}

TEST_F(ReadEntriesTest, AnswerAbsentAndNotYoursTheSame) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  ASSERT_TRUE(Share(ShareRequest({entry})).ok());
  const std::string absent = CodeOf(Get(patient_, "patients/p-1/entries/999"));
  EXPECT_EQ(CodeOf(Get(other_patient_, entry)), absent);
  EXPECT_EQ(CodeOf(Get(other_nurse_, entry)), absent);
  EXPECT_EQ(CodeOf(Get(nurse_, "patients/p-1/entries/999")), absent);
  EXPECT_EQ(CodeOf(Get(nurse_, "patients/p-9/entries/1")), absent);
  const std::string no_journal = CodeOf(List(patient_, "patients/p-9"));
  EXPECT_EQ(CodeOf(List(other_patient_)), no_journal);
  EXPECT_EQ(CodeOf(List(other_nurse_)), no_journal);
  EXPECT_EQ(CodeOf(List(nurse_, "patients/p-9")), no_journal);
}

TEST_F(ReadEntriesTest, AreNotForOtherRoles) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  for (const Role role : {Role::kEditor, Role::kAdmin, Role::kService}) {
    EXPECT_EQ(Get(RpcCaller(role, "p-1"), entry).reason, "ROLE_NOT_ALLOWED") << RoleName(role);
    EXPECT_EQ(List(RpcCaller(role, "p-1")).reason, "ROLE_NOT_ALLOWED") << RoleName(role);
  }
}

}  // namespace
}  // namespace careloop::journal
