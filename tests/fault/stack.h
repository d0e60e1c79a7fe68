#ifndef CARELOOP_TESTS_FAULT_STACK_H_
#define CARELOOP_TESTS_FAULT_STACK_H_

#include <array>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/strings.h"
#include "common/crypto/secret_key.h"
#include "grpcpp/channel.h"
#include "grpcpp/security/credentials.h"
#include "tests/fault/child.h"
#include "tests/support/private_redis.h"
#include "tests/support/test_certificates.h"

namespace careloop::fault {

// What can be hurt.
enum class Victim { kRedis, kContent, kMessaging, kJournal };
inline constexpr std::array kVictims = {Victim::kRedis, Victim::kContent, Victim::kMessaging, Victim::kJournal};
inline constexpr std::array kServices = {Victim::kContent, Victim::kMessaging, Victim::kJournal};
std::string_view NameOf(Victim victim);
inline void PrintTo(Victim victim, std::ostream* out) { *out << NameOf(victim); }  // in the names of tests

// The services' site: the tag of messaging's keys is "{m:test}".
inline constexpr char kSite[] = "test";

// A private Redis and the three services of this build, under the hands of a test: each can be killed, stopped,
// suspended and started again, where it was before. Anything that goes wrong ends the test process with a message.
// Belongs to the main thread; only ChannelTo and Address may be called from others.
class Stack {
 public:
  // What the services speak. kMutualTls: with certificates of ca(), and peers of all names that a test may take.
  enum class Transport { kPlaintext, kMutualTls };

  // Returns when all serve, unless the Redis is given arguments: then they may never. `programs` are run in the place
  // of those of this build.
  explicit Stack(std::vector<std::string> redis_arguments = {}, Transport transport = Transport::kPlaintext,
                 std::map<Victim, std::string> programs = {});
  ~Stack();  // stops the services with SIGTERM, which they have to obey with exit code 0
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  void Kill(Victim victim);   // SIGKILL, and waits until it is gone
  void Start(Victim victim);  // again
  void Suspend(Victim victim);
  void Continue(Victim victim);
  // SIGTERM; its exit code. Not for Redis, which see.
  int Terminate(Victim service);
  void Signal(Victim service, int signal) { children_.at(service)->Signal(signal); }
  int Wait(Victim service) { return children_.at(service)->Wait(); }
  // All that a service which has ended wrote to its standard output, but for the line that says where it listens.
  std::string RestOfOutput(Victim service) { return children_.at(service)->ReadAll(); }

  testing::PrivateRedis& redis() { return redis_; }
  const testing::PrivateRedis& redis() const { return redis_; }
  const std::string& Address(Victim service) const { return addresses_.at(service); }
  // Replaces a file that the services read: "jwks.json", "journal.token" (journal's token of role service), "revoked";
  // with TLS "ca.pem", and "journal.pem" and the like. "key-encryption-keys" are read when keys are rotated.
  void Write(const std::string& file, const std::string& text) const;
  // The command line of a service, as it is run but for the flags that are given: {"jwks", "/other.json"}.
  std::vector<std::string> CommandOf(Victim service, const std::map<std::string, std::string>& other = {}) const;
  // Where a service has its patients' data keys.
  std::string KeyFolder(Victim service) const { return File(StrCat(NameOf(service), ".keys")); }
  // The secret of every service.
  static SecretKey Secret();
  // What a service has written to its log and its standard error, since the first start.
  std::string LogOf(Victim service) const;

  // A channel of its own, with its own connection, that looks often for a service that is away. With TLS it shows a
  // certificate that the services let in.
  std::shared_ptr<grpc::Channel> ChannelTo(Victim service) const;
  std::shared_ptr<grpc::Channel> ChannelTo(Victim service,
                                           const std::shared_ptr<grpc::ChannelCredentials>& credentials) const;
  const testing::TestCa& ca() const { return ca_; }
  // Of what the services keep outside Redis: "journal.heads".
  std::string File(const std::string& name) const { return directory_ + "/" + name; }
  bool Serving(Victim service) const;
  void WaitUntilServing() const;

 private:
  void WriteSecrets() const;

  const Transport transport_;
  const std::map<Victim, std::string> programs_;
  const testing::TestCa ca_;
  const testing::TestIdentity tester_ = ca_.IssueFor("tester");
  const std::string directory_;
  testing::PrivateRedis redis_;
  const std::map<Victim, std::string> addresses_;
  std::map<Victim, std::shared_ptr<grpc::Channel>> health_channels_;
  std::map<Victim, std::unique_ptr<Child>> children_;
};

}  // namespace careloop::fault

#endif  // CARELOOP_TESTS_FAULT_STACK_H_
