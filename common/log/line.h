#ifndef CARELOOP_COMMON_LOG_LINE_H_
#define CARELOOP_COMMON_LOG_LINE_H_

#include <spdlog/fmt/fmt.h>

#include <string_view>

#include "common/log/field.h"

namespace careloop::log {

// One line of the log in the making: a JSON object, written straight into a buffer on the stack. Used by log.cc alone.
// Text values are escaped and cut at 512 bytes; what is not ASCII shows as "?", so that no byte can pass for another.
class Line {
 public:
  // Begins with the time of this moment.
  Line();

  void Add(const Field& field);
  void AddText(std::string_view name, std::string_view value);
  void AddNumber(std::string_view name, int64_t value);

  std::string_view Finish();  // valid as long as this object; add nothing after it

 private:
  void AddName(std::string_view name);
  void AppendQuoted(std::string_view value);
  void AppendCharacter(char c);
  void AppendValue(const Field::Value& value);
  void AppendStatus(const absl::Status& status);
  void Append(std::string_view text) { buffer_.append(text.data(), text.data() + text.size()); }

  fmt::memory_buffer buffer_;
};

}  // namespace careloop::log

#endif  // CARELOOP_COMMON_LOG_LINE_H_
