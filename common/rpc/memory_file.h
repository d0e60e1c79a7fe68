#ifndef CARELOOP_COMMON_RPC_MEMORY_FILE_H_
#define CARELOOP_COMMON_RPC_MEMORY_FILE_H_

#include <string>
#include <string_view>

namespace careloop::rpc {

// A file of this process alone, in memory and never on a disk, for a library that insists on reading one. Its content
// is replaced as a whole: who opens it gets the old or the new one. Replace is not thread-safe.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view content);
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  // For this process only.
  std::string path() const;

  void Replace(std::string_view content);

 private:
  int New(std::string_view content);

  int versions_ = 0;
  const int fd_;
};

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_MEMORY_FILE_H_
