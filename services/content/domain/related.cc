#include "services/content/domain/related.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "absl/strings/match.h"

namespace careloop::content {
namespace {

// A query in the form that publications are compared with: strongest symptom first, nothing twice, nothing of grade 0.
struct Wanted {
  std::vector<SymptomQuery> symptoms;
  std::vector<std::string> treatments;
  std::vector<std::vector<std::string>> diagnoses;  // each one asked for, then those above it
};

struct Ranked {
  const ShownPublication* publication;  // in the library, which outlives this
  std::string_view title_position;      // there
  std::vector<Match> matches = {};
  int grade = 0;  // highest of the symptoms that a self-care sheet is about, else 0

  // Least is best; no two publications have the same.
  auto Key() const { return std::tuple(-grade, -static_cast<std::ptrdiff_t>(matches.size()), title_position); }
};

bool IsBetter(const Ranked& a, const Ranked& b) { return a.Key() < b.Key(); }

std::vector<std::string> WithoutRepeats(const std::vector<std::string>& ids) {
  std::vector<std::string> unique;
  for (const std::string& id : ids) {
    if (std::find(unique.begin(), unique.end(), id) == unique.end()) unique.push_back(id);
  }
  return unique;
}

Wanted Prepare(const RelatedQuery& query, const Catalogue<Category>& diagnoses) {
  Wanted wanted{.symptoms = query.symptoms, .treatments = WithoutRepeats(query.treatments), .diagnoses = {}};
  std::erase_if(wanted.symptoms, [](const SymptomQuery& symptom) { return symptom.rank() <= 0; });
  std::sort(wanted.symptoms.begin(), wanted.symptoms.end(), [](const SymptomQuery& a, const SymptomQuery& b) {
    return std::tuple(b.rank(), std::string_view(a.symptom)) < std::tuple(a.rank(), std::string_view(b.symptom));
  });
  for (const std::string& id : WithoutRepeats(query.diagnoses)) {
    wanted.diagnoses.push_back(WithThoseAbove(diagnoses, {id}));
  }
  return wanted;
}

bool Contains(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

// Notes why a publication matches, if it does.
void Rank(const PublicationText& text, const Wanted& wanted, Ranked& ranked) {
  std::vector<Match>& matches = ranked.matches;
  for (const SymptomQuery& query : wanted.symptoms) {
    if (!Contains(text.symptoms, query.symptom)) continue;
    if (text.kind == Kind::kSelfCareSheet) ranked.grade = std::max(ranked.grade, query.rank());
    matches.push_back({.kind = MatchKind::kSymptom, .id = query.symptom, .grade = query.grade});
  }
  for (const std::string& treatment : wanted.treatments) {
    if (Contains(text.treatments, treatment)) matches.push_back({.kind = MatchKind::kTreatment, .id = treatment});
  }
  for (const std::vector<std::string>& diagnosis : wanted.diagnoses) {
    const auto found =
        std::find_first_of(diagnosis.begin(), diagnosis.end(), text.diagnoses.begin(), text.diagnoses.end());
    if (found == diagnosis.end()) continue;
    matches.push_back({.kind = MatchKind::kDiagnosis, .id = diagnosis.front(), .category = *found});
  }
}

// Whether it is on a symptom that none is on yet; then one is.
bool IsFirstOnAny(const Ranked& ranked, std::set<std::string_view>& symptoms) {
  bool is_first = false;
  for (const Match& match : ranked.matches) {
    if (match.kind == MatchKind::kSymptom && symptoms.insert(match.id).second) is_first = true;
  }
  return is_first;
}

// Of what is ranked, so many: the best on each symptom before a second one on any.
void KeepBest(std::vector<Ranked>& ranks, size_t limit) {
  std::vector<Ranked> first;
  std::vector<Ranked> others;
  std::set<std::string_view> symptoms;
  for (Ranked& ranked : ranks) (IsFirstOnAny(ranked, symptoms) ? first : others).push_back(std::move(ranked));
  first.insert(first.end(), std::make_move_iterator(others.begin()), std::make_move_iterator(others.end()));
  if (first.size() > limit) first.erase(first.begin() + static_cast<std::ptrdiff_t>(limit), first.end());
  std::sort(first.begin(), first.end(), IsBetter);
  ranks = std::move(first);
}

std::vector<Related> FindIn(const std::string& language, const Library& library, const Wanted& wanted, int limit) {
  std::vector<Ranked> ranks;
  for (const auto& [title, publication] : library.by_title()) {
    const PublicationText& text = *publication->content().text;
    if (!absl::EqualsIgnoreCase(text.language, language)) continue;
    Ranked ranked{publication, title};
    Rank(text, wanted, ranked);
    if (!ranked.matches.empty()) ranks.push_back(std::move(ranked));
  }
  std::sort(ranks.begin(), ranks.end(), IsBetter);
  KeepBest(ranks, static_cast<size_t>(limit));
  std::vector<Related> hits;
  for (Ranked& ranked : ranks) hits.push_back({*ranked.publication, std::move(ranked.matches)});
  return hits;
}

}  // namespace

RelatedPublications FindRelated(const Library& library, const Catalogue<Category>& diagnoses,
                                const RelatedQuery& query) {
  const Wanted wanted = Prepare(query, diagnoses);
  for (const std::string& language : query.languages) {
    RelatedPublications found{FindIn(language, library, wanted, query.limit), language};
    if (!found.hits.empty()) return found;
  }
  return {.hits = {}, .language = query.languages.front()};
}

}  // namespace careloop::content
