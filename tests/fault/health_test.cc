#include "tests/fault/health.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "paths.h"
#include "tests/fault/site.h"
#include "tests/support/careloop_command.h"
#include "tests/support/site_folder.h"

namespace careloop::fault {
namespace {

using testing::Eventually;

constexpr char kSiteData[] = CARELOOP_SOURCE_DIR "/deploy/site";

std::string ReadFile(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

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

TEST(Health, IsNotServingUntilARedisThatStartsLaterIsThere) {
  Stack stack;
  stack.Kill(Victim::kRedis);
  for (const Victim service : kServices) {
    stack.Kill(service);
    stack.Start(service);
    EXPECT_EQ(HealthOf(stack.ChannelTo(service)), HealthCheckResponse::NOT_SERVING);
    EXPECT_EQ(stack.Terminate(service), 0) << "it waits for Redis, and ends when it is told";
    stack.Start(service);
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

TEST(Health, IsNotServingWhileItsFunctionsAreNotItsOwn) {
  Stack stack;
  stack.Kill(Victim::kJournal);
  const std::string name =
      stack.redis().Command({"FUNCTION", "LIST", "LIBRARYNAME", "careloop_journal_*"}).at(0).at(1).text();
  const std::string empty = "#!lua name=" + name + "\nredis.register_function('nothing', function() return 1 end)";
  ASSERT_FALSE(stack.redis().Command({"FUNCTION", "LOAD", "REPLACE", empty}, "loader").is_error());
  stack.Start(Victim::kJournal);
  Eventually("its log says so",
             [&] { return stack.LogOf(Victim::kJournal).find("redis_functions_changed") != std::string::npos; });
  EXPECT_EQ(HealthOf(stack.ChannelTo(Victim::kJournal)), HealthCheckResponse::NOT_SERVING);
  stack.redis().Command({"FUNCTION", "DELETE", name});
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

grpc::Status Read(const Client& reader, const std::string& publication) {
  content::v1::GetPublicationRequest request;
  request.set_name(publication);
  content::v1::GetPublicationResponse response;
  return reader.Try(&ContentStub::GetPublication, request, response);
}

// Redis is ready, but what is published contradicts this site's data, so that it cannot be loaded.
TEST(Health, OfContentIsNotServingUntilPublicationsCanBeRead) {
  Stack stack;
  const Site site(stack, 1);
  const Client reader(stack, site.patient().person);
  stack.Kill(Victim::kContent);
  const testing::SiteFolder folder;
  std::filesystem::copy(kSiteData, folder.path(), std::filesystem::copy_options::recursive);
  folder.Write("disclaimers/en.md", "---\nversion: \"1\"\nlanguage: en\n---\n\nQuite another text.\n");
  const std::string log = folder.path() + "/content.log";
  {
    Child stranger(stack.CommandOf(Victim::kContent, {{"site-data", folder.path()}}), log);
    EXPECT_NE(stranger.ReadLine(), "");
    Eventually("Redis is ready", [&] { return ReadFile(log).find("redis_ready") != std::string::npos; });
    Eventually("loading fails", [&] { return ReadFile(log).find("library_refresh_failed") != std::string::npos; });
    EXPECT_EQ(HealthOf(stack.ChannelTo(Victim::kContent)), HealthCheckResponse::NOT_SERVING);
    EXPECT_EQ(Read(reader, site.publication()).error_code(), grpc::StatusCode::UNAVAILABLE);
  }
  stack.Start(Victim::kContent);
  Eventually("content serves", [&] { return stack.Serving(Victim::kContent); });
  EXPECT_TRUE(Read(reader, site.publication()).ok());
}

TEST(Health, OfContentIsNotServingWithoutRedisAlthoughReadingGoesOnFromMemory) {
  Stack stack;
  const Site site(stack, 1);
  const Client reader(stack, site.patient().person);
  stack.Kill(Victim::kRedis);
  Eventually("content says so", [&] { return !stack.Serving(Victim::kContent); });
  EXPECT_TRUE(Read(reader, site.publication()).ok());
  stack.Start(Victim::kRedis);
  stack.WaitUntilServing();
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
