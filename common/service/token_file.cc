#include "common/service/token_file.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/log/log.h"
#include "common/service/settings.h"

namespace careloop::service {
namespace {

absl::StatusOr<std::string> Read(const std::string& path) {
  std::string token;
  RETURN_IF_ERROR(ReadSecretFile(path, token));
  // gRPC ends the process over a header with anything else in it.
  if (std::ranges::all_of(token, [](char c) { return absl::ascii_isgraph(static_cast<unsigned char>(c)); }))
    return token;
  return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState, StrCat(path, ": does not hold a token"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<TokenFile>> TokenFile::Load(std::string path) {
  ASSIGN_OR_RETURN(std::string token, Read(path));
  return std::unique_ptr<TokenFile>(new TokenFile(std::move(path), std::move(token)));
}

void TokenFile::Poll() {
  auto token = Read(path_);
  const bool was_bad = std::exchange(bad_, !token.ok());
  if (!token.ok()) {
    if (!was_bad) log::LogEvent(log::Level::kError, "service_token_not_reloaded", {{"error", token.status()}});
    return;
  }
  const MutexLock lock(mutex_);
  token_ = *std::move(token);
}

std::string TokenFile::Current() const {
  const MutexLock lock(mutex_);
  return token_;
}

}  // namespace careloop::service
