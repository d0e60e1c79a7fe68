#include "services/content/search/scratch_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "common/base/error.h"
#include "common/base/strings.h"

namespace careloop::content {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kName = "careloop-search-";
constexpr std::chrono::hours kOld{1};  // by then a directory's maker has locked it, or has gone

// The lock of a directory, or -1 if somebody else has it or there is none.
int TakeLock(const fs::path& directory, int flags) {
  const int lock = open((directory / "lock").c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
  if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0) return lock;
  if (lock >= 0) close(lock);
  return -1;
}

void RemoveIfAbandoned(const fs::path& directory) {
  std::error_code error;
  const auto changed = fs::last_write_time(directory, error);
  if (error || changed > fs::file_time_type::clock::now() - kOld) return;
  const int lock = TakeLock(directory, 0);
  if (lock < 0) return;
  fs::remove_all(directory, error);
  close(lock);
}

void RemoveAbandoned(const fs::path& parent) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(parent, error)) {
    if (entry.path().filename().string().starts_with(kName)) RemoveIfAbandoned(entry.path());
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<ScratchDirectory>> ScratchDirectory::Create(const std::string& parent) {
  RemoveAbandoned(parent);
  std::string path = (fs::path(parent) / StrCat(kName, "XXXXXX")).string();
  if (mkdtemp(path.data()) != nullptr) {
    const int lock = TakeLock(path, O_CREAT);
    if (lock >= 0) return std::unique_ptr<ScratchDirectory>(new ScratchDirectory(std::move(path), lock));
  }
  return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
               StrCat("scratch: no directory can be made in ", parent));
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code error;
  fs::remove_all(path_, error);
  close(lock_);
}

}  // namespace careloop::content
