#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_RULES_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_RULES_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/journal/domain/alert_rule.h"
#include "services/journal/domain/entry.h"
#include "services/journal/domain/recent_answers.h"
#include "services/journal/domain/vocabulary.h"

namespace careloop::journal {

// The rules that fired about one symptom of an entry, or about its temperature.
struct Firing {
  std::string symptom;             // id; empty: the temperature
  std::vector<std::string> rules;  // ids, in the order of the set
  std::optional<Attribute> risen;  // what the first of them that is about a rise has judged

  friend bool operator==(const Firing&, const Firing&) = default;
};

// The rules of a set, laid out by symptom, so that an entry is judged in a few microseconds. Immutable.
class AlertRules {
 public:
  enum class Which { kEnabled, kAll };

  // Symptoms that the vocabulary does not have (any more) are passed over: see CheckRuleSet for a set that is new.
  AlertRules(const RuleSet& set, const Vocabulary& vocabulary, Which which = Which::kEnabled);

  // What fires on a graded entry, by symptom in the order of its answers, the temperature last. `recent` holds what its
  // patient answered in the kMostDaysBack before it.
  std::vector<Firing> Judge(const Entry& entry, const RecentAnswers& recent) const;

 private:
  // A rule as it applies to one symptom.
  struct SymptomRule {
    size_t rule;  // its place in ids_
    const AlertCondition* condition;
  };
  struct Judged;

  void AddRule(const AlertRule& rule, const Vocabulary& vocabulary);
  void AddTo(const std::vector<std::string>& symptoms, SymptomRule rule, bool yes_no, const Vocabulary& vocabulary);
  bool Fires(const SymptomRule& rule, const Judged& judged, std::optional<Attribute>& risen) const;

  std::vector<std::string> ids_;
  std::vector<std::unique_ptr<const AlertCondition>> conditions_;
  absl::flat_hash_map<std::string, std::vector<SymptomRule>> by_symptom_;
  std::vector<SymptomRule> temperature_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_RULES_H_
