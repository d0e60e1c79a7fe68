#ifndef CARELOOP_SERVICES_CONTENT_SEARCH_EXCERPT_H_
#define CARELOOP_SERVICES_CONTENT_SEARCH_EXCERPT_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/content/domain/search_index.h"
#include "services/content/search/analyzer.h"
#include "services/content/search/search_plan.h"

namespace careloop::content {

// Shows where texts of one language match a plan. Segments are whole characters of the text, in its order. Not
// thread-safe; all that it is made with outlives it.
class Highlighter {
 public:
  // Where a text has something that is looked for, and what of it.
  struct Match {
    size_t begin = 0;  // in bytes of the text
    size_t end = 0;
    size_t run = 0;
  };

  // Shows the parts of the plan that look into any of these fields; `unfinished`: and what begins as its last word
  // does.
  Highlighter(const SearchPlan& plan, const std::vector<SearchField>& fields, bool unfinished, Analyzer& analyzer);

  // All of the text.
  std::vector<TextSegment> Whole(std::string_view text) const;

  // The first part of the text that has all that is looked for, or that with most of it; the same of `otherwise` if the
  // text has nothing of it, or the beginning of that. About 300 bytes, with an ellipsis where text was left out.
  std::vector<TextSegment> Excerpt(std::string_view text, std::string_view otherwise) const;

 private:
  // Words that stand one after the other.
  using Run = std::vector<Stems>;

  void Add(const Alternative& alternative);
  void AddRun(std::span<const Word> words);
  // Whether a word that begins so may begin a match: most may not, which spares their stemming.
  bool MayMatch(const Word& first) const { return first_bytes_[static_cast<unsigned char>(first.folded[0])]; }
  // The longest run that begins with `first`; `rest`, what follows that, is then what follows the run. An `end` of 0 if
  // there is none.
  Match MatchAt(const Word& first, WordReader& rest) const;
  // The same of the runs that begin with a stem, if that is longer than `match`.
  void ExtendBy(const std::string& first_stem, const Word& first, const WordReader& after, Match& match,
                WordReader& rest) const;
  // Whether `rest` begins with the words of the run after its first; `last` is then the last of them.
  bool Ends(const Run& run, WordReader& rest, Word& last) const;
  // Whether the last of them stand close together and are of all runs and beginnings.
  bool EndsWithAll(const std::vector<Match>& matches) const;
  // Those of the whole text. With `enough`: up to where an excerpt ends that has all, and how many of them are enough
  // to choose that from.
  std::vector<Match> MatchesIn(std::string_view text, size_t* enough) const;

  Analyzer& analyzer_;
  std::vector<Run> runs_;
  absl::flat_hash_map<std::string, std::vector<size_t>> runs_by_first_;  // by a stem of their first word
  std::vector<std::string> beginnings_;                                  // without accents
  WordReader::FirstBytes first_bytes_;                                   // of words that may begin a match
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SEARCH_EXCERPT_H_
