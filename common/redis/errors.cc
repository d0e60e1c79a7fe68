#include "common/redis/errors.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "common/base/error.h"
#include "common/base/strings.h"

namespace careloop::redis {
namespace {

using absl::StatusCode;

constexpr std::string_view kUnavailable = "the store is not available";
constexpr std::string_view kMisconfigured = "the store refuses this service";

constexpr ErrorRule Unavailable(std::string_view starts_with, std::string_view message) {
  return {starts_with, StatusCode::kUnavailable, reason::kStoreUnavailable, message, false};
}

// The connection is kept only when the store is full: replies are still in step then, and reads must go on.
constexpr std::array kRules = {
    ErrorRule{"OOM", StatusCode::kResourceExhausted, reason::kStoreFull, "the store is full; nothing was written",
              true},
    Unavailable("READONLY", kUnavailable),     // this server has become a replica
    Unavailable("MASTERDOWN", kUnavailable),   // a replica that has lost its primary
    Unavailable("NOREPLICAS", kUnavailable),   // fewer replicas than the profile demands
    Unavailable("MISCONF", kUnavailable),      // Redis cannot write to its disk
    Unavailable("LOADING", kUnavailable),      // it has started and still reads its data
    Unavailable("BUSY", kUnavailable),         // a function runs for too long
    Unavailable("TRYAGAIN", kUnavailable),     // a cluster moves these keys
    Unavailable("CLUSTERDOWN", kUnavailable),  //
    Unavailable("NOAUTH", kMisconfigured),
    Unavailable("WRONGPASS", kMisconfigured),
    Unavailable("NOPERM", kMisconfigured),
    Unavailable("NOSCRIPT", kUnavailable),
    Unavailable("ERR Function not found", kUnavailable),  // e.g. flushed; the next connection loads the library again
    ErrorRule{"", StatusCode::kInternal, reason::kInternal, "the store failed; nothing was written", false},
};

bool Matches(const ErrorRule& rule, std::string_view error_text) {
  if (!error_text.starts_with(rule.starts_with)) return false;
  const std::string_view rest = error_text.substr(rule.starts_with.size());
  return rule.starts_with.empty() || rest.empty() || !absl::ascii_isalnum(static_cast<unsigned char>(rest[0]));
}

bool IsUpper(char c) { return absl::ascii_isupper(static_cast<unsigned char>(c)); }
bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }

// The number in "... on @user_function:12.", with which Redis ends the error of a failed function, and in
// "user_function:12: ...", with which Lua begins one.
std::string_view LineOf(std::string_view error_text) {
  constexpr std::string_view kMark = "user_function:";
  const size_t mark = error_text.rfind(kMark);
  if (mark == std::string_view::npos) return {};
  const std::string_view rest = error_text.substr(mark + kMark.size());
  return rest.substr(0, std::ranges::find_if_not(rest, IsDigit) - rest.begin());
}

}  // namespace

absl::Status ErrorRule::ToStatus() const { return Error(code, reason, message); }

std::optional<std::string_view> FailureOf(std::string_view error_text, std::string_view nonce) {
  for (const std::string_view part : {std::string_view("FAILED "), nonce, std::string_view(" ")}) {
    if (!error_text.starts_with(part)) return std::nullopt;
    error_text.remove_prefix(part.size());
  }
  return error_text;
}

std::span<const ErrorRule> ErrorRules() { return kRules; }

const ErrorRule& RuleFor(std::string_view error_text) {
  return *std::ranges::find_if(kRules, [&](const ErrorRule& rule) { return Matches(rule, error_text); });
}

std::string LoggableError(std::string_view error_text) {
  constexpr size_t kLongestWord = 16;
  const std::string_view word = error_text.substr(0, error_text.find(' '));
  const bool plain = !word.empty() && word.size() <= kLongestWord && std::ranges::all_of(word, IsUpper);
  const std::string_view line = LineOf(error_text);
  return StrCat(plain ? word : "an error", line.empty() ? "" : " at library line ", line);
}

}  // namespace careloop::redis
