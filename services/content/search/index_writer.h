#ifndef CARELOOP_SERVICES_CONTENT_SEARCH_INDEX_WRITER_H_
#define CARELOOP_SERVICES_CONTENT_SEARCH_INDEX_WRITER_H_

#include <xapian.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "services/content/domain/publication.h"
#include "services/content/domain/site.h"
#include "services/content/search/document_table.h"
#include "services/content/search/facet_values.h"
#include "services/content/search/indexed_texts.h"
#include "services/content/search/query_builder.h"
#include "services/content/search/spellings.h"
#include "services/content/search/treatment_names.h"
#include "services/content/search/word_sequence.h"

namespace careloop::content {

// What of an index is in memory.
struct IndexMemory {
  FacetValues& facets;
  Spellings& spellings;
  StemNumbers& stems;
  DocumentTable& documents;
};

// Writes publications into a Xapian database of its own. Throws Xapian::Error. Not thread-safe.
class IndexWriter {
 public:
  // An empty database in `directory`, which holds none yet; all outlive this.
  IndexWriter(const std::string& directory, const Site& site, const TreatmentNames& names, const IndexMemory& memory);

  // `body` is the plain text of the publication's body, here and below. Of one with the same id that has been taken
  // out.
  void Put(const std::shared_ptr<const PublicationText>& text, std::string body);
  // Takes out what was put.
  void TakeOut(const PublicationText& text, std::string_view body);

  // Readers that open the database from now on see all that was done, and find it in memory.
  void Commit();

 private:
  void CountWords(const PublicationText& text, std::string_view body, int difference);

  Xapian::WritableDatabase database_;
  const Site& site_;
  const IndexMemory memory_;
  Analyzers analyzers_;
  std::map<std::string, int> word_counts_;  // since the last commit: how many more publications have the word
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SEARCH_INDEX_WRITER_H_
