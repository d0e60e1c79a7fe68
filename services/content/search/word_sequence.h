#ifndef CARELOOP_SERVICES_CONTENT_SEARCH_WORD_SEQUENCE_H_
#define CARELOOP_SERVICES_CONTENT_SEARCH_WORD_SEQUENCE_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "common/base/mutex.h"
#include "services/content/domain/search_expression.h"

namespace careloop::content {

using StemNumber = uint16_t;

// Numbers stems in the order in which they are first met, so that words are compared as numbers. There are numbers for
// as many as all words of a few languages have; what comes later has none. A number is never taken back. Thread-safe.
class StemNumbers {
 public:
  static constexpr StemNumber kBorder = 0;  // no stem's: it stands between two texts
  static constexpr StemNumber kNone = 0xFFFF;

  // `term` says stem and language. Of: the next number for one that has none yet.
  StemNumber Of(const std::string& term);
  StemNumber Find(const std::string& term) const;

 private:
  mutable Mutex mutex_;
  absl::flat_hash_map<std::string, StemNumber> numbers_ ABSL_GUARDED_BY(mutex_);
};

// Which two words stand together in a publication: a view of a table of its WordSequence, to look at thousands.
class WordPairs {
 public:
  WordPairs() = default;
  explicit WordPairs(std::span<const uint32_t> places) : places_(places) {}

  // Whether each two that follow each other in `phrase` stand together in some text.
  bool HasAll(std::span<const StemNumber> phrase) const;
  // To be asked HasAll soon: has the memory fetched meanwhile that it will read first.
  void Announce(std::span<const StemNumber> phrase) const;

 private:
  std::span<const uint32_t> places_;
};

// The words of a publication in their order, by the numbers of their stems. Phrases are looked for in it: two bytes a
// word in memory are read in a hundredth of the time that positions in files take.
class WordSequence {
 public:
  // The words of one text that stands in `field`.
  void Add(SearchField field, const std::vector<StemNumber>& text);
  // No more will be added. Before this nothing is found.
  void Finish();

  // Whether the words stand one directly after the other in a text of the field. At least two words, all with numbers.
  bool Has(SearchField field, std::span<const StemNumber> phrase) const;

  WordPairs pairs() const { return WordPairs(pairs_); }

 private:
  struct Text {
    SearchField field;
    uint32_t end;  // of its words, the border included
  };

  std::vector<StemNumber> words_;  // a border after each text
  std::vector<Text> texts_;
  std::vector<uint32_t> pairs_;  // a hash table of each two words that stand together, each once; 0: a free place
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SEARCH_WORD_SEQUENCE_H_
