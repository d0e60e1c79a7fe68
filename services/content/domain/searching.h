#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_SEARCHING_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_SEARCHING_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/task.h"
#include "common/base/workers.h"
#include "common/call/call.h"
#include "services/content/domain/live_library.h"
#include "services/content/domain/page.h"
#include "services/content/domain/search_index.h"
#include "services/content/domain/site.h"

namespace careloop::content {

// A current publication that was found, and where.
struct SearchHit {
  Publication publication;
  std::vector<TextSegment> title;
  std::vector<TextSegment> excerpt;
};

struct SearchPage {
  Page<Disclaimed<SearchHit>> hits;
  int total = 0;  // of all pages
  Matching matching = Matching::kAllWords;
  Facets facets;
  // The query as it was perhaps meant: with the disclaimer and the sponsor of the best publication that it finds.
  std::optional<Disclaimed<std::string>> suggestion;
};

// Searches what is published. Anyone signed in may. Thread-safe.
class Searching {
 public:
  // All outlive this.
  Searching(const LiveLibrary& library, SearchIndex& index, const Site& site, Workers& workers)
      : library_(library), index_(index), site_(site), workers_(workers) {}

  // Errors as SearchIndex::Search says, and DEADLINE_EXCEEDED if its turn comes too late. Goes on on one of the
  // workers. Pages of a list that changes meanwhile may repeat or leave out a hit.
  Task<absl::StatusOr<SearchPage>> Search(const Call& call, SearchQuery query, PageRequest page) const;

 private:
  Facets Labelled(Facets facets) const;

  const LiveLibrary& library_;
  SearchIndex& index_;
  const Site& site_;
  Workers& workers_;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_SEARCHING_H_
