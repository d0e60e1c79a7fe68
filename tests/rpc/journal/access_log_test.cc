#include <functional>
#include <map>
#include <set>

#include "services/journal/rpc/policy.h"
#include "tests/rpc/journal/journal_fixture.h"

namespace careloop::journal {
namespace {

using audit::AccessRecord;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class AccessLogTest : public JournalFixture {
 protected:
  using Rules = v1::AlertRuleService::Stub;
  using Admin = admin::v1::AdminService::Stub;

  static Deadline Soon() { return DeadlineAfter(absl::Seconds(20)); }
  static std::vector<AccessRecord> RecordsOf(absl::StatusOr<std::vector<audit::LoggedAccess>> rows) {
    std::vector<AccessRecord> records;
    for (const audit::LoggedAccess& row : *rows) records.push_back(audit::DecodeAccess(row.bytes).value());
    return records;
  }
  std::vector<AccessRecord> Logged() {
    return RecordsOf(testing::RunTask(server_->access_log().Read(0, 1000, Soon())));
  }
  std::vector<AccessRecord> Denied() {
    return RecordsOf(testing::RunTask(server_->access_log().Denials(0, 1000, Soon())));
  }
  // Of others' accesses, latest first, as the patient would be told.
  std::vector<AccessRecord> SeenBy(const std::string& patient) {
    return testing::RunTask(server_->access_log().Of(patient, "", 100, Soon())).value().records;
  }
  // Whether it was answered.
  template <typename Stub, typename Request, typename Response>
  bool Answers(const Person& person, Stub& stub,
               grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), Request request) {
    if constexpr (requires { request.request_id(); }) request.set_request_id(NextRequestId());
    const auto answer = person.Call(stub, method, request);
    EXPECT_TRUE(answer.ok()) << answer.message;
    return answer.ok();
  }
  template <typename Request, typename Response>
  bool NurseReads(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), Request request) {
    if constexpr (requires { request.set_parent(""); }) request.set_parent("patients/p-1");
    return Answers(nurse_, server_->stub(), method, request);
  }
  template <typename Request, typename Response>
  bool DaughterCalls(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), Request request) {
    if constexpr (requires { request.set_parent(""); }) request.set_parent("patients/p-1");
    if constexpr (requires { request.set_name(""); }) request.set_name(theirs_);
    return Answers(daughter_, server_->stub(), method, request);
  }
  static v1::AmendEntryRequest Amendment() {
    v1::AmendEntryRequest request;
    request.set_etag("1");
    request.set_time_zone("Europe/Berlin");
    request.set_note("amended");
    return request;
  }
  v1::GetVisitSummaryRequest Summary() const {
    v1::GetVisitSummaryRequest request;
    *request.mutable_start_time() = rpc::ToTimestamp(redis_->clock().Now() - absl::Hours(48));
    return request;
  }
  v1::GetEntryRequest Entry() const {
    v1::GetEntryRequest request;
    request.set_name(entry_);
    return request;
  }
  v1::GetTrendsRequest Trends() const {
    v1::GetTrendsRequest request;
    request.set_period(v1::TREND_PERIOD_DAY);
    *request.mutable_start_time() = rpc::ToTimestamp(redis_->clock().Now() - absl::Hours(48));
    return request;
  }
  v1::ActivateRuleSetRequest NewRules() {
    v1::ActivateRuleSetRequest request;
    *request.mutable_rule_set() =
        admin_.Call(server_->rule_stub(), &Rules::GetRuleSet, v1::GetRuleSetRequest()).response.activation().rule_set();
    request.mutable_rule_set()->set_version("next");
    return request;
  }
  v1::DryRunRuleSetRequest DryRun() {
    v1::DryRunRuleSetRequest request;
    *request.mutable_rule_set() = NewRules().rule_set();
    *request.mutable_start_time() = rpc::ToTimestamp(redis_->clock().Now() - absl::Hours(48));
    *request.mutable_end_time() = rpc::ToTimestamp(redis_->clock().Now());
    return request;
  }
  static admin::v1::ErasePatientRequest NewErasure() {
    admin::v1::ErasePatientRequest request;
    request.set_request_id(NextRequestId());
    request.set_name("patients/p-erased");
    return request;
  }
  admin::v1::RetryUndeliveredRequest Retry() const {
    admin::v1::RetryUndeliveredRequest request;
    request.add_names(refused_);
    return request;
  }

  // An entry that the nurse may read, an agreement to alerts, and a share that messaging has refused.
  void Prepare() {
    {
      const MutexLock lock(peers_.state.mutex);
      peers_.state.deliver_status = grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "not enrolled");
    }
    refused_ = Share(ShareRequest({RecordAt(absl::Hours(1))})).response.share().name();
    ASSERT_TRUE(Eventually([&] { return testing::RunTask(server_->outbox().State())->dead == 1; }));
    {
      const MutexLock lock(peers_.state.mutex);
      peers_.state.deliver_status = grpc::Status::OK;
    }
    Let({messaging::v1::CAREGIVER_PERMISSION_READ_JOURNAL, messaging::v1::CAREGIVER_PERMISSION_WRITE_JOURNAL});
    theirs_ = daughter_.Call(server_->stub(), &Stub::RecordEntry, NauseaRequest()).response.entry().name();
    entry_ = RecordAt(absl::ZeroDuration());
    ASSERT_TRUE(Share(ShareRequest({entry_})).ok());
    v1::SetAlertConsentRequest consent;
    consent.set_request_id(NextRequestId());
    consent.set_parent("patients/p-1");
    consent.set_agreed(true);
    ASSERT_TRUE(patient_.Call(server_->stub(), &Stub::SetAlertConsent, consent).ok());
  }

  const Person admin_{Role::kAdmin, "admin-1"};
  std::string entry_;
  std::string theirs_;  // an entry that the daughter has recorded
  std::string refused_;
};

struct Other {
  std::function<bool()> call;
  std::vector<std::string> patients;  // that its record names
};

bool IsForOthers(const MethodPolicy& row) {
  return row.roles != RoleSet{Role::kPatient} && row.ground != Ground::kNotARecord;
}

// An RPC that is added must be added here: called by somebody who is not the patient it leaves the record that is said.
TEST_F(AccessLogTest, HasARecordOfEveryRpcThatAnswersOthersWhatIsAPatients) {
  Prepare();
  const std::vector<std::string> p1 = {"p-1"};
  const std::map<std::string, Other> others = {
      {"JournalService/RecordEntry",
       {[&] { return Answers(daughter_, server_->stub(), &Stub::RecordEntry, NauseaRequest()); }, p1}},
      {"JournalService/AmendEntry", {[&] { return DaughterCalls(&Stub::AmendEntry, Amendment()); }, p1}},
      {"JournalService/RetractEntry",
       {[&] { return DaughterCalls(&Stub::RetractEntry, v1::RetractEntryRequest()); }, p1}},
      {"JournalService/ListTreatmentCourses",
       {[&] { return DaughterCalls(&Stub::ListTreatmentCourses, v1::ListTreatmentCoursesRequest()); }, p1}},
      {"JournalService/GetVisitSummary", {[&] { return DaughterCalls(&Stub::GetVisitSummary, Summary()); }, p1}},
      {"JournalService/GetEntry", {[&] { return NurseReads(&Stub::GetEntry, Entry()); }, p1}},
      {"JournalService/ListEntries", {[&] { return NurseReads(&Stub::ListEntries, v1::ListEntriesRequest()); }, p1}},
      {"JournalService/GetTrends", {[&] { return NurseReads(&Stub::GetTrends, Trends()); }, p1}},
      {"JournalService/ListShares", {[&] { return NurseReads(&Stub::ListShares, v1::ListSharesRequest()); }, p1}},
      {"JournalService/ListAlerts", {[&] { return NurseReads(&Stub::ListAlerts, v1::ListAlertsRequest()); }, p1}},
      {"AdminService/ListUndelivered",
       {[&] {
          return Answers(admin_, server_->admin_stub(), &Admin::ListUndelivered, admin::v1::ListUndeliveredRequest());
        },
        p1}},
      {"AdminService/RetryUndelivered",
       {[&] { return Answers(admin_, server_->admin_stub(), &Admin::RetryUndelivered, Retry()); }, p1}},
      {"AdminService/ErasePatient",
       {[&] { return Answers(admin_, server_->admin_stub(), &Admin::ErasePatient, NewErasure()); }, {"p-erased"}}},
      {"AlertRuleService/ActivateRuleSet",
       {[&] { return Answers(admin_, server_->rule_stub(), &Rules::ActivateRuleSet, NewRules()); }, {}}},
      {"AdminService/RotateKeys",
       {[&] { return Answers(admin_, server_->admin_stub(), &Admin::RotateKeys, admin::v1::RotateKeysRequest()); },
        {}}},
      {"AlertRuleService/DryRunRuleSet",
       {[&] { return Answers(admin_, server_->rule_stub(), &Rules::DryRunRuleSet, DryRun()); }, {}}}};
  const std::map<std::string, Other> about_nobody = {
      {"JournalService/ListSymptoms", {[&] { return NurseReads(&Stub::ListSymptoms, v1::ListSymptomsRequest()); }, {}}},
      {"AlertRuleService/GetRuleSet",
       {[&] { return Answers(admin_, server_->rule_stub(), &Rules::GetRuleSet, v1::GetRuleSetRequest()); }, {}}}};
  for (const MethodPolicy& row : kPolicies) {
    if (!IsForOthers(row)) continue;
    const std::string method(row.method.substr(row.method.find(".v1.") + 4));
    const bool recorded = others.contains(method);
    ASSERT_TRUE(recorded || about_nobody.contains(method)) << "say here which record a call of " << method << " leaves";
    const size_t before = Logged().size();
    ASSERT_TRUE((recorded ? others : about_nobody).at(method).call()) << method;
    const auto log = Logged();
    ASSERT_EQ(log.size(), before + (recorded ? 1 : 0)) << method;
    if (!recorded) continue;
    EXPECT_EQ(log.back().method, row.method);
    EXPECT_EQ(log.back().patients, others.at(method).patients) << method;
    EXPECT_FALSE(log.back().rule.empty()) << method;
  }
}

TEST_F(AccessLogTest, HasThePatientsChangesButNotTheirLooks) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  ASSERT_TRUE(Get(patient_, entry).ok());
  ASSERT_TRUE(List(patient_).ok());
  ASSERT_THAT(Logged(), SizeIs(1));
  const AccessRecord record = Logged()[0];
  EXPECT_EQ(record.method, "careloop.journal.v1.JournalService/RecordEntry");
  EXPECT_EQ(record.rule, "own-record");
  EXPECT_EQ(record.resource, "patients/p-1");
  EXPECT_THAT(record.patients, ElementsAre("p-1"));
  EXPECT_THAT(SeenBy("p-1"), IsEmpty());
}

TEST_F(AccessLogTest, HasARepeatedChangeOnce) {
  const v1::RecordEntryRequest request = NauseaRequest();
  ASSERT_TRUE(Record(request).ok());
  ASSERT_TRUE(Record(request).ok());
  EXPECT_THAT(Logged(), SizeIs(1));
}

TEST_F(AccessLogTest, ShowsThePatientTheNursesLooksLatestFirst) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  ASSERT_TRUE(Share(ShareRequest({entry})).ok());
  ASSERT_TRUE(List(nurse_).ok());
  ASSERT_TRUE(Get(nurse_, entry).ok());
  const auto seen = SeenBy("p-1");
  ASSERT_THAT(seen, SizeIs(2));
  EXPECT_EQ(seen[0].resource, entry);
  EXPECT_EQ(seen[0].rule, "share");
  EXPECT_EQ(seen[0].person, "n-1");
  EXPECT_EQ(seen[0].name, "Demo Person");
  EXPECT_EQ(seen[1].resource, "patients/p-1");
  EXPECT_THAT(SeenBy("p-2"), IsEmpty());
}

TEST_F(AccessLogTest, ShowsThePatientWhatACaregiverRecordedAndRead) {
  Let({messaging::v1::CAREGIVER_PERMISSION_READ_JOURNAL, messaging::v1::CAREGIVER_PERMISSION_WRITE_JOURNAL});
  const auto recorded = daughter_.Call(server_->stub(), &Stub::RecordEntry, NauseaRequest());
  ASSERT_TRUE(recorded.ok()) << recorded.message;
  ASSERT_TRUE(Get(daughter_, recorded.response.entry().name()).ok());
  const auto seen = SeenBy("p-1");
  ASSERT_THAT(seen, SizeIs(2));
  for (const AccessRecord& record : seen) {
    EXPECT_EQ(record.person, "c-1");
    EXPECT_EQ(record.role, Role::kCaregiver);
    EXPECT_EQ(record.rule, "caregiver");
  }
  EXPECT_EQ(seen[1].method, "careloop.journal.v1.JournalService/RecordEntry");
}

TEST_F(AccessLogTest, ShowsThePatientThatACaregiverLookedAtTheirAlerts) {
  Let({messaging::v1::CAREGIVER_PERMISSION_READ_JOURNAL});
  ASSERT_TRUE(DaughterCalls(&Stub::ListAlerts, v1::ListAlertsRequest()));
  const auto seen = SeenBy("p-1");
  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen[0].method, "careloop.journal.v1.JournalService/ListAlerts");
  EXPECT_EQ(seen[0].person, "c-1");
  EXPECT_EQ(seen[0].rule, "caregiver");
}

TEST_F(AccessLogTest, HasWhatWasDeniedApart) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  EXPECT_FALSE(Get(nurse_, entry).ok());
  EXPECT_FALSE(Get(other_patient_, entry).ok());
  EXPECT_FALSE(Get(Person{Role::kEditor, "e-1"}, entry).ok());
  EXPECT_FALSE(Get(patient_, "patients/p-1/entries/99").ok());
  EXPECT_THAT(Logged(), SizeIs(1));
  const auto denied = Denied();
  ASSERT_THAT(denied, SizeIs(3));
  EXPECT_EQ(denied[0].person, "n-1");
  EXPECT_EQ(denied[1].person, "p-2");
  EXPECT_EQ(denied[2].role, Role::kEditor);
  for (const AccessRecord& record : denied) EXPECT_THAT(record.patients, ElementsAre("p-1"));
}

TEST_F(AccessLogTest, HasAmongTheDenialsACaregiversTryAtWhatTheyReadAndDidNotWrite) {
  const auto entry = Get(patient_, RecordAt(absl::ZeroDuration())).response.entry();
  Let({messaging::v1::CAREGIVER_PERMISSION_READ_JOURNAL, messaging::v1::CAREGIVER_PERMISSION_WRITE_JOURNAL});
  v1::AmendEntryRequest amend = Amendment();
  amend.set_request_id(NextRequestId());
  amend.set_name(entry.name());
  amend.set_etag(entry.etag());
  EXPECT_EQ(daughter_.Call(server_->stub(), &Stub::AmendEntry, amend).reason, "FAILED_STATE");
  v1::RetractEntryRequest retract;
  retract.set_request_id(NextRequestId());
  retract.set_name(entry.name());
  EXPECT_EQ(daughter_.Call(server_->stub(), &Stub::RetractEntry, retract).reason, "FAILED_STATE");
  const auto denied = Denied();
  ASSERT_THAT(denied, SizeIs(2));
  for (const AccessRecord& record : denied) {
    EXPECT_EQ(record.person, "c-1");
    EXPECT_EQ(record.resource, entry.name());
  }
}

TEST_F(AccessLogTest, LiesEncryptedAndUnderNoPatientsName) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  ASSERT_TRUE(Share(ShareRequest({entry})).ok());
  ASSERT_TRUE(Get(nurse_, entry).ok());
  const redis::Reply keys = redis_->server().Command({"KEYS", "*:audit*"});
  ASSERT_THAT(keys.array(), SizeIs(2));
  for (const redis::Reply& key : keys.array()) {
    EXPECT_EQ(key.text().find("p-1"), std::string::npos);
    const std::string stored = redis_->server().Command({"DUMP", key.text()}).text();
    for (const char* readable : {"p-1", "n-1", "Demo", "GetEntry"}) {
      EXPECT_EQ(stored.find(readable), std::string::npos) << readable;
    }
  }
}

}  // namespace
}  // namespace careloop::journal
