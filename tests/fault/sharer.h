#ifndef CARELOOP_TESTS_FAULT_SHARER_H_
#define CARELOOP_TESTS_FAULT_SHARER_H_

#include <atomic>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/fault/client.h"
#include "tests/fault/site.h"

namespace careloop::fault {

// A patient who shares without a pause, from construction on; faster than shares are delivered, since two do it at
// once.
class Sharer {
 public:
  Sharer(const Stack& stack, const Site::Patient& patient);

  int created() const { return created_; }
  // Lets the last shares be created. The names of all.
  const std::set<std::string>& Stop();

  // The shares by their state, as ListShares says.
  std::set<std::string> In(journal::v1::ShareDeliveryState state) const;
  // How many messages of the patient's thread tell of each share.
  std::map<std::string, int> Messages() const;

 private:
  void Share(const std::stop_token& stop, std::set<std::string>& names);

  const std::string thread_;
  const Client client_;
  std::atomic<int> created_ = 0;
  std::set<std::string> names_[2];  // of each of the threads below
  std::vector<std::jthread> threads_;
};

}  // namespace careloop::fault

#endif  // CARELOOP_TESTS_FAULT_SHARER_H_
