#include "services/journal/store/rule_set_codec.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/store/record.h"
#include "services/journal/store/answer_codec.h"

namespace careloop::journal {
namespace {

using storage::v1::AlertRuleRecord;
using storage::v1::RuleExampleRecord;
using storage::v1::RuleSetRecord;

// Stored: never renumbered.
enum Kind { kGrade = 1, kRise = 2, kAnswer = 3, kPresence = 4, kTemperature = 5 };

using Symptoms = std::vector<std::string>;

void Add(const Symptoms& symptoms, AlertRuleRecord& record) {
  record.mutable_symptoms()->Add(symptoms.begin(), symptoms.end());
}

int NumberOf(std::optional<Attribute> attribute) { return attribute ? static_cast<int>(*attribute) : 0; }

struct ConditionEncoder {
  AlertRuleRecord& record;

  void operator()(const GradeCondition& grade) const {
    record.set_kind(kGrade);
    record.set_at_least(grade.at_least);
    Add(grade.symptoms, record);
  }
  void operator()(const RiseCondition& rise) const {
    record.set_kind(kRise);
    record.set_attribute(NumberOf(rise.attribute));
    record.set_at_least(rise.at_least);
    record.set_within_days(rise.within_days);
    Add(rise.symptoms, record);
  }
  void operator()(const AnswerCondition& answer) const {
    record.set_kind(kAnswer);
    record.set_attribute(NumberOf(answer.attribute));
    record.set_at_least(answer.at_least);
    Add(answer.symptoms, record);
  }
  void operator()(const PresenceCondition& presence) const {
    record.set_kind(kPresence);
    Add(presence.symptoms, record);
  }
  void operator()(const TemperatureCondition& temperature) const {
    record.set_kind(kTemperature);
    record.set_at_least_celsius(temperature.at_least_celsius);
  }
};

absl::StatusOr<AlertCondition> DecodeCondition(const AlertRuleRecord& record) {
  const Symptoms symptoms(record.symptoms().begin(), record.symptoms().end());
  std::optional<Attribute> attribute;
  if (record.attribute() != 0) attribute = static_cast<Attribute>(record.attribute());
  switch (record.kind()) {
    case kGrade:
      return GradeCondition{record.at_least(), symptoms};
    case kRise:
      return RiseCondition{attribute, record.at_least(), record.within_days(), symptoms};
    case kAnswer:
      return AnswerCondition{attribute, record.at_least(), symptoms};
    case kPresence:
      return PresenceCondition{symptoms};
    case kTemperature:
      return TemperatureCondition{record.at_least_celsius()};
  }
  return Error(absl::StatusCode::kInternal, reason::kInternal,
               "a stored rule has no condition that this release knows");
}

void EncodeExample(const RuleExample& example, RuleExampleRecord& record) {
  record.set_id(example.id);
  for (const SymptomAnswer& answer : example.answers) EncodeAnswer(answer, *record.add_answers());
  if (example.temperature_celsius) record.set_temperature_celsius(*example.temperature_celsius);
  for (const EarlierAnswers& earlier : example.earlier) {
    auto& stored = *record.add_earlier();
    stored.set_days_before(earlier.days_before);
    for (const SymptomAnswer& answer : earlier.answers) EncodeAnswer(answer, *stored.add_answers());
  }
  record.mutable_fires()->Add(example.fires.begin(), example.fires.end());
}

std::vector<SymptomAnswer> DecodeAll(const google::protobuf::RepeatedPtrField<storage::v1::AnswerRecord>& records) {
  std::vector<SymptomAnswer> answers;
  for (const auto& record : records) answers.push_back(DecodeAnswer(record));
  return answers;
}

RuleExample DecodeExample(const RuleExampleRecord& record) {
  RuleExample example{.id = record.id(),
                      .answers = DecodeAll(record.answers()),
                      .temperature_celsius = std::nullopt,
                      .earlier = {},
                      .fires = {record.fires().begin(), record.fires().end()}};
  if (record.has_temperature_celsius()) example.temperature_celsius = record.temperature_celsius();
  for (const auto& earlier : record.earlier()) {
    example.earlier.push_back({earlier.days_before(), DecodeAll(earlier.answers())});
  }
  return example;
}

}  // namespace

std::string EncodeRuleSetActivation(const RuleSetActivation& activation) {
  RuleSetRecord record;
  record.set_version(activation.rule_set.version);
  record.set_note(activation.rule_set.note);
  for (const AlertRule& rule : activation.rule_set.rules) {
    AlertRuleRecord& stored = *record.add_rules();
    stored.set_id(rule.id);
    stored.set_enabled(rule.enabled);
    std::visit(ConditionEncoder{stored}, rule.condition);
  }
  for (const RuleExample& example : activation.rule_set.examples) EncodeExample(example, *record.add_examples());
  record.set_activated_us(absl::ToUnixMicros(activation.time));
  record.set_person(activation.person);
  record.set_name(activation.display_name);
  return store::EncodeRecord(record);
}

absl::StatusOr<RuleSetActivation> DecodeRuleSetActivation(std::string_view bytes) {
  ASSIGN_OR_RETURN(const RuleSetRecord record, store::DecodeRecord<RuleSetRecord>(bytes));
  RuleSetActivation activation{.rule_set = {record.version(), record.note(), {}, {}},
                               .time = absl::FromUnixMicros(record.activated_us()),
                               .person = record.person(),
                               .display_name = record.name()};
  for (const AlertRuleRecord& stored : record.rules()) {
    ASSIGN_OR_RETURN(AlertCondition condition, DecodeCondition(stored));
    activation.rule_set.rules.push_back({stored.id(), stored.enabled(), std::move(condition)});
  }
  for (const RuleExampleRecord& stored : record.examples())
    activation.rule_set.examples.push_back(DecodeExample(stored));
  return activation;
}

}  // namespace careloop::journal
