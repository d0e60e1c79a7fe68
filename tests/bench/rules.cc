// Times judging one entry by a rule set: 50 rules of every kind on an entry about twenty symptoms, compared with a
// month of daily entries. Prints the median and the slowest of a hundred runs of a thousand. Needs no service:
// build/release/bin/bench_rules.
#include <algorithm>
#include <array>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/base/strings.h"
#include "paths.h"
#include "services/journal/domain/alert_rules.h"
#include "services/journal/domain/entry_version.h"
#include "services/journal/domain/site_rules.h"

namespace careloop::journal {
namespace {

constexpr int kSymptoms = 20;
constexpr int kDays = 30;
constexpr int kRules = 50;
constexpr int kRuns = 100;
constexpr int kEntriesARun = 1000;

RuleSet FiftyRules(const Vocabulary& vocabulary) {
  RuleSet set{.version = "bench", .note = "bench", .rules = {}, .examples = {}};
  for (int i = 0; i < kRules; ++i) {
    const std::vector<std::string> one = {vocabulary.symptoms()[static_cast<size_t>(i) % kSymptoms].id};
    const std::vector<std::string> symptoms = i % 2 == 0 ? std::vector<std::string>() : one;
    const std::array<AlertCondition, 4> kinds = {GradeCondition{3, symptoms},
                                                 RiseCondition{std::nullopt, 3, 14, symptoms},
                                                 AnswerCondition{std::nullopt, 4, symptoms}, TemperatureCondition{38}};
    set.rules.push_back({StrCat("rule-", i), true, kinds[static_cast<size_t>(i) % kinds.size()]});
  }
  return set;
}

Entry EntryOf(const SiteRules& site, int64_t number, absl::Time occurred) {
  Entry entry{.number = number,
              .occurred = occurred,
              .observed = {.time_zone = "UTC"},
              .reporter = {"patient", Role::kPatient, ""}};
  for (const Symptom& symptom : site.vocabulary.symptoms()) {
    if (symptom.IsYesNo() || entry.observed.answers.size() == kSymptoms) continue;
    SymptomAnswer answer{.symptom = symptom.id};
    for (const Attribute attribute : symptom.asks) answer.level(attribute) = static_cast<int>(number % 3);
    entry.observed.answers.push_back(std::move(answer));
  }
  entry.observed.temperature_celsius = 37.2;
  Judge(site, entry);
  return entry;
}

int Main() {
  const SiteRules site = SiteRules::Load(CARELOOP_SOURCE_DIR "/deploy/site", 38.0, "").value();
  const AlertRules rules(FiftyRules(site.vocabulary), site.vocabulary);
  const absl::Time now = absl::FromUnixSeconds(1'800'000'000);
  RecentAnswers recent;
  for (int day = 1; day <= kDays; ++day) recent.Put(EntryOf(site, day, now - absl::Hours(24 * (kDays + 1 - day))));
  const Entry entry = EntryOf(site, kDays + 1, now);
  std::vector<double> micros;
  size_t fired = 0;
  for (int run = 0; run < kRuns; ++run) {
    const absl::Time start = absl::Now();
    for (int i = 0; i < kEntriesARun; ++i) fired += rules.Judge(entry, recent).size();
    micros.push_back(absl::ToDoubleMicroseconds(absl::Now() - start) / kEntriesARun);
  }
  std::sort(micros.begin(), micros.end());
  std::cout << absl::StrFormat("%d rules, %d symptoms, %d days before: median %.2f us, slowest %.2f us (%d fired)\n",
                               kRules, kSymptoms, kDays, micros[kRuns / 2], micros.back(), fired);
  return 0;
}

}  // namespace
}  // namespace careloop::journal

int main() { return careloop::journal::Main(); }
