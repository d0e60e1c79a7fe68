#include "services/content/domain/related.h"

#include <algorithm>
#include <cstddef>
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
  std::vector<std::string> diagnoses;
};

struct Ranked {
  Related related;
  int grade = 0;                    // highest of the symptoms that a self-care sheet is about, else 0
  std::string_view title_position;  // in the library, which outlives this

  // Least is best; no two publications have the same.
  auto Key() const { return std::tuple(-grade, -static_cast<std::ptrdiff_t>(related.matches.size()), title_position); }
};

std::vector<std::string> WithoutRepeats(const std::vector<std::string>& ids) {
  std::vector<std::string> unique;
  for (const std::string& id : ids) {
    if (std::find(unique.begin(), unique.end(), id) == unique.end()) unique.push_back(id);
  }
  return unique;
}

Wanted Prepare(const RelatedQuery& query) {
  Wanted wanted{.symptoms = query.symptoms,
                .treatments = WithoutRepeats(query.treatments),
                .diagnoses = WithoutRepeats(query.diagnoses)};
  std::erase_if(wanted.symptoms, [](const SymptomQuery& symptom) { return symptom.grade <= 0; });
  std::sort(wanted.symptoms.begin(), wanted.symptoms.end(), [](const SymptomQuery& a, const SymptomQuery& b) {
    return std::tuple(b.grade, std::string_view(a.symptom)) < std::tuple(a.grade, std::string_view(b.symptom));
  });
  return wanted;
}

bool Contains(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

Ranked Rank(const ShownPublication& publication, const Wanted& wanted) {
  const PublicationText& text = *publication.content().text;
  Ranked ranked{.related = {.publication = publication, .matches = {}}, .title_position = {}};
  std::vector<Match>& matches = ranked.related.matches;
  for (const auto& [symptom, grade] : wanted.symptoms) {
    if (!Contains(text.symptoms, symptom)) continue;
    if (text.kind == Kind::kSelfCareSheet) ranked.grade = std::max(ranked.grade, grade);
    matches.push_back({MatchKind::kSymptom, symptom});
  }
  for (const std::string& treatment : wanted.treatments) {
    if (Contains(text.treatments, treatment)) matches.push_back({MatchKind::kTreatment, treatment});
  }
  for (const std::string& diagnosis : wanted.diagnoses) {
    if (Contains(text.diagnoses, diagnosis)) matches.push_back({MatchKind::kDiagnosis, diagnosis});
  }
  return ranked;
}

}  // namespace

std::vector<Related> FindRelated(const Library& library, const RelatedQuery& query) {
  const Wanted wanted = Prepare(query);
  std::vector<Ranked> hits;
  for (const auto& [title, publication] : library.by_title()) {
    if (!absl::EqualsIgnoreCase(publication.content().text->language, query.language)) continue;
    Ranked ranked = Rank(publication, wanted);
    ranked.title_position = title;
    if (!ranked.related.matches.empty()) hits.push_back(std::move(ranked));
  }
  std::sort(hits.begin(), hits.end(), [](const Ranked& a, const Ranked& b) { return a.Key() < b.Key(); });
  std::vector<Related> related;
  for (Ranked& hit : hits) {
    if (related.size() == static_cast<size_t>(query.limit)) break;
    related.push_back(std::move(hit.related));
  }
  return related;
}

}  // namespace careloop::content
