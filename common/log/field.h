#ifndef CARELOOP_COMMON_LOG_FIELD_H_
#define CARELOOP_COMMON_LOG_FIELD_H_

#include <concepts>
#include <cstdint>
#include <string_view>
#include <variant>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace careloop::log {

// Text that is known when the program is compiled. Nothing else converts to it, so it cannot hold what a person wrote.
class Text {
 public:
  consteval Text(const char* literal) : text_(literal) {}
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

// A word of the machine: an id, an address, a file name. Shown as "?" unless it is 1 to 128 of A-Z a-z 0-9 . _ : / @ -
// Never give it what a person wrote, however short.
class Word {
 public:
  explicit Word(std::string_view word) : word_(word) {}
  std::string_view text() const;

 private:
  std::string_view word_;
};

// One named value of a log line. Made where it is logged and not kept: it refers to its arguments. A status shows code,
// reason and message, since statuses made with common/base/error.h hold no person's text; a duration is in
// microseconds.
class Field {
 public:
  using Value = std::variant<int64_t, uint64_t, double, bool, absl::Duration, Text, Word, const absl::Status*>;

  Field(Text name, std::signed_integral auto value) : name_(name), value_(int64_t{value}) {}
  Field(Text name, std::unsigned_integral auto value)
    requires(!std::same_as<decltype(value), bool>)
      : name_(name), value_(uint64_t{value}) {}
  Field(Text name, std::same_as<bool> auto value) : name_(name), value_(value) {}
  Field(Text name, std::floating_point auto value) : name_(name), value_(double{value}) {}
  Field(Text name, absl::Duration value) : name_(name), value_(value) {}
  Field(Text name, Text value) : name_(name), value_(value) {}
  Field(Text name, Word value) : name_(name), value_(value) {}
  Field(Text name, const absl::Status& value) : name_(name), value_(&value) {}

  std::string_view name() const { return name_.text(); }
  const Value& value() const { return value_; }

 private:
  Text name_;
  Value value_;
};

}  // namespace careloop::log

#endif  // CARELOOP_COMMON_LOG_FIELD_H_
