#ifndef CARELOOP_COMMON_REDIS_REPLY_H_
#define CARELOOP_COMMON_REDIS_REPLY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace careloop::redis {

// One decoded Redis reply. A plain value; reading it as something it is not gives an empty value, so that a store
// decodes first and then checks what it needs.
class Reply {
 public:
  struct Nil {};
  struct ErrorText {
    std::string text;
  };
  using Array = std::vector<Reply>;

  Reply() = default;
  explicit Reply(int64_t integer) : value_(integer) {}
  explicit Reply(std::string text) : value_(std::move(text)) {}
  explicit Reply(ErrorText error) : value_(std::move(error)) {}
  explicit Reply(Array array) : value_(std::move(array)) {}

  bool is_nil() const { return std::holds_alternative<Nil>(value_); }
  bool is_integer() const { return std::holds_alternative<int64_t>(value_); }
  bool is_string() const { return std::holds_alternative<std::string>(value_); }
  bool is_array() const { return std::holds_alternative<Array>(value_); }
  bool is_error() const { return std::holds_alternative<ErrorText>(value_); }

  int64_t integer() const;
  const std::string& text() const;  // of a string or an error
  const Array& array() const;
  Array& mutable_array();               // only of an array
  const Reply& at(size_t index) const;  // nil past the end

 private:
  std::variant<Nil, int64_t, std::string, ErrorText, Array> value_;
};

}  // namespace careloop::redis

#endif  // CARELOOP_COMMON_REDIS_REPLY_H_
