#ifndef CARELOOP_SERVICES_MESSAGING_RPC_TOKENS_H_
#define CARELOOP_SERVICES_MESSAGING_RPC_TOKENS_H_

#include <optional>
#include <string>

#include "common/call/call.h"
#include "common/crypto/sealed_token.h"
#include "services/messaging/domain/event.h"
#include "services/messaging/domain/inbox_query.h"
#include "services/messaging/domain/patient_order.h"
#include "services/messaging/domain/thread_store.h"

namespace careloop::messaging {

// The opaque tokens of messaging: sealed, bound to the person they were given to and, for a page, to the request. None
// carries permission. Thread-safe.
class Tokens {
 public:
  Tokens(const SecretKey& secret, Random& random);

  // Where a Watch of `person` goes on.
  absl::StatusOr<std::string> SealPlace(Place place, const std::string& person) const;
  // kNowhere for a token of an earlier form. INVALID_ARGUMENT with RESUME_TOKEN_INVALID.
  absl::StatusOr<Place> OpenPlace(const std::string& token, const std::string& person) const;

  // Where the next page starts. `list` is everything of the request but page size and token.
  absl::StatusOr<std::string> SealPage(std::string_view place, const Call& call, std::string_view list) const;
  // Empty for an empty token, which is the first page. INVALID_ARGUMENT with PAGE_TOKEN_INVALID.
  absl::StatusOr<std::optional<std::string>> OpenPage(const std::string& token, const Call& call,
                                                      std::string_view list) const;

 private:
  TokenSealer pages_;
  TokenSealer watches_;
};

// The places of pages as text.
std::string CursorText(const ThreadCursor& cursor);
absl::StatusOr<ThreadCursor> ParseCursor(const std::string& text);
std::string OrderText(const InboxOrder& order);
absl::StatusOr<InboxOrder> ParseOrder(const std::string& text);
std::string OrderText(const PatientOrder& order);
absl::StatusOr<PatientOrder> ParsePatientOrder(const std::string& text);
absl::StatusOr<int64_t> ParseNumber(const std::string& text);

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_RPC_TOKENS_H_
