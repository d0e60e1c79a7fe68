#ifndef CARELOOP_COMMON_BASE_STRINGS_H_
#define CARELOOP_COMMON_BASE_STRINGS_H_

#include <string>
#include <string_view>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace careloop {

// The packaged Abseil was built as C++14, where absl::string_view is a class of its own. The project speaks
// std::string_view; these two are the bridge.
inline absl::string_view ForAbsl(std::string_view text) { return {text.data(), text.size()}; }

// absl::StrCat that also takes std::string_view.
template <typename... Parts>
std::string StrCat(const Parts&... parts) {
  const auto piece = [](const auto& part) -> decltype(auto) {
    if constexpr (std::is_same_v<std::decay_t<decltype(part)>, std::string_view>) {
      return ForAbsl(part);
    } else {
      return (part);
    }
  };
  return absl::StrCat(piece(parts)...);
}

}  // namespace careloop

#endif  // CARELOOP_COMMON_BASE_STRINGS_H_
