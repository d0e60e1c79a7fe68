#ifndef CARELOOP_SERVICES_JOURNAL_STORE_SHARE_CODEC_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_SHARE_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/journal/domain/share.h"

namespace careloop::journal {

// The only way of a share into the store and its outbox, and out of them. What changes of a share (`revoked`,
// `delivered`, `refused`) is not in the bytes.
std::string EncodeShare(const Share& share);

// INTERNAL for bytes that are damaged or of a later format.
absl::StatusOr<Share> DecodeShare(std::string_view bytes);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_SHARE_CODEC_H_
