#include "services/journal/domain/site_rules.h"

#include <utility>

#include "common/base/status_macros.h"

namespace careloop::journal {

absl::StatusOr<SiteRules> SiteRules::Load(const std::string& folder, double temperature_limit_celsius,
                                          std::string_view severe_symptoms) {
  ASSIGN_OR_RETURN(Vocabulary vocabulary, Vocabulary::Load(folder + "/symptoms.csv"));
  ASSIGN_OR_RETURN(CompositeGrades grades, CompositeGrades::Load(folder + "/composite-grades.csv"));
  RETURN_IF_ERROR(grades.CheckCovers(vocabulary));
  ASSIGN_OR_RETURN(SeverityRules severity,
                   SeverityRules::Create(temperature_limit_celsius, severe_symptoms, vocabulary));
  ASSIGN_OR_RETURN(EmergencyTexts texts, EmergencyTexts::Load(folder));
  return SiteRules{std::move(vocabulary), std::move(grades), std::move(severity), std::move(texts)};
}

}  // namespace careloop::journal
