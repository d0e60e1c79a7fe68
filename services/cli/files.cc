#include "services/cli/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "common/base/strings.h"
#include "services/cli/exit_code.h"

namespace careloop::cli {
namespace {

absl::Status FileError(std::string_view what, const std::string& path) {
  return UsageError(StrCat("cannot ", what, " ", path, ": ", std::generic_category().message(errno)));
}

bool IsWrittenDirectly(const std::string& path) {
  std::error_code error;
  const auto there = std::filesystem::status(path, error);
  return std::filesystem::exists(there) && !std::filesystem::is_regular_file(there);
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path, size_t most) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return FileError("open", path);
  std::error_code error;
  const auto bytes = std::filesystem::file_size(path, error);
  if (!error && bytes > most)
    return UsageError(StrCat(path, ": has ", bytes, " bytes, at most ", most, " are allowed"));
  std::ostringstream text;
  text << in.rdbuf();
  if (in.bad()) return FileError("read", path);
  return text.str();
}

absl::Status WriteFile(const std::string& path, std::string_view text, mode_t mode) {
  const std::string draft = StrCat(path, ".new");
  const int fd = open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (fd < 0) return FileError("create", draft);
  fchmod(fd, mode);  // whatever the umask is
  const ssize_t written = write(fd, text.data(), text.size());
  close(fd);
  if (written != static_cast<ssize_t>(text.size())) return FileError("write", draft);
  if (std::rename(draft.c_str(), path.c_str()) != 0) return FileError("write", path);
  return absl::OkStatus();
}

NewFile::NewFile(std::string path)
    : path_(std::move(path)), part_(IsWrittenDirectly(path_) ? path_ : StrCat(path_, ".part")) {}

NewFile::~NewFile() {
  if (!out_.is_open() || part_ == path_) return;
  out_.close();
  std::remove(part_.c_str());
}

absl::Status NewFile::Open() {
  // What is exported is about people: whoever may read what is there now may read the new one, else the user alone.
  struct stat before{};
  const mode_t mode = stat(path_.c_str(), &before) == 0 ? before.st_mode & 0777 : 0600;
  if (part_ != path_) {
    const int fd = open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (fd < 0) return FileError("create", part_);
    fchmod(fd, mode);  // whatever the umask is
    close(fd);
  }
  out_.open(part_, std::ios::binary | std::ios::trunc);
  return out_ ? absl::OkStatus() : FileError("create", part_);
}

absl::Status NewFile::Complete() {
  out_.flush();
  if (!out_) return FileError("write", part_);
  if (part_ != path_ && std::rename(part_.c_str(), path_.c_str()) != 0) return FileError("write", path_);
  out_.close();
  return absl::OkStatus();
}

std::vector<std::string> MarkdownFiles(const std::string& path) {
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    if (entry.path().extension() == ".md") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace careloop::cli
