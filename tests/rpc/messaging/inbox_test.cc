#include "tests/rpc/messaging/messaging_fixture.h"

namespace careloop::messaging {
namespace {

using grpc::StatusCode;
using ::testing::ElementsAre;
using testing::FailsOnTheWireWith;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Admin = admin::v1::AdminService::Stub;

class InboxRpc : public MessagingTest {
 protected:
  v1::ListThreadsResponse Inbox(const User& person, const v1::ListThreadsRequest& request = Threads()) {
    const auto listed = Call(person, &Talk::ListThreads, request);
    EXPECT_TRUE(listed.ok()) << listed.status.error_message();
    return listed.response;
  }
  static std::vector<std::string> NamesOf(const v1::ListThreadsResponse& page) {
    std::vector<std::string> names;
    for (const v1::Thread& thread : page.threads()) names.push_back(thread.name());
    return names;
  }
  std::vector<std::string> Filtered(v1::ThreadFilter filter, const User& person) {
    v1::ListThreadsRequest request = Threads();
    request.add_filters(filter);
    return NamesOf(Inbox(person, request));
  }
};

TEST_F(InboxRpc, UrgentThreadsComeFirstThenTheLongestWaitThenWhatIsAnswered) {
  const std::string answered = StartThread();
  const std::string first = StartThread();
  const std::string second = StartThread();
  const std::string urgent = StartThread();
  ASSERT_TRUE(Call(nurse_, &Talk::SendMessage, NewMessage(answered)).ok());
  ASSERT_TRUE(Call(nurse_, &Talk::SetThreadUrgency, NewUrgency(urgent)).ok());
  EXPECT_THAT(NamesOf(Inbox(nurse_)), ElementsAre(urgent, first, second, answered));
}

TEST_F(InboxRpc, PagesFollowEachOtherAndATokenIsOfItsFiltersAndItsPersonAlone) {
  std::vector<std::string> all;
  for (int i = 0; i < 5; ++i) all.push_back(StartThread());
  v1::ListThreadsRequest request = Threads();
  request.add_filters(v1::THREAD_FILTER_UNANSWERED);
  request.set_page_size(2);
  std::vector<std::string> seen;
  std::string token;
  do {
    const auto page = Inbox(nurse_, request);
    EXPECT_EQ(page.counts().open(), 5);
    for (std::string& name : NamesOf(page)) seen.push_back(std::move(name));
    if (token.empty()) token = page.next_page_token();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(seen, all);
  request.set_page_token(token);
  const auto refused = FailsOnTheWireWith(StatusCode::INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
  EXPECT_THAT(Call(other_nurse_, &Talk::ListThreads, request).status, refused);
  request.set_filters(0, v1::THREAD_FILTER_MINE);
  EXPECT_THAT(Call(nurse_, &Talk::ListThreads, request).status, refused);
}

TEST_F(InboxRpc, EachFilterAndItsCountSayTheSame) {
  const std::string mine = StartThread();
  const std::string read = StartThread();
  const std::string resolved = StartThread();
  ASSERT_TRUE(Call(nurse_, &Talk::ClaimThread, NewStep<v1::ClaimThreadRequest>(mine)).ok());
  ASSERT_TRUE(Call(nurse_, &Talk::SetThreadUrgency, NewUrgency(mine)).ok());
  ASSERT_TRUE(Call(nurse_, &Talk::MarkRead, NewMark(read, 1)).ok());
  ASSERT_TRUE(Call(nurse_, &Talk::ResolveThread, NewResolution(resolved)).ok());
  EXPECT_THAT(Filtered(v1::THREAD_FILTER_MINE, nurse_), ElementsAre(mine));
  EXPECT_THAT(Filtered(v1::THREAD_FILTER_URGENT, nurse_), ElementsAre(mine));
  EXPECT_THAT(Filtered(v1::THREAD_FILTER_UNREAD, nurse_), ElementsAre(mine));
  EXPECT_THAT(Filtered(v1::THREAD_FILTER_UNASSIGNED, nurse_), ElementsAre(read));
  EXPECT_THAT(Filtered(v1::THREAD_FILTER_UNANSWERED, nurse_), ElementsAre(mine, read));
  EXPECT_THAT(Filtered(v1::THREAD_FILTER_OVERDUE, nurse_), IsEmpty());
  EXPECT_THAT(Filtered(v1::THREAD_FILTER_RESOLVED, nurse_), ElementsAre(resolved));
  const v1::ThreadCounts counts = Inbox(nurse_).counts();
  EXPECT_EQ(counts.open(), 2);
  EXPECT_EQ(counts.mine(), 1);
  EXPECT_EQ(counts.urgent(), 1);
  EXPECT_EQ(counts.unread(), 1);
  EXPECT_EQ(counts.unassigned(), 1);
  EXPECT_EQ(counts.unanswered(), 2);
  EXPECT_EQ(counts.overdue(), 0);
  EXPECT_EQ(counts.resolved(), 1);
}

TEST_F(InboxRpc, AReroutedThreadIsInTheOtherTeamsInboxAtOnceAndInNoOther) {
  const std::string thread = StartThread();
  ASSERT_TRUE(Call(admin_, &Teams::EnrolPatient, NewPatient("b", "patient-1")).ok());
  ASSERT_TRUE(Call(nurse_, &Talk::RerouteThread, NewReroute(thread)).ok());
  EXPECT_EQ(Inbox(nurse_).counts().open(), 0);
  EXPECT_THAT(Inbox(nurse_).threads(), IsEmpty());
  EXPECT_THAT(NamesOf(Inbox(other_nurse_)), ElementsAre(thread));
}

TEST_F(InboxRpc, WhoHasLeftTheTeamIsNotListedUntilTheyAreBack) {
  const std::string thread = StartThread();
  ASSERT_TRUE(Call(admin_, &Teams::UnenrolPatient, Unenrolment("a", "patient-1")).ok());
  EXPECT_THAT(Inbox(nurse_).threads(), IsEmpty());
  EXPECT_EQ(Inbox(nurse_).counts().open(), 0);
  ASSERT_TRUE(Call(admin_, &Teams::EnrolPatient, NewPatient("a", "patient-1")).ok());
  EXPECT_THAT(NamesOf(Inbox(nurse_)), ElementsAre(thread));
}

TEST_F(InboxRpc, ToWhoHasLeftTheTeamNothingOfItIsListedCountedOrFound) {
  StartThread();
  ASSERT_TRUE(Call(admin_, &Teams::AddMember, NewMember("b", "nurse-1")).ok());
  EXPECT_EQ(Inbox(nurse_).counts().open(), 1);
  ASSERT_TRUE(Call(admin_, &Teams::RemoveMember, Leaving("a", "nurse-1")).ok());
  v1::ListThreadsRequest search = Threads();
  search.set_subject("tablets");
  v1::ListThreadsRequest of_team = Threads();
  of_team.set_care_team("careTeams/a");
  for (const auto& request : {Threads(), search, of_team}) {
    EXPECT_THAT(Inbox(nurse_, request).threads(), IsEmpty());
    EXPECT_EQ(Inbox(nurse_, request).counts().open(), 0);
  }
  EXPECT_THAT(Call(nurse_, &Talk::ListThreads, Threads("patients/patient-1")).status,
              FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
}

TEST_F(InboxRpc, AnInstanceThatHasJustStartedListsTheSame) {
  for (int i = 0; i < 3; ++i) StartThread();
  const auto before = NamesOf(Inbox(nurse_));
  server_.FollowLogAnew();
  EXPECT_EQ(NamesOf(Inbox(nurse_)), before);
}

TEST_F(InboxRpc, ARebuildIsForTheAdminAndGivesTheIdenticalInbox) {
  const std::string thread = StartThread();
  StartThread();
  ASSERT_TRUE(Call(nurse_, &Talk::ClaimThread, NewStep<v1::ClaimThreadRequest>(thread)).ok());
  const auto before = NamesOf(Inbox(nurse_));
  const auto rebuilt = Call(admin_, &Admin::RebuildProjections, admin::v1::RebuildProjectionsRequest());
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status.error_message();
  EXPECT_EQ(rebuilt.response.thread_count(), 2);
  EXPECT_EQ(rebuilt.response.differing_count(), 0);
  EXPECT_EQ(NamesOf(Inbox(nurse_)), before);
  EXPECT_THAT(Call(nurse_, &Admin::RebuildProjections, admin::v1::RebuildProjectionsRequest()).status,
              FailsOnTheWireWith(StatusCode::PERMISSION_DENIED, "ROLE_NOT_ALLOWED"));
  EXPECT_EQ(Call(admin_, &Admin::ListUndelivered, admin::v1::ListUndeliveredRequest()).status.error_code(),
            StatusCode::UNIMPLEMENTED);
}

}  // namespace
}  // namespace careloop::messaging
