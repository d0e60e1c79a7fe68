#ifndef CARELOOP_TESTS_FAULT_SHARER_H_
#define CARELOOP_TESTS_FAULT_SHARER_H_

#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/fault/client.h"
#include "tests/fault/site.h"

namespace careloop::fault {

// A patient who creates shares faster than these are delivered.
class Sharer {
 public:
  Sharer(const Stack& stack, const Site::Patient& patient) : thread_(patient.thread), client_(stack, patient.person) {}

  // Begins to create so many, two at a time, when those of before are created. A patient may have 1,000 in all.
  void Begin(int count);
  // Returns when all are created. Their names.
  const std::set<std::string>& Finish();

  // The shares by their state, as ListShares says.
  std::set<std::string> In(journal::v1::ShareDeliveryState state) const;
  // How many messages of the patient's thread tell of each share.
  std::map<std::string, int> Messages() const;

  // The name of a new share with this team, also while nobody can say which teams the patient has.
  std::string ShareWith(const std::string& care_team) const;
  void Revoke(const std::string& name) const;
  // The shares of which a message says that they are revoked.
  std::set<std::string> ToldRevoked() const;

 private:
  void Create(int count, std::set<std::string>& names) const;
  journal::v1::CreateShareRequest NewShare() const;
  std::vector<messaging::v1::ShareReference> Read() const;

  const std::string thread_;
  const Client client_;
  std::set<std::string> names_[2];  // what each of the threads has created
  std::vector<std::jthread> threads_;
};

}  // namespace careloop::fault

#endif  // CARELOOP_TESTS_FAULT_SHARER_H_
