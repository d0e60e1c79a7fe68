#include "services/journal/domain/severity.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/strings.h"

namespace careloop::journal {
namespace {

constexpr double kLowestLimit = 30;
constexpr double kHighestLimit = 45;
constexpr int kHighestGrade = 3;
constexpr int kHighestLevel = 4;

constexpr std::array kReasons = {SevereReason::kGrade3,      SevereReason::kSeverity4,     SevereReason::kInterference4,
                                 SevereReason::kTemperature, SevereReason::kListedSymptom, SevereReason::kUrgent};

absl::Status BadSetting(std::string_view message) {
  return Error(absl::StatusCode::kInvalidArgument, reason::kInvalidField, message);
}

template <typename Predicate>
bool AnyAnswer(const Entry& entry, Predicate predicate) {
  return std::any_of(entry.observed.answers.begin(), entry.observed.answers.end(), predicate);
}

bool AnyAtHighest(const Entry& entry, Attribute attribute) {
  return AnyAnswer(entry, [&](const SymptomAnswer& a) { return a.level(attribute) == kHighestLevel; });
}

}  // namespace

absl::StatusOr<SeverityRules> SeverityRules::Create(double temperature_limit_celsius, std::string_view listed_symptoms,
                                                    const Vocabulary& vocabulary) {
  if (!(temperature_limit_celsius >= kLowestLimit && temperature_limit_celsius <= kHighestLimit)) {
    return BadSetting(
        StrCat("--temperature-limit: ", temperature_limit_celsius, " is not within 30 to 45 degrees Celsius"));
  }
  SeverityRules rules(temperature_limit_celsius);
  for (const absl::string_view id : absl::StrSplit(ForAbsl(listed_symptoms), ',', absl::SkipWhitespace())) {
    const std::string trimmed(absl::StripAsciiWhitespace(id));
    const Symptom* symptom = vocabulary.Find(trimmed);
    if (symptom == nullptr || !symptom->IsYesNo()) {
      return BadSetting(
          StrCat("--severe-symptoms: \"", trimmed, "\" is not a yes/no symptom of the site's vocabulary"));
    }
    rules.listed_symptoms_.insert(trimmed);
  }
  return rules;
}

std::vector<SevereReason> SeverityRules::ReasonsOf(const Entry& entry) const {
  std::vector<SevereReason> reasons;
  std::copy_if(kReasons.begin(), kReasons.end(), std::back_inserter(reasons),
               [&](SevereReason reason) { return Applies(reason, entry); });
  return reasons;
}

bool SeverityRules::Applies(SevereReason reason, const Entry& entry) const {
  switch (reason) {
    case SevereReason::kGrade3:
      return std::any_of(entry.grades.begin(), entry.grades.end(),
                         [](const SymptomGrade& g) { return g.grade == kHighestGrade; });
    case SevereReason::kSeverity4:
      return AnyAtHighest(entry, Attribute::kSeverity);
    case SevereReason::kInterference4:
      return AnyAtHighest(entry, Attribute::kInterference);
    case SevereReason::kTemperature:
      return entry.observed.temperature_celsius >= temperature_limit_celsius_;
    case SevereReason::kListedSymptom:
      return AnyAnswer(
          entry, [&](const SymptomAnswer& a) { return a.presence == true && listed_symptoms_.contains(a.symptom); });
    case SevereReason::kUrgent:
      return entry.observed.urgent;
  }
  return true;  // a reason that nobody told us how to judge is no reason to reassure
}

}  // namespace careloop::journal
