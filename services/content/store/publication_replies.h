#ifndef CARELOOP_SERVICES_CONTENT_STORE_PUBLICATION_REPLIES_H_
#define CARELOOP_SERVICES_CONTENT_STORE_PUBLICATION_REPLIES_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "common/redis/reply.h"
#include "services/content/domain/publication_store.h"

namespace careloop::content {

// Replies of functions.lua as values. Each fails with INTERNAL on what no function of this release answers, and on a
// damaged record.
absl::Status UnknownReply();

// What add_draft and row answer. The row of "NUMBER LAST WITHDRAWN" is empty if there is no such publication.
absl::StatusOr<Row> DecodeDraft(std::string_view outcome);
absl::StatusOr<Row> DecodeRow(const redis::Reply::Array& reply);

// The reply holds a revision.
absl::StatusOr<StoredRevision> DecodeRevision(int number, const redis::Reply::Array& reply);
absl::StatusOr<History> DecodeHistory(const redis::Reply::Array& reply);
absl::StatusOr<Changes> DecodeChanges(const redis::Reply::Array& reply);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_STORE_PUBLICATION_REPLIES_H_
