#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_PUBLICATION_STORE_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_PUBLICATION_STORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/content/domain/publication.h"

namespace careloop::content {

// Revisions in the order in which they were published, each of which counts the library's version up by one.
struct Published {
  int64_t version = 0;              // after the last of `revisions`
  std::vector<Revision> revisions;  // each with an imprint
  bool complete = false;            // there is nothing after `version`
};

// Where publications are kept. Every method is one atomic step; thread-safe. Its tasks resume on the store's own
// thread.
//
// Errors are those of the store (UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, INTERNAL) and those said below. A
// method that changes something, called again for the same request, has the outcome of the first time; with another
// request under its request id it fails with REQUEST_ID_REUSED.
class PublicationStore {
 public:
  virtual ~PublicationStore() = default;

  // Keeps `manuscript` as the next draft revision of its publication; the number of that revision.
  virtual Task<absl::StatusOr<int>> AddDraft(const Call& call, Manuscript manuscript) = 0;

  // The number of the latest revision of a publication; 0 if there is none.
  virtual Task<absl::StatusOr<int>> LatestRevision(std::string id, Deadline deadline) = 0;

  // NOT_FOUND if there is no such revision.
  virtual Task<absl::StatusOr<Revision>> Read(std::string id, int number, Deadline deadline) = 0;

  // Makes a revision the current one. The imprint that it now has: `imprint`, or if it was current already the one that
  // it had. NOT_FOUND if there is no such revision; FAILED_PRECONDITION (FAILED_STATE) if a later one is or was
  // current, or if the version of the disclaimer has been published with another text.
  virtual Task<absl::StatusOr<Imprint>> Publish(const Call& call, std::string id, int number, Imprint imprint) = 0;

  // Some of what was published after `version`. If the store's own version is lower (it was set back to an older
  // state), the answer starts from the beginning: its version is then less than `version`.
  virtual Task<absl::StatusOr<Published>> PublishedAfter(int64_t version, Deadline deadline) = 0;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_PUBLICATION_STORE_H_
