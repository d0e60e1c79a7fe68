#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_SEVERITY_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_SEVERITY_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "services/journal/domain/entry.h"
#include "services/journal/domain/vocabulary.h"

namespace careloop::journal {

// What makes an entry severe at this site: a grade of 3, a severity or an interference of 4, a temperature at or above
// the limit, a listed yes/no symptom, or the patient's own word. Immutable.
class SeverityRules {
 public:
  // `listed_symptoms` are ids separated by commas; empty: none. Fails, naming the setting, for a limit outside 30 to 45
  // degrees Celsius and for an id that is no yes/no symptom of the vocabulary: a rule that could never act is a
  // mistake.
  static absl::StatusOr<SeverityRules> Create(double temperature_limit_celsius, std::string_view listed_symptoms,
                                              const Vocabulary& vocabulary);

  // All that apply to a graded entry, in the order of the enum.
  std::vector<SevereReason> ReasonsOf(const Entry& entry) const;

 private:
  explicit SeverityRules(double temperature_limit_celsius) : temperature_limit_celsius_(temperature_limit_celsius) {}

  bool Applies(SevereReason reason, const Entry& entry) const;

  double temperature_limit_celsius_;
  absl::flat_hash_set<std::string> listed_symptoms_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_SEVERITY_H_
