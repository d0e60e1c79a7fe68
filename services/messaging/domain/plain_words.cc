#include "services/messaging/domain/plain_words.h"

#include <glib.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "services/messaging/domain/case_folding.h"

namespace careloop::messaging {
namespace {

constexpr gunichar kLongVowel = 0x30FC;   // of Hiragana and Katakana; of no script by itself
constexpr gunichar kApostrophe = 0x02BC;  // a letter to Unicode; phones set a mark for it

// An enclosing mark makes a symbol, such as the key of a digit.
bool IsMark(gunichar c) { return g_unichar_ismark(c) && g_unichar_type(c) != G_UNICODE_ENCLOSING_MARK; }

bool IsOfWord(gunichar c) { return (g_unichar_isalnum(c) || IsMark(c)) && c != kApostrophe; }

// Acts on how others look and is not seen itself.
bool IsUnseen(gunichar c) {
  return g_unichar_type(c) == G_UNICODE_FORMAT || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF) ||
         (c >= 0x180B && c <= 0x180F) || c == 0x034F;
}

bool IsWrittenWithoutBlanks(gunichar c) {
  switch (g_unichar_get_script(c)) {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_THAI:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_MYANMAR:
      return true;
    default:
      return c == kLongVowel;
  }
}

class Words {
 public:
  explicit Words(size_t bytes) { words_.reserve(bytes + 1); }

  // Any character.
  void Take(gunichar c) {
    if (IsUnseen(c)) return;
    if (c < 0x80 || !IsOfWord(c)) return Add(c);
    gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
    const gsize count = g_unichar_fully_decompose(c, TRUE, parts, std::size(parts));
    for (gsize i = 0; i < count; ++i) Add(g_unichar_tolower(parts[i]));
  }

  void End() {
    if (word_.empty()) return;
    OrderMarks();
    for (const gunichar c : word_) {
      char bytes[6];
      words_.append(bytes, g_unichar_to_utf8(c, bytes));
    }
    words_ += ' ';
    word_.clear();
    is_whole_ = false;
  }

  std::string Result() && {
    End();
    return std::move(words_);
  }

 private:
  // What has no decomposition. A mark on nothing is none.
  void Add(gunichar c) {
    if (!IsOfWord(c)) return End();
    const bool is_mark = IsMark(c);
    if (is_mark && word_.empty()) return;
    const bool alone = !is_mark && IsWrittenWithoutBlanks(c);
    if (alone || (is_whole_ && !is_mark)) End();
    word_ += c;
    is_whole_ = is_whole_ || alone;
  }

  // Marks of different kinds, such as above and below, mean the same in any order.
  void OrderMarks() {
    const auto mark_class = [](gunichar c) { return g_unichar_combining_class(c); };
    for (auto from = word_.begin(); from != word_.end();) {
      from = std::find_if(from, word_.end(), mark_class);
      const auto to = std::find_if_not(from, word_.end(), mark_class);
      std::ranges::sort(from, to, {}, [&](gunichar c) { return std::pair(mark_class(c), c); });
      from = to;
    }
  }

  std::string words_;
  std::u32string word_;
  bool is_whole_ = false;  // only marks may follow
};

}  // namespace

std::string PlainWords(std::string_view text) {
  const std::string folded = FoldCase(text);  // first: to Unicode ς is a small letter beside σ
  Words words(folded.size());
  for (std::string_view rest = folded; !rest.empty();) {
    const gunichar c = g_utf8_get_char_validated(rest.data(), static_cast<gssize>(rest.size()));
    if (g_unichar_validate(c)) {
      words.Take(c);
      rest.remove_prefix(g_unichar_to_utf8(c, nullptr));
    } else {
      words.End();
      rest.remove_prefix(1);
    }
  }
  return std::move(words).Result();
}

}  // namespace careloop::messaging
