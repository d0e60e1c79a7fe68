#include "common/service/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace careloop::service {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SettingsTest : public ::testing::Test {
 protected:
  // What stops the start with these flags; "" if nothing does.
  std::string Refusal(std::vector<std::string> flags) {
    common_ = {.service = "journal"};
    SettingsReader reader(common_, "a service");
    reader.AddPeer("messaging", messaging_, certificate_);
    std::vector<std::string> words = {"journal"};
    for (const char* required : {"redis-password-file", "redis-loader-password-file", "jwks", "issuer", "secret-file"})
      words.push_back(std::string("--") + required + "=x");
    words.insert(words.end(), flags.begin(), flags.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    return std::string(reader.Read(static_cast<int>(argv.size()), argv.data()).message());
  }

  CommonSettings common_;
  std::string messaging_ = "127.0.0.1:7002";
  std::string certificate_ = "messaging";
};

TEST_F(SettingsTest, ArePlaintextOnTheLoopbackUnlessSaidOtherwise) {
  EXPECT_EQ(Refusal({}), "");
  EXPECT_TRUE(common_.tls_identity.empty() && common_.revocation_file.empty());
  EXPECT_FALSE(common_.plaintext_on_network || common_.tls_clients_without_certificate);
}

TEST_F(SettingsTest, TakeTheFilesAndNamesOfTls) {
  EXPECT_EQ(Refusal({"--tls-identity=/i", "--tls-ca=/c", "--tls-peers=journal,edge", "--messaging=10.0.0.7:7002",
                     "--messaging-certificate=messaging.site"}),
            "");
  EXPECT_EQ(messaging_, "10.0.0.7:7002");
  EXPECT_EQ(certificate_, "messaging.site");
  EXPECT_THAT(ListOf(common_.tls_peers), ElementsAre("journal", "edge"));
  EXPECT_THAT(ListOf(""), IsEmpty());
}

TEST_F(SettingsTest, OfTlsGoTogether) {
  const std::string refusal = Refusal({"--tls-identity=/i"});
  EXPECT_THAT(refusal, HasSubstr("--tls-ca: is needed with --tls-identity"));
  EXPECT_THAT(refusal, HasSubstr("--tls-peers: is needed with --tls-identity"));
  EXPECT_THAT(Refusal({"--tls-ca=/c"}), HasSubstr("--tls-ca: needs --tls-identity"));
}

TEST_F(SettingsTest, OfClientsWithoutCertificateNeedTls) {
  EXPECT_THAT(Refusal({"--tls-clients-without-certificate"}),
              HasSubstr("--tls-clients-without-certificate: needs --tls-identity"));
}

TEST_F(SettingsTest, RefuseToCallAnotherMachineInPlaintextUnlessThatIsAskedFor) {
  EXPECT_THAT(Refusal({"--messaging=10.0.0.7:7002"}),
              HasSubstr("--messaging: 10.0.0.7:7002 is not a loopback address"));
  EXPECT_THAT(Refusal({"--messaging=127.0.0.1.example.com:7002"}), HasSubstr("--messaging"));
  EXPECT_EQ(Refusal({"--messaging=10.0.0.7:7002", "--plaintext-on-network"}), "");
}

TEST_F(SettingsTest, CallTheOwnMachineInPlaintext) {
  for (const char* local : {"127.0.0.1:1", "[::1]:1", "localhost:1", "unix:/run/careloop/messaging.sock"})
    EXPECT_EQ(Refusal({std::string("--messaging=") + local}), "") << local;
}

TEST_F(SettingsTest, RefuseARedisOfAnotherMachineWhichIsSpokenToInPlaintextAlsoWithTls) {
  EXPECT_THAT(Refusal({"--redis=10.1.2.3:6379"}), HasSubstr("--redis: 10.1.2.3:6379 is not a loopback address"));
  EXPECT_THAT(Refusal({"--redis=10.1.2.3:6379", "--tls-identity=/i", "--tls-ca=/c", "--tls-peers=edge"}),
              HasSubstr("--redis"));
  EXPECT_EQ(Refusal({"--redis=10.1.2.3:6379", "--plaintext-on-network"}), "");
}

TEST_F(SettingsTest, RefuseWhatIsNoAddress) {
  for (const char* flag : {"--listen", "--redis", "--messaging"}) {
    for (const char* bad :
         {"127.0.0.1:70000", "127.0.0.1:-1", "127.0.0.1:http", "127.0.0.1:", "127.0.0.1", ":1", "unix:"})
      EXPECT_THAT(Refusal({std::string(flag) + "=" + bad}), HasSubstr("0 to 65535")) << flag << bad;
  }
}

}  // namespace
}  // namespace careloop::service
