#include "common/rpc/access_audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "careloop/messaging/v1/care_team_service.pb.h"
#include "careloop/messaging/v1/messaging_service.pb.h"
#include "common/base/error.h"
#include "tests/support/fake_clock.h"
#include "tests/support/matchers.h"
#include "tests/support/memory_access_log.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"

namespace careloop::rpc {
namespace {

namespace v1 = messaging::v1;
using testing::CallOf;
using ::testing::ElementsAre;
using testing::FailsWith;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

constexpr MethodPolicy kRow{"careloop.test.v1.TestService/Get", {}, absl::Seconds(5), Ground::kCareTeam};
constexpr MethodPolicy kOwnRow{"careloop.test.v1.TestService/Own", {}, absl::Seconds(5)};

class AccessAuditTest : public ::testing::Test {
 protected:
  static v1::GetThreadRequest Get(const std::string& name = "patients/p-1/threads/t1") {
    v1::GetThreadRequest request;
    request.set_name(name);
    return request;
  }
  absl::Status Look(const Call& call, const google::protobuf::Message& request, const MethodPolicy& row = kRow) {
    const v1::GetThreadResponse answer;
    return RunTask(audit_.BeforeAnswer(row, call, request, &answer));
  }
  void Deny(const Call& call, const google::protobuf::Message& request) {
    const auto denied = [this](const Call& c, const google::protobuf::Message& r) -> Task<bool> {
      co_await audit_.Denied(kRow, c, r);
      co_return true;
    };
    RunTask(denied(call, request));
  }

  testing::FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  testing::MemoryAccessLog log_;
  AccessAudit audit_{log_, "messaging", clock_};
  const Call nurse_ = CallOf(Role::kClinician, "nurse-1");
  const Call patient_ = CallOf(Role::kPatient, "p-1");
};

TEST_F(AccessAuditTest, ALookSaysWhoSawWhatOfWhomWhenAndByWhichRule) {
  ASSERT_TRUE(Look(nurse_, Get()).ok());
  ASSERT_THAT(log_.records, SizeIs(1));
  const audit::AccessRecord& record = log_.records[0];
  EXPECT_EQ(record.time, clock_.Now());
  EXPECT_EQ(record.service, "messaging");
  EXPECT_EQ(record.method, kRow.method);
  EXPECT_EQ(record.person, "nurse-1");
  EXPECT_EQ(record.role, Role::kClinician);
  EXPECT_EQ(record.name, "Demo clinician");
  EXPECT_EQ(record.session, "session");
  EXPECT_EQ(record.token_id, "token");
  EXPECT_THAT(record.patients, ElementsAre("p-1"));
  EXPECT_EQ(record.resource, "patients/p-1/threads/t1");
  EXPECT_EQ(record.rule, "care-team");
  EXPECT_EQ(record.trace_id, "test");
  EXPECT_EQ(record.outcome, audit::Outcome::kSuccess);
}

TEST_F(AccessAuditTest, AListOfManyPatientsIsOneRecordThatNamesThem) {
  v1::ListThreadsRequest request;
  request.set_parent("patients/-");
  v1::ListThreadsResponse page;
  page.add_threads()->set_name("patients/p-1/threads/t1");
  page.add_threads()->set_name("patients/p-2/threads/t1");
  ASSERT_TRUE(RunTask(audit_.BeforeAnswer(kRow, nurse_, request, &page)).ok());
  ASSERT_THAT(log_.records, SizeIs(1));
  EXPECT_THAT(log_.records[0].patients, ElementsAre("p-1", "p-2"));
}

TEST_F(AccessAuditTest, AnAnswerThatNamesNobodyIsAboutThoseWhoseRecordsItCameFrom) {
  const v1::GetThreadResponse answer;
  const auto look = [&](const google::protobuf::Message& request) {
    return RunTask(audit_.BeforeAnswer(kRow, nurse_, request, &answer, {"p-7", "p-8"}));
  };
  ASSERT_TRUE(look(v1::GetThreadRequest()).ok());
  ASSERT_TRUE(look(Get()).ok());
  ASSERT_THAT(log_.records, SizeIs(2));
  EXPECT_THAT(log_.records[0].patients, ElementsAre("p-7", "p-8"));
  EXPECT_THAT(log_.records[1].patients, ElementsAre("p-1"));
}

TEST_F(AccessAuditTest, AnAnswerAboutNobodyIsNotRecorded) {
  EXPECT_TRUE(Look(nurse_, v1::GetThreadRequest()).ok());
  EXPECT_THAT(log_.records, IsEmpty());
}

TEST_F(AccessAuditTest, APatientsLooksAndWhatIsNoRecordOfThemAreNotOfOthers) {
  EXPECT_FALSE(AccessAudit::IsOfOthers(kRow, patient_));
  EXPECT_TRUE(AccessAudit::IsOfOthers(kRow, nurse_));
  EXPECT_TRUE(AccessAudit::IsOfOthers(kOwnRow, nurse_));
  EXPECT_TRUE(AccessAudit::IsOfOthers(kOwnRow, CallOf(Role::kCaregiver, "c-1")));
  MethodPolicy row = kRow;
  row.ground = Ground::kNotARecord;
  EXPECT_FALSE(AccessAudit::IsOfOthers(row, nurse_));
}

TEST_F(AccessAuditTest, WithoutARuleThatOpensItNothingIsAnswered) {
  EXPECT_THAT(Look(nurse_, Get(), kOwnRow), FailsWith(absl::StatusCode::kInternal, reason::kInternal));
  EXPECT_THAT(Look(CallOf(Role::kEditor, "e-1"), Get()), FailsWith(absl::StatusCode::kInternal, reason::kInternal));
  EXPECT_THAT(log_.records, IsEmpty());
}

TEST_F(AccessAuditTest, ALookThatCannotBeRecordedFails) {
  log_.failure = Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "away");
  EXPECT_EQ(Look(nurse_, Get()), log_.failure);
}

TEST_F(AccessAuditTest, AChangeCarriesItsRecord) {
  v1::SendMessageRequest request;
  request.set_parent("patients/p-1/threads/t1");
  Call call = CallOf(Role::kPatient, "p-1", 1);
  ASSERT_TRUE(audit_.BeforeChange(kOwnRow, request, call).ok());
  const auto record = audit::DecodeAccess(call.access_entry);
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(record->rule, "own-record");
  EXPECT_EQ(record->request_id, call.request_id);
  EXPECT_THAT(record->patients, ElementsAre("p-1"));
}

TEST_F(AccessAuditTest, AChangeThatNoRuleAllowsFails) {
  v1::SendMessageRequest request;
  request.set_parent("patients/p-1/threads/t1");
  Call call = CallOf(Role::kClinician, "nurse-1", 1);
  EXPECT_THAT(audit_.BeforeChange(kOwnRow, request, call), FailsWith(absl::StatusCode::kInternal, reason::kInternal));
  EXPECT_TRUE(call.access_entry.empty());
}

TEST_F(AccessAuditTest, WhoIsKeptFromAnotherPatientsThingsIsRecordedApart) {
  Deny(nurse_, Get());
  Deny(patient_, Get("patients/p-2/threads/t1"));
  EXPECT_THAT(log_.records, IsEmpty());
  ASSERT_THAT(log_.denials, SizeIs(2));
  EXPECT_EQ(log_.denials[0].outcome, audit::Outcome::kDenied);
  EXPECT_EQ(log_.denials[0].rule, "");
  EXPECT_EQ(log_.denials[1].person, "p-1");
  EXPECT_THAT(log_.denials[1].patients, ElementsAre("p-2"));
}

TEST_F(AccessAuditTest, ADenialThatNamesNoPatientIsRecordedWithWhatItNames) {
  v1::GetCareTeamRequest request;
  request.set_name("careTeams/other");
  Deny(nurse_, request);
  ASSERT_THAT(log_.denials, SizeIs(1));
  EXPECT_THAT(log_.denials[0].patients, IsEmpty());
  EXPECT_EQ(log_.denials[0].resource, "careTeams/other");
}

TEST_F(AccessAuditTest, APatientWhoMissesWhatIsTheirsIsKeptFromNothing) {
  Deny(patient_, Get());
  EXPECT_THAT(log_.denials, IsEmpty());
}

TEST_F(AccessAuditTest, DenialsAreLimitedAndTheNextTellsHowManyWereLeftOut) {
  for (int i = 0; i < 130; ++i) Deny(nurse_, Get());
  EXPECT_THAT(log_.denials, SizeIs(100));
  clock_.Advance(absl::Seconds(1));
  for (int i = 0; i < 30; ++i) Deny(nurse_, Get());
  ASSERT_THAT(log_.denials, SizeIs(120));
  EXPECT_EQ(log_.denials[100].left_out, 30);
  EXPECT_EQ(log_.denials[101].left_out, 0);
}

TEST_F(AccessAuditTest, DenialsThatCouldNotBeRecordedAreAmongThoseLeftOut) {
  for (int i = 0; i < 130; ++i) Deny(nurse_, Get());
  clock_.Advance(absl::Seconds(1));
  log_.failure = Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "away");
  for (int i = 0; i < 5; ++i) Deny(nurse_, Get());
  log_.failure = absl::OkStatus();
  Deny(nurse_, Get());
  ASSERT_THAT(log_.denials, SizeIs(101));
  EXPECT_EQ(log_.denials[100].left_out, 35);
}

TEST_F(AccessAuditTest, ADenialOfARequestThatNamesThousandsStaysSmall) {
  v1::SendMessageRequest request;
  for (int i = 0; i < 1000; ++i) request.add_publications(absl::StrCat("patients/p-", i + 2));
  Deny(patient_, request);
  ASSERT_THAT(log_.denials, SizeIs(1));
  EXPECT_THAT(log_.denials[0].patients, SizeIs(AccessAudit::kMostPatientsOfDenial));
}

TEST_F(AccessAuditTest, OnlyAbsenceAndRefusalOfSomebodyKnownAreDenials) {
  EXPECT_TRUE(AccessAudit::IsDenial(nurse_, NotFound("thread")));
  EXPECT_TRUE(AccessAudit::IsDenial(nurse_, absl::PermissionDeniedError("")));
  EXPECT_FALSE(AccessAudit::IsDenial(nurse_, absl::InvalidArgumentError("")));
  EXPECT_FALSE(AccessAudit::IsDenial(nurse_, absl::OkStatus()));
  EXPECT_FALSE(AccessAudit::IsDenial(Call(), NotFound("thread")));
}

}  // namespace
}  // namespace careloop::rpc
