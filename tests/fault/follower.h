#ifndef CARELOOP_TESTS_FAULT_FOLLOWER_H_
#define CARELOOP_TESTS_FAULT_FOLLOWER_H_

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/fault/client.h"

namespace careloop::fault {

// Somebody who watches their threads from construction on, and comes back with the last token whenever the stream ends.
// Thread-safe.
class Follower {
 public:
  struct Seen {
    std::string thread;
    int number = 0;
    std::string text;
  };

  Follower(const Stack& stack, const Person& person);
  ~Follower() { Stop(); }

  // Messages, in the order of their events.
  std::vector<Seen> seen() const;
  size_t count() const { return seen().size(); }
  int streams() const { return streams_; }        // opened so far
  int reconnects() const { return reconnects_; }  // streams that ended with a reconnect event and then OK
  // Ends of streams that do not pass by themselves, gap and revoked events.
  std::vector<std::string> troubles() const;

  void Stop();

 private:
  void Run(const std::stop_token& stop);
  void Watch(const std::stop_token& stop);
  void Take(const messaging::v1::WatchResponse& event);
  void Trouble(const std::string& what);

  const Client client_;
  std::string token_;
  std::atomic<int> streams_ = 0;
  std::atomic<int> reconnects_ = 0;
  mutable std::mutex mutex_;
  std::vector<Seen> seen_;  // guarded by mutex_, as is:
  std::vector<std::string> troubles_;
  std::jthread thread_;
};

// All messages of the ledgers, as somebody has to have seen who has watched all the time: each once, and those of a
// thread in their order. `ledgers` hold everything that was written while the follower watched.
void ExpectSawAll(const Follower& follower, const std::vector<struct Ledger>& ledgers);

}  // namespace careloop::fault

#endif  // CARELOOP_TESTS_FAULT_FOLLOWER_H_
