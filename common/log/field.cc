#include "common/log/field.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace careloop::log {
namespace {

bool IsWordCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
         std::string_view("._:/@-").find(c) != std::string_view::npos;
}

}  // namespace

std::string_view Word::text() const {
  constexpr size_t kMaxSize = 128;
  const bool good =
      !word_.empty() && word_.size() <= kMaxSize && std::all_of(word_.begin(), word_.end(), IsWordCharacter);
  return good ? word_ : "?";
}

}  // namespace careloop::log
