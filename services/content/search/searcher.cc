#include "services/content/search/searcher.h"

#include <algorithm>
#include <span>
#include <utility>

#include "absl/strings/ascii.h"
#include "services/content/search/terms.h"

namespace careloop::content {
namespace {

constexpr int kMostCorrections = 4;
constexpr size_t kShortestCorrected = 4;  // in bytes, here and below
constexpr size_t kShort = 5;              // a word of so few may differ in one letter only
constexpr size_t kLongestCorrected = 32;

// The words that were typed and not excluded, in their order.
std::vector<Word> TypedWords(const SearchPlan& plan) {
  std::vector<Word> words;
  for (const SearchUnit& unit : plan.units) {
    if (unit.excluded || unit.typed().beginning) continue;
    words.insert(words.end(), unit.typed().words.begin(), unit.typed().words.end());
  }
  return words;
}

// A letter is easily mistyped. A number in a name is not, and with another one it is the name of something else.
bool HasNumber(const std::string& word) { return std::any_of(word.begin(), word.end(), absl::ascii_isdigit); }

struct Match {
  double weight = 0;
  Xapian::docid number = 0;
};

// All that a query matches.
class Matches final : public Xapian::MatchSpy {
 public:
  void operator()(const Xapian::Document& document, double weight) override {
    matches_.push_back({.weight = weight, .number = document.get_docid()});
  }

  std::vector<Match> Take() { return std::move(matches_); }

 private:
  std::vector<Match> matches_;
};

void Count(std::span<const uint32_t> facets, std::vector<int>& counts) {
  for (const uint32_t number : facets) {
    if (number >= counts.size()) counts.resize(number + 1);
    ++counts[number];
  }
}

}  // namespace

Ranking Searcher::Rank(const SearchPlan& plan, const Xapian::Query& filter,
                       const std::vector<std::string>& base_languages, const RankRange& range,
                       const Documents& documents, const StemNumbers& stems) {
  const PhraseFinder phrases(database_, documents, stems);
  QueryBuilder builder(database_, analyzers_, phrases, plan);
  Ranking ranking;
  for (const Matching matching : {Matching::kAllWords, Matching::kLastWordBegins, Matching::kAnyWord}) {
    if (range.matching.value_or(matching) != matching) continue;
    const Xapian::Query query = builder.Build(matching, base_languages);
    ranking = Run(Xapian::Query(Xapian::Query::OP_FILTER, query, filter), range, documents);
    ranking.matching = matching;
    if (ranking.total > 0) break;
  }
  return ranking;
}

Ranking Searcher::Run(const Xapian::Query& query, const RankRange& range, const Documents& documents) {
  Xapian::Enquire enquire(database_);
  enquire.set_query(query);
  Matches spy;
  enquire.add_matchspy(&spy);
  enquire.get_mset(0, 1, database_.get_doccount());  // at least all are looked at
  std::vector<Match> matches = spy.Take();
  Ranking ranking{.total = static_cast<int>(matches.size())};
  for (const Match& match : matches) Count(documents.FacetsOf(match.number), ranking.facet_counts);
  const auto first = std::min(static_cast<size_t>(range.first), matches.size());
  const auto end = std::min(first + static_cast<size_t>(range.size), matches.size());
  const auto before = [&](const Match& a, const Match& b) {  // what weighs the same stands by id
    return a.weight != b.weight ? a.weight > b.weight
                                : documents.At(a.number).text->id < documents.At(b.number).text->id;
  };
  std::partial_sort(matches.begin(), matches.begin() + static_cast<std::ptrdiff_t>(end), matches.end(), before);
  for (size_t i = first; i < end; ++i) ranking.hits.push_back(&documents.At(matches[i].number));
  return ranking;
}

bool Searcher::Knows(const Word& word, const std::vector<std::string>& base_languages) {
  return std::any_of(base_languages.begin(), base_languages.end(), [&](const std::string& language) {
    const Stems& stems = analyzers_.For(language).StemsOf(word);
    const auto has = [&](const std::string& stem) {
      return !stem.empty() && database_.term_exists(StemTerm(SearchField::kAnywhere, language, stem));
    };
    return has(stems.plain) || has(stems.accented);
  });
}

std::string Searcher::Correct(std::string_view query, const SearchPlan& plan, const TreatmentNames& names,
                              const Spellings& spellings, const std::vector<std::string>& base_languages) {
  std::string corrected;
  size_t copied = 0;
  int corrections = 0;
  for (const Word& word : TypedWords(plan)) {
    const size_t length = word.folded.size();
    if (length < kShortestCorrected || length > kLongestCorrected || corrections == kMostCorrections) continue;
    if (HasNumber(word.folded) || names.words().contains(word.folded) || Knows(word, base_languages)) continue;
    const std::string better = database_.get_spelling_suggestion(word.folded, length <= kShort ? 1 : 2);
    if (better.empty() || HasNumber(better)) continue;
    ++corrections;
    absl::StrAppend(&corrected, ForAbsl(query.substr(copied, word.begin - copied)), spellings.Of(better));
    copied = word.end;
  }
  return corrections == 0 ? "" : StrCat(corrected, query.substr(copied));
}

}  // namespace careloop::content
