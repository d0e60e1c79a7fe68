#ifndef CARELOOP_TESTS_BENCH_LIBRARY_TEXTS_H_
#define CARELOOP_TESTS_BENCH_LIBRARY_TEXTS_H_

#include <cstddef>
#include <iterator>
#include <string>
#include <vector>

#include "careloop/content/v1/search.pb.h"
#include "tests/bench/closed_loop.h"

namespace careloop::bench {

// Publications of a made-up language whose words are as unevenly frequent as those of any (Zipf), and what people would
// search for in them. The same texts each time.
class LibraryTexts {
 public:
  LibraryTexts(size_t publications, size_t bytes);

  size_t size() const { return markdown_.size(); }
  // A word that is in all of them and in no others.
  static constexpr const char* kMark = "measuredtext";
  // A publication with its front matter: about as many bytes as were asked for.
  const std::string& markdown(size_t publication) const { return markdown_[publication]; }
  static std::string IdOf(size_t publication);

  // One to three words of any frequency, a phrase that is in a text, the beginning of a word, a word that is misspelt,
  // or the name of a drug; now and then with a filter.
  void FillSearch(Rng& rng, content::v1::SearchPublicationsRequest& request) const {
    FillSearch(kSearches[rng() % std::size(kSearches)], rng, request);
  }

  // The kinds of searches: the more often one stands here, the more often it is asked.
  enum class Kind { kWord, kPhrase, kBeginning, kMisspelt, kDrugInTopic, kThreeWords, kTwoWords };
  static constexpr Kind kSearches[] = {Kind::kWord,        Kind::kPhrase,     Kind::kBeginning, Kind::kMisspelt,
                                       Kind::kDrugInTopic, Kind::kThreeWords, Kind::kTwoWords,  Kind::kTwoWords};
  void FillSearch(Kind kind, Rng& rng, content::v1::SearchPublicationsRequest& request) const;

 private:
  const std::string& AnyWord(Rng& rng) const;
  std::string Sentence(Rng& rng, size_t words) const;
  std::string Markdown(Rng& rng, size_t number, size_t bytes) const;

  std::vector<std::string> words_;   // most frequent first
  std::vector<double> frequencies_;  // of each with all before it
  std::vector<std::string> markdown_;
};

}  // namespace careloop::bench

#endif  // CARELOOP_TESTS_BENCH_LIBRARY_TEXTS_H_
