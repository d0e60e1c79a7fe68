#include <google/protobuf/util/message_differencer.h>

#include "tests/rpc/messaging/messaging_fixture.h"

namespace careloop::messaging {
namespace {

using google::protobuf::util::MessageDifferencer;
using grpc::StatusCode;
using testing::FailsOnTheWireWith;
using testing::HasViolation;
using testing::HasViolations;
using Fields = std::vector<std::string>;

// Team a has a second nurse; patient-1 is with team b too. One thread of patient-1 with team a.
class ThreadWorkRpc : public MessagingTest {
 protected:
  void SetUp() override {
    MessagingTest::SetUp();
    ASSERT_TRUE(Call(admin_, &Teams::AddMember, NewMember("a", "nurse-5")).ok());
    v1::StartThreadRequest start = NewThread();
    start.set_care_team("careTeams/a");
    thread_ = Call(patient_, &Talk::StartThread, start).response.thread().name();
    ASSERT_TRUE(Call(admin_, &Teams::EnrolPatient, NewPatient("b", "patient-1")).ok());
  }

  template <typename Request>
  Request On(const std::string& etag = "") {
    return NewStep<Request>(thread_, etag);
  }
  v1::ThreadWork WorkSeenBy(const User& person) {
    return Call(person, &Talk::GetThread, Get(thread_)).response.thread().work();
  }
  v1::ListThreadChangesRequest History() {
    v1::ListThreadChangesRequest request;
    request.set_parent(thread_);
    return request;
  }

  std::string thread_;
  const User second_nurse_{Role::kClinician, "nurse-5"};
};

TEST_F(ThreadWorkRpc, ANewThreadIsOpenNobodysRoutineAndWaits) {
  for (const User* person : {&patient_, &nurse_}) {
    const v1::ThreadWork work = WorkSeenBy(*person);
    EXPECT_EQ(work.state(), v1::THREAD_STATE_OPEN);
    EXPECT_EQ(work.urgency(), v1::THREAD_URGENCY_ROUTINE);
    EXPECT_FALSE(work.has_assignment());
    EXPECT_TRUE(work.has_waiting_since_time());
    EXPECT_EQ(work.due_time().seconds() - work.waiting_since_time().seconds(), 48 * 3600);
    EXPECT_FALSE(work.overdue());
    EXPECT_FALSE(work.has_resolution());
    EXPECT_FALSE(work.etag().empty());
  }
}

TEST_F(ThreadWorkRpc, ThePatientSeesWhoHandlesTheThreadAndThatItIsAnswered) {
  const auto claimed = Call(nurse_, &Talk::ClaimThread, On<v1::ClaimThreadRequest>());
  ASSERT_TRUE(claimed.ok()) << claimed.status.error_message();
  EXPECT_TRUE(claimed.response.change().has_claimed());
  EXPECT_EQ(claimed.response.change().name(), StrCat(thread_, "/changes/1"));
  EXPECT_EQ(claimed.response.change().number(), 1);
  EXPECT_TRUE(claimed.response.change().has_change_time());
  EXPECT_EQ(claimed.response.thread().name(), thread_);
  EXPECT_EQ(WorkSeenBy(patient_).assignment().person().display_name(), "Demo Nurse");
  EXPECT_EQ(WorkSeenBy(patient_).assignment().person().title(), "Oncology nurse");
  EXPECT_TRUE(WorkSeenBy(patient_).assignment().has_since_time());
  ASSERT_TRUE(Call(nurse_, &Talk::SendMessage, NewMessage(thread_)).ok());
  EXPECT_FALSE(WorkSeenBy(patient_).has_waiting_since_time());
  EXPECT_FALSE(WorkSeenBy(patient_).has_due_time());
}

TEST_F(ThreadWorkRpc, WhoClaimsSecondIsToldThatAColleagueHasItAndNothingAboutThem) {
  ASSERT_TRUE(Call(nurse_, &Talk::ClaimThread, On<v1::ClaimThreadRequest>()).ok());
  const auto second = Call(second_nurse_, &Talk::ClaimThread, On<v1::ClaimThreadRequest>());
  EXPECT_THAT(second.status, FailsOnTheWireWith(StatusCode::FAILED_PRECONDITION, "THREAD_CLAIMED"));
  EXPECT_EQ(second.status.error_message().find("nurse-1"), std::string::npos);
  const auto own = Call(nurse_, &Talk::ClaimThread, On<v1::ClaimThreadRequest>());
  ASSERT_TRUE(own.ok());
  EXPECT_FALSE(own.response.has_change());
  ASSERT_TRUE(Call(second_nurse_, &Talk::ReleaseThread, On<v1::ReleaseThreadRequest>()).ok());
  EXPECT_TRUE(Call(second_nurse_, &Talk::ClaimThread, On<v1::ClaimThreadRequest>()).ok());
}

TEST_F(ThreadWorkRpc, AClaimOnAResolvedThreadIsRefused) {
  ASSERT_TRUE(Call(nurse_, &Talk::ResolveThread, NewResolution(thread_)).ok());
  EXPECT_THAT(Call(nurse_, &Talk::ClaimThread, On<v1::ClaimThreadRequest>()).status,
              FailsOnTheWireWith(StatusCode::FAILED_PRECONDITION, "THREAD_RESOLVED"));
}

TEST_F(ThreadWorkRpc, NobodyResolvesOverAMessageThatTheyHaveNotSeen) {
  const std::string etag = WorkSeenBy(nurse_).etag();
  ASSERT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(thread_, "one more thing")).ok());
  EXPECT_THAT(Call(nurse_, &Talk::ResolveThread, NewResolution(thread_, etag)).status,
              FailsOnTheWireWith(StatusCode::ABORTED, "VERSION_CONFLICT"));
  EXPECT_EQ(WorkSeenBy(nurse_).state(), v1::THREAD_STATE_OPEN);
  EXPECT_TRUE(Call(nurse_, &Talk::ResolveThread, NewResolution(thread_, WorkSeenBy(nurse_).etag())).ok());
  EXPECT_THAT(Call(nurse_, &Talk::ReopenThread, On<v1::ReopenThreadRequest>("nonsense")).status,
              FailsOnTheWireWith(StatusCode::ABORTED, "VERSION_CONFLICT"));
}

TEST_F(ThreadWorkRpc, AResolvedThreadSaysWhatWasDoneAndAMessageOfThePatientOpensIt) {
  const auto resolved = Call(nurse_, &Talk::ResolveThread, NewResolution(thread_));
  EXPECT_EQ(resolved.response.change().resolved().action(), v1::RESOLUTION_ACTION_CALLED);
  EXPECT_EQ(resolved.response.change().note(), "Spoke with her; she is well.");
  const v1::ThreadWork work = WorkSeenBy(patient_);
  EXPECT_EQ(work.state(), v1::THREAD_STATE_RESOLVED);
  EXPECT_EQ(work.resolution().action(), v1::RESOLUTION_ACTION_CALLED);
  EXPECT_EQ(work.resolution().person().person(), "nurse-1");
  EXPECT_TRUE(work.resolution().has_resolved_time());
  EXPECT_EQ(work.ShortDebugString().find("Spoke with her"), std::string::npos) << "the note is for the team";
  ASSERT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(thread_)).ok());
  EXPECT_EQ(WorkSeenBy(patient_).state(), v1::THREAD_STATE_OPEN);
  ASSERT_TRUE(Call(nurse_, &Talk::ResolveThread, NewResolution(thread_)).ok());
  EXPECT_TRUE(Call(nurse_, &Talk::ReopenThread, On<v1::ReopenThreadRequest>()).ok());
  const auto changes = Call(second_nurse_, &Talk::ListThreadChanges, History()).response.changes();
  ASSERT_EQ(changes.size(), 4);
  EXPECT_TRUE(changes[0].has_resolved());
  EXPECT_EQ(changes[1].reopened().message(), StrCat(thread_, "/messages/2"));
  EXPECT_EQ(changes[1].person().person(), "patient-1");
  EXPECT_TRUE(changes[2].has_resolved());
  EXPECT_EQ(changes[3].reopened().message(), "");
}

TEST_F(ThreadWorkRpc, AnUrgentThreadIsDueWithinTheHour) {
  const auto urgent = Call(nurse_, &Talk::SetThreadUrgency, NewUrgency(thread_, v1::THREAD_URGENCY_URGENT));
  EXPECT_EQ(urgent.response.change().reprioritized().urgency(), v1::THREAD_URGENCY_URGENT);
  const v1::ThreadWork work = urgent.response.thread().work();
  EXPECT_EQ(work.urgency(), v1::THREAD_URGENCY_URGENT);
  EXPECT_EQ(work.due_time().seconds() - work.waiting_since_time().seconds(), 3600);
  EXPECT_FALSE(
      Call(nurse_, &Talk::SetThreadUrgency, NewUrgency(thread_, v1::THREAD_URGENCY_URGENT)).response.has_change());
}

TEST_F(ThreadWorkRpc, AReroutedThreadIsTheOtherTeamsAtOnceAndNoLongerThisOnes) {
  ASSERT_TRUE(Call(nurse_, &Talk::GetThread, Get(thread_)).ok());
  ASSERT_TRUE(Call(nurse_, &Talk::ListMessages, Messages(thread_)).ok());
  const v1::RerouteThreadRequest request = NewReroute(thread_, "careTeams/b");
  const auto rerouted = Call(nurse_, &Talk::RerouteThread, request);
  ASSERT_TRUE(rerouted.ok()) << rerouted.status.error_message();
  EXPECT_EQ(rerouted.response.change().rerouted().from_care_team(), "careTeams/a");
  EXPECT_EQ(rerouted.response.change().rerouted().to_care_team(), "careTeams/b");
  EXPECT_EQ(rerouted.response.change().note(), "They know more of this.");
  EXPECT_FALSE(rerouted.response.has_thread());
  for (const grpc::Status& status : {Call(nurse_, &Talk::GetThread, Get(thread_)).status,
                                     Call(nurse_, &Talk::ListMessages, Messages(thread_)).status,
                                     Call(nurse_, &Talk::SendMessage, NewMessage(thread_)).status,
                                     Call(nurse_, &Talk::MarkRead, NewMark(thread_, 1)).status,
                                     Call(nurse_, &Talk::ClaimThread, On<v1::ClaimThreadRequest>()).status,
                                     Call(nurse_, &Talk::ListThreadChanges, History()).status}) {
    EXPECT_THAT(status, FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
  }
  EXPECT_EQ(Call(other_nurse_, &Talk::GetThread, Get(thread_)).response.thread().care_team(), "careTeams/b");
  EXPECT_TRUE(Call(other_nurse_, &Talk::ListMessages, Messages(thread_)).ok());
  EXPECT_TRUE(Call(other_nurse_, &Talk::SendMessage, NewMessage(thread_)).ok());
  EXPECT_TRUE(Call(other_nurse_, &Talk::ClaimThread, On<v1::ClaimThreadRequest>()).ok());
  EXPECT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(thread_)).ok());
  EXPECT_EQ(Call(other_nurse_, &Talk::ListThreadChanges, History()).response.changes(0).note(),
            "They know more of this.");
  const auto again = Call(nurse_, &Talk::RerouteThread, request);
  ASSERT_TRUE(again.ok()) << again.status.error_message();
  EXPECT_TRUE(MessageDifferencer::Equals(again.response, rerouted.response));
}

TEST_F(ThreadWorkRpc, AThreadGoesOnlyToAnotherTeamOfThePatient) {
  ASSERT_TRUE(Call(admin_, &Teams::CreateCareTeam, NewTeam("c")).ok());
  for (const char* to : {"careTeams/a", "careTeams/c", "careTeams/absent"}) {
    EXPECT_THAT(Call(nurse_, &Talk::RerouteThread, NewReroute(thread_, to)).status,
                FailsOnTheWireWith(StatusCode::INVALID_ARGUMENT, "INVALID_FIELD"))
        << to;
  }
}

TEST_F(ThreadWorkRpc, WhoIsNotOnTheTeamDoesNothingWithTheThread) {
  EXPECT_THAT(Call(other_nurse_, &Talk::ClaimThread, On<v1::ClaimThreadRequest>()).status,
              FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
  EXPECT_THAT(Call(other_nurse_, &Talk::ListThreadChanges, History()).status,
              FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
}

TEST_F(ThreadWorkRpc, ChangesComeInPages) {
  ASSERT_TRUE(Call(nurse_, &Talk::ClaimThread, On<v1::ClaimThreadRequest>()).ok());
  ASSERT_TRUE(Call(nurse_, &Talk::ReleaseThread, On<v1::ReleaseThreadRequest>()).ok());
  v1::ListThreadChangesRequest request = History();
  request.set_page_size(1);
  const auto first = Call(nurse_, &Talk::ListThreadChanges, request).response;
  ASSERT_EQ(first.changes_size(), 1);
  EXPECT_TRUE(first.changes(0).has_claimed());
  request.set_page_token(first.next_page_token());
  const auto second = Call(nurse_, &Talk::ListThreadChanges, request).response;
  ASSERT_EQ(second.changes_size(), 1);
  EXPECT_TRUE(second.changes(0).has_released());
  EXPECT_EQ(second.next_page_token(), "");
}

TEST_F(ThreadWorkRpc, RequestsThatSayTooLittleOrTooMuchAreRefused) {
  const std::string long_text(1'001, 'x');
  auto claim = On<v1::ClaimThreadRequest>(std::string(65, '1'));
  claim.set_name("threads/t");
  EXPECT_THAT(Call(nurse_, &Talk::ClaimThread, claim).status, HasViolations(Fields{"name", "etag"}));
  auto release = On<v1::ReleaseThreadRequest>();
  release.set_note(long_text);
  EXPECT_THAT(Call(nurse_, &Talk::ReleaseThread, release).status, HasViolation("note"));
  auto reroute = NewReroute(thread_, "b");
  reroute.set_reason(" ");
  EXPECT_THAT(Call(nurse_, &Talk::RerouteThread, reroute).status, HasViolations(Fields{"to_care_team", "reason"}));
  auto resolve = NewResolution(thread_);
  resolve.clear_action();
  EXPECT_THAT(Call(nurse_, &Talk::ResolveThread, resolve).status, HasViolation("action"));
  resolve.set_action(v1::RESOLUTION_ACTION_OTHER);
  for (const std::string& note : {std::string(), std::string("  \u200b "), long_text}) {
    resolve.set_note(note);
    EXPECT_THAT(Call(nurse_, &Talk::ResolveThread, resolve).status, HasViolations(Fields{"note"})) << note;
  }
  auto reopen = On<v1::ReopenThreadRequest>();
  reopen.set_note("a\x07");
  EXPECT_THAT(Call(nurse_, &Talk::ReopenThread, reopen).status, HasViolation("note"));
  EXPECT_THAT(Call(nurse_, &Talk::SetThreadUrgency, NewUrgency(thread_, v1::THREAD_URGENCY_UNSPECIFIED)).status,
              HasViolation("urgency"));
  EXPECT_THAT(Call(nurse_, &Talk::SetThreadUrgency, NewUrgency(thread_, static_cast<v1::ThreadUrgency>(9))).status,
              HasViolation("urgency"));
  v1::ListThreadChangesRequest changes;
  changes.set_page_size(-1);
  changes.set_page_token(std::string(8'193, 'x'));
  EXPECT_THAT(Call(nurse_, &Talk::ListThreadChanges, changes).status,
              HasViolations(Fields{"parent", "page_size", "page_token"}));
}

}  // namespace
}  // namespace careloop::messaging
