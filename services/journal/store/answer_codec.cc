#include "services/journal/store/answer_codec.h"

#include <optional>

#include "common/base/error.h"

namespace careloop::journal {

using storage::v1::AnswerRecord;
using storage::v1::ReporterRecord;

absl::Status NoReporter() {
  return Error(absl::StatusCode::kInternal, reason::kInternal, "a stored entry has no known reporter");
}

void EncodeReporter(const Reporter& reporter, ReporterRecord& record) {
  record.set_person(reporter.person);
  record.set_role(std::string(RoleName(reporter.role)));
  record.set_name(reporter.display_name);
}

absl::StatusOr<Reporter> DecodeReporter(const ReporterRecord& record) {
  const std::optional<Role> role = RoleFromName(record.role());
  if (!role) return NoReporter();
  return Reporter{record.person(), *role, record.name()};
}

void EncodeAnswer(const SymptomAnswer& answer, AnswerRecord& record) {
  record.set_symptom(answer.symptom);
  if (const auto level = answer.level(Attribute::kFrequency)) record.set_frequency(*level);
  if (const auto level = answer.level(Attribute::kSeverity)) record.set_severity(*level);
  if (const auto level = answer.level(Attribute::kInterference)) record.set_interference(*level);
  if (const auto level = answer.level(Attribute::kAmount)) record.set_amount(*level);
  if (answer.presence) record.set_presence(*answer.presence);
  for (const WithheldAnswer& withheld : answer.withheld) {
    auto& stored = *record.add_withheld();
    stored.set_attribute(static_cast<int>(withheld.attribute));
    stored.set_reason(static_cast<int>(withheld.reason));
  }
  record.set_reporter(answer.reporter);
}

SymptomAnswer DecodeAnswer(const AnswerRecord& record) {
  SymptomAnswer answer{.symptom = record.symptom()};
  if (record.has_frequency()) answer.level(Attribute::kFrequency) = record.frequency();
  if (record.has_severity()) answer.level(Attribute::kSeverity) = record.severity();
  if (record.has_interference()) answer.level(Attribute::kInterference) = record.interference();
  if (record.has_amount()) answer.level(Attribute::kAmount) = record.amount();
  if (record.has_presence()) answer.presence = record.presence();
  for (const auto& stored : record.withheld()) {
    answer.withheld.push_back(
        {static_cast<Attribute>(stored.attribute()), static_cast<WithheldReason>(stored.reason())});
  }
  answer.reporter = record.reporter();
  return answer;
}

}  // namespace careloop::journal
