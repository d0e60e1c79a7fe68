#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_PUBLICATION_SOURCE_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_PUBLICATION_SOURCE_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/base/disclaimed.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/messaging/domain/thread.h"

namespace careloop::messaging {

// Where publications come from: the port to the content service. Thread-safe.
class PublicationSource {
 public:
  virtual ~PublicationSource() = default;

  // The current revision of publications/{id}, as the caller may read it. NOT_FOUND; UNAVAILABLE with PEER_UNAVAILABLE,
  // and PeersCodeOf unless content did not answer at all.
  virtual Task<absl::StatusOr<Disclaimed<AttachedPublication>>> Current(const Call& call, std::string id) = 0;

  // Where a revision of publications/{id} stands now, until `deadline`. Errors as of Current.
  virtual Task<absl::StatusOr<PublicationState>> StateOf(const Call& call, std::string id, int revision,
                                                         Deadline deadline) = 0;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_PUBLICATION_SOURCE_H_
