#include "services/messaging/domain/case_folding.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"

namespace careloop::messaging {
namespace {

// Each `step`th letter from `first` to `last` becomes the one `shift` after it.
struct Letters {
  int first;
  int last;
  int step;
  int shift;
};

// In order, without overlaps.
constexpr Letters kLetters[] = {
    {0x00C0, 0x00D6, 1, 32},     // À-Ö
    {0x00D8, 0x00DE, 1, 32},     // Ø-Þ
    {0x0100, 0x012E, 2, 1},      // Ā-Į
    {0x0130, 0x0130, 1, -199},   // İ: i
    {0x0132, 0x0136, 2, 1},      // Ĳ-Ķ
    {0x0139, 0x0147, 2, 1},      // Ĺ-Ň
    {0x014A, 0x0176, 2, 1},      // Ŋ-Ŷ
    {0x0178, 0x0178, 1, -121},   // Ÿ
    {0x0179, 0x017D, 2, 1},      // Ź-Ž
    {0x017F, 0x017F, 1, -268},   // ſ: s
    {0x01A0, 0x01A0, 1, 1},      // Ơ
    {0x01AF, 0x01AF, 1, 1},      // Ư
    {0x0218, 0x021A, 2, 1},      // Ș, Ț
    {0x0386, 0x0386, 1, 38},     // Ά
    {0x0388, 0x038A, 1, 37},     // Έ-Ί
    {0x038C, 0x038C, 1, 64},     // Ό
    {0x038E, 0x038F, 1, 63},     // Ύ, Ώ
    {0x0391, 0x03A1, 1, 32},     // Α-Ρ
    {0x03A3, 0x03AB, 1, 32},     // Σ-Ϋ
    {0x03C2, 0x03C2, 1, 1},      // ς: σ
    {0x0400, 0x040F, 1, 80},     // Ѐ-Џ
    {0x0410, 0x042F, 1, 32},     // А-Я
    {0x048A, 0x04BE, 2, 1},      // Ҋ-Ҿ
    {0x04C1, 0x04CD, 2, 1},      // Ӂ-Ӎ
    {0x04D0, 0x052E, 2, 1},      // Ӑ-Ԯ
    {0x0531, 0x0556, 1, 48},     // Ա-Ֆ
    {0x1E00, 0x1E94, 2, 1},      // Ḁ-Ẕ
    {0x1E9E, 0x1E9E, 1, -7615},  // ẞ: ß
    {0x1EA0, 0x1EFE, 2, 1},      // Ạ-Ỿ
};

int Folded(int letter) {
  const auto* of = std::ranges::lower_bound(kLetters, letter, {}, &Letters::last);
  if (of == std::end(kLetters) || letter < of->first || (letter - of->first) % of->step != 0) return letter;
  return letter + of->shift;
}

unsigned char ByteAt(std::string_view text, size_t i) { return i < text.size() ? text[i] : 0; }
bool Continues(std::string_view text, size_t i) { return (ByteAt(text, i) & 0xC0) == 0x80; }

// How many bytes the character at the start has, if it is of two or three; else 1.
size_t LengthAt(std::string_view text) {
  const unsigned char first = ByteAt(text, 0);
  if (first >= 0xC2 && first < 0xE0 && Continues(text, 1)) return 2;
  return (first & 0xF0) == 0xE0 && Continues(text, 1) && Continues(text, 2) ? 3 : 1;
}

int CharacterAt(std::string_view text, size_t length) {
  if (length == 2) return (ByteAt(text, 0) & 0x1F) << 6 | (ByteAt(text, 1) & 0x3F);
  return (ByteAt(text, 0) & 0x0F) << 12 | (ByteAt(text, 1) & 0x3F) << 6 | (ByteAt(text, 2) & 0x3F);
}

void Append(std::string& text, int letter) {
  if (letter < 0x80) {
    text += static_cast<char>(letter);
  } else if (letter < 0x800) {
    text += static_cast<char>(0xC0 | letter >> 6);
    text += static_cast<char>(0x80 | (letter & 0x3F));
  } else {
    text += static_cast<char>(0xE0 | letter >> 12);
    text += static_cast<char>(0x80 | (letter >> 6 & 0x3F));
    text += static_cast<char>(0x80 | (letter & 0x3F));
  }
}

}  // namespace

std::string FoldCase(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  while (!text.empty()) {
    const size_t length = LengthAt(text);
    if (length == 1) {
      folded += absl::ascii_tolower(ByteAt(text, 0));
    } else {
      Append(folded, Folded(CharacterAt(text, length)));
    }
    text.remove_prefix(length);
  }
  return folded;
}

}  // namespace careloop::messaging
