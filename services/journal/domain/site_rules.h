#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_SITE_RULES_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_SITE_RULES_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/base/emergency_text.h"
#include "services/journal/domain/composite_grades.h"
#include "services/journal/domain/severity.h"
#include "services/journal/domain/vocabulary.h"

namespace careloop::journal {

// All that the site decides about entries: what can be answered, how it is graded, when it is severe and what a person
// with a severe entry reads first. Immutable.
struct SiteRules {
  Vocabulary vocabulary;
  CompositeGrades grades;
  SeverityRules severity;
  EmergencyTexts emergency_texts;

  // From the site's data folder (see deploy/site) and two settings. Anything wrong is an error that names file, line
  // and field, or the setting: the service then does not start.
  static absl::StatusOr<SiteRules> Load(const std::string& folder, double temperature_limit_celsius,
                                        std::string_view severe_symptoms);
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_SITE_RULES_H_
