#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/error.h"
#include "services/journal/rpc/validate.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Wrong(const v1::GetTrendsRequest& request) {
  std::vector<std::string> lines;
  for (const auto& violation : ViolationsOf(Validate(request))) {
    lines.push_back(violation.field + ": " + violation.description);
  }
  return lines;
}

v1::GetTrendsRequest GoodRequest(v1::TrendPeriod period = v1::TREND_PERIOD_WEEK) {
  v1::GetTrendsRequest request;
  request.set_parent("patients/p-1");
  request.mutable_start_time()->set_seconds(1'750'000'000);
  request.set_period(period);
  return request;
}

TEST(ValidateGetTrends, NeedsParentStartAndPeriod) {
  EXPECT_THAT(Wrong(GoodRequest()), IsEmpty());
  EXPECT_THAT(Wrong(v1::GetTrendsRequest()),
              ElementsAre("parent: needs the form patients/*", "start_time: is missing",
                          "period: is missing or unknown; one of TREND_PERIOD_DAY, _WEEK, _CYCLE is needed"));
  v1::GetTrendsRequest request = GoodRequest(static_cast<v1::TrendPeriod>(9));
  request.mutable_start_time()->set_nanos(-1);
  request.mutable_end_time()->set_nanos(-1);
  EXPECT_THAT(Wrong(request), ElementsAre("start_time: is not a time in the years 1900 to 9999",
                                          "end_time: is not a time in the years 1900 to 9999",
                                          "period: is missing or unknown; one of TREND_PERIOD_DAY, _WEEK, _CYCLE is "
                                          "needed"));
}

TEST(ValidateGetTrends, NeedsCourseAndLengthByCycleAlone) {
  v1::GetTrendsRequest request = GoodRequest(v1::TREND_PERIOD_CYCLE);
  EXPECT_THAT(Wrong(request), ElementsAre("treatment_course: is missing; it is needed by cycle",
                                          "cycle_days: 0 is not within 1 to 366"));
  request.set_treatment_course("patients/p-1/treatmentCourses/c-1");
  request.set_cycle_days(366);
  EXPECT_THAT(Wrong(request), IsEmpty());
  request.set_cycle_days(367);
  EXPECT_THAT(Wrong(request), ElementsAre("cycle_days: 367 is not within 1 to 366"));
  request.set_period(v1::TREND_PERIOD_DAY);
  EXPECT_THAT(Wrong(request), ElementsAre("cycle_days: is needed by cycle alone; leave it out"));
  request.set_cycle_days(0);
  EXPECT_THAT(Wrong(request), IsEmpty());
  request.set_treatment_course("patients/p-2/treatmentCourses/c-1");
  EXPECT_THAT(Wrong(request), ElementsAre("treatment_course: is not of the patient in parent"));
  request.set_treatment_course("c-1");
  EXPECT_THAT(Wrong(request), ElementsAre("treatment_course: needs the form patients/*/treatmentCourses/*",
                                          "treatment_course: is not of the patient in parent"));
}

TEST(ValidateGetTrends, TakesUpTo60SymptomsEachOnce) {
  v1::GetTrendsRequest request = GoodRequest();
  for (int i = 0; i < 60; ++i) request.add_symptoms("symptoms/s-" + std::to_string(i));
  EXPECT_THAT(Wrong(request), IsEmpty());
  request.set_symptoms(1, "symptoms/s-0");
  request.set_symptoms(2, "pain");
  EXPECT_THAT(Wrong(request),
              ElementsAre("symptoms[1]: is named a second time", "symptoms[2]: needs the form symptoms/*"));
  request.add_symptoms("symptoms/one-more");
  EXPECT_THAT(Wrong(request), ElementsAre("symptoms: has 61 names, at most 60 are allowed"));
}

}  // namespace
}  // namespace careloop::journal
