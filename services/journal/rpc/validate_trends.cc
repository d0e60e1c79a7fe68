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

constexpr int kLongestCycle = 366;

void CheckSymptoms(Violations& violations, const google::protobuf::RepeatedPtrField<std::string>& symptoms) {
  if (symptoms.size() > static_cast<int>(kMostAnswers)) {
    return violations.Add("symptoms",
                          StrCat("has ", symptoms.size(), " names, at most ", kMostAnswers, " are allowed"));
  }
  absl::flat_hash_set<std::string> seen;
  for (int i = 0; i < symptoms.size(); ++i) {
    const std::string field = StrCat("symptoms[", i, "]");
    CheckIdName(violations, field, symptoms[i], kSymptomPattern);
    if (!seen.insert(symptoms[i]).second) violations.Add(field, "is named a second time");
  }
}

void CheckCourse(Violations& violations, const v1::GetTrendsRequest& request) {
  const bool by_cycle = request.period() == v1::TREND_PERIOD_CYCLE;
  const std::string& course = request.treatment_course();
  if (!course.empty()) {
    CheckPatientName(violations, "treatment_course", course, kCoursePattern);
    if (!course.starts_with(request.parent() + "/")) {
      violations.Add("treatment_course", "is not of the patient in parent");
    }
  } else if (by_cycle) {
    violations.Add("treatment_course", "is missing; it is needed by cycle");
  }
  if (by_cycle) {
    rpc::CheckRange(violations, "cycle_days", request.cycle_days(), 1, kLongestCycle);
  } else if (request.cycle_days() != 0) {
    violations.Add("cycle_days", "is needed by cycle alone; leave it out");
  }
}

}  // namespace

absl::Status Validate(const v1::GetTrendsRequest& request) {
  Violations violations;
  CheckPatientName(violations, "parent", request.parent(), kPatientPattern);
  if (!request.has_start_time()) violations.Add("start_time", "is missing");
  if (request.has_start_time()) CheckInstant(violations, "start_time", request.start_time(), kFirstYear);
  if (request.has_end_time()) CheckInstant(violations, "end_time", request.end_time(), kFirstYear);
  if (request.period() == v1::TREND_PERIOD_UNSPECIFIED || !v1::TrendPeriod_IsValid(request.period())) {
    violations.Add("period", "is missing or unknown; one of TREND_PERIOD_DAY, _WEEK, _CYCLE is needed");
  }
  CheckCourse(violations, request);
  CheckSymptoms(violations, request.symptoms());
  return violations.ToStatus();
}

absl::Status Validate(const v1::GetVisitSummaryRequest& request) {
  Violations violations;
  CheckPatientName(violations, "parent", request.parent(), kPatientPattern);
  if (request.has_start_time()) CheckInstant(violations, "start_time", request.start_time(), kFirstYear);
  return violations.ToStatus();
}

}  // namespace careloop::journal
