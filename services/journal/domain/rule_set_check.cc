#include "services/journal/domain/rule_set_check.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "services/journal/domain/rule_examples.h"

namespace careloop::journal {
namespace {

constexpr int kHighestGrade = 3;
constexpr int kHighestLevel = 4;
constexpr double kNoFeverCelsius = 37;  // what is not above it alerts on who is well
constexpr double kHighestCelsius = 45;

// Checks the condition of one rule; `field` is the path of the rule.
class ConditionCheck {
 public:
  ConditionCheck(const SiteRules& site, std::string field, Violations& violations)
      : site_(site), field_(std::move(field)), violations_(violations) {}

  void operator()(const GradeCondition& grade) {
    Range("grade.at_least", grade.at_least, kHighestGrade, "would hold for every graded symptom");
    Symptoms("grade.symptoms", grade.symptoms, std::nullopt, false);
    for (size_t i = 0; i < grade.symptoms.size(); ++i) Reaches(grade, i);
  }
  void operator()(const RiseCondition& rise) {
    Range("rise.at_least", rise.at_least, kHighestLevel, "would hold without a rise");
    if (rise.within_days < 1 || rise.within_days > kMostDaysBack) {
      Add("rise.within_days", StrCat(rise.within_days, " is not within 1 to ", kMostDaysBack));
    }
    Symptoms("rise.symptoms", rise.symptoms, rise.attribute, false);
  }
  void operator()(const AnswerCondition& answer) {
    Range("answer.at_least", answer.at_least, kHighestLevel, "would hold for every answer");
    Symptoms("answer.symptoms", answer.symptoms, answer.attribute, false);
  }
  void operator()(const PresenceCondition& presence) {
    if (presence.symptoms.empty()) Add("presence.symptoms", "is empty: the rule could never fire");
    Symptoms("presence.symptoms", presence.symptoms, std::nullopt, true);
  }
  void operator()(const TemperatureCondition& temperature) {
    const double least = temperature.at_least_celsius;
    if (!(least > kNoFeverCelsius && least <= kHighestCelsius)) {
      Add("temperature.at_least_celsius", StrCat(least, " is not above 37 and at most 45 degrees Celsius"));
    }
  }

 private:
  void Add(std::string_view field, std::string_view what) { violations_.Add(StrCat(field_, ".", field), what); }

  void Range(std::string_view field, int least, int highest, std::string_view at_zero) {
    if (least == 0) {
      Add(field, StrCat("0 ", at_zero, "; 1 to ", highest, " is needed"));
    } else if (least < 0 || least > highest) {
      Add(field, StrCat(least, " is not within 1 to ", highest));
    }
  }

  void Reaches(const GradeCondition& grade, size_t place) {
    const Symptom* symptom = site_.vocabulary.Find(grade.symptoms[place]);
    if (symptom == nullptr || symptom->IsYesNo()) return;
    const int highest = site_.grades.HighestOf(*symptom);
    if (grade.at_least <= highest || grade.at_least > kHighestGrade) return;
    Add(StrCat("grade.symptoms[", place, "]"),
        StrCat("has grade ", highest, " at most: grade ", grade.at_least, " could never be"));
  }

  void Symptoms(const std::string& field, const std::vector<std::string>& symptoms, std::optional<Attribute> attribute,
                bool yes_no) {
    if (attribute == Attribute::kPresence)
      Add(field.substr(0, field.find('.')) + ".attribute", "presence has no level");
    absl::flat_hash_set<std::string> seen;
    for (size_t i = 0; i < symptoms.size(); ++i) {
      const std::string element = StrCat(field, "[", i, "]");
      const Symptom* symptom = site_.vocabulary.Find(symptoms[i]);
      if (!seen.insert(symptoms[i]).second) Add(element, "stands here a second time");
      if (symptom == nullptr) {
        Add(element, "is not in the site's vocabulary; see ListSymptoms");
      } else if (symptom->IsYesNo() != yes_no) {
        Add(element, yes_no ? "is not asked with yes or no: the rule could never fire"
                            : "is asked with yes or no: the rule could never fire");
      } else if (attribute && !symptom->Asks(*attribute)) {
        Add(element, StrCat("does not ask ", AttributeName(*attribute), ": the rule could never fire"));
      }
    }
  }

  const SiteRules& site_;
  const std::string field_;
  Violations& violations_;
};

void CheckRules(const RuleSet& set, const SiteRules& site, const std::string& field, Violations& violations) {
  absl::flat_hash_set<std::string> ids;
  for (size_t i = 0; i < set.rules.size(); ++i) {
    const std::string element = StrCat(field, ".rules[", i, "]");
    if (!ids.insert(set.rules[i].id).second) violations.Add(element + ".id", "stands here a second time");
    std::visit(ConditionCheck(site, element, violations), set.rules[i].condition);
  }
  const bool any = std::any_of(set.rules.begin(), set.rules.end(), [](const AlertRule& rule) { return rule.enabled; });
  if (!any) violations.Add(field + ".rules", "has no enabled rule: the set would alert on nothing");
}

}  // namespace

absl::Status CheckRuleSet(const RuleSet& set, const SiteRules& site, std::string_view field) {
  Violations violations;
  CheckRules(set, site, std::string(field), violations);
  CheckExampleAnswers(set, site.vocabulary, field, violations);
  // Examples are played only by rules that are right as such.
  if (violations.empty()) CheckExampleOutcomes(set, site, field, violations);
  return violations.ToStatus();
}

std::vector<std::string> UnfitRules(const RuleSet& set, const SiteRules& site) {
  std::vector<std::string> unfit;
  for (const AlertRule& rule : set.rules) {
    if (!rule.enabled) continue;
    Violations violations;
    std::visit(ConditionCheck(site, rule.id, violations), rule.condition);
    if (!violations.empty()) unfit.push_back(rule.id);
  }
  return unfit;
}

}  // namespace careloop::journal
