#include "common/base/text.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"

namespace careloop {
namespace {

constexpr size_t kLongestId = 64;

// Length of the UTF-8 sequence at the front of `text`; 0 if it is not valid (overlong, surrogate, beyond U+10FFFF, cut
// off).
size_t SequenceLength(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto continues = [&](size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return continues(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (!continues(1) || !continues(2)) return 0;
    if (first == 0xE0 && byte(1) < 0xA0) return 0;
    return first == 0xED && byte(1) > 0x9F ? 0 : 3;
  }
  if (first < 0xF0 || first > 0xF4 || !continues(1) || !continues(2) || !continues(3)) return 0;
  if (first == 0xF0 && byte(1) < 0x90) return 0;
  return first == 0xF4 && byte(1) > 0x8F ? 0 : 4;
}

bool IsControl(std::string_view character, bool lines) {
  const auto c = static_cast<unsigned char>(character[0]);
  if (character.size() == 2) return c == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
  if (c == '\n' || c == '\t') return !lines;
  return character.size() == 1 && absl::ascii_iscntrl(c);
}

// Of a valid sequence.
char32_t CodePoint(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first;
  char32_t point = first & (0x7F >> character.size());
  for (const char c : character.substr(1)) point = point << 6 | (static_cast<unsigned char>(c) & 0x3F);
  return point;
}

// White space, fillers, and what Unicode calls Default_Ignorable_Code_Point: joiners, marks of direction, variation
// selectors, tags. First and last of each range, in order.
constexpr char32_t kUnseen[][2] = {
    {'\t', '\n'},     {' ', ' '},       {0xA0, 0xA0},       {0xAD, 0xAD},       {0x34F, 0x34F},    {0x61C, 0x61C},
    {0x115F, 0x1160}, {0x1680, 0x1680}, {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x2000, 0x200F},  {0x2028, 0x202F},
    {0x205F, 0x206F}, {0x2800, 0x2800}, {0x3000, 0x3000},   {0x3164, 0x3164},   {0xFE00, 0xFE0F},  {0xFEFF, 0xFEFF},
    {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}};

bool IsSeen(char32_t point) {
  const auto* range =
      std::find_if(std::begin(kUnseen), std::end(kUnseen), [&](const auto& r) { return point <= r[1]; });
  return range == std::end(kUnseen) || point < (*range)[0];
}

bool IsOverride(std::string_view character) { return character == "\u202D" || character == "\u202E"; }

}  // namespace

TextMeasure MeasureText(std::string_view text, bool lines) {
  TextMeasure measure;
  // Most texts are printable ASCII for the most part; one byte at a time they cost a twentieth of a call.
  const auto plain = std::find_if(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c >= 0x7F; });
  measure.bytes = plain - text.begin();
  measure.characters = static_cast<int>(measure.bytes);
  measure.blank = std::all_of(text.begin(), plain, [](char c) { return c == ' '; });
  while (measure.bytes < text.size()) {
    const std::string_view rest = text.substr(measure.bytes);
    const size_t length = SequenceLength(rest);
    if (length == 0 || IsControl(rest.substr(0, length), lines)) {
      measure.valid = false;
      return measure;
    }
    measure.blank = measure.blank && !IsSeen(CodePoint(rest.substr(0, length)));
    measure.overrides = measure.overrides || IsOverride(rest.substr(0, length));
    ++measure.characters;
    measure.bytes += length;
  }
  return measure;
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const size_t length = SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool IsId(std::string_view id) {
  return !id.empty() && id != "-" && id.size() <= kLongestId && std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
  });
}

}  // namespace careloop
