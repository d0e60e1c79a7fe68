#include "tests/rpc/journal/journal_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RpcCaller;
using ::testing::SizeIs;

class GetTrendsTest : public JournalFixture {
 protected:
  v1::GetTrendsRequest Request(v1::TrendPeriod period = v1::TREND_PERIOD_DAY) const {
    v1::GetTrendsRequest request;
    request.set_parent("patients/p-1");
    request.set_period(period);
    *request.mutable_start_time() = rpc::ToTimestamp(redis_->clock().Now() - absl::Hours(24 * 30));
    return request;
  }
  testing::Answer<v1::GetTrendsResponse> Trends(const Person& person, const v1::GetTrendsRequest& request) {
    return person.Call(server_->stub(), &Stub::GetTrends, request);
  }
  std::string RecordNausea(absl::Duration ago, int frequency, int severity) {
    v1::RecordEntryRequest request = NauseaRequest(frequency, severity);
    *request.mutable_occurred_time() = rpc::ToTimestamp(redis_->clock().Now() - ago);
    request.set_wellbeing(5);
    request.set_time_zone("UTC");
    return Record(request).response.entry().name();
  }
  std::string StartCourse(absl::Duration ago) {
    v1::StartTreatmentCourseRequest start;
    start.set_request_id(NextRequestId());
    start.set_parent("patients/p-1");
    start.set_treatment("treatments/letrozole");
    start.set_time_zone("UTC");
    *start.mutable_started_time() = rpc::ToTimestamp(redis_->clock().Now() - ago);
    return patient_.Call(server_->stub(), &Stub::StartTreatmentCourse, start).response.treatment_course().name();
  }
};

TEST_F(GetTrendsTest, AnswersAPointForEachDayWithSomethingInIt) {
  RecordNausea(absl::Hours(72), 1, 1);
  RecordNausea(absl::Hours(48), 4, 4);
  RecordNausea(absl::Hours(0), 2, 2);
  const auto answer = Trends(patient_, Request());
  ASSERT_TRUE(answer.ok()) << answer.message;
  ASSERT_THAT(answer.response.series(), SizeIs(2));
  EXPECT_EQ(answer.response.series(0).measure(), v1::TREND_MEASURE_WELLBEING);
  EXPECT_FALSE(answer.response.series(0).derived());
  const v1::TrendSeries& nausea = answer.response.series(1);
  EXPECT_EQ(nausea.measure(), v1::TREND_MEASURE_GRADE);
  EXPECT_EQ(nausea.symptom(), "symptoms/nausea");
  EXPECT_EQ(nausea.kind(), v1::ENTRY_KIND_DIARY);
  EXPECT_TRUE(nausea.derived());
  ASSERT_THAT(nausea.points(), SizeIs(3));
  EXPECT_EQ(nausea.points(1).max(), 3);
  EXPECT_EQ(nausea.points(1).change_since_previous(), 2);
  EXPECT_FALSE(nausea.points(2).has_change_since_previous());
  EXPECT_EQ(nausea.points(2).count(), 1);
  EXPECT_EQ(nausea.points(2).start_date(), absl::FormatTime("%Y-%m-%d", redis_->clock().Now(), absl::UTCTimeZone()));
}

TEST_F(GetTrendsTest, CountsCyclesOfACourseAndTheChangeSinceItBegan) {
  const std::string course = StartCourse(absl::Hours(24 * 10));
  RecordNausea(absl::Hours(24 * 9), 1, 1);
  RecordNausea(absl::Hours(24), 4, 4);
  v1::GetTrendsRequest request = Request(v1::TREND_PERIOD_CYCLE);
  request.set_treatment_course(course);
  request.set_cycle_days(7);
  request.add_symptoms("symptoms/nausea");
  const auto answer = Trends(patient_, request);
  ASSERT_TRUE(answer.ok()) << answer.message;
  ASSERT_THAT(answer.response.series(), SizeIs(1));
  const v1::TrendSeries& nausea = answer.response.series(0);
  EXPECT_EQ(nausea.course_start_value(), 1);
  ASSERT_THAT(nausea.points(), SizeIs(2));
  EXPECT_EQ(nausea.points(0).cycle(), 1);
  EXPECT_EQ(nausea.points(1).cycle(), 2);
  EXPECT_EQ(nausea.points(1).change_since_course_start(), 2);
  EXPECT_EQ(nausea.points(1).change_since_previous(), 2);
  request.set_treatment_course("patients/p-1/treatmentCourses/absent");
  EXPECT_THAT(Trends(patient_, request).violations, ElementsAre("treatment_course: does not exist"));
}

TEST_F(GetTrendsTest, LeavesOutWhatIsRetracted) {
  const std::string entry = RecordNausea(absl::Hours(0), 4, 4);
  ASSERT_THAT(Trends(patient_, Request()).response.series(), SizeIs(2));
  v1::RetractEntryRequest retract;
  retract.set_request_id(NextRequestId());
  retract.set_name(entry);
  ASSERT_TRUE(patient_.Call(server_->stub(), &Stub::RetractEntry, retract).ok());
  EXPECT_THAT(Trends(patient_, Request()).response.series(), IsEmpty());
}

TEST_F(GetTrendsTest, ShowsANurseWhatASharesCoversAndNothingAfterItsRevocation) {
  const std::string shared = RecordNausea(absl::Hours(24), 1, 1);
  RecordNausea(absl::Hours(0), 4, 4);
  EXPECT_EQ(Trends(nurse_, Request()).reason, "NOT_FOUND");
  const std::string share = Share(ShareRequest({shared})).response.share().name();
  const auto answer = Trends(nurse_, Request());
  ASSERT_TRUE(answer.ok()) << answer.message;
  ASSERT_THAT(answer.response.series(1).points(), SizeIs(1));
  EXPECT_EQ(answer.response.series(1).points(0).last(), 1);
  EXPECT_EQ(Trends(other_nurse_, Request()).reason, "NOT_FOUND");
  ASSERT_TRUE(Revoke(share).ok());
  EXPECT_EQ(Trends(nurse_, Request()).reason, "NOT_FOUND");
}

TEST_F(GetTrendsTest, TellsANurseOfACourseOnlyWithAShareOfMoreThanSymptoms) {
  const std::string course = StartCourse(absl::Hours(24 * 10));
  const std::string entry = RecordNausea(absl::Hours(24), 1, 1);
  v1::GetTrendsRequest request = Request(v1::TREND_PERIOD_CYCLE);
  request.set_treatment_course(course);
  request.set_cycle_days(7);
  v1::CreateShareRequest symptoms = ShareRequest({entry});
  symptoms.set_symptoms_only(true);
  ASSERT_TRUE(Share(symptoms).ok());
  const auto refused = Trends(nurse_, request);
  v1::GetTrendsRequest unknown = request;
  unknown.set_treatment_course("patients/p-1/treatmentCourses/absent");
  EXPECT_EQ(refused.message, Trends(nurse_, unknown).message);
  EXPECT_THAT(refused.violations, ElementsAre("treatment_course: does not exist"));
  EXPECT_TRUE(Trends(nurse_, Request()).ok());
  ASSERT_TRUE(Share(ShareRequest({entry})).ok());
  EXPECT_TRUE(Trends(nurse_, request).ok());
}

TEST_F(GetTrendsTest, IsNotForOthers) {
  EXPECT_EQ(Trends(other_patient_, Request()).reason, "NOT_FOUND");
  EXPECT_EQ(Trends(RpcCaller(Role::kCaregiver, "p-1"), Request()).reason, "NOT_FOUND");
  for (const Role role : {Role::kEditor, Role::kAdmin, Role::kService}) {
    EXPECT_EQ(Trends(RpcCaller(role, "p-1"), Request()).reason, "ROLE_NOT_ALLOWED") << RoleName(role);
  }
}

TEST_F(GetTrendsTest, NamesEverythingThatIsWrong) {
  v1::GetTrendsRequest request = Request();
  request.add_symptoms("symptoms/plague");
  EXPECT_THAT(Trends(patient_, request).violations,
              ElementsAre("symptoms[0]: is not in the site's vocabulary; see ListSymptoms"));
  EXPECT_THAT(Trends(patient_, v1::GetTrendsRequest()).violations, SizeIs(3));
}

}  // namespace
}  // namespace careloop::journal
