#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_LIBRARY_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_LIBRARY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "services/content/domain/publication.h"
#include "services/content/domain/publication_store.h"
#include "services/content/domain/site.h"

namespace careloop::content {

// Every disclaimer and every revision that was ever published, as of one version of the store. Immutable, so that calls
// share it without a lock; a call keeps the one that it started with.
class Library {
 public:
  // Current revisions, each with its position in the list. They live as long as the library.
  using Ordered = std::vector<std::pair<std::string_view, const ShownPublication*>>;

  // What `base` holds, and `changes` after it, in their order. Costs little more than the changes: what did not change
  // is shared with `base`, which need not live on. `site` outlives this.
  Library(const Site& site, const Library* base, int64_t version, std::vector<Change> changes);
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  ~Library();

  int64_t version() const { return version_; }
  const Disclaimers& disclaimers() const { return disclaimers_; }

  // Null if there is none: never published, or withdrawn.
  const ShownPublication* Current(std::string_view id) const;
  // One that is or was current.
  const ShownPublication* Find(std::string_view id, int revision) const;

  const Ordered& newest_first() const { return newest_first_; }
  const Ordered& by_title() const { return by_title_; }
  const Ordered& by_review_due() const { return by_review_due_; }

  // How many current revisions are in a category or one below it, in `language` if that is not empty.
  int CountInDiagnosis(std::string_view id, std::string_view language = "") const;
  int CountInTopic(std::string_view id, std::string_view language = "") const;

 private:
  struct Shelf;
  using Counts = absl::flat_hash_map<std::string, int>;

  // Each notes in `touched` the publication that it changed. Lists and counts follow in Relist.
  using Touched = absl::flat_hash_set<std::string>;
  void Apply(Disclaimer disclaimer, Touched& touched);
  void Apply(Revision revision, Touched& touched);
  void Apply(PublicationWithdrawn withdrawn, Touched& touched);
  // Puts a publication's shelf in the place of the one before.
  void Place(std::shared_ptr<const Shelf> shelf, Touched& touched);
  void Relist(const Library* base, const Touched& touched);
  void Count(const PublicationText& text, int difference);
  const Shelf* FindShelf(std::string_view id) const;

  const Site& site_;
  const int64_t version_;
  Disclaimers disclaimers_;
  absl::flat_hash_map<absl::string_view, std::shared_ptr<const Shelf>> shelves_;  // by id, which the shelf holds
  Ordered newest_first_;
  Ordered by_title_;
  Ordered by_review_due_;
  Counts diagnosis_counts_;  // by "LANGUAGE/ID", and by "/ID" of all languages
  Counts topic_counts_;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_LIBRARY_H_
