#include "services/content/search/phrase_finder.h"

#include <algorithm>
#include <memory>
#include <utility>

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
  auto found = std::make_shared<PhraseSource::Numbers>(WithAll(terms));
  std::erase_if(*found, [&](Xapian::docid number) { return !documents_.At(number).words.Has(field, phrase); });
  const Query words(Query::OP_AND, terms.begin(), terms.end());
  return Query(Query::OP_FILTER, words, Query((new PhraseSource(std::move(found)))->release()));
}

// The documents that have all terms: those that have the rarest, as far as the others let them through.
std::vector<Xapian::docid> PhraseFinder::WithAll(std::vector<std::string> terms) const {
  std::sort(terms.begin(), terms.end(), [&](const std::string& a, const std::string& b) {
    return database_.get_termfreq(a) < database_.get_termfreq(b);
  });
  std::vector<Xapian::docid> numbers(database_.postlist_begin(terms[0]), database_.postlist_end(terms[0]));
  for (size_t i = 1; i < terms.size() && !numbers.empty(); ++i) {
    auto at = database_.postlist_begin(terms[i]);
    const auto end = database_.postlist_end(terms[i]);
    std::erase_if(numbers, [&](Xapian::docid number) {
      if (at != end) at.skip_to(number);
      return at == end || *at != number;
    });
  }
  return numbers;
}

}  // namespace careloop::content
