#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_COMPOSITE_GRADES_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_COMPOSITE_GRADES_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/journal/domain/site_table.h"
#include "services/journal/domain/symptom.h"
#include "services/journal/domain/vocabulary.h"

namespace careloop::journal {

// Where a grade comes from. Numbered like Attribute.
enum class GradeSource : uint8_t { kNone = 0, kPublishedTable = 1, kFirstAnswerZero = 2 };

// The grade of one symptom in one entry. No grade is not grade 0.
struct SymptomGrade {
  std::string symptom;       // id
  std::optional<int> grade;  // 0-3
  bool imputed = false;      // an interference that was not asked was counted as 0
  bool incomplete = false;   // an answer that the grade needs is missing or withheld
  GradeSource source = GradeSource::kNone;

  friend bool operator==(const SymptomGrade&, const SymptomGrade&) = default;
};

// The composite grade of Basch et al., Clinical Trials 2021;18(1):104-114, doi:10.1177/1740774520975120: how the
// answers about one symptom combine into one grade. The grade is defined for answers about the past seven days; from a
// diary entry it is derived, and shown as such. Immutable.
class CompositeGrades {
 public:
  // From a file like deploy/site/composite-grades.csv, which must hold every combination of every pattern exactly once.
  static absl::StatusOr<CompositeGrades> Load(const std::string& path);

  // Fails if a symptom of the vocabulary asks what no pattern of the table covers.
  absl::Status CheckCovers(const Vocabulary& vocabulary) const;

  // The rules, in this order:
  //  - with a frequency above 0 and a severity of 0, interference is not asked: if it is missing it counts as 0, and
  //  the
  //    grade is imputed; if it is withheld it was asked, and counts as withheld;
  //  - all answers are there: the table's grade;
  //  - the first answer is 0: grade 0, whatever else is missing or withheld, since no other answer could change it;
  //  - else there is no grade, and it is incomplete.
  // `symptom` is not a yes/no symptom, and has passed CheckCovers.
  SymptomGrade Grade(const Symptom& symptom, const SymptomAnswer& answer) const;

  // That any answers about such a symptom can have.
  int HighestOf(const Symptom& symptom) const;

 private:
  struct Cell {
    int grade;
    GradeSource source;
  };
  // Grades by the levels of up to three attributes, to the base 5; empty for a set of attributes that is no pattern.
  using Pattern = std::vector<std::optional<Cell>>;
  using Levels = std::array<std::optional<int>, kScaledAttributes.size()>;

  CompositeGrades() = default;

  absl::Status Add(const SiteTable& table, const SiteTable::Row& row);
  static absl::StatusOr<Cell> CellOf(int first_answer, const SiteTable& table, const SiteTable::Row& row);
  absl::Status CheckComplete(const SiteTable& table) const;
  std::optional<Cell> Find(const Symptom& symptom, const Levels& levels) const;

  std::array<Pattern, 1 << kScaledAttributes.size()> patterns_;  // by set of attributes
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_COMPOSITE_GRADES_H_
