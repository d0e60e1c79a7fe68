#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_SEARCH_EXPRESSION_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_SEARCH_EXPRESSION_H_

#include <cstddef>
#include <string_view>
#include <vector>

namespace careloop::content {

// Where a word is looked for.
enum class SearchField { kAnywhere, kTitle, kDiagnosis, kTopic, kTreatment, kSymptom };

// One part of a query as somebody types it.
struct SearchClause {
  SearchField field = SearchField::kAnywhere;
  bool excluded = false;   // what it matches is not wanted
  bool phrase = false;     // it stood in quotes
  bool beginning = false;  // its last word may be the beginning of a longer one
  std::string_view text;   // the words, without quotes and signs
};

// The clauses of a query in the syntax that search.proto describes, in their order; they refer to `query`. Every text
// is a query: what does not fit the syntax is words. Takes time linear in the text.
std::vector<SearchClause> ParseSearch(std::string_view query);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_SEARCH_EXPRESSION_H_
