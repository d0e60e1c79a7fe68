#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_TEMPLATE_STORE_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_TEMPLATE_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/messaging/domain/template.h"

namespace careloop::messaging {

// The templates of care teams: the port of Templates. Thread-safe; tasks resume on the store's thread. All fail with
// UNAVAILABLE or DEADLINE_EXCEEDED as redis::Client does.
class TemplateStore {
 public:
  virtual ~TemplateStore() = default;

  struct Saved {
    int64_t version = 0;
    absl::Time time;
  };
  // Saves it as the next version. Atomic and idempotent by the call's request id. NOT_FOUND if whoever saves it is not
  // on the team at this moment; ABORTED if `seen` is not the version now (0: there is none); FAILED_PRECONDITION for a
  // new one at the limit.
  virtual Task<absl::StatusOr<Saved>> Save(const Call& call, MessageTemplate saved, std::optional<int64_t> seen) = 0;

  struct Page {
    std::vector<MessageTemplate> templates;
    bool more = false;
  };
  // Up to `most` whose id is after `after`, by id.
  virtual Task<absl::StatusOr<Page>> List(const Call& call, std::string team, std::string after, int most) = 0;
  // NOT_FOUND.
  virtual Task<absl::StatusOr<MessageTemplate>> Get(const Call& call, std::string team, std::string id) = 0;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_TEMPLATE_STORE_H_
