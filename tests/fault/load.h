#ifndef CARELOOP_TESTS_FAULT_LOAD_H_
#define CARELOOP_TESTS_FAULT_LOAD_H_

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "tests/fault/writer.h"

namespace careloop::fault {

// Two writers in each thread of a site, its patient and the nurse, each on a thread of their own, from construction on.
class Load {
 public:
  // `stack` and `site` outlive this object.
  Load(const Stack& stack, const Site& site);
  ~Load() { Stop(); }

  // Writes and marks that were acknowledged so far.
  int acked() const { return acked_; }
  // Returns when `more` more were acknowledged.
  void WaitForAcks(int more) const;

  // Lets each writer bring its last call to a known outcome, and returns what they have done.
  std::vector<Ledger> Stop();
  int unknown_outcomes() const;

 private:
  std::atomic<int> acked_ = 0;
  std::vector<std::unique_ptr<Writer>> writers_;
  std::vector<std::jthread> threads_;
};

}  // namespace careloop::fault

#endif  // CARELOOP_TESTS_FAULT_LOAD_H_
