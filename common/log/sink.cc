#include "common/log/sink.h"

#include <unistd.h>

#include <cerrno>
#include <string_view>

namespace careloop::log {

void Sink::sink_it_(const spdlog::details::log_msg& message) {
  constexpr size_t kFlushSize = 32 * 1024;
  buffer_.append(message.payload.data(), message.payload.size()).push_back('\n');
  if (buffer_.size() >= kFlushSize) flush_();
}

void Sink::flush_() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t written = write(fd_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;
    rest.remove_prefix(written);
  }
  buffer_.clear();
}

}  // namespace careloop::log
