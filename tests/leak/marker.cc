#include "tests/leak/marker.h"

#include <algorithm>
#include <cstdio>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "common/base/strings.h"

namespace careloop::leak {
namespace {

constexpr size_t kDigits = 4;

// The number of each marker of which `stem` is the beginning; -1 where its digits are cut off or altered.
template <typename Digits>
void Collect(std::string_view text, std::string_view stem, Digits digits, std::set<int>& found) {
  for (size_t at = text.find(stem); at != std::string_view::npos; at = text.find(stem, at + 1)) {
    const std::string number = digits(text.substr(at));
    const bool whole =
        number.size() == kDigits && std::ranges::all_of(number, [](unsigned char c) { return absl::ascii_isdigit(c); });
    found.insert(whole ? std::stoi(number) : -1);
  }
}

std::string Plain(std::string_view marker) { return std::string(marker.substr(kStem.size(), kDigits)); }

std::string Hex(std::string_view marker) {
  const std::string digits(marker.substr(std::min(marker.size(), 2 * kStem.size()), 2 * kDigits));
  const bool hex = std::ranges::all_of(digits, [](unsigned char c) { return absl::ascii_isxdigit(c); });
  return hex ? absl::HexStringToBytes(digits) : "";
}

// In Base64 a group begins with the stem's first, second or third letter: `skipped` letters are in the group before.
void CollectBase64(std::string_view text, size_t skipped, std::set<int>& found) {
  const size_t letters = kStem.size() - skipped;
  const std::string stem = absl::Base64Escape(ForAbsl(kStem.substr(skipped, letters / 3 * 3)));
  const auto digits = [letters](std::string_view marker) {
    std::string groups(marker.substr(0, (letters + kDigits + 2) / 3 * 4));
    std::ranges::replace(groups, '-', '+');
    std::ranges::replace(groups, '_', '/');
    std::string bytes;
    const bool whole = absl::Base64Unescape(groups, &bytes) && bytes.size() >= letters;
    return whole ? bytes.substr(letters, kDigits) : "";
  };
  Collect(text, stem, digits, found);
}

}  // namespace

bool IsMarked(std::string_view value) {
  return value.find(kStem) != std::string_view::npos || !PickedIn(value).empty();
}

std::string Markers::Next(std::string_view origin) {
  char digits[kDigits + 1];
  std::snprintf(digits, sizeof(digits), "%04d", static_cast<int>(origins_.size() % 10'000));
  origins_.emplace_back(origin);
  return StrCat(kStem, digits);
}

void Markers::SetOrigin(std::string_view value, std::string_view origin) {
  for (const int number : MarkersIn(value)) {
    if (number >= 0) origins_.at(static_cast<size_t>(number)) = origin;
  }
}

std::vector<int> MarkersIn(std::string_view text) {
  static const std::string hex = absl::BytesToHexString(ForAbsl(kStem));
  std::set<int> found;
  const std::string lower = absl::AsciiStrToLower(ForAbsl(text));
  Collect(lower, kStem, Plain, found);
  Collect(lower, hex, Hex, found);
  for (size_t skipped = 0; skipped < 3; ++skipped) CollectBase64(text, skipped, found);
  return {found.begin(), found.end()};
}

std::vector<std::string> PickedIn(std::string_view text) {
  std::vector<std::string> found;
  for (const std::string_view word : kPicked) {
    if (text.find(word) != std::string_view::npos) found.emplace_back(word);
  }
  constexpr double kTemperature = 39.17314159;
  const std::string_view bytes(reinterpret_cast<const char*>(&kTemperature), sizeof(kTemperature));
  if (text.find(bytes) != std::string_view::npos) found.emplace_back("39.17314159 as a number");
  return found;
}

}  // namespace careloop::leak
