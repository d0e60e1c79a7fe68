#include "services/content/search/words.h"

#include <xapian.h>

#include "absl/strings/ascii.h"

namespace careloop::content {
namespace {

// The letters from U+00E0 and from U+1E00 without their accents; "." stands for one that is kept as it is.
constexpr char32_t kFirstLatin = 0xE0;
constexpr std::string_view kLatin =
    "aaaaaa.ceeeeiiiidnooooo.ouuuuy.y.a.a.a.c.c.c.c.d.d.e.e.e.e.e.g.g.g.g.h.h.i.i.i.i.i...j.kk.l.l.l...l.n.n."
    "n..n.o.o.o...r.r.r.s.s.s.s.t.t.t.u.u.u.u.u.u.w.y..z.z.z..................................o.............."
    "u.............................a.i.o.u.u.u.u.u..a.a.....g.k.o.o..j....g...n.a.....a.a.e.e.i.i.o.o.r.r.u.u"
    ".s.t...h.......a.e.o.o.o.o.y............................";
constexpr char32_t kFirstAdditional = 0x1E00;
constexpr std::string_view kAdditional =
    ".a.b.b.b.c.d.d.d.d.d.e.e.e.e.e.f.g.h.h.h.h.h.i.i.k.k.k.l.l.l.l.m.m.m.n.n.n.n.o.o.o.o.p.p.r.r.r.r.s.s.s.s"
    ".s.t.t.t.t.u.u.u.u.u.v.v.w.w.w.w.w.x.x.y.z.z.zhtwy.......a.a.a.a.a.a.a.a.a.a.a.a.e.e.e.e.e.e.e.e.i.i.o.o"
    ".o.o.o.o.o.o.o.o.o.o.u.u.u.u.u.u.u.y.y.y.y......";

char BaseIn(std::string_view table, char32_t first, char32_t code) {
  const bool inside = code >= first && code - first < table.size();
  return inside && table[code - first] != '.' ? table[code - first] : '\0';
}

bool IsAccent(char32_t code) { return code >= 0x300 && code <= 0x36F; }

// `code` is in lower case.
void AppendFolded(char32_t code, std::string& out) {
  if (IsAccent(code)) return;
  if (code == U'\u00E6') {
    out += "ae";
  } else if (code == U'\u0153') {
    out += "oe";
  } else if (code == U'\u00DF') {
    out += "ss";
  } else if (const char base = BaseIn(kLatin, kFirstLatin, code)) {
    out += base;
  } else if (const char other = BaseIn(kAdditional, kFirstAdditional, code)) {
    out += other;
  } else {
    Xapian::Unicode::append_utf8(out, code);
  }
}

// Thai to Myanmar, Khmer, Chinese, Japanese and Korean.
bool IsWordOfItsOwn(char32_t code) {
  return (code >= 0x0E00 && code <= 0x0EFF) || (code >= 0x1000 && code <= 0x109F) ||
         (code >= 0x1780 && code <= 0x17FF) || (code >= 0x2E80 && code <= 0x9FFF) ||
         (code >= 0xAC00 && code <= 0xD7AF) || (code >= 0xF900 && code <= 0xFAFF) ||
         (code >= 0x20000 && code <= 0x3FFFF);
}

bool IsLetterOrDigit(char32_t code) {
  if (code < 0x80) return absl::ascii_isalnum(static_cast<unsigned char>(code));
  return Xapian::Unicode::is_wordchar(code);
}

bool IsDigit(char32_t code) { return code >= '0' && code <= '9'; }

bool IsApostrophe(char32_t code) { return code == '\'' || code == U'\u2019'; }

void Append(char32_t code, Word& word) {
  if (IsApostrophe(code)) code = '\'';
  if (code < 0x80) {
    const char lower = absl::ascii_tolower(static_cast<unsigned char>(code));
    word.lower += lower;
    word.folded += lower;
  } else {
    const char32_t lower = Xapian::Unicode::tolower(code);
    Xapian::Unicode::append_utf8(word.lower, lower);
    AppendFolded(lower, word.folded);
  }
}

}  // namespace

WordReader::Character WordReader::At(size_t position) const {
  if (position >= text_.size()) return {};
  const auto byte = static_cast<unsigned char>(text_[position]);
  if (byte < 0x80) return {.code = byte, .length = 1};
  Xapian::Utf8Iterator iterator(text_.data() + position, text_.size() - position);
  const char32_t code = *iterator;
  const char* const next = (++iterator).raw();  // null at the end of the text
  return {.code = code, .length = next == nullptr ? text_.size() - position : next - (text_.data() + position)};
}

bool WordReader::SkipToWord(Character& first) {
  for (first = At(position_); first.length > 0; first = At(position_)) {
    if (IsLetterOrDigit(first.code) && !IsAccent(first.code)) return true;
    position_ += first.length;
  }
  return false;
}

// Whether `joint`, which is at the place to be read, stands between two characters that it makes one word of.
bool WordReader::JoinsWord(const Character& joint) const {
  const char32_t before = static_cast<unsigned char>(text_[position_ - 1]);  // of a longer character, its last byte
  const char32_t after = At(position_ + joint.length).code;
  if (IsApostrophe(joint.code)) return !IsDigit(before) && IsLetterOrDigit(after) && !IsDigit(after);
  return (joint.code == '.' || joint.code == ',') && IsDigit(before) && IsDigit(after);
}

// What most words are made of.
void WordReader::TakeAscii(Word* word) {
  const size_t begin = position_;
  while (position_ < text_.size() && absl::ascii_isalnum(static_cast<unsigned char>(text_[position_]))) ++position_;
  if (word == nullptr) return;
  for (size_t i = begin; i < position_; ++i) word->lower += absl::ascii_tolower(static_cast<unsigned char>(text_[i]));
  word->folded.append(word->lower, word->lower.size() - (position_ - begin));
}

void WordReader::ReadOn(Character character, Word* word) {
  const bool alone = IsWordOfItsOwn(character.code);
  do {
    if (word != nullptr) Append(character.code, *word);
    position_ += character.length;
    if (!alone) TakeAscii(word);
    character = At(position_);
  } while (!alone && character.length > 0 && !IsWordOfItsOwn(character.code) &&
           (IsLetterOrDigit(character.code) || JoinsWord(character)));
}

bool WordReader::Next(Word& word, const FirstBytes* first) {
  Character character;
  while (SkipToWord(character)) {
    word.begin = position_;
    word.lower.clear();
    word.folded.clear();
    const bool passed = first != nullptr && character.code < 0x80 &&
                        !first->test(absl::ascii_tolower(static_cast<unsigned char>(character.code)));
    ReadOn(character, passed ? nullptr : &word);
    word.end = position_;
    if (!passed && word.lower.size() <= kLongest) return true;
  }
  return false;
}

std::vector<Word> WordsOf(std::string_view text) {
  std::vector<Word> words;
  WordReader reader(text);
  for (Word word; reader.Next(word);) words.push_back(word);
  return words;
}

}  // namespace careloop::content
