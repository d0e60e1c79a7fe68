#include "services/cli/symptom_answer.h"

#include <set>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/strings.h"
#include "services/cli/exit_code.h"
#include "services/cli/names.h"
#include "services/cli/words.h"

namespace careloop::cli {
namespace {

namespace v1 = journal::v1;

template <typename Enum>
Enum ValueOf(const std::string& word) {
  const auto* type = google::protobuf::GetEnumDescriptor<Enum>();
  for (int i = 1; i < type->value_count(); ++i) {
    const auto value = static_cast<Enum>(type->value(i)->number());
    if (WordOf(value) == word) return value;
  }
  return Enum{};
}

bool SetNumber(v1::SymptomAnswer& answer, v1::SymptomAttribute attribute, int number) {
  switch (attribute) {
    case v1::SYMPTOM_ATTRIBUTE_FREQUENCY:
      answer.set_frequency(number);
      return true;
    case v1::SYMPTOM_ATTRIBUTE_SEVERITY:
      answer.set_severity(number);
      return true;
    case v1::SYMPTOM_ATTRIBUTE_INTERFERENCE:
      answer.set_interference(number);
      return true;
    case v1::SYMPTOM_ATTRIBUTE_AMOUNT:
      answer.set_amount(number);
      return true;
    default:
      return false;
  }
}

bool SetWord(v1::SymptomAnswer& answer, v1::SymptomAttribute attribute, const std::string& word) {
  if (attribute == v1::SYMPTOM_ATTRIBUTE_PRESENCE && (word == "yes" || word == "no")) {
    answer.set_presence(word == "yes");
    return true;
  }
  const auto reason = ValueOf<v1::WithheldReason>(word);
  if (reason == v1::WITHHELD_REASON_UNSPECIFIED) return false;
  v1::WithheldAnswer& withheld = *answer.add_withheld();
  withheld.set_attribute(attribute);
  withheld.set_reason(reason);
  return true;
}

// "severity=3".
bool SetAnswer(v1::SymptomAnswer& answer, v1::SymptomAttribute attribute, absl::string_view typed) {
  if (attribute == v1::SYMPTOM_ATTRIBUTE_UNSPECIFIED) return false;
  const std::pair<std::string, std::string> parts = absl::StrSplit(typed, absl::MaxSplits('=', 1));
  int number = 0;
  if (absl::SimpleAtoi(parts.second, &number)) return SetNumber(answer, attribute, number);
  return SetWord(answer, attribute, parts.second);
}

absl::Status NoAnswer(absl::string_view one, std::string_view typed) {
  return UsageError(StrCat("--symptom: \"", one, "\" in \"", typed,
                           "\" is no answer such as severity=3, presence=yes or frequency=prefer-not-to-say"));
}

}  // namespace

absl::StatusOr<v1::SymptomAnswer> ParseSymptomAnswer(std::string_view typed) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(ForAbsl(typed), absl::MaxSplits(':', 1));
  v1::SymptomAnswer answer;
  answer.set_symptom(ResourceName("symptoms", parts.first));
  std::set<v1::SymptomAttribute> answered;
  for (absl::string_view one : absl::StrSplit(parts.second, ',')) {
    const auto attribute = ValueOf<v1::SymptomAttribute>(std::string(one.substr(0, one.find('='))));
    if (!SetAnswer(answer, attribute, one)) return NoAnswer(one, typed);
    if (!answered.insert(attribute).second) {
      return UsageError(StrCat("--symptom: \"", typed, "\" answers ", WordOf(attribute), " twice"));
    }
  }
  return answer;
}

std::string DescribeAnswer(const v1::SymptomAnswer& answer) {
  std::vector<std::string> parts;
  if (answer.has_frequency()) parts.push_back(StrCat("frequency ", answer.frequency()));
  if (answer.has_severity()) parts.push_back(StrCat("severity ", answer.severity()));
  if (answer.has_interference()) parts.push_back(StrCat("interference ", answer.interference()));
  if (answer.has_amount()) parts.push_back(StrCat("amount ", answer.amount()));
  if (answer.has_presence()) parts.push_back(answer.presence() ? "yes" : "no");
  for (const auto& w : answer.withheld()) {
    parts.push_back(StrCat(WordOf(w.attribute()), " ", WordOf(w.reason())));
  }
  return StrCat(absl::StripPrefix(answer.symptom(), "symptoms/"), ": ", absl::StrJoin(parts, ", "));
}

}  // namespace careloop::cli
