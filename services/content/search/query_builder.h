#ifndef CARELOOP_SERVICES_CONTENT_SEARCH_QUERY_BUILDER_H_
#define CARELOOP_SERVICES_CONTENT_SEARCH_QUERY_BUILDER_H_

#include <xapian.h>

#include <map>
#include <string>
#include <vector>

#include "services/content/domain/search_index.h"
#include "services/content/search/analyzer.h"
#include "services/content/search/phrase_finder.h"
#include "services/content/search/search_plan.h"

namespace careloop::content {

// Analyzers by base language, made as they are needed.
class Analyzers {
 public:
  Analyzer& For(const std::string& base_language) {
    return by_language_.try_emplace(base_language, base_language).first->second;
  }

 private:
  std::map<std::string, Analyzer> by_language_;
};

// Makes Xapian queries of a plan. A query looks for the words in each of some languages by that language's stems; a
// match in the title or in the names of the treatments that a publication is about weighs more.
class QueryBuilder {
 public:
  // All outlive this.
  QueryBuilder(const Xapian::Database& database, Analyzers& analyzers, const PhraseFinder& phrases,
               const SearchPlan& plan)
      : database_(database), analyzers_(analyzers), phrases_(phrases), plan_(plan) {}

  // Matches nothing if there is no word to look for, or no other one than for the matching before.
  Xapian::Query Build(Matching matching, const std::vector<std::string>& base_languages);

 private:
  Xapian::Query InLanguage(Matching matching, const std::string& language);
  Xapian::Query ForUnit(const SearchUnit& unit, SearchField field, bool unfinished, const std::string& language);
  Xapian::Query ForAlternative(const Alternative& alternative, SearchField field, const std::string& language);
  Xapian::Query ForWord(const Word& word, SearchField field, const std::string& language);
  Xapian::Query ForBeginning(const Word& word, SearchField field, const std::string& language);
  // The words of the library that begin with `folded`, the most frequent ones if there are very many.
  const std::vector<Word>& Beginning(const std::string& folded);

  const Xapian::Database& database_;
  Analyzers& analyzers_;
  const PhraseFinder& phrases_;
  const SearchPlan& plan_;
  std::map<std::string, std::vector<Word>> beginnings_;
};

// Matches what has all that the query is filtered by.
Xapian::Query FilterOf(const SearchQuery& query);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SEARCH_QUERY_BUILDER_H_
