#include "services/journal/domain/trends.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/journal/domain/instant.h"
#include "tests/support/fake_clock.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"
#include "tests/unit/journal/fakes.h"
#include "tests/unit/journal/site_files.h"

namespace careloop::journal {
namespace {

using testing::CallOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

class TrendsTest : public ::testing::Test {
 protected:
  TrendsTest() {
    Entry entry{.patient = "p-1", .occurred = clock_.Now() - absl::Hours(1), .observed = {.time_zone = "UTC"}};
    entry.grades = {{.symptom = "nausea", .grade = 2}};
    store_.entries = {entry};
    store_.shared_with = {"t-1"};
    courses_.courses["c-1"] = {.patient = "p-1", .id = "c-1", .started = clock_.Now() - absl::Hours(2)};
  }
  NewTrendQuery Query() const { return {.patient = "p-1", .start = clock_.Now() - absl::Hours(24)}; }
  absl::StatusOr<std::vector<TrendSeries>> Get(NewTrendQuery query, Role role = Role::kPatient,
                                               const std::string& subject = "p-1") {
    const Call call = CallOf(role, subject);
    return RunTask(trends_.Get(call, std::move(query)));
  }
  std::vector<std::string> WrongIn(const NewTrendQuery& query) {
    std::vector<std::string> lines;
    const auto refused = Get(query);
    for (const auto& v : ViolationsOf(refused.status())) lines.push_back(v.field + ": " + v.description);
    return lines;
  }

  testing::FakeClock clock_;
  FakePeriodStore store_;
  FakeCourseStore courses_;
  FakeCareTeams teams_;
  JournalAccess access_{teams_, clock_};
  SiteRules site_ = DemoRules();
  Trends trends_{store_, courses_, access_, site_.vocabulary, clock_};
};

TEST_F(TrendsTest, AreMadeOfWhatOccurredUpToNowUnlessAnEndIsGiven) {
  const auto trends = Get(Query());
  ASSERT_TRUE(trends.ok()) << trends.status();
  ASSERT_THAT(*trends, SizeIs(1));
  EXPECT_EQ((*trends)[0].points[0].last, 2);
  EXPECT_GT(store_.ranges.back().end, clock_.Now() + kClockDifference);  // some clocks are fast
  NewTrendQuery query = Query();
  query.end = clock_.Now() - absl::Hours(2);
  EXPECT_THAT(*Get(query), IsEmpty());
}

TEST_F(TrendsTest, TellChangesSinceTheCourseThatIsNamed) {
  NewTrendQuery query = Query();
  query.course = "c-1";
  const auto trends = Get(query);
  EXPECT_EQ((*trends)[0].course_start, 2);
  query.course = "absent";
  EXPECT_THAT(WrongIn(query), ElementsAre("treatment_course: does not exist"));
}

TEST_F(TrendsTest, RefusePeriodsThatAreNoneOrTooLongAndUnknownSymptoms) {
  NewTrendQuery query = Query();
  query.end = query.start;
  EXPECT_THAT(WrongIn(query), ElementsAre("start_time: is not before the end of the period"));
  query.end = query.start + Trends::kLongest;
  EXPECT_THAT(WrongIn(query), IsEmpty());
  *query.end += absl::Microseconds(1);
  query.symptoms = {"nausea", "plague"};
  EXPECT_THAT(WrongIn(query), ElementsAre("start_time: is more than 1100 days before the end of the period",
                                          "symptoms[1]: is not in the site's vocabulary; see ListSymptoms"));
}

TEST_F(TrendsTest, AreNotFoundForAnotherPatientAndWhoeverElse) {
  EXPECT_EQ(Get(Query(), Role::kPatient, "p-2").status(), NotFound("patient"));
  EXPECT_EQ(Get(Query(), Role::kClinician, "n-2").status(), NotFound("patient"));
  EXPECT_EQ(Get(Query(), Role::kCaregiver, "c-1").status(), NotFound("patient"));
  EXPECT_THAT(store_.ranges, IsEmpty());
}

TEST_F(TrendsTest, ShowAClinicianOnlyWhatSharesCover) {
  teams_.teams["n-1"] = {"t-1"};
  EXPECT_THAT(*Get(Query(), Role::kClinician, "n-1"), SizeIs(1));
  teams_.teams["n-3"] = {"t-3"};
  EXPECT_EQ(Get(Query(), Role::kClinician, "n-3").status(), NotFound("patient"));
}

TEST_F(TrendsTest, TellAClinicianWithoutAShareNothingOfCourses) {
  teams_.teams["n-3"] = {"t-3"};
  NewTrendQuery query = Query();
  for (const char* course : {"c-1", "absent"}) {
    query.course = course;
    EXPECT_EQ(Get(query, Role::kClinician, "n-3").status(), NotFound("patient")) << course;
  }
}

TEST_F(TrendsTest, TellWhomSymptomsAloneAreSharedWithNothingOfCourses) {
  teams_.teams["n-1"] = {"t-1"};
  NewTrendQuery query = Query();
  query.course = "c-1";
  EXPECT_EQ(Get(query, Role::kClinician, "n-1")->at(0).course_start, 2);
  store_.view = ShareView::kSymptoms;
  const absl::Status known = Get(query, Role::kClinician, "n-1").status();
  query.course = "absent";
  EXPECT_EQ(known, Get(query, Role::kClinician, "n-1").status());
  EXPECT_EQ(known.code(), absl::StatusCode::kInvalidArgument);
  query.course.clear();
  EXPECT_TRUE(Get(query, Role::kClinician, "n-1").ok());
}

TEST_F(TrendsTest, FailWithTheStores) {
  NewTrendQuery query = Query();
  query.course = "c-1";
  courses_.failure = StoreDown();
  EXPECT_EQ(Get(query).status(), StoreDown());
  store_.failure = StoreDown();
  EXPECT_EQ(Get(Query()).status(), StoreDown());
  teams_.failure = PeerDown();
  EXPECT_EQ(Get(Query(), Role::kClinician, "n-1").status(), PeerDown());
}

}  // namespace
}  // namespace careloop::journal
