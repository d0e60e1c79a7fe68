#include "common/redis/reply.h"

namespace careloop::redis {

int64_t Reply::integer() const {
  const int64_t* integer = std::get_if<int64_t>(&value_);
  return integer != nullptr ? *integer : 0;
}

const std::string& Reply::text() const {
  static const std::string& empty = *new std::string;
  if (const auto* error = std::get_if<ErrorText>(&value_)) return error->text;
  const auto* text = std::get_if<std::string>(&value_);
  return text != nullptr ? *text : empty;
}

const Reply::Array& Reply::array() const {
  static const Array& empty = *new Array;
  const Array* array = std::get_if<Array>(&value_);
  return array != nullptr ? *array : empty;
}

Reply::Array& Reply::mutable_array() { return std::get<Array>(value_); }

const Reply& Reply::at(size_t index) const {
  static const Reply& nil = *new Reply;
  return index < array().size() ? array()[index] : nil;
}

}  // namespace careloop::redis
