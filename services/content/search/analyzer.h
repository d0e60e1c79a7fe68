#ifndef CARELOOP_SERVICES_CONTENT_SEARCH_ANALYZER_H_
#define CARELOOP_SERVICES_CONTENT_SEARCH_ANALYZER_H_

#include <xapian.h>

#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "services/content/search/words.h"

namespace careloop::content {

// The language that the words of a text are those of: the first part of its tag, in lower case ("es" of "es-MX").
std::string BaseLanguage(std::string_view tag);

// What a word is found by. Two words that share a stem are one to a search.
struct Stems {
  std::string plain;     // of the word without its accents
  std::string accented;  // of the word as it is, then without accents; empty if that is the same
};

// The stems and the stop words of one language. A language that Xapian has no stemmer for has each word as its stem.
// Remembers the stems of words, of which texts repeat few. Not thread-safe.
class Analyzer {
 public:
  explicit Analyzer(const std::string& base_language);

  // A word that says nothing of what a text is about, such as "the".
  bool IsStopWord(const Word& word) const;
  // Whether a stem begins with the same byte as its word without accents. Not of every language: some take prefixes
  // off.
  bool KeepsBeginnings() const;
  // Lives until the next call.
  const Stems& StemsOf(const Word& word);

 private:
  const std::string language_;
  const Xapian::Stem stem_;
  absl::flat_hash_map<std::string, Stems> known_;  // by the word in lower case
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SEARCH_ANALYZER_H_
