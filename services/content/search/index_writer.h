#ifndef CARELOOP_SERVICES_CONTENT_SEARCH_INDEX_WRITER_H_
#define CARELOOP_SERVICES_CONTENT_SEARCH_INDEX_WRITER_H_

#include <xapian.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "services/content/domain/publication.h"
#include "services/content/domain/site.h"
#include "services/content/search/facet_values.h"
#include "services/content/search/query_builder.h"
#include "services/content/search/spellings.h"
#include "services/content/search/treatment_names.h"

namespace careloop::content {

// Writes publications into a Xapian database of its own. Throws Xapian::Error. Not thread-safe.
class IndexWriter {
 public:
  // An empty database in `directory`, which holds none yet; all outlive this.
  IndexWriter(const std::string& directory, const Site& site, const TreatmentNames& names, FacetValues& facets,
              Spellings& spellings);

  // `body` is the plain text of the publication's body, here and below. Takes the place of what has the same id, if
  // that has been taken out.
  void Put(const PublicationText& text, std::string_view body);
  // Takes out what was put.
  void TakeOut(const PublicationText& text, std::string_view body);

  // Readers that open the database from now on see all that was done.
  void Commit();

 private:
  void CountWords(const PublicationText& text, std::string_view body, int difference);

  Xapian::WritableDatabase database_;
  const Site& site_;
  FacetValues& facets_;
  Spellings& spellings_;
  Analyzers analyzers_;
  std::map<std::string, int> word_counts_;  // since the last commit: how many more publications have the word
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SEARCH_INDEX_WRITER_H_
