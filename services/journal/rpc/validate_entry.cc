#include <cmath>
#include <set>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "services/journal/domain/entry.h"
#include "services/journal/rpc/checks.h"
#include "services/journal/rpc/names.h"
#include "services/journal/rpc/validate.h"

namespace careloop::journal {
namespace {

constexpr int kLongestEtag = 64;
constexpr int kMostWithheld = 5;  // there are no more attributes
constexpr int kHighestLevel = 4;
constexpr int kHighestWellbeing = 10;
constexpr double kLowestCelsius = 30;
constexpr double kHighestCelsius = 45;
constexpr double kLowestFahrenheit = 86;
constexpr double kHighestFahrenheit = 113;
constexpr rpc::TextLimits kNoteLimits{.min = 0, .max = 10'000, .lines = true};
constexpr int kMostQuestions = 10;
constexpr rpc::TextLimits kQuestionLimits{.min = 1, .max = 500, .lines = true};

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

void CheckAnswers(Violations& violations, const google::protobuf::RepeatedPtrField<v1::SymptomAnswer>& answers) {
  if (answers.size() > static_cast<int>(kMostAnswers)) {
    return violations.Add("answers",
                          StrCat("has ", answers.size(), " elements, at most ", kMostAnswers, " are allowed"));
  }
  absl::flat_hash_set<std::string> seen;
  for (int i = 0; i < answers.size(); ++i) {
    const v1::SymptomAnswer& answer = answers[i];
    const std::string field = StrCat("answers[", i, "]");
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
void CheckTemperature(Violations& violations, double celsius) {
  if (celsius >= kLowestCelsius && celsius <= kHighestCelsius) return;
  if (celsius >= kLowestFahrenheit && celsius <= kHighestFahrenheit) {
    violations.Add("temperature_celsius",
                   StrCat(celsius, " looks like degrees Fahrenheit; give degrees Celsius, 30 to 45"));
  } else {
    violations.Add("temperature_celsius", StrCat(celsius, " is not within 30 to 45 degrees Celsius"));
  }
}

void CheckQuestions(Violations& violations, const google::protobuf::RepeatedPtrField<std::string>& questions) {
  if (questions.size() > kMostQuestions) {
    violations.Add("questions",
                   StrCat("has ", questions.size(), " elements, at most ", kMostQuestions, " are allowed"));
    return;
  }
  for (int i = 0; i < questions.size(); ++i) {
    rpc::CheckText(violations, StrCat("questions[", i, "]"), questions[i], kQuestionLimits);
  }
}

template <typename Request>
bool HoldsNothing(const Request& request) {
  return request.answers().empty() && !request.has_wellbeing() && !request.has_temperature_celsius() &&
         request.note().empty() && request.questions().empty() && !request.urgent() && !request.visit();
}

// What RecordEntry and AmendEntry have in common.
template <typename Request>
void CheckContent(Violations& violations, const Request& request) {
  if (request.has_occurred_time()) {
    CheckInstant(violations, "occurred_time", request.occurred_time(), kFirstYearOfEntries);
  }
  rpc::CheckTimeZone(violations, "time_zone", request.time_zone());
  CheckAnswers(violations, request.answers());
  if (request.has_wellbeing()) rpc::CheckRange(violations, "wellbeing", request.wellbeing(), 0, kHighestWellbeing);
  if (request.has_temperature_celsius()) CheckTemperature(violations, request.temperature_celsius());
  rpc::CheckText(violations, "note", request.note(), kNoteLimits);
  CheckLanguage(violations, "language", request.language());
  CheckQuestions(violations, request.questions());
  if (HoldsNothing(request)) {
    violations.Add(
        "answers",
        "the entry holds nothing: no answers, wellbeing, temperature_celsius, note, questions, urgent or visit");
  }
}

void CheckEtag(Violations& violations, const std::string& etag, int min) {
  rpc::CheckText(violations, "etag", etag, {.min = min, .max = kLongestEtag});
}

}  // namespace

absl::Status Validate(const v1::RecordEntryRequest& request) {
  Violations violations;
  CheckPatientName(violations, "parent", request.parent(), kPatientPattern);
  CheckContent(violations, request);
  if (!v1::EntryKind_IsValid(request.kind())) {
    violations.Add("kind", "is unknown; ENTRY_KIND_DIARY or ENTRY_KIND_CHECK_IN is needed");
  }
  if (request.partial() && request.kind() != v1::ENTRY_KIND_CHECK_IN) {
    violations.Add("partial", "is of a check-in alone");
  }
  return violations.ToStatus();
}

absl::Status Validate(const v1::AmendEntryRequest& request) {
  Violations violations;
  CheckEntryName(violations, "name", request.name());
  CheckEtag(violations, request.etag(), 1);
  CheckContent(violations, request);
  return violations.ToStatus();
}

absl::Status Validate(const v1::RetractEntryRequest& request) {
  Violations violations;
  CheckEntryName(violations, "name", request.name());
  CheckEtag(violations, request.etag(), 0);
  return violations.ToStatus();
}

}  // namespace careloop::journal
