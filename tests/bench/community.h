#ifndef CARELOOP_TESTS_BENCH_COMMUNITY_H_
#define CARELOOP_TESTS_BENCH_COMMUNITY_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "common/auth/token_signer.h"
#include "common/call/call.h"
#include "tests/bench/closed_loop.h"

namespace careloop::bench {

// The texts that are sent have this many bytes.
inline constexpr size_t kTextBytes = 256;

// Somebody who is signed in.
struct Person {
  std::string id;
  std::string authorization;  // "Bearer " and a token of their own

  void Authorize(grpc::ClientContext& context) const { context.AddMetadata("authorization", authorization); }
};

// With a token for two hours.
Person SignIn(const TokenSigner& key, const std::string& issuer, Role role, const std::string& id, std::string name);

struct CommunitySize {
  std::string prefix;  // of all ids
  size_t teams = 0;
  size_t clinicians_per_team = 0;
  size_t patients_per_team = 0;
  size_t threads_per_patient = 0;
};

// The people of a site under load: care teams, their clinicians, their patients, and threads between these. Immutable.
class Community {
 public:
  // Who writes what: a thread's name and somebody who may write in it.
  struct Turn {
    const std::string& thread;
    const Person& writer;
    size_t patient;  // index of the thread's patient
  };

  // Makes them all, with ids that the site has not seen, by calls of the messaging service at `channel`. `key` signs
  // tokens of `issuer` that the service accepts.
  Community(const CommunitySize& size, const std::shared_ptr<grpc::Channel>& channel, const TokenSigner& key,
            const std::string& issuer);

  // Any thread; its patient writes as often as the clinicians together.
  Turn RandomTurn(Rng& rng) const;

  const std::vector<Person>& clinicians() const { return clinicians_; }
  const std::vector<Person>& patients() const { return patients_; }
  const std::vector<std::string>& threads() const { return threads_; }
  // Of all ids; that of team i is the prefix, "-" and i.
  const std::string& prefix() const { return prefix_; }
  // How many people see what happens in a thread.
  size_t watchers_per_thread() const { return 1 + size_.clinicians_per_team; }

 private:
  Person SignIn(const TokenSigner& key, const std::string& issuer, Role role, const std::string& id,
                std::string name) const;
  void SetUpTeams(const std::shared_ptr<grpc::Channel>& channel, const Person& admin);
  void SetUpPeople(const std::shared_ptr<grpc::Channel>& channel, const Person& admin);
  void StartThreads(const std::shared_ptr<grpc::Channel>& channel);

  const CommunitySize size_;
  const std::string prefix_;
  std::vector<Person> clinicians_;    // clinicians_per_team of each team, team after team
  std::vector<Person> patients_;      // likewise
  std::vector<std::string> threads_;  // threads_per_patient of each patient, patient after patient
};

// The signing key in a file that `careloop token --new-key` or `careloop dev` wrote.
TokenSigner ReadKey(const std::string& path);

// A fresh request id: 122 random bits as a UUID.
std::string NewRequestId(Rng& rng);

}  // namespace careloop::bench

#endif  // CARELOOP_TESTS_BENCH_COMMUNITY_H_
