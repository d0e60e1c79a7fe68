#include "common/log/line.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <iterator>

#include "common/base/error.h"

namespace careloop::log {
namespace {

template <typename... Values>
struct Overloaded : Values... {
  using Values::operator()...;
};
template <typename... Values>
Overloaded(Values...) -> Overloaded<Values...>;

// "2025-06-15T15:06:40" of a Unix time, kept per thread as long as that second lasts: gmtime costs more than the line.
std::string_view SecondText(std::time_t seconds) {
  static thread_local std::time_t shown = -1;
  static thread_local char text[32];
  static thread_local size_t size = 0;
  if (seconds != shown) {
    std::tm parts;
    gmtime_r(&seconds, &parts);
    size = std::strftime(text, sizeof(text), "%FT%T", &parts);
    shown = seconds;
  }
  return {text, size};
}

}  // namespace

Line::Line() {
  std::timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  fmt::format_to(std::back_inserter(buffer_), R"({{"time":"{}.{:06}Z")", SecondText(now.tv_sec), now.tv_nsec / 1000);
}

void Line::Add(const Field& field) {
  AddName(field.name());
  AppendValue(field.value());
}

void Line::AddText(std::string_view name, std::string_view value) {
  AddName(name);
  AppendQuoted(value);
}

void Line::AddNumber(std::string_view name, int64_t value) {
  AddName(name);
  Append(fmt::format_int(value).c_str());
}

std::string_view Line::Finish() {
  buffer_.push_back('}');
  return {buffer_.data(), buffer_.size()};
}

void Line::AddName(std::string_view name) {
  Append(",\"");
  Append(name);  // of the code, not of data: it needs no escaping
  Append("\":");
}

void Line::AppendValue(const Field::Value& value) {
  std::visit(Overloaded{
                 [this](int64_t v) { Append(fmt::format_int(v).c_str()); },
                 [this](uint64_t v) { Append(fmt::format_int(v).c_str()); },
                 [this](double v) { Append(std::isfinite(v) ? fmt::to_string(v) : "null"); },
                 [this](bool v) { Append(v ? "true" : "false"); },
                 [this](absl::Duration v) { Append(fmt::format_int(absl::ToInt64Microseconds(v)).c_str()); },
                 [this](Text v) { AppendQuoted(v.text()); },
                 [this](Word v) { AppendQuoted(v.text()); },
                 [this](const absl::Status* v) { AppendStatus(*v); },
             },
             value);
}

void Line::AppendStatus(const absl::Status& status) {
  Append(R"({"code":)");
  AppendQuoted(absl::StatusCodeToString(status.code()));
  if (HasReason(status)) AddText("reason", ReasonOf(status));
  if (!status.ok()) AddText("message", std::string(status.message()));
  buffer_.push_back('}');
}

void Line::AppendQuoted(std::string_view value) {
  constexpr size_t kMaxSize = 512;
  value = value.substr(0, kMaxSize);
  const auto plain = std::find_if(value.begin(), value.end(),
                                  [](unsigned char c) { return c < 0x20 || c >= 0x7f || c == '"' || c == '\\'; });
  buffer_.push_back('"');
  buffer_.append(value.begin(), plain);
  std::for_each(plain, value.end(), [this](char c) { AppendCharacter(c); });
  buffer_.push_back('"');
}

void Line::AppendCharacter(char c) {
  if (c == '"' || c == '\\') {
    buffer_.push_back('\\');
    buffer_.push_back(c);
  } else if (c >= 0x20 && c < 0x7f) {
    buffer_.push_back(c);
  } else if (c >= 0 && c < 0x20) {
    fmt::format_to(std::back_inserter(buffer_), "\\u{:04x}", static_cast<int>(c));
  } else {
    buffer_.push_back('?');
  }
}

}  // namespace careloop::log
