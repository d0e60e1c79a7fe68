#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_RELATED_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_RELATED_H_

#include <optional>
#include <string>
#include <vector>

#include "services/content/domain/library.h"
#include "services/content/domain/publication.h"
#include "services/content/domain/site.h"

namespace careloop::content {

// A symptom to find reading for. Without a grade it counts as grade 1; with grade 0 it finds nothing.
struct SymptomQuery {
  std::string symptom;
  std::optional<int> grade;

  int rank() const { return grade.value_or(1); }
};

struct RelatedQuery {
  std::vector<std::string> treatments;
  std::vector<SymptomQuery> symptoms;
  std::vector<std::string> diagnoses;
  std::vector<std::string> languages;  // best first
  int limit = 0;
  std::string known_library = {};  // that the answer is known of
};

enum class MatchKind { kSymptom, kTreatment, kDiagnosis };

struct Match {
  MatchKind kind;
  std::string id;                 // as in the query
  std::optional<int> grade = {};  // of a symptom, as in the query
  std::string category = {};      // of a diagnosis: the one that the publication is for, it or the nearest above it

  friend bool operator==(const Match&, const Match&) = default;
};

struct Related {
  ShownPublication publication;
  std::vector<Match> matches;  // strongest first: symptoms by grade and id, then treatments, then diagnoses
};

struct RelatedPublications {
  std::vector<Related> hits;
  std::string language;      // of the hits; the first of the query's if there are none
  std::string library = {};  // which they were found in, unless it was not said
  bool unchanged = false;    // it is the one that the answer is known of: nothing was looked for
};

// The current publications that match the query, in the first of its languages in which any does, best first: self-care
// sheets on its symptoms, by the highest grade; then by the number of matches; then by title. Where there are more than
// its limit, the best on each symptom goes before a second one on any. A diagnosis finds also what is for one above it.
// The same query on the same library has the same answer.
RelatedPublications FindRelated(const Library& library, const Catalogue<Category>& diagnoses,
                                const RelatedQuery& query);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_RELATED_H_
