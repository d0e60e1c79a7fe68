#include "services/journal/domain/rule_examples.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_join.h"
#include "common/base/strings.h"
#include "services/journal/domain/alert_rules.h"
#include "services/journal/domain/entry_version.h"

namespace careloop::journal {
namespace {

using RuleIds = std::set<std::string>;

constexpr absl::Duration kDay = absl::Hours(24);

// Some moment: examples tell how long ago an earlier answer was, not when.
absl::Time ExampleTime() { return absl::FromUnixSeconds(1'767'225'600); }

void CheckAnswers(const std::vector<SymptomAnswer>& answers, const Vocabulary& vocabulary, const std::string& field,
                  Violations& violations) {
  Violations found;
  vocabulary.Check(answers, found);
  for (const FieldViolation& violation : ViolationsOf(found.ToStatus())) {
    violations.Add(StrCat(field, ".", violation.field), violation.description);
  }
}

Entry EntryOf(const std::vector<SymptomAnswer>& answers, absl::Time occurred, int64_t number) {
  return {.number = number,
          .occurred = occurred,
          .observed = {.time_zone = "UTC", .answers = answers},
          .reporter = {"example", Role::kPatient, ""}};
}

// The rules of all `rules` that fire on an example.
RuleIds FiresOn(const RuleExample& example, const AlertRules& rules, const SiteRules& site) {
  RecentAnswers recent;
  int64_t number = 0;
  for (const EarlierAnswers& earlier : example.earlier) {
    recent.Put(EntryOf(earlier.answers, ExampleTime() - kDay * earlier.days_before, ++number));
  }
  Entry entry = EntryOf(example.answers, ExampleTime(), ++number);
  entry.observed.temperature_celsius = example.temperature_celsius;
  journal::Judge(site, entry);
  RuleIds fired;
  for (const Firing& firing : rules.Judge(entry, recent)) fired.insert(firing.rules.begin(), firing.rules.end());
  return fired;
}

std::string Listed(const RuleIds& ids) { return ids.empty() ? "none" : absl::StrJoin(ids, ", "); }

void CheckOutcome(const RuleExample& example, const RuleIds& fired, const std::string& field, Violations& violations) {
  const RuleIds expected(example.fires.begin(), example.fires.end());
  if (expected == fired) return;
  violations.Add(field + ".fires", StrCat("says ", Listed(expected), ", but the rules that fire are ", Listed(fired)));
}

// What is wrong with what fires in `hits` of `all` examples; empty if nothing is.
std::string_view Undecided(size_t hits, size_t all) {
  if (hits == 0) return "fires in none of the examples";
  return hits == all ? "fires in all of the examples" : "";
}

size_t CountOf(const AlertRule& rule, const std::vector<RuleIds>& fired) {
  return std::count_if(fired.begin(), fired.end(), [&](const RuleIds& ids) { return ids.contains(rule.id); });
}

size_t CountOfAlerts(const RuleSet& set, const std::vector<RuleIds>& fired) {
  return std::count_if(fired.begin(), fired.end(), [&](const RuleIds& ids) {
    return std::any_of(set.rules.begin(), set.rules.end(),
                       [&](const AlertRule& rule) { return rule.enabled && ids.contains(rule.id); });
  });
}

}  // namespace

void CheckExampleAnswers(const RuleSet& set, const Vocabulary& vocabulary, std::string_view field,
                         Violations& violations) {
  absl::flat_hash_set<std::string> ids;
  for (size_t i = 0; i < set.examples.size(); ++i) {
    const RuleExample& example = set.examples[i];
    const std::string element = StrCat(field, ".examples[", i, "]");
    if (!ids.insert(example.id).second) violations.Add(element + ".id", "stands here a second time");
    CheckAnswers(example.answers, vocabulary, element, violations);
    if (example.answers.empty() && !example.temperature_celsius) {
      violations.Add(element, "says nothing: without answers and temperature no rule could fire on it");
    }
    for (size_t e = 0; e < example.earlier.size(); ++e) {
      CheckAnswers(example.earlier[e].answers, vocabulary, StrCat(element, ".earlier[", e, "]"), violations);
    }
  }
}

void CheckExampleOutcomes(const RuleSet& set, const SiteRules& site, std::string_view field, Violations& violations) {
  const AlertRules rules(set, site.vocabulary, AlertRules::Which::kAll);
  std::vector<RuleIds> fired;
  for (size_t i = 0; i < set.examples.size(); ++i) {
    fired.push_back(FiresOn(set.examples[i], rules, site));
    CheckOutcome(set.examples[i], fired.back(), StrCat(field, ".examples[", i, "]"), violations);
  }
  for (size_t i = 0; i < set.rules.size(); ++i) {
    const std::string_view what = Undecided(CountOf(set.rules[i], fired), fired.size());
    if (!what.empty()) violations.Add(StrCat(field, ".rules[", i, "]"), what);
  }
  const std::string_view what = Undecided(CountOfAlerts(set, fired), fired.size());
  if (!what.empty()) violations.Add(StrCat(field, ".examples"), StrCat("no use: an enabled rule ", what));
}

}  // namespace careloop::journal
