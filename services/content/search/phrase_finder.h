#ifndef CARELOOP_SERVICES_CONTENT_SEARCH_PHRASE_FINDER_H_
#define CARELOOP_SERVICES_CONTENT_SEARCH_PHRASE_FINDER_H_

#include <xapian.h>

#include <string>
#include <vector>

#include "services/content/search/document_table.h"
#include "services/content/search/word_sequence.h"

namespace careloop::content {

// Finds words that stand one directly after the other. Throws Xapian::Error.
class PhraseFinder {
 public:
  // All outlive this; `documents` has at least those of the database.
  PhraseFinder(const Xapian::Database& database, const Documents& documents, const StemNumbers& numbers)
      : database_(database), documents_(documents), numbers_(numbers) {}

  // Matches what has the stems of one language in their order in a text of the field; weighed as the words are.
  Xapian::Query Find(SearchField field, const std::string& language, const std::vector<std::string>& stems) const;

 private:
  // Those among these documents that have it, whose words all have numbers, in a text of the field.
  std::vector<Xapian::docid> With(SearchField field, const std::vector<StemNumber>& phrase,
                                  const std::vector<Xapian::docid>& among) const;
  std::vector<Xapian::docid> WithRarest(const std::vector<std::string>& terms) const;

  const Xapian::Database& database_;
  const Documents& documents_;
  const StemNumbers& numbers_;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SEARCH_PHRASE_FINDER_H_
