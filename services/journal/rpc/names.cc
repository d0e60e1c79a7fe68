#include "services/journal/rpc/names.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "common/base/strings.h"

namespace careloop::journal {

std::string IdOf(const std::string& name) { return name.substr(name.rfind('/') + 1); }

std::string PatientOf(const std::string& name) {
  const size_t start = name.find('/') + 1;
  return name.substr(start, name.find('/', start) - start);
}

std::optional<int64_t> EntryNumber(std::string_view text) {
  constexpr size_t kMostDigits = 10;
  int64_t number = 0;
  const bool fits = !text.empty() && text.size() <= kMostDigits && text.front() != '0' &&
                    std::all_of(text.begin(), text.end(), [](unsigned char c) { return absl::ascii_isdigit(c); });
  if (!fits || !absl::SimpleAtoi(ForAbsl(text), &number)) return std::nullopt;
  return number;
}

}  // namespace careloop::journal
