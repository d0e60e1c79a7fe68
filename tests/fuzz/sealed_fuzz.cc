// Page and resume tokens, as strangers make them up and as another release may have sealed them: no crash, nothing
// opens that was not sealed, and what opens says where it goes on.

#include <memory>
#include <string>

#include "careloop/messaging/v1/messaging_service.pb.h"
#include "common/base/error.h"
#include "common/crypto/sodium_random.h"
#include "common/rpc/page_token.h"
#include "services/messaging/rpc/tokens.h"
#include "tests/fuzz/check.h"

namespace careloop::fuzz {
namespace {

struct Site {
  const SecretKey secret{SecretKey::Bytes{1, 2, 3}};
  SodiumRandom random;
  const messaging::Tokens tokens{secret, random};
  const rpc::PageTokens pages{secret, random};
  const TokenSealer watch{secret, "messaging-watch", reason::kResumeTokenInvalid, random};
  const TokenSealer page{secret, "page-token", reason::kPageTokenInvalid, random};
};

Call CallOfSomebody() {
  Call call;
  call.method = "careloop.messaging.v1.MessagingService/ListMessages";
  call.caller = std::make_shared<const Caller>(Caller{.subject = "somebody"});
  return call;
}

void CheckRefused(const absl::Status& status, std::string_view reason) {
  Check(status.code() == absl::StatusCode::kInvalidArgument && ReasonOf(status) == reason);
}

void MadeUp(const Site& site, const std::string& token) {
  messaging::v1::ListMessagesRequest request;
  request.set_page_token(token);
  if (!token.empty()) CheckRefused(site.pages.Open(CallOfSomebody(), request).status(), reason::kPageTokenInvalid);
  CheckRefused(site.tokens.OpenPlace(token, "somebody").status(), reason::kResumeTokenInvalid);
}

void Sealed(const Site& site, const std::string& payload) {
  const auto token = site.watch.SealToken(payload, "somebody");
  if (!token.ok()) return Check(payload.size() > TokenSealer::kMaxPayloadSize);
  Check(site.watch.OpenToken(*token, "somebody").value() == payload);
  Check(!site.watch.OpenToken(*token, "somebody else").ok());
  const messaging::Place place = site.tokens.OpenPlace(*token, "somebody").value();  // nowhere, if another release's
  Check(site.tokens.OpenPlace(site.tokens.SealPlace(place, "somebody").value(), "somebody").value() == place);
}

void Cursor(const std::string& text) {
  const auto cursor = messaging::ParseCursor(text);
  if (!cursor.ok()) return CheckRefused(cursor.status(), reason::kPageTokenInvalid);
  const auto again = messaging::ParseCursor(messaging::CursorText(*cursor));
  Check(again.ok() && again->last_time == cursor->last_time && again->thread == cursor->thread);
}

}  // namespace
}  // namespace careloop::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace careloop::fuzz;
  static const Site& site = *new Site;
  const Input input(data, size);
  const std::string rest(input.rest);
  if (input.kind % 3 == 0) MadeUp(site, rest);
  if (input.kind % 3 == 1) Sealed(site, rest);
  if (input.kind % 3 == 2) Cursor(rest);
  return 0;
}
