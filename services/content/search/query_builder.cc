#include "services/content/search/query_builder.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "services/content/search/terms.h"

namespace careloop::content {
namespace {

using Xapian::Query;

constexpr double kTitleWeight = 3;
constexpr double kTreatmentWeight = 2;
constexpr size_t kMostContinuations = 50;
constexpr size_t kMostConsidered = 2000;

Query Any(const std::vector<Query>& queries, Query::op op = Query::OP_OR) {
  return Query(op, queries.begin(), queries.end());
}

Query AnyTerm(std::string_view prefix, const std::vector<std::string>& values) {
  std::vector<Query> terms;
  for (const std::string& value : values) terms.emplace_back(StrCat(prefix, value));
  return Any(terms);
}

}  // namespace

Query FilterOf(const SearchQuery& query) {
  std::vector<std::string> kinds, languages;
  for (const Kind kind : query.kinds) kinds.emplace_back(KindWord(kind));
  for (const std::string& tag : query.languages) languages.push_back(absl::AsciiStrToLower(tag));
  std::vector<Query> filters;
  const auto add = [&](std::string_view prefix, const std::vector<std::string>& values) {
    if (!values.empty()) filters.push_back(AnyTerm(prefix, values));
  };
  add(kDiagnosisTerm, query.diagnoses);
  add(kTopicTerm, query.topics);
  add(kTreatmentTerm, query.treatments);
  add(kKindTerm, kinds);
  add(kLanguageTerm, languages);
  return filters.empty() ? Query::MatchAll : Any(filters, Query::OP_AND);
}

Query QueryBuilder::Build(Matching matching, const std::vector<std::string>& base_languages) {
  if (matching == Matching::kLastWordBegins && plan_.Unfinished() == nullptr) return Query::MatchNothing;
  std::vector<Query> languages;
  for (const std::string& language : base_languages) languages.push_back(InLanguage(matching, language));
  return Any(languages);
}

Query QueryBuilder::InLanguage(Matching matching, const std::string& language) {
  std::vector<Query> wanted, preferred, excluded;
  for (const SearchUnit& unit : plan_.units) {
    if (unit.plain && analyzers_.For(language).IsStopWord(unit.typed().words[0])) continue;
    const bool unfinished = matching == Matching::kLastWordBegins && &unit == plan_.Unfinished();
    const auto in = [&](SearchField field) { return ForUnit(unit, field, unfinished, language); };
    (unit.excluded ? excluded : wanted).push_back(in(unit.field));
    if (unit.excluded || unit.field != SearchField::kAnywhere) continue;
    preferred.emplace_back(Query::OP_SCALE_WEIGHT, in(SearchField::kTitle), kTitleWeight);
    preferred.emplace_back(Query::OP_SCALE_WEIGHT, in(SearchField::kTreatment), kTreatmentWeight);
  }
  if (wanted.empty()) return Query::MatchNothing;
  Query query = Any(wanted, matching == Matching::kAnyWord ? Query::OP_OR : Query::OP_AND);
  if (!preferred.empty()) query = Query(Query::OP_AND_MAYBE, query, Any(preferred));
  if (!excluded.empty()) query = Query(Query::OP_AND_NOT, query, Any(excluded));
  return query;
}

Query QueryBuilder::ForUnit(const SearchUnit& unit, SearchField field, bool unfinished, const std::string& language) {
  std::vector<Query> words, ways;
  for (const Alternative& alternative : unit.alternatives)
    (alternative.adjacent ? ways : words).push_back(ForAlternative(alternative, field, language));
  if (unfinished) words.push_back(ForBeginning(unit.typed().words[0], field, language));
  if (!words.empty()) ways.push_back(Any(words, Query::OP_SYNONYM));
  return Any(ways, Query::OP_MAX);  // Xapian makes no synonyms of phrases that were found already
}

Query QueryBuilder::ForAlternative(const Alternative& alternative, SearchField field, const std::string& language) {
  if (alternative.beginning) return ForBeginning(alternative.words[0], field, language);
  if (!alternative.adjacent) {
    std::vector<Query> words;
    for (const Word& word : alternative.words) words.push_back(ForWord(word, field, language));
    return Any(words, Query::OP_AND);
  }
  std::vector<std::string> stems;
  for (const Word& word : alternative.words) stems.push_back(analyzers_.For(language).StemsOf(word).plain);
  return phrases_.Find(field, language, stems);
}

Query QueryBuilder::ForWord(const Word& word, SearchField field, const std::string& language) {
  const Stems& stems = analyzers_.For(language).StemsOf(word);
  const Query plain(StemTerm(field, language, stems.plain));
  if (stems.accented.empty()) return plain;
  return Query(Query::OP_SYNONYM, plain, Query(StemTerm(field, language, stems.accented)));
}

Query QueryBuilder::ForBeginning(const Word& word, SearchField field, const std::string& language) {
  std::vector<Query> words = {ForWord(word, field, language)};
  if (word.folded.size() == SearchPlan::kShortestBeginning) {  // of these there are the most words, and a term
    words.emplace_back(BeginningTerm(field, language, word.folded));
    return Any(words, Query::OP_SYNONYM);
  }
  for (const Word& longer : Beginning(word.folded)) words.push_back(ForWord(longer, field, language));
  return Any(words, Query::OP_SYNONYM);
}

const std::vector<Word>& QueryBuilder::Beginning(const std::string& folded) {
  const auto [found, added] = beginnings_.try_emplace(folded);
  if (!added) return found->second;
  std::vector<std::pair<Xapian::doccount, std::string>> words;
  auto word = database_.spellings_begin();
  for (word.skip_to(folded); word != database_.spellings_end() && words.size() < kMostConsidered; ++word) {
    if (!(*word).starts_with(folded)) break;
    words.emplace_back(word.get_termfreq(), *word);
  }
  std::sort(words.begin(), words.end(), std::greater<>());
  if (words.size() > kMostContinuations) words.resize(kMostContinuations);
  for (const auto& [frequency, text] : words) found->second.push_back({.lower = text, .folded = text});
  return found->second;
}

}  // namespace careloop::content
