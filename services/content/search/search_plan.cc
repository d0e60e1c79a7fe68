#include "services/content/search/search_plan.h"

#include <algorithm>
#include <span>
#include <utility>

#include "common/base/error.h"
#include "common/base/strings.h"

namespace careloop::content {
namespace {

// A clause that holds words.
struct Typed {
  SearchClause clause;
  std::vector<Word> words;  // at their places in the query

  // Whether words before and after it may belong to one name with it.
  bool Joins() const {
    return clause.field == SearchField::kAnywhere && !clause.excluded && !clause.phrase && !clause.beginning;
  }
};

std::vector<Typed> Read(std::string_view query) {
  std::vector<Typed> all;
  for (const SearchClause& clause : ParseSearch(query)) {
    Typed typed{.clause = clause, .words = WordsOf(clause.text)};
    const size_t offset = static_cast<size_t>(clause.text.data() - query.data());
    for (Word& word : typed.words) {
      word.begin += offset;
      word.end += offset;
    }
    if (!typed.words.empty()) all.push_back(std::move(typed));
  }
  return all;
}

struct NameFound {
  size_t clauses = 1;
  const std::vector<TreatmentNames::Name>* names = nullptr;
};

// The longest name of a treatment that the first of `rest` are, alone or with those after it, each as a whole.
NameFound FindName(std::span<const Typed> rest, const TreatmentNames& names) {
  std::vector<Word> words;
  std::vector<size_t> ends;  // in words, of each clause
  for (const Typed& typed : rest) {
    if (!ends.empty() && !(rest.front().Joins() && typed.Joins())) break;
    words.insert(words.end(), typed.words.begin(), typed.words.end());
    ends.push_back(words.size());
  }
  for (size_t clauses = ends.size(); clauses > 0; --clauses) {
    const size_t count = ends[clauses - 1];
    const TreatmentNames::Match match = names.AtStartOf(std::span(words).first(count));
    if (match.words == count) return {.clauses = clauses, .names = match.names};
  }
  return {};
}

bool Same(const std::vector<Word>& a, const std::vector<Word>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Word& x, const Word& y) { return x.folded == y.folded; });
}

SearchUnit MakeUnit(std::span<const Typed> parts, const std::vector<TreatmentNames::Name>* names) {
  const SearchClause& clause = parts.front().clause;
  SearchUnit unit{.field = clause.field, .excluded = clause.excluded, .plain = false, .alternatives = {}};
  Alternative& typed = unit.alternatives.emplace_back();
  for (const Typed& part : parts) typed.words.insert(typed.words.end(), part.words.begin(), part.words.end());
  typed.adjacent = parts.size() == 1 && typed.words.size() > 1;
  typed.beginning =
      clause.beginning && typed.words.size() == 1 && typed.words[0].folded.size() >= SearchPlan::kShortestBeginning;
  unit.plain = clause.field == SearchField::kAnywhere && !clause.phrase && typed.words.size() == 1;
  if (names == nullptr) return unit;
  const std::vector<Word> as_typed = typed.words;
  for (const TreatmentNames::Name& name : *names) {
    if (Same(name, as_typed)) continue;
    unit.alternatives.push_back({.words = name, .adjacent = name.size() > 1, .beginning = false});
  }
  return unit;
}

absl::Status CheckLimits(const std::vector<Typed>& all) {
  int words = 0;
  int beginnings = 0;
  for (const Typed& typed : all) {
    words += static_cast<int>(typed.words.size());
    beginnings += typed.clause.beginning ? 1 : 0;
  }
  Violations violations;
  if (words > SearchPlan::kMostWords)
    violations.Add("query", StrCat("has ", words, " words, at most ", SearchPlan::kMostWords, " are allowed"));
  if (beginnings > SearchPlan::kMostBeginnings) {
    violations.Add("query", StrCat("has ", beginnings, " words that end in *, at most ", SearchPlan::kMostBeginnings,
                                   " are allowed"));
  }
  return violations.ToStatus();
}

}  // namespace

const SearchUnit* SearchPlan::Unfinished() const {
  for (auto unit = units.rbegin(); unit != units.rend(); ++unit) {
    if (unit->excluded) continue;
    const bool may_go_on = unit->plain && !unit->typed().beginning && unit->alternatives.size() == 1 &&
                           unit->typed().words[0].folded.size() >= kShortestBeginning;
    return may_go_on ? &*unit : nullptr;
  }
  return nullptr;
}

absl::StatusOr<SearchPlan> PlanSearch(std::string_view query, const TreatmentNames& names) {
  const std::vector<Typed> all = Read(query);
  if (absl::Status status = CheckLimits(all); !status.ok()) return status;
  SearchPlan plan;
  for (std::span<const Typed> rest(all); !rest.empty();) {
    const NameFound found = FindName(rest, names);
    plan.units.push_back(MakeUnit(rest.first(found.clauses), found.names));
    rest = rest.subspan(found.clauses);
  }
  return plan;
}

}  // namespace careloop::content
