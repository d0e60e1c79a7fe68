#include <gtest/gtest.h>

#include "tests/fault/checker.h"
#include "tests/fault/follower.h"
#include "tests/fault/killer.h"
#include "tests/support/careloop_command.h"

namespace careloop::fault {
namespace {

void FollowThrough(int kills_of_each) {
  Stack stack;
  const Site site(stack, 2);
  Follower nurse(stack, site.nurse());
  Follower patient(stack, site.patient(0).person);
  Load load(stack, site);
  Killer(stack, load).KillEach({Victim::kMessaging, Victim::kRedis}, kills_of_each);
  load.WaitForAcks(50);
  const std::vector<Ledger> ledgers = load.Stop();
  EXPECT_GT(nurse.streams(), kills_of_each);
  ExpectSawAll(nurse, ledgers);
  ExpectSawAll(patient, {ledgers.at(0), ledgers.at(1)});
  ExpectSound(stack, ledgers);
}

TEST(Watch, TellsEachMessageOnceThroughFiveKillsOfMessagingAndOfRedis) { FollowThrough(5); }

TEST(Watch, IsLoggedAsCancelledWhenItsReaderLeaves) {
  const Stack stack;
  const Site site(stack, 1);
  Follower nurse(stack, site.nurse());
  messaging::v1::SendMessageRequest message;
  message.set_parent(site.patient().thread);
  message.set_text("May I shower with the port?");
  Client(stack, site.patient().person).Change(&MessagingStub::SendMessage, message);
  // A call that its client cancels at once may never reach the service.
  testing::Eventually("the service has the stream", [&] { return !nurse.seen().empty(); });
  nurse.Stop();
  const auto logged = [&](const std::string& text) {
    return stack.LogOf(Victim::kMessaging).find(text) != std::string::npos;
  };
  testing::Eventually("the end is logged", [&] {
    return logged(R"("method":"careloop.messaging.v1.MessagingService/Watch","code":"CANCELLED","reason":"CANCELLED")");
  });
  EXPECT_FALSE(logged("INTERNAL"));
}

TEST(LongWatch, TellsEachMessageOnceThroughFiftyKillsOfMessagingAndOfRedis) { FollowThrough(50); }

}  // namespace
}  // namespace careloop::fault
