#ifndef CARELOOP_SERVICES_CONTENT_SEARCH_WORDS_H_
#define CARELOOP_SERVICES_CONTENT_SEARCH_WORDS_H_

#include <bitset>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace careloop::content {

// A word of a text.
struct Word {
  size_t begin = 0;    // in bytes of the text
  size_t end = 0;      // after the last one
  std::string lower;   // in lower case
  std::string folded;  // and without accents: how somebody types it who has no such keys
};

// Reads the words of a text, in their order. A word is a run of letters and digits, with an apostrophe between letters
// ("hodgkin's") and a point or comma between digits ("38.4"). In scripts that are written without blanks between words
// each character is a word. What is longer than kLongest bytes is no word. Takes any bytes, and time linear in them.
class WordReader {
 public:
  static constexpr size_t kLongest = 64;

  // `text` outlives this.
  explicit WordReader(std::string_view text) : text_(text) {}

  // False at the end of the text.
  bool Next(Word& word) { return Next(word, nullptr); }

  // The same of the words that begin with one of these bytes, in lower case and without an accent; now and then of
  // others. Most words are passed over in a tenth of the time that it takes to read them.
  using FirstBytes = std::bitset<256>;
  bool Next(Word& word, const FirstBytes& first) { return Next(word, &first); }

 private:
  struct Character {
    char32_t code = 0;
    size_t length = 0;
  };

  Character At(size_t position) const;
  bool SkipToWord(Character& first);
  bool JoinsWord(const Character& next) const;
  bool Next(Word& word, const FirstBytes* first);
  // To the end of the word that begins with `character`; what it is, unless `word` is null.
  void ReadOn(Character character, Word* word);
  void TakeAscii(Word* word);

  std::string_view text_;
  size_t position_ = 0;
};

std::vector<Word> WordsOf(std::string_view text);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SEARCH_WORDS_H_
