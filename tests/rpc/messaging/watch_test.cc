#include <algorithm>
#include <numeric>
#include <optional>

#include "common/base/error.h"
#include "common/crypto/sealed_token.h"
#include "tests/rpc/messaging/messaging_fixture.h"
#include "tests/rpc/messaging/watcher.h"

namespace careloop::messaging {
namespace {

using grpc::StatusCode;
using ::testing::ElementsAre;
using testing::FailsOnTheWireWith;
using ::testing::SizeIs;

class WatchRpc : public MessagingTest {
 protected:
  Watcher Watch(const User& person, const std::string& token) { return {server_.channel(), person, token}; }
  std::string TokenOfThreads(const User& person) {
    return Call(person, &Talk::ListThreads, Threads()).response.watch_token();
  }
  void Send(const User& person, const std::string& thread, int times = 1) {
    for (int i = 0; i < times; ++i) ASSERT_TRUE(Call(person, &Talk::SendMessage, NewMessage(thread)).ok());
  }
};

TEST_F(WatchRpc, StartsExactlyAfterTheAnswerWhoseTokenItHas) {
  const std::string thread = StartThread();
  const std::vector<std::string> tokens = {TokenOfThreads(nurse_),
                                           Call(nurse_, &Talk::GetThread, Get(thread)).response.watch_token(),
                                           Call(nurse_, &Talk::ListMessages, Messages(thread)).response.watch_token()};
  Send(patient_, thread, 2);
  for (const std::string& token : tokens) EXPECT_THAT(Watch(nurse_, token).NextNumbers(2), ElementsAre(2, 3));
}

TEST_F(WatchRpc, TellsPatientAndTeamWhatHappensWhileItIsOpen) {
  const std::string thread = StartThread();
  Watcher nurse = Watch(nurse_, TokenOfThreads(nurse_));
  Watcher patient = Watch(patient_, TokenOfThreads(patient_));
  const auto sent = Call(patient_, &Talk::SendMessage, NewMessage(thread));
  ASSERT_TRUE(Call(nurse_, &Talk::MarkRead, NewMark(thread, 2)).ok());
  for (Watcher* watcher : {&nurse, &patient}) {
    const auto message = watcher->Next();
    ASSERT_TRUE(message && message->has_message());
    EXPECT_EQ(message->message().thread(), thread);
    EXPECT_EQ(message->message().message().SerializeAsString(), sent.response.message().SerializeAsString());
    const auto mark = watcher->Next();
    ASSERT_TRUE(mark && mark->has_read_mark());
    EXPECT_EQ(mark->read_mark().thread(), thread);
    EXPECT_EQ(mark->read_mark().person(), "nurse-1");
    EXPECT_EQ(mark->read_mark().up_to(), 2);
  }
}

TEST_F(WatchRpc, AStartedThreadIsToldAsItWasWhenStartedWithTheReadersMarkThenItsFirstMessage) {
  Watcher nurse = Watch(nurse_, TokenOfThreads(nurse_));
  Watcher patient = Watch(patient_, TokenOfThreads(patient_));
  const std::string thread = StartThread();
  Send(patient_, thread);
  const auto to_nurse = nurse.Next();
  ASSERT_TRUE(to_nurse && to_nurse->has_thread_started());
  EXPECT_EQ(to_nurse->thread_started().thread().name(), thread);
  EXPECT_EQ(to_nurse->thread_started().thread().last_message_number(), 1);
  EXPECT_EQ(to_nurse->thread_started().thread().unread_count(), 1);
  EXPECT_THAT(nurse.NextNumbers(2), ElementsAre(1, 2));
  const auto to_patient = patient.Next();
  ASSERT_TRUE(to_patient && to_patient->has_thread_started());
  EXPECT_EQ(to_patient->thread_started().thread().unread_count(), 0);
}

TEST_F(WatchRpc, ADeliveredShareIsToldAsAMessage) {
  Watcher nurse = Watch(nurse_, TokenOfThreads(nurse_));
  ASSERT_TRUE(Call(service_, &Delivery::DeliverShare, NewDelivery()).ok());
  ASSERT_TRUE(nurse.Next()->has_thread_started());
  const auto message = nurse.Next();
  EXPECT_EQ(message->message().message().share().name(), "patients/patient-1/shares/s1");
}

TEST_F(WatchRpc, ResumesFromEveryTokenWithoutLossOrRepeat) {
  const std::string thread = StartThread();
  const std::string start = TokenOfThreads(nurse_);
  Send(patient_, thread, 5);
  std::vector<std::string> tokens;
  {
    Watcher watcher = Watch(nurse_, start);
    for (int i = 0; i < 5; ++i) {
      ASSERT_TRUE(watcher.Next());
      tokens.push_back(watcher.token());
    }
  }
  for (int i = 0; i < 4; ++i) {
    EXPECT_THAT(Watch(nurse_, tokens[static_cast<size_t>(i)]).NextNumbers(1), ElementsAre(i + 3));
  }
  Watcher last = Watch(nurse_, tokens.back());
  Send(patient_, thread);
  EXPECT_THAT(last.NextNumbers(1), ElementsAre(7));
}

// A transport that takes little for who does not read: the rest waits in the stream's queue.
std::shared_ptr<grpc::Channel> NarrowChannel(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

TEST_F(WatchRpc, ASlowReaderIsCutAndGoesOnFromItsLastTokenWithoutLossOrRepeat) {
  constexpr int kLast = 320;  // the queue holds 256
  const std::string thread = StartThread();
  const std::string token = TokenOfThreads(nurse_);
  Watcher slow(NarrowChannel(server_.address()), nurse_, token);
  Watcher other = Watch(nurse_, token);
  Send(patient_, thread);
  std::vector<int> numbers = slow.NextNumbers(1);
  ASSERT_THAT(other.NextNumbers(1), ElementsAre(2)) << "both follow";
  for (int number = 3; number <= kLast; ++number) {
    ASSERT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(thread, std::string(10'000, 'x'))).ok());
    ASSERT_THAT(other.NextNumbers(1), ElementsAre(number));
  }
  for (const int number : slow.NextNumbers(kLast)) numbers.push_back(number);
  EXPECT_THAT(slow.Finish(), FailsOnTheWireWith(StatusCode::RESOURCE_EXHAUSTED, "STREAM_TOO_SLOW"));
  EXPECT_LT(numbers.size(), 64u) << "what was queued is gone";
  Watcher again = Watch(nurse_, slow.token());
  for (const int number : again.NextNumbers(kLast - 1 - static_cast<int>(numbers.size()))) numbers.push_back(number);
  std::vector<int> all(kLast - 1);
  std::iota(all.begin(), all.end(), 2);
  EXPECT_EQ(numbers, all);
  Send(patient_, thread);
  EXPECT_THAT(again.NextNumbers(1), ElementsAre(kLast + 1));
}

TEST_F(WatchRpc, SomebodyElsesThreadsAreNotTold) {
  ASSERT_TRUE(Call(admin_, &Teams::EnrolPatient, NewPatient("b", "patient-1")).ok());
  Watcher other = Watch(other_nurse_, TokenOfThreads(other_nurse_));
  v1::StartThreadRequest with_a = NewThread();
  with_a.set_care_team("careTeams/a");
  ASSERT_TRUE(Call(patient_, &Talk::StartThread, with_a).ok());
  v1::StartThreadRequest with_b = NewThread();
  with_b.set_care_team("careTeams/b");
  const std::string seen = Call(patient_, &Talk::StartThread, with_b).response.thread().name();
  EXPECT_EQ(other.Next()->thread_started().thread().name(), seen);
}

TEST_F(WatchRpc, WhoIsTakenOffTheTeamIsToldAndHearsNothingMoreOfIt) {
  const std::string thread = StartThread();
  ASSERT_TRUE(Call(admin_, &Teams::AddMember, NewMember("b", "nurse-1")).ok());
  ASSERT_TRUE(Call(admin_, &Teams::AddMember, NewMember("a", "nurse-2")).ok());  // to whom the patient still writes
  Watcher nurse = Watch(nurse_, TokenOfThreads(nurse_));
  Send(patient_, thread);
  EXPECT_THAT(nurse.NextNumbers(1), ElementsAre(2));
  ASSERT_TRUE(Call(admin_, &Teams::RemoveMember, Leaving("a", "nurse-1")).ok());
  const auto revoked = nurse.Next();
  ASSERT_TRUE(revoked && revoked->has_revoked());
  EXPECT_EQ(revoked->revoked().care_team(), "careTeams/a");
  Send(patient_, thread);
  ASSERT_TRUE(Call(other_patient_, &Talk::StartThread, NewThread("patient-2")).ok());
  const auto next = nurse.Next();
  ASSERT_TRUE(next && next->has_thread_started()) << "the other team is still followed";
  EXPECT_EQ(next->thread_started().thread().care_team(), "careTeams/b");
}

TEST_F(WatchRpc, WhoWasTakenOffTheTeamWhileAwayIsToldWhenTheyResume) {
  const std::string thread = StartThread();
  const std::string token = TokenOfThreads(nurse_);
  Send(patient_, thread);
  ASSERT_TRUE(Call(admin_, &Teams::RemoveMember, Leaving("a", "nurse-1")).ok());
  const auto first = Watch(nurse_, token).Next();
  ASSERT_TRUE(first && first->has_revoked());
  EXPECT_EQ(first->revoked().care_team(), "careTeams/a");
}

TEST_F(WatchRpc, ATeamThatIsJoinedWhileTheStreamIsOpenIsFollowedFromThenOnAfterAGapForWhatItHas) {
  const std::string older = StartThread();
  const User joining(Role::kClinician, "nurse-3");
  ASSERT_TRUE(Call(admin_, &Teams::AddMember, NewMember("b", "nurse-3")).ok());
  Watcher watcher = Watch(joining, TokenOfThreads(joining));
  ASSERT_TRUE(Call(other_patient_, &Talk::StartThread, NewThread("patient-2")).ok());
  ASSERT_TRUE(watcher.Next()->has_thread_started());
  ASSERT_TRUE(watcher.Next()->has_message());
  ASSERT_TRUE(Call(admin_, &Teams::AddMember, NewMember("a", "nurse-3")).ok());
  const auto joined = watcher.Next();
  ASSERT_TRUE(joined && joined->has_gap());
  const auto threads = Call(joining, &Talk::ListThreads, Threads()).response.threads();
  EXPECT_TRUE(std::ranges::any_of(threads, [&](const v1::Thread& one) { return one.name() == older; }));
  const std::string thread = StartThread();
  Send(patient_, thread);
  const auto event = watcher.Next();
  ASSERT_TRUE(event && event->has_thread_started());
}

TEST_F(WatchRpc, AForgedTokenIsRefused) {
  std::string token = TokenOfThreads(nurse_);
  token[token.size() / 2] = token[token.size() / 2] == 'A' ? 'B' : 'A';
  for (const std::string& bad : {std::string("x"), std::string("AAAA"), token}) {
    EXPECT_THAT(Watch(nurse_, bad).Finish(), FailsOnTheWireWith(StatusCode::INVALID_ARGUMENT, "RESUME_TOKEN_INVALID"));
  }
  EXPECT_THAT(Watch(nurse_, std::string(8193, 'A')).Finish(), testing::HasViolation("resume_token"));
}

TEST_F(WatchRpc, ATokenOfSomebodyElseIsRefused) {
  for (const std::string& token : {TokenOfThreads(patient_), TokenOfThreads(other_nurse_)}) {
    EXPECT_THAT(Watch(nurse_, token).Finish(),
                FailsOnTheWireWith(StatusCode::INVALID_ARGUMENT, "RESUME_TOKEN_INVALID"));
  }
}

TEST_F(WatchRpc, AHistoryThatWasTrimmedOpensWithAGapAndGoesOnFromNow) {
  const std::string thread = StartThread();
  const std::string token = TokenOfThreads(nurse_);
  Send(patient_, thread, 4);
  server_.redis().server().Command({"XTRIM", "{m:test}:log", "MAXLEN", "=", "1"});
  server_.FollowLogAnew();
  Watcher watcher = Watch(nurse_, token);
  const auto first = watcher.Next();
  ASSERT_TRUE(first && first->has_gap());
  Send(patient_, thread);
  EXPECT_THAT(watcher.NextNumbers(1), ElementsAre(6));
}

TEST_F(WatchRpc, ATokenOfAnEarlierReleaseOpensWithAGapAndGoesOnFromNow) {
  const std::string thread = StartThread();
  testing::FixedRandom random;
  const TokenSealer sealer(SecretKey(SecretKey::Bytes{}), "messaging-watch", reason::kResumeTokenInvalid, random);
  Watcher watcher = Watch(nurse_, sealer.SealToken("t a 1750000000000 0\n", "nurse-1").value());
  const auto first = watcher.Next();
  ASSERT_TRUE(first && first->has_gap());
  Send(patient_, thread);
  EXPECT_THAT(watcher.NextNumbers(1), ElementsAre(2));
}

TEST_F(WatchRpc, APersonHasTwentyStreams) {
  const std::string thread = StartThread();
  const std::string token = TokenOfThreads(nurse_);
  Send(patient_, thread);
  std::vector<std::unique_ptr<Watcher>> open;
  for (int i = 0; i < 20; ++i) {
    open.push_back(std::make_unique<Watcher>(server_.channel(), nurse_, token));
    ASSERT_TRUE(open.back()->Next());
  }
  EXPECT_THAT(Watch(nurse_, token).Finish(), FailsOnTheWireWith(StatusCode::RESOURCE_EXHAUSTED, "TOO_MANY_CALLS"));
}

TEST_F(WatchRpc, AServerThatGoesDownSaysGoodbyeAndEndsTheStreamWithOk) {
  const std::string thread = StartThread();
  const std::string token = TokenOfThreads(nurse_);
  Send(patient_, thread);
  Watcher watcher = Watch(nurse_, token);
  ASSERT_TRUE(watcher.Next());
  server_.hub().Drain();
  const auto last = watcher.Next();
  ASSERT_TRUE(last && last->has_reconnect());
  EXPECT_GE(last->reconnect().delay().seconds(), 0);
  EXPECT_FALSE(watcher.Next());
  EXPECT_TRUE(watcher.Finish().ok());
}

}  // namespace
}  // namespace careloop::messaging
