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
  // Two words that are in most texts stand together in thousands.
  if (field == SearchField::kAnywhere && phrase.size() == 2 && StemNumbers::AreFirst(phrase[0], phrase[1]))
    return Query(Query::OP_FILTER, words, Query(PairTerm(phrase[0], phrase[1])));
  const auto found = std::make_shared<PhraseSource::Numbers>(WithRarest(terms));
  std::erase_if(*found, [&](Xapian::docid number) { return !documents_.At(number).words.Has(field, phrase); });
  return Query(Query::OP_FILTER, words, Query((new PhraseSource(found))->release()));
}

std::vector<Xapian::docid> PhraseFinder::WithRarest(const std::vector<std::string>& terms) const {
  const auto rarest = std::min_element(terms.begin(), terms.end(), [&](const std::string& a, const std::string& b) {
    return database_.get_termfreq(a) < database_.get_termfreq(b);
  });
  return {database_.postlist_begin(*rarest), database_.postlist_end(*rarest)};
}

}  // namespace careloop::content
