#include "tests/rpc/journal/journal_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::Each;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr auto kReads = messaging::v1::CAREGIVER_PERMISSION_READ_JOURNAL;
constexpr auto kWrites = messaging::v1::CAREGIVER_PERMISSION_WRITE_JOURNAL;
constexpr auto kMessages = messaging::v1::CAREGIVER_PERMISSION_READ_MESSAGES;

// The patient p-1 has the caregiver c-1, as far as each test says.
class CaregiversChangeTest : public JournalFixture {
 protected:
  v1::Entry RecordAs(const Person& person, v1::RecordEntryRequest request = NauseaRequest()) {
    const auto recorded = person.Call(server_->stub(), &Stub::RecordEntry, request);
    EXPECT_TRUE(recorded.ok()) << recorded.message;
    return recorded.response.entry();
  }
  static v1::AmendEntryRequest Amendment(const v1::Entry& entry, int frequency, int severity) {
    v1::AmendEntryRequest request;
    request.set_request_id(NextRequestId());
    request.set_name(entry.name());
    request.set_etag(entry.etag());
    request.set_time_zone("Europe/Berlin");
    *request.add_answers() = NauseaRequest(frequency, severity).answers(0);
    return request;
  }
  testing::Answer<v1::AmendEntryResponse> Amend(const Person& person, const v1::AmendEntryRequest& request) {
    return person.Call(server_->stub(), &Stub::AmendEntry, request);
  }
  testing::Answer<v1::RetractEntryResponse> Retract(const Person& person, const std::string& name) {
    v1::RetractEntryRequest request;
    request.set_request_id(NextRequestId());
    request.set_name(name);
    return person.Call(server_->stub(), &Stub::RetractEntry, request);
  }
  template <typename Request, typename Response>
  testing::Answer<Response> Read(const Person& person,
                                 grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*)) {
    Request request;
    request.set_parent("patients/p-1");
    if constexpr (requires { request.mutable_start_time(); }) {
      *request.mutable_start_time() = rpc::ToTimestamp(redis_->clock().Now() - absl::Hours(48));
    }
    return person.Call(server_->stub(), method, request);
  }
  // Why each read of what is made of the journal is refused.
  std::vector<std::string> RefusalsOf(const Person& person) {
    return {Read(person, &Stub::ListTreatmentCourses).reason, Read(person, &Stub::GetVisitSummary).reason,
            Read(person, &Stub::ListAlerts).reason};
  }
  std::vector<std::string> RefusedChanges(const Person& person, const v1::Entry& entry) {
    return {Amend(person, Amendment(entry, 1, 1)).reason, Retract(person, entry.name()).reason};
  }
};

TEST_F(CaregiversChangeTest, WhatTheyAmendIsTheirsAndThePatientReadsWhatItWas) {
  Let({kWrites});
  const v1::Entry entry = RecordAs(daughter_);
  const v1::AmendEntryRequest request = Amendment(entry, 4, 4);
  const auto amended = Amend(daughter_, request);
  ASSERT_TRUE(amended.ok()) << amended.message;
  EXPECT_TRUE(amended.response.has_emergency_text());
  EXPECT_EQ(amended.response.entry().version(), 2);
  EXPECT_EQ(amended.response.entry().reporter().person(), "c-1");
  EXPECT_EQ(amended.response.entry().reporter().display_name(), "Daughter Demo");
  EXPECT_EQ(Amend(daughter_, request).response.entry().SerializeAsString(),
            amended.response.entry().SerializeAsString());
  v1::GetEntryRequest first;
  first.set_name(entry.name());
  first.set_version(1);
  EXPECT_EQ(patient_.Call(server_->stub(), &Stub::GetEntry, first).response.entry().answers(0).severity(), 2);
  EXPECT_EQ(Get(patient_, entry.name()).response.entry().answers(0).severity(), 4);
}

TEST_F(CaregiversChangeTest, WhatTheyRetractThePatientStillReads) {
  Let({kWrites});
  const v1::Entry entry = RecordAs(daughter_);
  const auto retracted = Retract(daughter_, entry.name());
  ASSERT_TRUE(retracted.ok()) << retracted.message;
  EXPECT_EQ(retracted.response.entry().retraction().reporter().person(), "c-1");
  EXPECT_THAT(retracted.response.entry().answers(), IsEmpty());
  EXPECT_THAT(List(patient_).response.entries(), IsEmpty());
  EXPECT_THAT(Get(patient_, entry.name()).response.entry().answers(), SizeIs(1));
  EXPECT_EQ(Amend(daughter_, Amendment(entry, 1, 1)).reason, "FAILED_STATE");
}

TEST_F(CaregiversChangeTest, WhatOthersHaveWrittenTheyDoNotChange) {
  Let({kReads, kWrites});
  const v1::Entry patients = RecordAs(patient_);
  EXPECT_THAT(RefusedChanges(daughter_, patients), Each("FAILED_STATE"));
  v1::RecordEntryRequest check_in = NauseaRequest();
  check_in.set_kind(v1::ENTRY_KIND_CHECK_IN);
  check_in.clear_answers();
  check_in.set_wellbeing(3);
  RecordAs(patient_, check_in);
  check_in.set_request_id(NextRequestId());
  check_in.set_wellbeing(4);
  const v1::Entry joined = RecordAs(daughter_, check_in);
  EXPECT_THAT(joined.reporters(), SizeIs(1)) << "no answer of the patient's is left";
  EXPECT_THAT(RefusedChanges(daughter_, joined), Each("FAILED_STATE"));
  Let({kWrites});
  EXPECT_THAT(RefusedChanges(daughter_, patients), Each("NOT_FOUND"));
  EXPECT_EQ(Retract(daughter_, "patients/p-1/entries/99").reason, "NOT_FOUND");
  EXPECT_THAT(List(patient_).response.entries(), SizeIs(2));
}

TEST_F(CaregiversChangeTest, ThePatientAmendsAndRetractsWhatTheyRecorded) {
  Let({kWrites});
  const v1::Entry entry = RecordAs(daughter_);
  ASSERT_TRUE(Amend(patient_, Amendment(entry, 3, 1)).ok());
  EXPECT_EQ(Amend(daughter_, Amendment(entry, 1, 1)).reason, "VERSION_CONFLICT");
  EXPECT_EQ(Retract(daughter_, entry.name()).reason, "NOT_FOUND") << "it is the patient's now";
  EXPECT_TRUE(Retract(patient_, entry.name()).ok());
}

TEST_F(CaregiversChangeTest, NeedsToBeLetAndToBeCheckedEachTime) {
  Let({kWrites});
  const v1::Entry entry = RecordAs(daughter_);
  Let({kReads});
  EXPECT_THAT(RefusedChanges(daughter_, entry), Each("CAREGIVER_SCOPE_TOO_NARROW"));
  Let({kMessages});
  EXPECT_THAT(RefusedChanges(daughter_, entry), Each("NOT_FOUND"));
  EndCare();
  EXPECT_THAT(RefusedChanges(daughter_, entry), Each("NOT_FOUND"));
  Let({kWrites});
  peers_.Stop();
  EXPECT_THAT(RefusedChanges(daughter_, entry), Each("PEER_UNAVAILABLE"));
  EXPECT_FALSE(Amend(daughter_, Amendment(entry, 4, 4)).persons_text.empty());
  EXPECT_TRUE(Amend(patient_, Amendment(entry, 1, 1)).ok());
  peers_.Start();
}

// ---- What is made of the journal ----------------------------------------------------------------------------------

TEST_F(CaregiversChangeTest, WhoMayReadSeesCoursesSummaryAndAlertsOfThatPatientAlone) {
  v1::StartTreatmentCourseRequest start;
  start.set_request_id(NextRequestId());
  start.set_parent("patients/p-1");
  start.set_treatment("treatments/letrozole");
  start.set_time_zone("UTC");
  ASSERT_TRUE(patient_.Call(server_->stub(), &Stub::StartTreatmentCourse, start).ok());
  const v1::Entry entry = RecordAs(patient_, NauseaRequest(4, 4));
  ASSERT_TRUE(Share(ShareRequest({entry.name()})).ok());
  Let({kReads});
  EXPECT_THAT(Read(daughter_, &Stub::ListTreatmentCourses).response.treatment_courses(), SizeIs(1));
  const auto summary = Read(daughter_, &Stub::GetVisitSummary);
  ASSERT_TRUE(summary.ok()) << summary.message;
  EXPECT_EQ(summary.response.entry_count(), 1);
  EXPECT_THAT(summary.response.severe_entries(), SizeIs(1));
  EXPECT_THAT(summary.response.shared_entries(), IsEmpty()) << "with whom else something is shared";
  const auto alerts = Read(daughter_, &Stub::ListAlerts);
  ASSERT_THAT(alerts.response.alerts(), SizeIs(1)) << alerts.message;
  EXPECT_FALSE(alerts.response.has_consent());
  start.set_request_id(NextRequestId());
  EXPECT_EQ(daughter_.Call(server_->stub(), &Stub::StartTreatmentCourse, start).reason, "ROLE_NOT_ALLOWED");
  ASSERT_TRUE(Retract(patient_, entry.name()).ok());
  EXPECT_THAT(Read(daughter_, &Stub::ListAlerts).response.alerts(), IsEmpty()) << "what was taken back";
  EXPECT_THAT(Read(patient_, &Stub::ListAlerts).response.alerts(), SizeIs(1));
}

TEST_F(CaregiversChangeTest, OfAnAlertOnWhatAnEntrySaidBeforeItWasAmendedTheySeeNothing) {
  Let({kReads});
  const v1::Entry entry = RecordAs(patient_, NauseaRequest(4, 4));
  ASSERT_THAT(Read(daughter_, &Stub::ListAlerts).response.alerts(), SizeIs(1));
  const auto milder = Amend(patient_, Amendment(entry, 1, 1));
  ASSERT_TRUE(milder.ok()) << milder.message;
  EXPECT_THAT(Read(daughter_, &Stub::ListAlerts).response.alerts(), IsEmpty());
  EXPECT_THAT(Read(patient_, &Stub::ListAlerts).response.alerts(), SizeIs(1));
  ASSERT_TRUE(Amend(patient_, Amendment(milder.response.entry(), 3, 4)).ok());
  const auto alerts = Read(daughter_, &Stub::ListAlerts).response.alerts();
  ASSERT_THAT(alerts, SizeIs(1));
  ASSERT_THAT(alerts[0].triggers(), SizeIs(1));
  EXPECT_EQ(alerts[0].triggers(0).version(), 3);
}

TEST_F(CaregiversChangeTest, WhoMayNotReadOrCannotBeCheckedSeesNothingOfIt) {
  EXPECT_THAT(RefusalsOf(daughter_), Each("NOT_FOUND"));
  Let({kWrites, kMessages});
  EXPECT_THAT(RefusalsOf(daughter_), Each("NOT_FOUND"));
  const std::string entry = RecordAt(absl::Hours(1));
  v1::CreateShareRequest share = ShareRequest({entry});
  share.set_caregiver("patients/p-1/caregivers/c-1");
  ASSERT_TRUE(Share(share).ok());
  EXPECT_THAT(RefusalsOf(daughter_), Each("NOT_FOUND")) << "a share opens entries";
  Let({kReads});
  EXPECT_THAT(RefusalsOf(daughter_), Each(""));
  EXPECT_THAT(RefusalsOf(Person{Role::kCaregiver, "c-2"}), Each("NOT_FOUND"));
  EndCare();
  EXPECT_THAT(RefusalsOf(daughter_), Each("NOT_FOUND"));
  Let({kReads});
  peers_.Stop();
  EXPECT_THAT(RefusalsOf(daughter_), Each("PEER_UNAVAILABLE"));
  EXPECT_THAT(RefusalsOf(patient_), Each(""));
  peers_.Start();
}

}  // namespace
}  // namespace careloop::journal
