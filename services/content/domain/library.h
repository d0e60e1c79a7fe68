#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_LIBRARY_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_LIBRARY_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/content/domain/page.h"
#include "services/content/domain/publication.h"

namespace careloop::content {

// Every published revision as of one version of the store. Immutable, so that calls share it without a lock; a call
// keeps the one that it started with.
class Library {
 public:
  // Current revisions by their position in a list.
  using Ordered = std::map<std::string, ShownPublication>;

  // What `base` holds, and `published` after it, in the order of publishing. Each revision has an imprint.
  Library(const Library* base, int64_t version, std::vector<Revision> published);
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  int64_t version() const { return version_; }

  // Null if there is none.
  const ShownPublication* Current(const std::string& id) const;
  const ShownPublication* Find(const std::string& id, int revision) const;

  const Ordered& newest_first() const { return newest_first_; }
  const Ordered& by_title() const { return by_title_; }

  // How many current revisions are in a category.
  int CountInDiagnosis(const std::string& id) const;
  int CountInTopic(const std::string& id) const;

 private:
  using Counts = absl::flat_hash_map<std::string, int>;

  void Add(Revision revision);
  void Index();

  const int64_t version_;
  std::map<std::pair<std::string, int>, ShownPublication> revisions_;
  std::map<std::string, int> current_;
  Ordered newest_first_;
  Ordered by_title_;
  Counts diagnosis_counts_;
  Counts topic_counts_;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_LIBRARY_H_
