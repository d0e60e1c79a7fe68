#ifndef CARELOOP_SERVICES_CONTENT_SEARCH_SEARCH_PLAN_H_
#define CARELOOP_SERVICES_CONTENT_SEARCH_SEARCH_PLAN_H_

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/content/domain/search_expression.h"
#include "services/content/search/treatment_names.h"
#include "services/content/search/words.h"

namespace careloop::content {

// Words that a text may have for what was typed.
struct Alternative {
  std::vector<Word> words;  // at least one
  bool adjacent = false;    // one directly after the other
  bool beginning = false;   // a single word that may be the beginning of a longer one
};

// What a text has in any of a few ways.
struct SearchUnit {
  SearchField field = SearchField::kAnywhere;
  bool excluded = false;
  bool plain = false;                     // one word without quotes or a field: ignored if it is a stop word
  std::vector<Alternative> alternatives;  // first as it was typed, then the other names of a treatment

  const Alternative& typed() const { return alternatives.front(); }
};

// What a query asks for, in no language yet.
struct SearchPlan {
  static constexpr int kMostWords = 32;
  static constexpr int kMostBeginnings = 4;
  static constexpr size_t kShortestBeginning = 3;  // in bytes; what is shorter is a whole word

  std::vector<SearchUnit> units;  // words refer to their places in the query

  // The last unit that is not excluded, if it is a word that somebody may still be typing. Null if there is none.
  const SearchUnit* Unfinished() const;
};

// INVALID_ARGUMENT, of the field "query", if that has more words or beginnings than a plan may have.
absl::StatusOr<SearchPlan> PlanSearch(std::string_view query, const TreatmentNames& names);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SEARCH_SEARCH_PLAN_H_
