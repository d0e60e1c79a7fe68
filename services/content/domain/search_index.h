#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_SEARCH_INDEX_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_SEARCH_INDEX_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/content/domain/library.h"
#include "services/content/domain/publication.h"

namespace careloop::content {

// What somebody looks for. Of each list that is not empty a publication must have at least one.
struct SearchQuery {
  std::string text;                    // in the syntax of search.proto
  std::vector<std::string> diagnoses;  // ids, here and below
  std::vector<std::string> topics;
  std::vector<std::string> treatments;
  std::vector<Kind> kinds;
  std::vector<std::string> languages;  // tags, compared as a whole without regard to case
};

// How much of a query has to be in a publication. Each finds more than the one before.
enum class Matching { kAllWords, kLastWordBegins, kAnyWord };

// Which part of a ranking is wanted.
struct RankRange {
  // How the ranking was made whose first page is known; else by the first way that finds anything.
  std::optional<Matching> matching;
  int first = 0;
  int size = 0;
};

// A piece of a text, and whether it is what was looked for.
struct TextSegment {
  std::string text;
  bool match = false;

  friend bool operator==(const TextSegment&, const TextSegment&) = default;
};

struct IndexHit {
  std::shared_ptr<const PublicationText> text;
  std::vector<TextSegment> title;    // all of it
  std::vector<TextSegment> excerpt;  // where the body matches, or else the summary
};

// A value of a facet, and how many of the publications that were found have it.
struct FacetCount {
  std::string value;
  int count = 0;
  std::string label = {};  // for readers; not of kinds, and not of the index

  friend bool operator==(const FacetCount&, const FacetCount&) = default;
};

// The most frequent values of each facet, most frequent first, then by value.
struct Facets {
  static constexpr size_t kMostValues = 50;

  std::vector<FacetCount> diagnoses;
  std::vector<FacetCount> topics;
  std::vector<FacetCount> treatments;
  std::vector<FacetCount> kinds;  // words
  std::vector<FacetCount> languages;
};

// The query as it was perhaps meant, and the id of the best that it would have found.
struct Suggestion {
  std::string query;
  std::string best;
};

struct IndexAnswer {
  Matching matching = Matching::kAllWords;
  int total = 0;
  std::vector<IndexHit> hits;  // the range of all that was found, best first
  Facets facets;
  std::optional<Suggestion> suggestion;  // of a first page
};

// Finds current publications by what is in them. It holds what can be made again of a library, and is made at each
// start.
class SearchIndex {
 public:
  virtual ~SearchIndex() = default;

  // Makes it the index of `library`; what has not changed since the last time costs next to nothing. Searches go on
  // meanwhile and find what was there before. One call at a time; blocks, and computes long. After an error the index
  // is empty until the next call.
  virtual absl::Status Update(const Library& library) = 0;

  // Blocks for as long as it computes, which the limits of the query bound. UNAVAILABLE (STORE_UNAVAILABLE) until the
  // first Update has ended; INVALID_ARGUMENT if the query has too many words. Thread-safe.
  virtual absl::StatusOr<IndexAnswer> Search(const SearchQuery& query, const RankRange& range) = 0;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_SEARCH_INDEX_H_
