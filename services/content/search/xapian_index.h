#ifndef CARELOOP_SERVICES_CONTENT_SEARCH_XAPIAN_INDEX_H_
#define CARELOOP_SERVICES_CONTENT_SEARCH_XAPIAN_INDEX_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "services/content/domain/search_index.h"
#include "services/content/domain/site.h"
#include "services/content/search/document_table.h"
#include "services/content/search/facet_values.h"
#include "services/content/search/index_writer.h"
#include "services/content/search/indexed_texts.h"
#include "services/content/search/reader_pool.h"
#include "services/content/search/scratch_directory.h"
#include "services/content/search/spellings.h"
#include "services/content/search/treatment_names.h"
#include "services/content/search/word_sequence.h"

namespace careloop::content {

// A SearchIndex of Xapian. Its files lie in a scratch directory, without a sync, and are worth nothing after a restart:
// on a tmpfs they are memory. One thread writes, and each search has a reader of its own: neither waits for the other.
class XapianIndex final : public SearchIndex {
 public:
  // Its files are made in the folder `scratch`, of which the error says if that cannot be. `site` outlives this.
  static absl::StatusOr<std::unique_ptr<XapianIndex>> Create(const Site& site, const std::string& scratch);

  absl::Status Update(const Library& library) override;
  absl::StatusOr<IndexAnswer> Search(const SearchQuery& query, const RankRange& range) override;

 private:
  XapianIndex(const Site& site, const std::string& scratch);

  absl::Status Begin();
  void Write(const std::vector<IndexChange>& changes);
  void Forget();

  IndexAnswer Answer(Searcher& searcher, const SearchPlan& plan, const SearchQuery& query, const RankRange& range);
  std::vector<std::string> LanguagesFor(const SearchQuery& query) const;
  static std::vector<IndexHit> HitsOf(const Ranking& ranking, const SearchPlan& plan, Searcher& searcher);
  std::optional<Suggestion> Suggest(Searcher& searcher, const SearchPlan& plan, const SearchQuery& query,
                                    const Documents& documents) const;

  const Site& site_;
  const std::string scratch_;
  TreatmentNames names_;
  FacetValues facets_;
  Spellings spellings_;
  StemNumbers stems_;
  DocumentTable documents_;
  IndexedTexts texts_;
  ReaderPool readers_;

  // Of Update. Null until it runs for the first time, and after it has failed.
  std::shared_ptr<const ScratchDirectory> directory_;
  std::unique_ptr<IndexWriter> writer_;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SEARCH_XAPIAN_INDEX_H_
