#include <gtest/gtest.h>

#include <iostream>

#include "tests/fault/checker.h"
#include "tests/fault/load.h"
#include "tests/support/careloop_command.h"

namespace careloop::fault {
namespace {

using testing::Eventually;

class RedisOutage : public ::testing::Test {
 protected:
  void ExpectThatTheLoadGoesOnAndIsSound() {
    const absl::Time back = absl::Now();
    stack_.WaitUntilServing();
    load_.WaitForAcks(1);
    std::cout << "recovered in " << absl::Now() - back << ", " << load_.unknown_outcomes() << " unknown outcomes"
              << std::endl;
    load_.WaitForAcks(100);
    ExpectSound(stack_, load_.Stop());
  }

  // Until its Redis has not answered for so long that they have given it up.
  void WaitUntilNoneServes() {
    for (const Victim service : kServices) {
      Eventually("a service says that it is not serving", [&] { return !stack_.Serving(service); });
    }
  }

  // How often a service has said that it has no Redis.
  int LostConnections() const {
    int lost = 0;
    for (const Victim service : kServices) {
      const std::string log = stack_.LogOf(service);
      for (size_t at = 0; (at = log.find("redis_not_ready", at)) != std::string::npos; ++at) ++lost;
    }
    return lost;
  }

  Stack stack_;
  const Site site_{stack_, 3};
  Load load_{stack_, site_};
};

TEST_F(RedisOutage, KeepsEveryAcknowledgedWriteWhenRedisIsStoppedAndStartedAgain) {
  load_.WaitForAcks(100);
  stack_.redis().Terminate();
  WaitUntilNoneServes();
  stack_.Start(Victim::kRedis);
  ExpectThatTheLoadGoesOnAndIsSound();
}

// Nobody gets somebody else's answer: each answer that a writer gets is compared with what it asked.
TEST_F(RedisOutage, GivesNobodyAnotherAnswerWhenRedisStallsAndGoesOn) {
  for (int stall = 0; stall < 2; ++stall) {
    load_.WaitForAcks(50);
    const int unknown = load_.unknown_outcomes();
    stack_.Suspend(Victim::kRedis);
    WaitUntilNoneServes();
    Eventually("calls fail", [&] { return load_.unknown_outcomes() > unknown; });
    stack_.Continue(Victim::kRedis);
  }
  ExpectThatTheLoadGoesOnAndIsSound();
}

// Shorter than the time after which a service gives Redis up: the same connections go on.
TEST_F(RedisOutage, GivesNobodyAnotherAnswerWhenRedisStallsShortly) {
  for (int stall = 0; stall < 20; ++stall) {
    load_.WaitForAcks(10);
    stack_.Suspend(Victim::kRedis);
    absl::SleepFor(absl::Milliseconds(20));
    stack_.Continue(Victim::kRedis);
  }
  ExpectThatTheLoadGoesOnAndIsSound();
}

// As when its disk is busy and an fsync takes its time.
TEST_F(RedisOutage, KeepsItsConnectionsWhenRedisStallsForLongerThanASecond) {
  load_.WaitForAcks(10);
  const int lost = LostConnections();
  stack_.Suspend(Victim::kRedis);
  absl::SleepFor(absl::Milliseconds(1500));
  stack_.Continue(Victim::kRedis);
  ExpectThatTheLoadGoesOnAndIsSound();
  EXPECT_EQ(LostConnections(), lost);
}

TEST_F(RedisOutage, FailsCallsWithinTheirDeadlineWhileRedisStalls) {
  load_.WaitForAcks(10);
  const Client patient(stack_, site_.patient().person);
  messaging::v1::GetThreadRequest get_thread;
  get_thread.set_name(site_.patient().thread);
  journal::v1::ListEntriesRequest list_entries;
  list_entries.set_parent(site_.patient().person.resource());
  stack_.Suspend(Victim::kRedis);
  for (int call = 0; call < 5; ++call) {
    messaging::v1::GetThreadResponse thread;
    const grpc::Status got = patient.Try(&MessagingStub::GetThread, get_thread, thread, absl::Milliseconds(300));
    EXPECT_TRUE(!got.ok() && IsUnknown(got)) << got.error_code() << " " << got.error_message();
    journal::v1::ListEntriesResponse entries;
    const grpc::Status listed = patient.Try(&JournalStub::ListEntries, list_entries, entries, absl::Milliseconds(300));
    EXPECT_TRUE(!listed.ok() && IsUnknown(listed)) << listed.error_code() << " " << listed.error_message();
  }
  stack_.Continue(Victim::kRedis);
  ExpectThatTheLoadGoesOnAndIsSound();
}

}  // namespace
}  // namespace careloop::fault
