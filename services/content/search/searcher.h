#ifndef CARELOOP_SERVICES_CONTENT_SEARCH_SEARCHER_H_
#define CARELOOP_SERVICES_CONTENT_SEARCH_SEARCHER_H_

#include <xapian.h>

#include <string>
#include <string_view>
#include <vector>

#include "services/content/domain/search_index.h"
#include "services/content/search/document_table.h"
#include "services/content/search/query_builder.h"
#include "services/content/search/search_plan.h"
#include "services/content/search/spellings.h"
#include "services/content/search/treatment_names.h"
#include "services/content/search/word_sequence.h"

namespace careloop::content {

// What the index says to a plan.
struct Ranking {
  Matching matching = Matching::kAllWords;
  int total = 0;
  std::vector<const IndexedDocument*> hits;  // of the range
  std::vector<int> facet_counts;             // by number
};

// Looks into one database, as it was when it was opened or reopened last. Throws Xapian::Error. Not thread-safe: each
// thread that searches has one for that time.
class Searcher {
 public:
  explicit Searcher(const std::string& directory) : database_(directory) {}

  void Reopen() { database_.reopen(); }
  Analyzer& AnalyzerFor(const std::string& base_language) { return analyzers_.For(base_language); }

  // Of the texts in some languages that pass the filter, by the range's matching or the first that finds anything.
  // The hits are some of `documents`, which say what they throw.
  Ranking Rank(const SearchPlan& plan, const Xapian::Query& filter, const std::vector<std::string>& base_languages,
               const RankRange& range, const Documents& documents, const StemNumbers& stems);

  // The query that the plan was made of, with words of the library in the place of those that it does not have; empty
  // if there is no such word, or nothing like it.
  std::string Correct(std::string_view query, const SearchPlan& plan, const TreatmentNames& names,
                      const Spellings& spellings, const std::vector<std::string>& base_languages);

 private:
  Ranking Run(const Xapian::Query& query, const RankRange& range, const Documents& documents);
  bool Knows(const Word& word, const std::vector<std::string>& base_languages);

  Xapian::Database database_;
  Analyzers analyzers_;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SEARCH_SEARCHER_H_
