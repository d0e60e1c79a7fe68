#include <string>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/base/text.h"
#include "common/rpc/field.h"
#include "services/journal/rpc/checks.h"
#include "services/journal/rpc/names.h"
#include "services/journal/rpc/validate.h"

namespace careloop::journal {
namespace {

constexpr int kLongestEtag = 64;
constexpr int kHighestWellbeing = 10;
constexpr rpc::TextLimits kNoteLimits{.min = 0, .max = 10'000, .lines = true};
constexpr int kMostQuestions = 10;
constexpr rpc::TextLimits kQuestionLimits{.min = 1, .max = 500, .lines = true};

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
         MeasureText(request.note(), kNoteLimits.lines).blank && request.questions().empty() && !request.urgent() &&
         !request.visit();
}

// What RecordEntry and AmendEntry have in common.
template <typename Request>
void CheckContent(Violations& violations, const Request& request) {
  if (request.has_occurred_time()) {
    CheckInstant(violations, "occurred_time", request.occurred_time(), kFirstYearOfEntries);
  }
  rpc::CheckTimeZone(violations, "time_zone", request.time_zone());
  CheckAnswers(violations, "answers", request.answers());
  if (request.has_wellbeing()) rpc::CheckRange(violations, "wellbeing", request.wellbeing(), 0, kHighestWellbeing);
  if (request.has_temperature_celsius())
    CheckTemperature(violations, "temperature_celsius", request.temperature_celsius());
  rpc::CheckText(violations, "note", request.note(), kNoteLimits);
  CheckLanguage(violations, "language", request.language());
  CheckQuestions(violations, request.questions());
  if (request.urgent() && request.can_wait()) violations.Add("can_wait", "contradicts urgent");
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
