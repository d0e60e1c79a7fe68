#ifndef CARELOOP_COMMON_RPC_PAGE_TOKEN_H_
#define CARELOOP_COMMON_RPC_PAGE_TOKEN_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/base/error.h"
#include "common/base/random.h"
#include "common/base/strings.h"
#include "common/call/call.h"
#include "common/crypto/sealed_token.h"

namespace careloop::rpc {

// The page tokens of a service's lists. A token holds a position in a list, and opens only for the caller and the
// method it was made for, and with the same other fields; the page size alone may change. Thread-safe.
class PageTokens {
 public:
  // `random` outlives this.
  PageTokens(const SecretKey& secret, Random& random)
      : sealer_(secret, "page-token", reason::kPageTokenInvalid, random) {}

  // The position that the request's page_token holds; empty for the first page. INVALID_ARGUMENT (PAGE_TOKEN_INVALID).
  template <typename Request>
  absl::StatusOr<std::string> Open(const Call& call, const Request& request) const {
    if (request.page_token().empty()) return std::string();
    return sealer_.OpenToken(request.page_token(), Context(call, request));
  }

  // The token of the page that starts after `position`; none, if that is empty.
  template <typename Request>
  absl::StatusOr<std::string> Seal(const Call& call, const Request& request, std::string_view position) const {
    if (position.empty()) return std::string();
    return sealer_.SealToken(position, Context(call, request));
  }

 private:
  template <typename Request>
  static std::string Context(const Call& call, Request request) {
    request.clear_page_token();
    request.clear_page_size();
    return StrCat(call.method, "\n", call.caller->subject, "\n", request.SerializeAsString());
  }

  TokenSealer sealer_;
};

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_PAGE_TOKEN_H_
