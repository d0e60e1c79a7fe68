#include "tests/rpc/journal/journal_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What whoever can write Redis may do to entries, and that it is found.
class CheckRecordsTest : public JournalFixture {
 protected:
  using Audit = audit::v1::AuditService::Stub;

  audit::v1::CheckRecordsResponse Check(const std::string& parent = "") {
    audit::v1::CheckRecordsRequest request;
    request.set_parent(parent);
    const auto answer = admin_.Call(server_->audit_stub(), &Audit::CheckRecords, request);
    EXPECT_TRUE(answer.ok()) << answer.message;
    return answer.response;
  }
  // "NAME FAULT" each, but for what is missing: "missing SEQUENCE".
  std::vector<std::string> Findings() {
    std::vector<std::string> found;
    const auto answer = Check();
    for (const auto& finding : answer.findings()) {
      found.push_back(finding.fault() == audit::v1::RECORD_FAULT_MISSING
                          ? StrCat("missing ", finding.sequence())
                          : StrCat(finding.name(), " ", static_cast<int>(finding.fault())));
    }
    return found;
  }
  static v1::RecordEntryRequest CheckIn(bool partial, absl::Time occurred) {
    v1::RecordEntryRequest request = NauseaRequest();
    *request.mutable_occurred_time() = rpc::ToTimestamp(occurred);
    request.set_kind(v1::ENTRY_KIND_CHECK_IN);
    request.set_partial(partial);
    return request;
  }
  // An entry, or its new version, by whoever it is.
  v1::Entry Amended(const Person& person, const v1::Entry& entry, const std::string& note = "amended") {
    v1::AmendEntryRequest request;
    request.set_request_id(NextRequestId());
    request.set_name(entry.name());
    request.set_etag(entry.etag());
    request.set_time_zone("Europe/Berlin");
    request.set_note(note);
    const auto answer = person.Call(server_->stub(), &Stub::AmendEntry, request);
    EXPECT_TRUE(answer.ok()) << answer.message;
    EXPECT_TRUE(person.Call(server_->stub(), &Stub::AmendEntry, request).ok()) << "repeated";
    return answer.response.entry();
  }
  // Four entries of the patient, of which they amended the second, and the first was retracted.
  void RecordFour() {
    const std::string first = RecordAt(absl::Hours(4));
    const v1::Entry second = Record(NauseaRequest()).response.entry();
    const absl::Time now = redis_->clock().Now();
    for (const bool partial : {true, false}) {
      ASSERT_TRUE(Record(CheckIn(partial, now)).ok());
      redis_->clock().Advance(absl::Minutes(1));
    }
    Amended(patient_, second);
    RecordAt(absl::Hours(1));
    v1::RetractEntryRequest retraction;
    retraction.set_request_id(NextRequestId());
    retraction.set_name(first);
    ASSERT_TRUE(patient_.Call(server_->stub(), &Stub::RetractEntry, retraction).ok());
  }

  static std::string Key(const std::string& rest = "") {
    return StrCat("{j:test}:entry:", redis_->keys().PseudonymOf("p-1"), rest);
  }
  static std::string Number(int number) { return StrCat("000000000", number); }
  static std::string Stored(int number) { return Redis({"HGET", Key(), Number(number)}); }
  static std::string Redis(const std::vector<std::string>& command) { return redis_->server().Command(command).text(); }
  static void Exchange(int one, int other) {
    const std::string first = Stored(one), second = Stored(other);
    Redis({"HSET", Key(), Number(one), second, Number(other), first});
  }

  const Person admin_{Role::kAdmin, "admin-1"};
};

TEST_F(CheckRecordsTest, ReadsAnEntryOfManyLongVersionsInParts) {
  std::string longest;
  for (int i = 0; i < 10'000; ++i) longest += "\U0001F600";
  v1::Entry entry = Record(NauseaRequest()).response.entry();
  constexpr int kAmendments = 60;  // more than twice what one reply may hold
  for (int i = 0; i < kAmendments; ++i) entry = Amended(patient_, entry, longest);
  Record(NauseaRequest());
  const auto answer = Check();
  EXPECT_EQ(answer.finding_count(), 0);
  EXPECT_EQ(answer.checked_count(), kAmendments + 2);
}

TEST_F(CheckRecordsTest, HasNoFindingsWhereNobodyHasTouchedAnything) {
  RecordFour();
  Let({messaging::v1::CAREGIVER_PERMISSION_READ_JOURNAL, messaging::v1::CAREGIVER_PERMISSION_WRITE_JOURNAL});
  const v1::RecordEntryRequest theirs = NauseaRequest();
  const v1::Entry entry = daughter_.Call(server_->stub(), &Stub::RecordEntry, theirs).response.entry();
  Amended(daughter_, Amended(daughter_, entry));
  ASSERT_TRUE(daughter_.Call(server_->stub(), &Stub::RecordEntry, theirs).ok()) << "repeated";
  for (int i = 0; i < 70; ++i) RecordAt(absl::Hours(i));
  const auto answer = Check();
  EXPECT_EQ(answer.finding_count(), 0) << answer.DebugString();
  EXPECT_EQ(answer.checked_count(), 6 + 3 + 70);
  EXPECT_EQ(answer.unchecked_count(), 0);
  EXPECT_EQ(answer.unreadable_log_count(), 0);
  EXPECT_EQ(answer.service(), "journal");
  EXPECT_EQ(Check("patients/p-1").checked_count(), 6 + 3 + 70);
  EXPECT_EQ(Check("patients/p-2").checked_count(), 0);
}

TEST_F(CheckRecordsTest, FindsTwoEntriesThatHaveChangedPlaces) {
  RecordFour();
  Exchange(1, 4);
  EXPECT_THAT(Findings(), ElementsAre("patients/p-1/entries/1 1", "patients/p-1/entries/4 1"));
  Exchange(1, 4);
  EXPECT_THAT(Findings(), IsEmpty());
  Exchange(2, 3);  // the one as it was amended, and the check-in as it was completed
  EXPECT_THAT(Findings(), Contains("patients/p-1/entries/3 1"));
}

TEST_F(CheckRecordsTest, FindsAnEarlierVersionInThePlaceOfALaterOne) {
  RecordFour();
  const std::string current = Stored(2), first = Redis({"HGET", Key(":earlier"), Number(2) + ":1"});
  Redis({"HSET", Key(), Number(2), first});
  EXPECT_THAT(Findings(), ElementsAre("missing 5", "patients/p-1/entries/2 1"));
  Redis({"HDEL", Key(":versions"), Number(2)});
  EXPECT_THAT(Findings(), ElementsAre("missing 5")) << "as if it had never been amended";
  Redis({"HSET", Key(), Number(2), current});
  Redis({"HSET", Key(":versions"), Number(2), "2"});
  Redis({"HSET", Key(":earlier"), Number(2) + ":1", current});
  EXPECT_THAT(Findings(), Contains("patients/p-1/entries/2 1"));
}

TEST_F(CheckRecordsTest, FindsWhatIsGoneSpoiledOrMadeUp) {
  RecordFour();
  const std::string third = Stored(3);
  Redis({"HSET", Key(), Number(3), third.substr(0, third.size() - 1)});
  EXPECT_THAT(Findings(), ElementsAre("patients/p-1/entries/3 4"));
  Redis({"HSET", Key(), Number(3), third});
  Redis({"HSET", Key(), Number(5), Stored(1)});
  EXPECT_THAT(Findings(), ElementsAre("patients/p-1/entries/5 2"));
  Redis({"HDEL", Key(), Number(5), Number(4)});
  EXPECT_THAT(Findings(), ElementsAre("missing 6"));
  Redis({"HSET", Key(":versions"), Number(1), "1000000000"});
  EXPECT_THAT(Findings(), ElementsAre("missing 6", "patients/p-1/entries/1 1"));
  Redis({"HSET", Key(":versions"), Number(1), "many"});
  EXPECT_THAT(Findings(), ElementsAre("patients/p-1 4"));
}

TEST_F(CheckRecordsTest, LeavesOutWhoWasErased) {
  admin::v1::ErasePatientRequest erasure;
  erasure.set_request_id(NextRequestId());
  erasure.set_name("patients/p-gone");
  const Person gone(Role::kPatient, "p-gone");
  v1::RecordEntryRequest request = NauseaRequest();
  request.set_parent("patients/p-gone");
  ASSERT_TRUE(gone.Call(server_->stub(), &Stub::RecordEntry, request).ok());
  ASSERT_TRUE(admin_.Call(server_->admin_stub(), &admin::v1::AdminService::Stub::ErasePatient, erasure).ok());
  const auto answer = Check();
  EXPECT_EQ(answer.finding_count(), 0);
  EXPECT_EQ(answer.unchecked_patient_count(), 1);
}

TEST_F(CheckRecordsTest, IsRecordedAndNamesToThePatientOnlyWhatWasToldOfThem) {
  RecordFour();
  Check();
  auto rows = testing::RunTask(server_->access_log().Read(0, 1000, DeadlineAfter(absl::Seconds(20)))).value();
  EXPECT_EQ(audit::DecodeAccess(rows.back().bytes)->rule, "administration");
  EXPECT_THAT(audit::DecodeAccess(rows.back().bytes)->patients, IsEmpty());
  Exchange(1, 4);
  Check();
  rows = testing::RunTask(server_->access_log().Read(0, 1000, DeadlineAfter(absl::Seconds(20)))).value();
  EXPECT_THAT(audit::DecodeAccess(rows.back().bytes)->patients, ElementsAre("p-1"));
  audit::v1::CheckRecordsRequest bad;
  bad.set_parent("patients/");
  EXPECT_EQ(admin_.Call(server_->audit_stub(), &Audit::CheckRecords, bad).reason, reason::kInvalidField);
  EXPECT_EQ(nurse_.Call(server_->audit_stub(), &Audit::CheckRecords, {}).reason, reason::kRoleNotAllowed);
}

}  // namespace
}  // namespace careloop::journal
