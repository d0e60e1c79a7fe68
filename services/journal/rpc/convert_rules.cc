#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "services/journal/rpc/convert.h"
#include "services/journal/rpc/names.h"

namespace careloop::journal {
namespace {

using Names = google::protobuf::RepeatedPtrField<std::string>;

std::vector<std::string> IdsIn(const Names& names) {
  std::vector<std::string> ids;
  for (const std::string& name : names) ids.push_back(IdOf(name));
  return ids;
}

void AddNames(const std::vector<std::string>& ids, Names& names) {
  for (const std::string& id : ids) *names.Add() = StrCat("symptoms/", id);
}

std::optional<Attribute> AttributeIn(v1::SymptomAttribute attribute) {
  if (attribute == v1::SYMPTOM_ATTRIBUTE_UNSPECIFIED) return std::nullopt;
  return static_cast<Attribute>(attribute);
}

v1::SymptomAttribute NumberOf(std::optional<Attribute> attribute) {
  return attribute ? static_cast<v1::SymptomAttribute>(*attribute) : v1::SYMPTOM_ATTRIBUTE_UNSPECIFIED;
}

AlertCondition ConditionIn(const v1::AlertRule& rule) {
  switch (rule.condition_case()) {
    case v1::AlertRule::kGrade:
      return GradeCondition{rule.grade().at_least(), IdsIn(rule.grade().symptoms())};
    case v1::AlertRule::kRise:
      return RiseCondition{AttributeIn(rule.rise().attribute()), rule.rise().at_least(), rule.rise().within_days(),
                           IdsIn(rule.rise().symptoms())};
    case v1::AlertRule::kAnswer:
      return AnswerCondition{AttributeIn(rule.answer().attribute()), rule.answer().at_least(),
                             IdsIn(rule.answer().symptoms())};
    case v1::AlertRule::kPresence:
      return PresenceCondition{IdsIn(rule.presence().symptoms())};
    default:
      return TemperatureCondition{rule.temperature().at_least_celsius()};
  }
}

struct ConditionFiller {
  v1::AlertRule& proto;

  void operator()(const GradeCondition& grade) const {
    proto.mutable_grade()->set_at_least(grade.at_least);
    AddNames(grade.symptoms, *proto.mutable_grade()->mutable_symptoms());
  }
  void operator()(const RiseCondition& rise) const {
    proto.mutable_rise()->set_attribute(NumberOf(rise.attribute));
    proto.mutable_rise()->set_at_least(rise.at_least);
    proto.mutable_rise()->set_within_days(rise.within_days);
    AddNames(rise.symptoms, *proto.mutable_rise()->mutable_symptoms());
  }
  void operator()(const AnswerCondition& answer) const {
    proto.mutable_answer()->set_attribute(NumberOf(answer.attribute));
    proto.mutable_answer()->set_at_least(answer.at_least);
    AddNames(answer.symptoms, *proto.mutable_answer()->mutable_symptoms());
  }
  void operator()(const PresenceCondition& presence) const {
    AddNames(presence.symptoms, *proto.mutable_presence()->mutable_symptoms());
  }
  void operator()(const TemperatureCondition& temperature) const {
    proto.mutable_temperature()->set_at_least_celsius(temperature.at_least_celsius);
  }
};

std::vector<SymptomAnswer> AnswersIn(const google::protobuf::RepeatedPtrField<v1::SymptomAnswer>& protos) {
  std::vector<SymptomAnswer> answers;
  for (const auto& proto : protos) answers.push_back(FromProto(proto));
  return answers;
}

RuleExample ExampleIn(const v1::RuleExample& proto) {
  RuleExample example{.id = proto.id(),
                      .answers = AnswersIn(proto.answers()),
                      .temperature_celsius = std::nullopt,
                      .earlier = {},
                      .fires = {proto.fires().begin(), proto.fires().end()}};
  if (proto.has_temperature_celsius()) example.temperature_celsius = proto.temperature_celsius();
  for (const auto& earlier : proto.earlier()) {
    example.earlier.push_back({earlier.days_before(), AnswersIn(earlier.answers())});
  }
  return example;
}

void Fill(const RuleExample& example, v1::RuleExample& proto) {
  proto.set_id(example.id);
  for (const SymptomAnswer& answer : example.answers) *proto.add_answers() = ToProto(answer);
  if (example.temperature_celsius) proto.set_temperature_celsius(*example.temperature_celsius);
  for (const EarlierAnswers& earlier : example.earlier) {
    auto& added = *proto.add_earlier();
    added.set_days_before(earlier.days_before);
    for (const SymptomAnswer& answer : earlier.answers) *added.add_answers() = ToProto(answer);
  }
  for (const std::string& rule : example.fires) proto.add_fires(rule);
}

void Fill(const RuleSet& set, v1::RuleSet& proto) {
  proto.set_version(set.version);
  proto.set_note(set.note);
  for (const AlertRule& rule : set.rules) {
    v1::AlertRule& added = *proto.add_rules();
    added.set_id(rule.id);
    added.set_enabled(rule.enabled);
    std::visit(ConditionFiller{added}, rule.condition);
  }
  for (const RuleExample& example : set.examples) Fill(example, *proto.add_examples());
}

}  // namespace

v1::RuleSetActivation ToProto(const RuleSetActivation& activation) {
  v1::RuleSetActivation proto;
  Fill(activation.rule_set, *proto.mutable_rule_set());
  proto.set_number(activation.number);
  if (activation.number == 0) return proto;
  *proto.mutable_activated_time() = rpc::ToTimestamp(activation.time);
  proto.set_activated_by(activation.person);
  proto.set_activated_by_display_name(activation.display_name);
  return proto;
}

v1::DryRunRuleSetResponse ToProto(const DryRun& run) {
  v1::DryRunRuleSetResponse proto;
  for (const DryRunWeek& week : run.weeks) {
    v1::DryRunWeek& added = *proto.add_weeks();
    added.set_week(absl::FormatCivilTime(week.week));
    if (week.entries) added.set_entries(*week.entries);
    if (week.alerting_entries) added.set_alerting_entries(*week.alerting_entries);
    if (week.alerting_patients) added.set_alerting_patients(*week.alerting_patients);
  }
  proto.set_complete(run.complete);
  return proto;
}

RuleSet FromProto(const v1::RuleSet& proto) {
  RuleSet set{.version = proto.version(), .note = proto.note(), .rules = {}, .examples = {}};
  for (const v1::AlertRule& rule : proto.rules()) set.rules.push_back({rule.id(), rule.enabled(), ConditionIn(rule)});
  for (const v1::RuleExample& example : proto.examples()) set.examples.push_back(ExampleIn(example));
  return set;
}

NewDryRun FromProto(const v1::DryRunRuleSetRequest& request) {
  NewDryRun run{.set = std::nullopt, .start = rpc::ToTime(request.start_time()), .end = std::nullopt};
  if (request.has_rule_set()) run.set = FromProto(request.rule_set());
  if (request.has_end_time()) run.end = rpc::ToTime(request.end_time());
  return run;
}

}  // namespace careloop::journal
