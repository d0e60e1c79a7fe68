#include "tests/rpc/journal/journal_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr auto kReads = messaging::v1::CAREGIVER_PERMISSION_READ_JOURNAL;
constexpr auto kWrites = messaging::v1::CAREGIVER_PERMISSION_WRITE_JOURNAL;
constexpr auto kMessages = messaging::v1::CAREGIVER_PERMISSION_READ_MESSAGES;

// The patient p-1 has the caregiver c-1, as far as each test says.
class JournalCaregiversTest : public JournalFixture {
 protected:
  testing::Answer<v1::RecordEntryResponse> RecordAs(const Person& person, const v1::RecordEntryRequest& request) {
    return person.Call(server_->stub(), &Stub::RecordEntry, request);
  }
  testing::Answer<v1::GetTrendsResponse> Trends(const Person& person) {
    v1::GetTrendsRequest request;
    request.set_parent("patients/p-1");
    request.set_period(v1::TREND_PERIOD_DAY);
    *request.mutable_start_time() = rpc::ToTimestamp(redis_->clock().Now() - absl::Hours(48));
    return person.Call(server_->stub(), &Stub::GetTrends, request);
  }
  void ExpectNothing(const std::string& entry) {
    EXPECT_EQ(RecordAs(daughter_, NauseaRequest()).reason, "NOT_FOUND");
    EXPECT_EQ(Get(daughter_, entry).reason, "NOT_FOUND");
    EXPECT_EQ(List(daughter_).reason, "NOT_FOUND");
    EXPECT_EQ(Trends(daughter_).reason, "NOT_FOUND");
  }
};

TEST_F(JournalCaregiversTest, WhatACaregiverRecordsIsMarkedAsTheirs) {
  Let({kReads, kWrites});
  const auto recorded = RecordAs(daughter_, NauseaRequest());
  ASSERT_TRUE(recorded.ok()) << recorded.reason;
  const auto entry = Get(patient_, recorded.response.entry().name()).response.entry();
  EXPECT_EQ(entry.reporter().person(), "c-1");
  EXPECT_EQ(entry.reporter().role(), careloop::common::v1::ROLE_CAREGIVER);
  EXPECT_EQ(entry.reporter().display_name(), "Daughter Demo") << "as the patient calls them";
  ASSERT_THAT(entry.reporters(), SizeIs(1));
  EXPECT_EQ(entry.answers(0).reporter(), 0);
}

TEST_F(JournalCaregiversTest, EachAnswerOfACheckInNamesWhoGaveIt) {
  Let({kReads, kWrites});
  v1::RecordEntryRequest own = NauseaRequest();
  own.set_kind(v1::ENTRY_KIND_CHECK_IN);
  own.set_partial(true);
  ASSERT_TRUE(Record(own).ok());
  v1::RecordEntryRequest more = NauseaRequest();
  more.set_kind(v1::ENTRY_KIND_CHECK_IN);
  more.mutable_answers(0)->set_symptom("symptoms/vomiting");
  const auto recorded = RecordAs(daughter_, more);
  ASSERT_TRUE(recorded.ok()) << recorded.reason;
  const v1::Entry& entry = recorded.response.entry();
  ASSERT_THAT(entry.answers(), SizeIs(2));
  for (const auto& answer : entry.answers()) {
    const v1::Reporter& reporter = entry.reporters(answer.reporter());
    EXPECT_EQ(reporter.person(), answer.symptom() == "symptoms/nausea" ? "p-1" : "c-1");
  }
}

TEST_F(JournalCaregiversTest, AllElseInACheckInNamesWhoGaveItToo) {
  Let({kReads, kWrites});
  v1::RecordEntryRequest part;
  part.set_request_id(NextRequestId());
  part.set_parent("patients/p-1");
  part.set_time_zone("Europe/Berlin");
  part.set_kind(v1::ENTRY_KIND_CHECK_IN);
  part.set_partial(true);
  part.set_wellbeing(4);
  part.set_temperature_celsius(36.5);
  part.set_note("Slept badly.");
  part.add_questions("May she swim?");
  ASSERT_TRUE(RecordAs(daughter_, part).ok());
  v1::RecordEntryRequest own = NauseaRequest();
  own.set_kind(v1::ENTRY_KIND_CHECK_IN);
  const auto completed = Record(own);
  ASSERT_TRUE(completed.ok()) << completed.reason;
  const v1::Entry entry = Get(patient_, completed.response.entry().name()).response.entry();
  ASSERT_THAT(entry.reporters(), SizeIs(2));
  EXPECT_EQ(entry.reporters(0).person(), "p-1");
  EXPECT_EQ(entry.answers(0).reporter(), 0);
  for (const int place :
       {entry.wellbeing_reporter(), entry.temperature_reporter(), entry.note_reporter(), entry.questions_reporter()}) {
    EXPECT_EQ(entry.reporters(place).person(), "c-1");
  }
}

TEST_F(JournalCaregiversTest, WhoMayReadSeesWhatIsLiveOfTheJournal) {
  const std::string kept = RecordAt(absl::Hours(1));
  const std::string gone = RecordAt(absl::Hours(2));
  v1::RetractEntryRequest retract;
  retract.set_request_id(NextRequestId());
  retract.set_name(gone);
  ASSERT_TRUE(patient_.Call(server_->stub(), &Stub::RetractEntry, retract).ok());
  Let({kReads});
  ASSERT_THAT(List(daughter_).response.entries(), SizeIs(1));
  EXPECT_EQ(List(daughter_).response.entries(0).name(), kept);
  EXPECT_TRUE(Trends(daughter_).ok());
  const auto retracted = Get(daughter_, gone);
  ASSERT_TRUE(retracted.ok()) << retracted.reason;
  EXPECT_TRUE(retracted.response.entry().has_retraction());
  EXPECT_THAT(retracted.response.entry().answers(), IsEmpty()) << "what was taken back is the patient's alone";
}

TEST_F(JournalCaregiversTest, WhoMayReadAloneIsToldThatTheyMayNotRecord) {
  Let({kReads});
  const auto refused = RecordAs(daughter_, NauseaRequest());
  EXPECT_EQ(refused.code, grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(refused.reason, "CAREGIVER_SCOPE_TOO_NARROW");
  EXPECT_THAT(List(patient_).response.entries(), IsEmpty());
}

TEST_F(JournalCaregiversTest, WhoMayRecordAloneReadsNothingAndLearnsNothingOfOtherEntries) {
  const std::string own = RecordAt(absl::Hours(1));
  ASSERT_TRUE(Record(NauseaRequest(4, 4)).ok());
  Let({kWrites});
  const auto recorded = RecordAs(daughter_, NauseaRequest(4, 4));
  ASSERT_TRUE(recorded.ok()) << recorded.reason;
  EXPECT_TRUE(recorded.response.has_emergency_text());
  for (const auto& alert : recorded.response.alerts()) {
    for (const auto& trigger : alert.triggers()) EXPECT_EQ(trigger.entry(), recorded.response.entry().name());
  }
  EXPECT_EQ(Get(daughter_, own).reason, "NOT_FOUND");
  EXPECT_EQ(List(daughter_).reason, "NOT_FOUND");
  v1::RecordEntryRequest check_in = NauseaRequest();
  check_in.set_kind(v1::ENTRY_KIND_CHECK_IN);
  EXPECT_EQ(RecordAs(daughter_, check_in).reason, "CAREGIVER_SCOPE_TOO_NARROW");
}

TEST_F(JournalCaregiversTest, WhoMayRecordAloneDoesNotLearnByARepetitionHowThePatientAmended) {
  Let({kWrites});
  const v1::RecordEntryRequest request = NauseaRequest(1, 1);
  const auto recorded = RecordAs(daughter_, request);
  ASSERT_TRUE(recorded.ok()) << recorded.reason;
  v1::AmendEntryRequest amend;
  amend.set_request_id(NextRequestId());
  amend.set_name(recorded.response.entry().name());
  amend.set_etag(recorded.response.entry().etag());
  amend.set_time_zone("Europe/Berlin");
  *amend.add_answers() = NauseaRequest(4, 4).answers(0);
  const auto amended = patient_.Call(server_->stub(), &Stub::AmendEntry, amend);
  ASSERT_TRUE(amended.ok()) << amended.reason;
  ASSERT_THAT(amended.response.alerts(), SizeIs(1));
  const auto again = RecordAs(daughter_, request);
  ASSERT_TRUE(again.ok()) << again.reason;
  EXPECT_EQ(again.response.entry().version(), 1);
  EXPECT_THAT(again.response.alerts(), IsEmpty());
}

TEST_F(JournalCaregiversTest, WhoIsNoCaregiverOrForMessagesAloneFindsNothing) {
  const std::string entry = RecordAt(absl::Hours(1));
  ExpectNothing(entry);
  Let({kMessages});
  ExpectNothing(entry);
  Let({kReads, kWrites});
  v1::RecordEntryRequest another = NauseaRequest();
  another.set_parent("patients/p-2");
  EXPECT_EQ(RecordAs(daughter_, another).reason, "NOT_FOUND");
  EXPECT_EQ(List(daughter_, "patients/p-2").reason, "NOT_FOUND");
}

TEST_F(JournalCaregiversTest, WhoIsRemovedFindsNothingAfterHalfASecond) {
  const std::string entry = RecordAt(absl::Hours(1));
  Let({kReads, kWrites});
  ASSERT_TRUE(Get(daughter_, entry).ok());
  EndCare();
  ExpectNothing(entry);
}

TEST_F(JournalCaregiversTest, WhileNobodyCanSayTheyAreRefusedWithWhomToCallAndThePatientGoesOn) {
  const std::string entry = RecordAt(absl::Hours(1));
  Let({kReads, kWrites});
  peers_.Stop();
  EXPECT_EQ(Get(daughter_, entry).reason, "PEER_UNAVAILABLE");
  EXPECT_EQ(List(daughter_).reason, "PEER_UNAVAILABLE");
  const auto severe = RecordAs(daughter_, NauseaRequest(4, 4));
  EXPECT_EQ(severe.reason, "PEER_UNAVAILABLE");
  EXPECT_FALSE(severe.persons_text.empty());
  EXPECT_TRUE(Get(patient_, entry).ok());
  EXPECT_TRUE(Record(NauseaRequest()).ok());
  peers_.Start();
}

// ---- Shares with one caregiver ----------------------------------------------------------------------------------

class CaregiverSharesTest : public JournalCaregiversTest {
 protected:
  static v1::CreateShareRequest WithDaughter(const std::string& entry) {
    v1::CreateShareRequest request = ShareRequest({entry});
    request.set_caregiver("patients/p-1/caregivers/c-1");
    return request;
  }
  // Of this entry, which the caregiver may read by nothing else.
  std::string Shared(const std::string& entry) {
    Let({kMessages});
    const auto share = Share(WithDaughter(entry));
    EXPECT_TRUE(share.ok()) << share.message;
    return share.response.share().name();
  }
};

TEST_F(CaregiverSharesTest, OpenWhatTheyCoverToThatCaregiverAlone) {
  const std::string entry = RecordAt(absl::Hours(1));
  const std::string other = RecordAt(absl::Hours(2));
  const std::string name = Shared(entry);
  EXPECT_TRUE(Get(daughter_, entry).ok());
  EXPECT_EQ(Get(daughter_, other).reason, "NOT_FOUND");
  ASSERT_THAT(List(daughter_).response.entries(), SizeIs(1));
  EXPECT_EQ(List(daughter_).response.entries(0).name(), entry);
  EXPECT_TRUE(Trends(daughter_).ok());
  EXPECT_EQ(RecordAs(daughter_, NauseaRequest()).reason, "NOT_FOUND") << "a share lets nobody write";
  EXPECT_EQ(Get(nurse_, entry).reason, "NOT_FOUND");
  EXPECT_EQ(Get(Person{Role::kCaregiver, "c-2"}, entry).reason, "NOT_FOUND");
  const auto mine = ListShares(daughter_);
  ASSERT_THAT(mine.response.shares(), SizeIs(1));
  EXPECT_EQ(mine.response.shares(0).name(), name);
}

TEST_F(CaregiverSharesTest, AreToldByNoMessage) {
  Shared(RecordAt(absl::Hours(1)));
  EXPECT_EQ(testing::RunTask(server_->outbox().State())->waiting, 0);
  const v1::Share share = ListShares(patient_).response.shares(0);
  EXPECT_EQ(share.caregiver(), "patients/p-1/caregivers/c-1");
  EXPECT_EQ(share.care_team(), "");
  EXPECT_FALSE(share.has_delivery());
}

TEST_F(CaregiverSharesTest, ShowExactlyWhatThePreviewShows) {
  v1::RecordEntryRequest full = NauseaRequest(4, 4);
  full.set_note("private");
  const std::string entry = Record(full).response.entry().name();
  Let({kMessages});
  for (const bool symptoms_only : {true, false}) {
    v1::PreviewShareRequest preview;
    preview.set_parent("patients/p-1");
    preview.mutable_entries()->add_entries(entry);
    preview.set_symptoms_only(symptoms_only);
    const auto previewed = patient_.Call(server_->stub(), &Stub::PreviewShare, preview);
    ASSERT_THAT(previewed.response.entries(), SizeIs(1));
    v1::CreateShareRequest share = WithDaughter(entry);
    share.set_symptoms_only(symptoms_only);
    ASSERT_TRUE(Share(share).ok());
    EXPECT_EQ(List(daughter_).response.entries(0).SerializeAsString(),
              previewed.response.entries(0).SerializeAsString());
  }
}

TEST_F(CaregiverSharesTest, OpenNothingOnceRevoked) {
  const std::string entry = RecordAt(absl::Hours(1));
  const std::string name = Shared(entry);
  ASSERT_TRUE(Get(daughter_, entry).ok());
  ASSERT_TRUE(Revoke(name).ok());
  EXPECT_EQ(Get(daughter_, entry).reason, "NOT_FOUND") << "at once";
  EXPECT_EQ(List(daughter_).reason, "NOT_FOUND");
  EXPECT_EQ(ListShares(daughter_).reason, "NOT_FOUND");
}

TEST_F(CaregiverSharesTest, OpenNothingOnceExpired) {
  const std::string entry = RecordAt(absl::Hours(1));
  Let({kMessages});
  v1::CreateShareRequest request = WithDaughter(entry);
  *request.mutable_expire_time() = rpc::ToTimestamp(redis_->clock().Now() + absl::Minutes(1));
  ASSERT_TRUE(Share(request).ok());
  ASSERT_TRUE(Get(daughter_, entry).ok());
  redis_->clock().Advance(absl::Minutes(1));
  EXPECT_EQ(Get(daughter_, entry).reason, "NOT_FOUND");
}

TEST_F(CaregiverSharesTest, OpenNothingOnceTheyAreNoCaregiverNorWhenTheyAreAddedAgain) {
  const std::string entry = RecordAt(absl::Hours(1));
  Shared(entry);
  ASSERT_TRUE(Get(daughter_, entry).ok());
  EndCare();
  EXPECT_EQ(Get(daughter_, entry).reason, "NOT_FOUND");
  Let({kMessages});
  EXPECT_EQ(Get(daughter_, entry).reason, "NOT_FOUND") << "what was shared with the former one stays closed";
}

TEST_F(CaregiverSharesTest, SayToThePatientThatTheyHaveEndedOnceTheCaregiverIsNoneAnyMore) {
  const std::string entry = RecordAt(absl::Hours(1));
  Shared(entry);
  const auto expect = [&](bool former) {
    EXPECT_EQ(ListShares(patient_).response.shares(0).former_caregiver(), former);
    EXPECT_EQ(Get(patient_, entry).response.shares(0).former_caregiver(), former);
  };
  expect(false);
  EndCare();
  expect(true);
  Let({kMessages});
  expect(true);
  peers_.Stop();
  expect(false);
  peers_.Start();
}

TEST_F(CaregiverSharesTest, StayInForceWhenTheirScopeIsTheJournalAsWellAndShowNoOtherShares) {
  const std::string entry = RecordAt(absl::Hours(1));
  ASSERT_TRUE(Share(ShareRequest({entry})).ok());
  Let({kReads});
  EXPECT_EQ(ListShares(daughter_).reason, "NOT_FOUND") << "with whom else something is shared";
  const std::string name = Share(WithDaughter(entry)).response.share().name();
  ASSERT_THAT(ListShares(daughter_).response.shares(), SizeIs(1));
  EXPECT_EQ(ListShares(daughter_).response.shares(0).name(), name);
}

TEST_F(CaregiverSharesTest, AreRefusedWithWhoIsNoCaregiverOrCannotBeAskedAbout) {
  const std::string entry = RecordAt(absl::Hours(1));
  EXPECT_THAT(Share(WithDaughter(entry)).violations, ElementsAre("caregiver: is no caregiver of the patient"));
  v1::CreateShareRequest both = WithDaughter(entry);
  both.set_care_team("careTeams/t-1");
  EXPECT_THAT(Share(both).violations, ElementsAre("caregiver: is given beside care_team; a share is with one of them"));
  Let({kMessages});
  peers_.Stop();
  EXPECT_EQ(Share(WithDaughter(entry)).reason, "PEER_UNAVAILABLE");
  peers_.Start();
  EXPECT_THAT(ListShares(patient_).response.shares(), IsEmpty());
}

}  // namespace
}  // namespace careloop::journal
