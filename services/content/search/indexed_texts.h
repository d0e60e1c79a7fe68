#ifndef CARELOOP_SERVICES_CONTENT_SEARCH_INDEXED_TEXTS_H_
#define CARELOOP_SERVICES_CONTENT_SEARCH_INDEXED_TEXTS_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "common/base/mutex.h"
#include "services/content/domain/library.h"
#include "services/content/domain/publication.h"

namespace careloop::content {

// What takes the index from one library to the next.
struct IndexChange {
  std::shared_ptr<const PublicationText> before;  // null: it was not there
  std::shared_ptr<const PublicationText> after;   // null: it is no longer there
};

// The texts that are in the index, by the id of their publication. Thread-safe.
class IndexedTexts {
 public:
  std::vector<IndexChange> ChangesTo(const Library& library) const;
  // Takes the place of the text that has the same id.
  void Put(std::shared_ptr<const PublicationText> text);
  void TakeOut(const PublicationText& text);
  void Clear();

  // The base languages of all texts.
  std::vector<std::string> Languages() const;

 private:
  mutable Mutex mutex_;
  absl::flat_hash_map<std::string, std::shared_ptr<const PublicationText>> texts_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, int> languages_ ABSL_GUARDED_BY(mutex_);  // how many texts
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SEARCH_INDEXED_TEXTS_H_
