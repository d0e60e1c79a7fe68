#include "common/redis/function_check.h"

#include <array>
#include <utility>

#include "common/base/strings.h"
#include "common/log/log.h"
#include "common/redis/errors.h"
#include "common/redis/protocol.h"

namespace careloop::redis {

FunctionCheck::FunctionCheck(const Address& address, Credentials loader, const FunctionLibrary& library, Loop& loop,
                             Changed changed)
    : address_(address),
      loader_(std::move(loader)),
      library_(library),
      changed_(std::move(changed)),
      connection_(loop, *this) {}

void FunctionCheck::Start() {
  if (connection_.is_open()) OnBroken("Redis did not answer");
  connection_.Close();
  authenticated_ = false;
  connection_.Open(address_);
}

void FunctionCheck::OnConnected() {
  std::string commands;
  AppendCommand(std::array<std::string_view, 3>{"AUTH", loader_.user, loader_.password}, commands);
  connection_.Send(commands + AskForFunctions(library_));
  connection_.Flush();
}

void FunctionCheck::OnReply(Reply reply) {
  if (!reply.is_error() && !std::exchange(authenticated_, true)) return;
  connection_.Close();
  if (reply.is_error()) return OnBroken(StrCat("Redis answered ", LoggableError(reply.text())));
  if (const absl::Status same = CompareFunctions(library_, reply); !same.ok()) changed_(same);
}

// The service goes on: it is the client's own connection that says whether Redis is there.
void FunctionCheck::OnBroken(std::string_view why) {
  log::LogEvent(log::Level::kWarning, "redis_functions_not_checked",
                {{"reason", absl::UnavailableError(ForAbsl(why))}});
}

}  // namespace careloop::redis
