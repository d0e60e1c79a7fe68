#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_RELATED_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_RELATED_H_

#include <string>
#include <vector>

#include "services/content/domain/library.h"
#include "services/content/domain/publication.h"

namespace careloop::content {

// A symptom to find reading for. Without a grade it counts as grade 1; with grade 0 it finds nothing.
struct SymptomQuery {
  std::string symptom;
  int grade = 1;
};

struct RelatedQuery {
  std::vector<std::string> treatments;
  std::vector<SymptomQuery> symptoms;
  std::vector<std::string> diagnoses;
  std::string language;
  int limit = 0;
};

enum class MatchKind { kSymptom, kTreatment, kDiagnosis };

struct Match {
  MatchKind kind;
  std::string id;

  friend bool operator==(const Match&, const Match&) = default;
};

struct Related {
  ShownPublication publication;
  std::vector<Match> matches;  // strongest first: symptoms by grade and id, then treatments, then diagnoses
};

// The current publications in the query's language that match it, best first: self-care sheets on its symptoms, by the
// highest grade; then by the number of matches; then by title. The same query on the same library has the same answer.
std::vector<Related> FindRelated(const Library& library, const RelatedQuery& query);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_RELATED_H_
