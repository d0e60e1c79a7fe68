// What stops the start of a service, which says why on standard error and ends with exit code 2.

#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/base/strings.h"
#include "paths.h"
#include "tests/fault/health.h"
#include "tests/fault/stack.h"
#include "tests/support/careloop_command.h"
#include "tests/support/private_redis.h"
#include "tests/support/site_folder.h"

namespace careloop::fault {
namespace {

using ::testing::HasSubstr;

constexpr char kSiteData[] = CARELOOP_SOURCE_DIR "/deploy/site";

class Start : public ::testing::TestWithParam<Victim> {
 protected:
  // What it says until it ends, which has to be with exit code 2 and without having said where it listens.
  std::string Refusal(std::vector<std::string> command) {
    const std::string log = folder_.path() + "/refused.log";
    std::filesystem::remove(log);
    Child refused(std::move(command), log);
    EXPECT_EQ(refused.ReadLine(), "");
    EXPECT_EQ(refused.Wait(), 2);
    std::ostringstream said;
    said << std::ifstream(log).rdbuf();
    return said.str();
  }

  const testing::SiteFolder folder_;
  const Stack stack_;
};

TEST_P(Start, IsRefusedOnThePortOfAnother) {
  EXPECT_THAT(Refusal(stack_.CommandOf(GetParam())), HasSubstr(StrCat("listen: ", stack_.Address(GetParam()))));
  EXPECT_TRUE(stack_.Serving(GetParam()));
}

TEST_P(Start, NamesTheFileThatItCannotUse) {
  const auto refusal = [this](const char* flag, const std::string& file) {
    return Refusal(stack_.CommandOf(GetParam(), {{flag, file}}));
  };
  const std::string garbage = folder_.Write("garbage", "}");
  for (const char* flag : {"jwks", "secret-file", "revocation-file"})
    EXPECT_THAT(refusal(flag, garbage), HasSubstr(garbage)) << flag;
  for (const char* flag :
       {"jwks", "secret-file", "revocation-file", "redis-password-file", "redis-loader-password-file"}) {
    EXPECT_THAT(refusal(flag, "/nowhere/file"), HasSubstr("/nowhere/file")) << flag;
  }
}

TEST_P(Start, IsRefusedWithAFileOfASecretThatOthersMayRead) {
  const std::string open = folder_.Write("open", "a password");
  std::filesystem::permissions(open, std::filesystem::perms(0644));
  for (const char* flag : {"secret-file", "redis-password-file", "redis-loader-password-file"}) {
    EXPECT_THAT(Refusal(stack_.CommandOf(GetParam(), {{flag, open}})), HasSubstr("others may use it (mode 0644)"))
        << flag;
  }
}

TEST_P(Start, NamesTheFileForTheHeadsOfTheAccessLogThatItCannotUse) {
  if (GetParam() == Victim::kContent) return;  // has no patients
  EXPECT_THAT(Refusal(stack_.CommandOf(GetParam(), {{"audit-heads", "/nowhere/heads"}})), HasSubstr("/nowhere/heads"));
}

// Two services that append to one file would each find the other's heads, and one of them would never have its turn.
TEST_P(Start, IsRefusedWithTheFileForTheHeadsOfAnotherService) {
  if (GetParam() == Victim::kContent) return;  // has no patients
  const std::string others = stack_.File(GetParam() == Victim::kJournal ? "messaging.heads" : "journal.heads");
  EXPECT_THAT(Refusal(stack_.CommandOf(GetParam(), {{"audit-heads", others}})),
              HasSubstr(StrCat(others, ": holds the heads of another service")));
}

TEST_P(Start, NamesTheTlsFileThatItCannotUse) {
  const testing::TestCa ca;
  const std::string good = folder_.Write("good.pem", ca.IssueFor("service").pem());
  const std::string authorities = folder_.Write("ca.pem", ca.pem());
  const auto refusal = [this](const std::string& identity, const std::string& authority) {
    return Refusal(
        stack_.CommandOf(GetParam(), {{"tls-identity", identity}, {"tls-ca", authority}, {"tls-peers", "somebody"}}));
  };
  const std::string others = folder_.Write("others.pem", ca.IssueFor("a").key + ca.IssueFor("b").certificate);
  const std::string expired =
      folder_.Write("expired.pem", ca.Issue({.names = {"DNS:x"}, .ends = absl::Now() - absl::Hours(1)}).pem());
  EXPECT_THAT(refusal("/nowhere/file", authorities), HasSubstr("/nowhere/file"));
  EXPECT_THAT(refusal(good, "/nowhere/file"), HasSubstr("/nowhere/file"));
  EXPECT_THAT(refusal(authorities, authorities), HasSubstr(authorities + ": holds no private key"));
  EXPECT_THAT(refusal(others, authorities), HasSubstr(others + ": its first certificate is not that of"));
  EXPECT_THAT(refusal(expired, authorities), HasSubstr(expired + ": its certificate has expired"));
}

TEST_P(Start, IsRefusedInPlaintextOnANetworkUnlessThatIsAskedFor) {
  EXPECT_THAT(Refusal(stack_.CommandOf(GetParam(), {{"listen", "0.0.0.0:0"}})),
              HasSubstr("listen: 0.0.0.0:0 is not a loopback address"));
  Child asked(stack_.CommandOf(GetParam(), {{"listen", "0.0.0.0:0"}, {"plaintext-on-network", "true"}}),
              folder_.path() + "/asked.log");
  EXPECT_THAT(asked.ReadLine(), HasSubstr("0.0.0.0:"));
  asked.Signal(SIGTERM);
  EXPECT_EQ(asked.Wait(), 0);
}

TEST_P(Start, OnAUnixSocketIsRefusedWhileAnotherLivesThereAndNotForWhatADeadOneLeft) {
  const std::string path = folder_.path() + "/socket";
  const std::vector<std::string> command = stack_.CommandOf(GetParam(), {{"listen", "unix:" + path}});
  for (const int end : {SIGKILL, SIGTERM, SIGKILL}) {
    Child first(command, folder_.path() + "/first.log");
    EXPECT_THAT(first.ReadLine(), HasSubstr(path));
    EXPECT_THAT(Refusal(command), HasSubstr(path + " is in use by another process"));
    const auto channel = grpc::CreateChannel("unix:" + path, grpc::InsecureChannelCredentials());
    testing::Eventually("the first one serves", [&] { return Serves(channel); });
    first.Signal(end);
    first.Wait();
    EXPECT_EQ(std::filesystem::exists(path), end == SIGKILL);
  }
}

TEST_P(Start, MayBeEndedAtAnyMoment) {
  std::mt19937 random{std::random_device{}()};
  for (int i = 0; i < 20; ++i) {
    Child child(stack_.CommandOf(GetParam(), {{"listen", "127.0.0.1:0"}}), folder_.path() + "/ended.log");
    absl::SleepFor(absl::Microseconds(std::uniform_int_distribution<>(0, 50'000)(random)));
    child.Signal(SIGTERM);
    EXPECT_THAT(child.Wait(), ::testing::AnyOf(0, 128 + SIGTERM));
  }
}

INSTANTIATE_TEST_SUITE_P(Each, Start, ::testing::ValuesIn(kServices),
                         [](const auto& info) { return std::string(NameOf(info.param)); });

// Those that patients may turn to when something is wrong.
class StartOfThoseWhoAnswerPatients : public Start {};

TEST_P(StartOfThoseWhoAnswerPatients, IsRefusedWithoutTheEmergencyText) {
  std::filesystem::copy(kSiteData, folder_.path(), std::filesystem::copy_options::recursive);
  const std::string text = folder_.path() + "/emergency-text.md";
  const std::vector<std::string> command = stack_.CommandOf(GetParam(), {{"site-data", folder_.path()}});
  std::filesystem::remove(text);
  EXPECT_THAT(Refusal(command), HasSubstr(StrCat(text, ": cannot be read")));
  folder_.Write("emergency-text.md", "---\nversion: 2\nlanguage: en\n---\n");
  EXPECT_THAT(Refusal(command), HasSubstr(StrCat(text, ": has no text")));
}

TEST_P(StartOfThoseWhoAnswerPatients, IsRefusedWithAKeyFolderThatIsNotOfItsRedis) {
  const std::string others = stack_.File(GetParam() == Victim::kJournal ? "messaging.keys" : "journal.keys");
  const testing::SiteFolder empty;
  for (const std::string& folder : {others, empty.path(), empty.path()}) {
    EXPECT_THAT(Refusal(stack_.CommandOf(GetParam(), {{"key-folder", folder}})),
                HasSubstr(StrCat("the key folder ", folder, " does not belong to this Redis (")));
  }
  const testing::PrivateRedis fresh;
  EXPECT_THAT(Refusal(stack_.CommandOf(GetParam(), {{"redis", fresh.address()}})),
              HasSubstr(StrCat(stack_.File(StrCat(NameOf(GetParam()), ".keys")), " does not belong to this Redis (",
                               fresh.address(), ")")));
  EXPECT_TRUE(stack_.Serving(GetParam()));
}

TEST_P(StartOfThoseWhoAnswerPatients, OfSeveralAtOnceOnANewKeyFolderAndANewRedisMakesOneStore) {
  const testing::SiteFolder keys;
  const testing::PrivateRedis fresh;
  const std::vector<std::string> command = stack_.CommandOf(
      GetParam(), {{"listen", "127.0.0.1:0"}, {"key-folder", keys.path()}, {"redis", fresh.address()}});
  std::vector<std::unique_ptr<Child>> children;
  for (int i = 0; i < 3; ++i)
    children.push_back(std::make_unique<Child>(command, StrCat(folder_.path(), "/", i, ".log")));
  for (const auto& child : children) {
    EXPECT_THAT(child->ReadLine(), HasSubstr("127.0.0.1:"));
    child->Signal(SIGTERM);
    EXPECT_EQ(child->Wait(), 0);
  }
  std::ostringstream id;
  id << std::ifstream(keys.path() + "/store-id").rdbuf();
  const std::string tag = GetParam() == Victim::kJournal ? "{j:test}" : "{m:test}";
  EXPECT_EQ(id.str(), StrCat("careloop store 1\n", fresh.Command({"GET", tag + ":store-id"}).text(), "\n"));
}

INSTANTIATE_TEST_SUITE_P(Each, StartOfThoseWhoAnswerPatients, ::testing::Values(Victim::kMessaging, Victim::kJournal),
                         [](const auto& info) { return std::string(NameOf(info.param)); });

}  // namespace
}  // namespace careloop::fault
