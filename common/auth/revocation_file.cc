#include "common/auth/revocation_file.h"

#include <utility>

#include "common/auth/followed_file.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/log/log.h"

namespace careloop {
namespace {

constexpr std::string_view kKind = "revocation file";

absl::StatusOr<std::string> Read(const std::string& path) { return ReadFollowedFile(kKind, path, 16 << 20); }

absl::StatusOr<std::shared_ptr<const RevocationList>> Parse(const std::string& path, const std::string& text) {
  auto list = RevocationList::Parse(text);
  if (list.ok()) return list;
  return absl::InvalidArgumentError(StrCat(kKind, " ", path, ": ", list.status().message()));
}

// A file that has just been emptied is one that somebody is writing, or could not: a comment clears the list.
absl::StatusOr<std::shared_ptr<const RevocationList>> Reread(const std::string& path, const std::string& text) {
  if (text.empty()) return absl::InvalidArgumentError(StrCat(kKind, " ", path, ": has become empty"));
  return Parse(path, text);
}

}  // namespace

RevocationFile::RevocationFile(std::string path, std::string text, std::shared_ptr<const RevocationList> list)
    : path_(std::move(path)), seen_(std::move(text)), list_(std::move(list)) {}

absl::StatusOr<std::unique_ptr<RevocationFile>> RevocationFile::Load(std::string path) {
  ASSIGN_OR_RETURN(std::string text, Read(path));
  ASSIGN_OR_RETURN(std::shared_ptr<const RevocationList> list, Parse(path, text));
  return std::unique_ptr<RevocationFile>(new RevocationFile(std::move(path), std::move(text), std::move(list)));
}

void RevocationFile::Poll() {
  const absl::StatusOr<std::string> text = Read(path_);
  std::string seen = text.ok() ? *text : std::string(text.status().message());
  if (seen == seen_) return;
  seen_ = std::move(seen);
  auto list = text.ok() ? Reread(path_, *text) : text.status();
  if (!list.ok()) return log::LogEvent(log::Level::kError, "revocations_not_reloaded", {{"error", list.status()}});
  log::LogEvent(log::Level::kInfo, "revocations_reloaded", {{"entries", (*list)->size()}});
  const MutexLock lock(mutex_);
  list_ = *std::move(list);
}

std::shared_ptr<const RevocationList> RevocationFile::Current() const {
  const MutexLock lock(mutex_);
  return list_;
}

}  // namespace careloop
