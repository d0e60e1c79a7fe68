#ifndef CARELOOP_SERVICES_CONTENT_SEARCH_TREATMENT_NAMES_H_
#define CARELOOP_SERVICES_CONTENT_SEARCH_TREATMENT_NAMES_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "services/content/search/words.h"

namespace careloop::content {

// The names of treatments, generic and brand, as the words that they are made of: one is found by the others. Constant
// once it is filled, and then thread-safe.
class TreatmentNames {
 public:
  using Name = std::vector<Word>;

  // All names of one treatment. A name that another has already stays that one's.
  void Add(const std::vector<std::string>& names);

  struct Match {
    size_t words = 0;                  // how many of the words are the name; 0 if there is none
    const std::vector<Name>* names{};  // of the treatment, that one included
  };
  // The longest name that `words` begin with.
  Match AtStartOf(std::span<const Word> words) const;

  // Every word that stands in a name, without accents.
  const absl::flat_hash_set<std::string>& words() const { return words_; }

 private:
  std::vector<std::vector<Name>> groups_;              // of each treatment
  absl::flat_hash_map<std::string, size_t> group_of_;  // by the folded words of a name, a blank between them
  absl::flat_hash_set<std::string> words_;
  size_t longest_ = 0;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SEARCH_TREATMENT_NAMES_H_
