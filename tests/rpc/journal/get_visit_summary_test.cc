#include "tests/rpc/journal/journal_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RpcCaller;
using ::testing::SizeIs;

class GetVisitSummaryTest : public JournalFixture {
 protected:
  testing::Answer<v1::GetVisitSummaryResponse> Summary(const Person& person,
                                                       std::optional<absl::Duration> since = std::nullopt) {
    v1::GetVisitSummaryRequest request;
    request.set_parent("patients/p-1");
    if (since) *request.mutable_start_time() = rpc::ToTimestamp(redis_->clock().Now() - *since);
    return person.Call(server_->stub(), &Stub::GetVisitSummary, request);
  }
  v1::RecordEntryRequest At(absl::Duration ago, int frequency, int severity) const {
    v1::RecordEntryRequest request = NauseaRequest(frequency, severity);
    *request.mutable_occurred_time() = rpc::ToTimestamp(redis_->clock().Now() - ago);
    return request;
  }
};

TEST_F(GetVisitSummaryTest, SumsUpWhatWasRecordedSinceTheLastVisit) {
  v1::RecordEntryRequest visit = At(absl::Hours(48), 1, 1);
  visit.set_visit(true);
  ASSERT_TRUE(Record(visit).ok());
  v1::RecordEntryRequest since = At(absl::Hours(0), 4, 4);
  since.add_questions("May I swim?");
  const std::string entry = Record(since).response.entry().name();
  ASSERT_TRUE(Share(ShareRequest({entry})).ok());
  const auto answer = Summary(patient_);
  ASSERT_TRUE(answer.ok()) << answer.message;
  const v1::GetVisitSummaryResponse& summary = answer.response;
  EXPECT_TRUE(summary.since_last_visit());
  EXPECT_EQ(rpc::ToTime(summary.start_time()), rpc::ToTime(visit.occurred_time()) + absl::Microseconds(1));
  EXPECT_EQ(summary.entry_count(), 1);
  ASSERT_THAT(summary.worse(), SizeIs(1));
  EXPECT_EQ(summary.worse(0).measure().symptom(), "symptoms/nausea");
  EXPECT_TRUE(summary.worse(0).measure().derived());
  EXPECT_EQ(summary.worse(0).before().value(), 1);
  EXPECT_EQ(summary.worse(0).now().value(), 3);
  EXPECT_EQ(summary.worse(0).now().entry(), entry);
  ASSERT_THAT(summary.highest_grades(), SizeIs(1));
  EXPECT_EQ(summary.highest_grades(0).value().value(), 3);
  ASSERT_THAT(summary.questions(), SizeIs(1));
  EXPECT_EQ(summary.questions(0).text(), "May I swim?");
  EXPECT_EQ(summary.questions(0).entry(), entry);
  EXPECT_THAT(summary.shared_entries(), ElementsAre(entry));
  EXPECT_THAT(summary.severe_entries(), ElementsAre(entry));
}

TEST_F(GetVisitSummaryTest, SumsUpSinceATime) {
  ASSERT_TRUE(Record(At(absl::Hours(72), 3, 3)).ok());
  ASSERT_TRUE(Record(At(absl::Hours(1), 1, 1)).ok());
  const auto answer = Summary(patient_, absl::Hours(24));
  ASSERT_TRUE(answer.ok()) << answer.message;
  EXPECT_FALSE(answer.response.since_last_visit());
  EXPECT_THAT(answer.response.better(), SizeIs(1));
  EXPECT_THAT(answer.response.worse(), IsEmpty());
  EXPECT_THAT(answer.response.shared_entries(), IsEmpty());
}

TEST_F(GetVisitSummaryTest, NeedsATimeWhenThereWasNoVisitOrItIsRetracted) {
  EXPECT_EQ(Summary(patient_).reason, "FAILED_STATE");
  v1::RecordEntryRequest visit = At(absl::Hours(48), 1, 1);
  visit.set_visit(true);
  v1::RetractEntryRequest retract;
  retract.set_request_id(NextRequestId());
  retract.set_name(Record(visit).response.entry().name());
  ASSERT_TRUE(Summary(patient_).ok());
  ASSERT_TRUE(patient_.Call(server_->stub(), &Stub::RetractEntry, retract).ok());
  EXPECT_EQ(Summary(patient_).reason, "FAILED_STATE");
}

TEST_F(GetVisitSummaryTest, IsForThePatientAndWhomTheyLetReadTheJournal) {
  EXPECT_EQ(Summary(other_patient_, absl::Hours(24)).reason, "NOT_FOUND");
  EXPECT_EQ(Summary(RpcCaller(Role::kCaregiver, "p-1"), absl::Hours(24)).reason, "NOT_FOUND");
  for (const Role role : {Role::kClinician, Role::kEditor, Role::kAdmin, Role::kService}) {
    EXPECT_EQ(Summary(RpcCaller(role, "p-1"), absl::Hours(24)).reason, "ROLE_NOT_ALLOWED") << RoleName(role);
  }
}

}  // namespace
}  // namespace careloop::journal
