#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_WATCH_ACCESSES_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_WATCH_ACCESSES_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "common/call/call.h"

namespace careloop::messaging {

// Records that somebody is told of patients who are not themselves: the opening of their Watch, then each patient
// before they are first told of them, once in each quarter of an hour, however many streams they have open. Of one
// thread, the hub's.
class WatchAccesses {
 public:
  static constexpr absl::Duration kPeriod = absl::Minutes(15);

  // Records it durably; without patients, that a Watch was opened.
  using Record = std::function<Task<absl::Status>(std::shared_ptr<const Caller>, std::vector<std::string> patients)>;

  // `clock` outlives this.
  WatchAccesses(Record record, const Clock& clock) : record_(std::move(record)), clock_(clock) {}

  Task<absl::Status> Opened(std::shared_ptr<const Caller> caller) { return Note(std::move(caller), ""); }
  Task<absl::Status> Told(std::shared_ptr<const Caller> caller, std::string patient) {
    return Note(std::move(caller), std::move(patient));
  }

 private:
  Task<absl::Status> Note(std::shared_ptr<const Caller> caller, std::string patient);

  const Record record_;
  const Clock& clock_;
  int64_t period_ = 0;  // the number of the quarter that noted_ is of
  absl::flat_hash_map<std::string, absl::flat_hash_set<std::string>> noted_;  // by person; "" is the opening
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_WATCH_ACCESSES_H_
