#include "common/auth/jwks_file.h"

#include <utility>

#include "common/auth/followed_file.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/log/log.h"

namespace careloop {
namespace {

constexpr std::string_view kKind = "JWKS file";

absl::StatusOr<std::string> Read(const std::string& path) { return ReadFollowedFile(kKind, path, 256 * 1024); }

absl::StatusOr<std::shared_ptr<const KeySet>> Parse(const std::string& path, const std::string& text) {
  auto keys = KeySet::Parse(text);
  if (keys.ok()) return keys;
  return absl::InvalidArgumentError(StrCat(kKind, " ", path, ": ", keys.status().message()));
}

}  // namespace

JwksFile::JwksFile(std::string path, std::string text, std::shared_ptr<const KeySet> keys)
    : path_(std::move(path)), seen_(std::move(text)), keys_(std::move(keys)) {}

absl::StatusOr<std::unique_ptr<JwksFile>> JwksFile::Load(std::string path) {
  ASSIGN_OR_RETURN(std::string text, Read(path));
  ASSIGN_OR_RETURN(std::shared_ptr<const KeySet> keys, Parse(path, text));
  return std::unique_ptr<JwksFile>(new JwksFile(std::move(path), std::move(text), std::move(keys)));
}

void JwksFile::Poll() {
  const absl::StatusOr<std::string> text = Read(path_);
  std::string seen = text.ok() ? *text : std::string(text.status().message());
  if (seen == seen_) return;
  seen_ = std::move(seen);
  auto keys = text.ok() ? Parse(path_, *text) : text.status();
  if (!keys.ok()) return log::LogEvent(log::Level::kError, "jwks_not_reloaded", {{"error", keys.status()}});
  const size_t count = (*keys)->size();
  {
    const MutexLock lock(mutex_);
    keys_ = *std::move(keys);
  }
  version_.fetch_add(1, std::memory_order_release);
  log::LogEvent(log::Level::kInfo, "jwks_reloaded", {{"keys", count}});
}

std::shared_ptr<const KeySet> JwksFile::Current() const {
  const MutexLock lock(mutex_);
  return keys_;
}

}  // namespace careloop
