#include "tests/fault/health.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/fault/stack.h"
#include "tests/support/careloop_command.h"

namespace careloop::fault {
namespace {

using testing::Eventually;

TEST(Health, IsNotServingWhileRedisIsAwayAndServingAgainAfter) {
  Stack stack;
  stack.Kill(Victim::kRedis);
  for (const Victim service : kServices) {
    Eventually("it says that it is not serving",
               [&] { return HealthOf(stack.ChannelTo(service)) == HealthCheckResponse::NOT_SERVING; });
  }
  stack.Start(Victim::kRedis);
  stack.WaitUntilServing();
}

TEST(Health, IsNotServingOnARedisThatIsNotDurableAndTheLogNamesTheSetting) {
  Stack stack({"--appendfsync", "everysec"});
  for (const Victim service : kServices) {
    Eventually("its log names the setting", [&] {
      return stack.LogOf(service).find("appendfsync is 'everysec', must be 'always'") != std::string::npos;
    });
    EXPECT_EQ(HealthOf(stack.ChannelTo(service)), HealthCheckResponse::NOT_SERVING) << NameOf(service);
  }
  stack.redis().Command({"CONFIG", "SET", "appendfsync", "always"});
  stack.WaitUntilServing();
}

TEST(Health, OfAServiceDoesNotDependOnItsPeers) {
  Stack stack;
  stack.Kill(Victim::kContent);
  stack.Kill(Victim::kMessaging);
  EXPECT_TRUE(stack.Serving(Victim::kJournal));
  stack.Kill(Victim::kJournal);
  stack.Start(Victim::kJournal);
  Eventually("journal serves without its peers", [&] { return stack.Serving(Victim::kJournal); });
}

TEST(Health, AnswersForEachServiceByItsFullName) {
  const Stack stack;
  const std::map<Victim, std::vector<std::string>> all = {
      {Victim::kContent, {"careloop.content.v1.ContentService", "careloop.content.v1.PublishingService"}},
      {Victim::kMessaging,
       {"careloop.messaging.v1.CareTeamService", "careloop.messaging.v1.DeliveryService",
        "careloop.messaging.v1.MessagingService"}},
      {Victim::kJournal, {"careloop.journal.v1.JournalService"}}};
  for (const Victim asked : kServices) {
    for (const auto& [owner, names] : all) {
      const auto expected = owner == asked ? HealthCheckResponse::SERVING : HealthCheckResponse::SERVICE_UNKNOWN;
      for (const std::string& name : names) EXPECT_EQ(HealthOf(stack.ChannelTo(asked), name), expected) << name;
    }
  }
}

}  // namespace
}  // namespace careloop::fault
