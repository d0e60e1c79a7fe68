#include <set>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "services/journal/domain/entry.h"
#include "services/journal/rpc/checks.h"
#include "services/journal/rpc/names.h"

namespace careloop::journal {
namespace {

constexpr int kMostWithheld = 5;  // there are no more attributes
constexpr int kHighestLevel = 4;
constexpr double kLowestCelsius = 30;
constexpr double kHighestCelsius = 45;
constexpr double kLowestFahrenheit = 86;
constexpr double kHighestFahrenheit = 113;

std::set<v1::SymptomAttribute> Answered(const v1::SymptomAnswer& answer) {
  std::set<v1::SymptomAttribute> answered;
  if (answer.has_frequency()) answered.insert(v1::SYMPTOM_ATTRIBUTE_FREQUENCY);
  if (answer.has_severity()) answered.insert(v1::SYMPTOM_ATTRIBUTE_SEVERITY);
  if (answer.has_interference()) answered.insert(v1::SYMPTOM_ATTRIBUTE_INTERFERENCE);
  if (answer.has_amount()) answered.insert(v1::SYMPTOM_ATTRIBUTE_AMOUNT);
  if (answer.has_presence()) answered.insert(v1::SYMPTOM_ATTRIBUTE_PRESENCE);
  return answered;
}

void CheckLevels(Violations& violations, const std::string& field, const v1::SymptomAnswer& answer) {
  const auto check = [&](std::string_view attribute, bool given, int level) {
    if (given) rpc::CheckRange(violations, StrCat(field, ".", attribute), level, 0, kHighestLevel);
  };
  check("frequency", answer.has_frequency(), answer.frequency());
  check("severity", answer.has_severity(), answer.severity());
  check("interference", answer.has_interference(), answer.interference());
  check("amount", answer.has_amount(), answer.amount());
}

void CheckWithheld(Violations& violations, const std::string& field, const v1::SymptomAnswer& answer) {
  if (answer.withheld_size() > kMostWithheld) {
    return violations.Add(StrCat(field, ".withheld"),
                          StrCat("has ", answer.withheld_size(), " elements, at most ", kMostWithheld, " are allowed"));
  }
  std::set<v1::SymptomAttribute> taken = Answered(answer);
  for (int i = 0; i < answer.withheld_size(); ++i) {
    const v1::WithheldAnswer& withheld = answer.withheld(i);
    const std::string element = StrCat(field, ".withheld[", i, "]");
    if (withheld.attribute() == v1::SYMPTOM_ATTRIBUTE_UNSPECIFIED ||
        !v1::SymptomAttribute_IsValid(withheld.attribute())) {
      violations.Add(element + ".attribute", "is missing or unknown");
    } else if (!taken.insert(withheld.attribute()).second) {
      violations.Add(element + ".attribute", "is answered, or withheld a second time");
    }
    if (withheld.reason() == v1::WITHHELD_REASON_UNSPECIFIED || !v1::WithheldReason_IsValid(withheld.reason())) {
      violations.Add(element + ".reason", "is missing or unknown");
    }
  }
}

}  // namespace

void CheckAnswers(Violations& violations, std::string_view path,
                  const google::protobuf::RepeatedPtrField<v1::SymptomAnswer>& answers) {
  if (answers.size() > static_cast<int>(kMostAnswers)) {
    return violations.Add(path, StrCat("has ", answers.size(), " elements, at most ", kMostAnswers, " are allowed"));
  }
  absl::flat_hash_set<std::string> seen;
  for (int i = 0; i < answers.size(); ++i) {
    const v1::SymptomAnswer& answer = answers[i];
    const std::string field = StrCat(path, "[", i, "]");
    CheckIdName(violations, field + ".symptom", answer.symptom(), kSymptomPattern);
    if (!seen.insert(answer.symptom()).second) violations.Add(field + ".symptom", "is answered a second time");
    if (Answered(answer).empty() && answer.withheld().empty()) {
      violations.Add(field, "answers nothing; at least one attribute has to be answered or withheld");
    }
    if (answer.reporter() != 0) violations.Add(field + ".reporter", "is set by the service; leave it out");
    CheckLevels(violations, field, answer);
    CheckWithheld(violations, field, answer);
  }
}

// The mix-up that would hide a fever, or invent one, so the message says what it looks like.
void CheckTemperature(Violations& violations, std::string_view field, double celsius) {
  if (celsius >= kLowestCelsius && celsius <= kHighestCelsius) return;
  if (celsius >= kLowestFahrenheit && celsius <= kHighestFahrenheit) {
    violations.Add(field, StrCat(celsius, " looks like degrees Fahrenheit; give degrees Celsius, 30 to 45"));
  } else {
    violations.Add(field, StrCat(celsius, " is not within 30 to 45 degrees Celsius"));
  }
}

}  // namespace careloop::journal
