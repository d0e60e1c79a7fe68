#include "services/content/search/phrase_finder.h"

#include <algorithm>
#include <memory>

#include "services/content/search/phrase_source.h"
#include "services/content/search/terms.h"

namespace careloop::content {

using Xapian::Query;

Query PhraseFinder::Find(SearchField field, const std::string& language, const std::vector<std::string>& stems) const {
  std::vector<std::string> terms;
  std::vector<StemNumber> phrase;
  for (const std::string& stem : stems) {
    terms.push_back(StemTerm(field, language, stem));
    phrase.push_back(numbers_.Find(StemTerm(SearchField::kAnywhere, language, stem)));
  }
  // A word without a number is rare, if any text has it at all: Xapian looks at the few that do.
  if (std::find(phrase.begin(), phrase.end(), StemNumbers::kNone) != phrase.end())
    return Query(Query::OP_PHRASE, terms.begin(), terms.end());
  const Query words(Query::OP_AND, terms.begin(), terms.end());
  const auto found = std::make_shared<PhraseSource::Numbers>(With(field, phrase, WithRarest(terms)));
  return Query(Query::OP_FILTER, words, Query((new PhraseSource(found))->release()));
}

std::vector<Xapian::docid> PhraseFinder::With(SearchField field, const std::vector<StemNumber>& phrase,
                                              const std::vector<Xapian::docid>& among) const {
  constexpr size_t kAhead = 8;  // documents: what is read of one is seldom near what is read of the next
  std::vector<Xapian::docid> found;
  for (size_t i = 0; i < among.size(); ++i) {
    if (i + kAhead < among.size()) documents_.PairsOf(among[i + kAhead]).Announce(phrase);
    if (!documents_.PairsOf(among[i]).HasAll(phrase)) continue;
    if (documents_.At(among[i]).words.Has(field, phrase)) found.push_back(among[i]);
  }
  return found;
}

std::vector<Xapian::docid> PhraseFinder::WithRarest(const std::vector<std::string>& terms) const {
  const auto rarest = std::min_element(terms.begin(), terms.end(), [&](const std::string& a, const std::string& b) {
    return database_.get_termfreq(a) < database_.get_termfreq(b);
  });
  return {database_.postlist_begin(*rarest), database_.postlist_end(*rarest)};
}

}  // namespace careloop::content
