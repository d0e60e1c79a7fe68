#include <gtest/gtest.h>
#include <signal.h>

#include <future>

#include "tests/fault/checker.h"
#include "tests/fault/follower.h"
#include "tests/fault/health.h"
#include "tests/fault/load.h"
#include "tests/fault/sharer.h"
#include "tests/support/careloop_command.h"

namespace careloop::fault {
namespace {

using testing::Eventually;

class Drain : public ::testing::TestWithParam<Victim> {};

TEST_P(Drain, SaysNotServingAndEndsWithExitCodeZeroUnderLoad) {
  Stack stack;
  const Site site(stack, 2);
  Load load(stack, site);
  load.WaitForAcks(100);
  const HealthWatch health(stack.ChannelTo(GetParam()));
  EXPECT_EQ(stack.Terminate(GetParam()), 0) << stack.LogOf(GetParam());
  Eventually("who watches has read that it goes", [&] { return health.said_not_serving(); });
  stack.Start(GetParam());
  load.WaitForAcks(100);
  ExpectSound(stack, load.Stop());
}

TEST_P(Drain, EndsAlthoughRedisHangs) {
  Stack stack;
  const Site site(stack, 1);
  const Follower nurse(stack, site.nurse());
  Eventually("the nurse watches", [&] { return nurse.streams() == 1; });
  stack.Suspend(Victim::kRedis);
  EXPECT_EQ(stack.Terminate(GetParam()), 0);
  stack.Continue(Victim::kRedis);
}

INSTANTIATE_TEST_SUITE_P(Each, Drain, ::testing::ValuesIn(kServices),
                         [](const auto& info) { return std::string(NameOf(info.param)); });

TEST(DrainOfMessaging, LetsACallInFlightEndWellHoweverOftenItIsTold) {
  Stack stack;
  const Site site(stack, 1);
  const Client patient(stack, site.patient().person);
  messaging::v1::SendMessageRequest request;
  request.set_parent(site.patient().thread);
  request.set_text("in flight");
  patient.Change(&MessagingStub::SendMessage, request);  // the connection stands
  const HealthWatch health(stack.ChannelTo(Victim::kMessaging));

  stack.Suspend(Victim::kRedis);  // which holds the call
  request.set_request_id(NewRequestId());
  messaging::v1::SendMessageResponse response;
  grpc::ClientContext context;
  patient.Authorize(context);
  MessagingStub stub(patient.ChannelTo(Victim::kMessaging));
  std::promise<grpc::Status> ended;
  stub.async()->SendMessage(&context, &request, &response, [&](grpc::Status status) { ended.set_value(status); });
  EXPECT_TRUE(Serves(patient.ChannelTo(Victim::kMessaging)));  // a later call on the same connection: it has the first
  stack.Signal(Victim::kMessaging, SIGTERM);
  Eventually("messaging says that it goes", [&] { return health.said_not_serving(); });
  stack.Signal(Victim::kMessaging, SIGTERM);
  stack.Signal(Victim::kMessaging, SIGINT);
  stack.Continue(Victim::kRedis);

  const grpc::Status status = ended.get_future().get();
  EXPECT_TRUE(status.ok()) << status.error_code() << " " << status.error_message();
  EXPECT_EQ(stack.Wait(Victim::kMessaging), 0);
}

TEST(DrainOfMessaging, DoesNotWaitForAClientThatIsFrozenAndHasNoCallInFlight) {
  Stack stack;
  const Site site(stack, 1);
  Sharer sharer(stack, site.patient());
  sharer.Begin(2);
  sharer.Finish();  // now journal has a connection to messaging
  stack.Suspend(Victim::kJournal);
  EXPECT_EQ(stack.Terminate(Victim::kMessaging), 0);
  stack.Continue(Victim::kJournal);
}

TEST(DrainOfMessaging, EndsAWatchWithAReconnectEventAfterWhichNothingIsLost) {
  Stack stack;
  const Site site(stack, 2);
  Follower nurse(stack, site.nurse());
  Load load(stack, site);
  for (int round = 1; round <= 3; ++round) {
    Eventually("the nurse watches", [&, before = nurse.count()] { return nurse.count() > before + 10; });
    EXPECT_EQ(stack.Terminate(Victim::kMessaging), 0);
    Eventually("the watch was told to come back", [&] { return nurse.reconnects() >= round; });
    stack.Start(Victim::kMessaging);
  }
  load.WaitForAcks(50);
  const std::vector<Ledger> ledgers = load.Stop();
  ExpectSawAll(nurse, ledgers);
  ExpectSound(stack, ledgers);
}

}  // namespace
}  // namespace careloop::fault
