#ifndef CARELOOP_SERVICES_CONTENT_SEARCH_DOCUMENT_TABLE_H_
#define CARELOOP_SERVICES_CONTENT_SEARCH_DOCUMENT_TABLE_H_

#include <xapian.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "common/base/mutex.h"
#include "services/content/domain/publication.h"
#include "services/content/search/word_sequence.h"

namespace careloop::content {

// What a search needs of a document besides its terms.
struct IndexedDocument {
  std::shared_ptr<const PublicationText> text;
  std::string excerpt_source;    // the beginning of its body, as plain text
  std::vector<uint32_t> facets;  // numbers of FacetValues
  WordSequence words;
};

// The documents of one moment, by number. Immutable, and so thread-safe.
class Documents {
 public:
  Documents() = default;
  // By number; null where there is none.
  explicit Documents(std::vector<std::shared_ptr<const IndexedDocument>> documents);

  bool empty() const { return documents_.empty(); }
  // These throw Xapian::DatabaseModifiedError if it is not there: the database has then changed since its reader was
  // opened.
  const IndexedDocument& At(Xapian::docid number) const;
  std::span<const uint32_t> FacetsOf(Xapian::docid number) const;
  WordPairs PairsOf(Xapian::docid number) const;

 private:
  std::vector<std::shared_ptr<const IndexedDocument>> documents_;
  // Once more, one after the other, because thousands are read in one search: where their pairs are, and their facets.
  std::vector<WordPairs> pairs_;
  std::vector<uint32_t> facets_;
  std::vector<uint32_t> facet_ends_;  // by number
};

// The documents of the index in memory, where a search that finds thousands looks at each: in files that takes it most
// of its time. The number of a document is not given to another one. Thread-safe; one thread changes it.
class DocumentTable {
 public:
  void Put(Xapian::docid number, std::shared_ptr<const IndexedDocument> document);
  void TakeOut(Xapian::docid number);

  // Before each commit of the database. From then on Current has what was put, and still what was taken out since the
  // second commit before, which is what a reader may yet see.
  void Commit();
  void Clear();

  // At least all documents that a reader sees which was opened before. Never null.
  std::shared_ptr<const Documents> Current() const;

 private:
  std::vector<std::shared_ptr<const IndexedDocument>> next_;
  std::vector<Xapian::docid> out_;         // since the last commit
  std::vector<Xapian::docid> out_before_;  // before that one, since the one before it
  mutable Mutex mutex_;
  std::shared_ptr<const Documents> current_ ABSL_GUARDED_BY(mutex_) = std::make_shared<const Documents>();
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SEARCH_DOCUMENT_TABLE_H_
