#ifndef CARELOOP_COMMON_LOG_SINK_H_
#define CARELOOP_COMMON_LOG_SINK_H_

#include <spdlog/sinks/base_sink.h>

#include <mutex>
#include <string>

namespace careloop::log {

// Writes lines to a file descriptor, many at a time, as spdlog's own sinks for standard error do not. What cannot be
// written (disk full, pipe gone) is dropped: a service that cannot log goes on. Does not close the descriptor.
// Thread-safe.
class Sink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit Sink(int fd) : fd_(fd) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override;

 private:
  const int fd_;
  std::string buffer_;
};

}  // namespace careloop::log

#endif  // CARELOOP_COMMON_LOG_SINK_H_
