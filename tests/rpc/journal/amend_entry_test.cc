#include "tests/rpc/journal/journal_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RpcCaller;
using ::testing::SizeIs;

class AmendEntryTest : public JournalFixture {
 protected:
  static v1::AmendEntryRequest AmendRequest(const v1::Entry& entry, int frequency, int severity) {
    v1::AmendEntryRequest request;
    request.set_request_id(NextRequestId());
    request.set_name(entry.name());
    request.set_etag(entry.etag());
    request.set_time_zone("Europe/Berlin");
    auto& answer = *request.add_answers();
    answer.set_symptom("symptoms/nausea");
    answer.set_frequency(frequency);
    answer.set_severity(severity);
    return request;
  }
  testing::Answer<v1::AmendEntryResponse> Amend(const v1::AmendEntryRequest& request) {
    return patient_.Call(server_->stub(), &Stub::AmendEntry, request);
  }
  static v1::RetractEntryRequest RetractRequest(const std::string& name, const std::string& etag = "") {
    v1::RetractEntryRequest request;
    request.set_request_id(NextRequestId());
    request.set_name(name);
    request.set_etag(etag);
    return request;
  }
  testing::Answer<v1::RetractEntryResponse> Retract(const v1::RetractEntryRequest& request) {
    return patient_.Call(server_->stub(), &Stub::RetractEntry, request);
  }
  testing::Answer<v1::GetEntryResponse> GetVersion(const Person& person, const std::string& name, int version) {
    v1::GetEntryRequest request;
    request.set_name(name);
    request.set_version(version);
    return person.Call(server_->stub(), &Stub::GetEntry, request);
  }
  static v1::RecordEntryRequest CheckInRequest(bool partial) {
    v1::RecordEntryRequest request = NauseaRequest();
    request.set_kind(v1::ENTRY_KIND_CHECK_IN);
    request.set_partial(partial);
    return request;
  }
};

TEST_F(AmendEntryTest, MakesANewVersionAndKeepsTheOneBefore) {
  const v1::Entry first = Record(NauseaRequest(1, 1)).response.entry();
  EXPECT_EQ(first.version(), 1);
  EXPECT_EQ(first.kind(), v1::ENTRY_KIND_DIARY);
  EXPECT_EQ(first.check_in_week(), "");
  redis_->clock().Advance(absl::Hours(1));
  const auto amended = Amend(AmendRequest(first, 4, 4));
  ASSERT_TRUE(amended.ok()) << amended.message;
  EXPECT_TRUE(amended.response.has_emergency_text());
  EXPECT_THAT(amended.response.related_content(), SizeIs(1));
  const v1::Entry& second = amended.response.entry();
  EXPECT_EQ(second.name(), first.name());
  EXPECT_EQ(second.version(), 2);
  EXPECT_NE(second.etag(), first.etag());
  EXPECT_EQ(second.grades(0).grade(), 3);
  EXPECT_EQ(second.recorded_time().seconds(), first.recorded_time().seconds());
  EXPECT_EQ(rpc::ToTime(second.revised_time()), redis_->clock().Now());
  EXPECT_EQ(Get(patient_, first.name()).response.entry().SerializeAsString(), second.SerializeAsString());
  EXPECT_EQ(GetVersion(patient_, first.name(), 1).response.entry().SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(GetVersion(patient_, first.name(), 3).reason, "NOT_FOUND");
}

TEST_F(AmendEntryTest, RefusesAStaleEtag) {
  const v1::Entry first = Record(NauseaRequest(1, 1)).response.entry();
  ASSERT_TRUE(Amend(AmendRequest(first, 2, 1)).ok());
  const auto refused = Amend(AmendRequest(first, 3, 1));
  EXPECT_EQ(refused.code, grpc::StatusCode::ABORTED);
  EXPECT_EQ(refused.reason, "VERSION_CONFLICT");
  EXPECT_EQ(Retract(RetractRequest(first.name(), first.etag())).reason, "VERSION_CONFLICT");
}

TEST_F(AmendEntryTest, RefusedSaysWhomToCallByWhatIsValid) {
  const v1::Entry first = Record(NauseaRequest(1, 1)).response.entry();
  v1::AmendEntryRequest fever = AmendRequest(first, 2, 1);
  fever.set_wellbeing(11);
  EXPECT_EQ(Amend(fever).persons_text, "");
  fever.set_temperature_celsius(39.9);
  const auto refused = Amend(fever);
  EXPECT_EQ(refused.code, grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_NE(refused.persons_text, "");
}

TEST_F(AmendEntryTest, RepeatedHasItsFirstOutcomeWhateverCameAfter) {
  const v1::Entry first = Record(NauseaRequest(1, 1)).response.entry();
  const v1::AmendEntryRequest request = AmendRequest(first, 2, 1);
  const v1::Entry second = Amend(request).response.entry();
  redis_->clock().Advance(absl::Minutes(1));
  ASSERT_TRUE(Amend(AmendRequest(second, 3, 1)).ok());
  ASSERT_TRUE(Retract(RetractRequest(first.name())).ok());
  const auto again = Amend(request);
  ASSERT_TRUE(again.ok()) << again.message;
  EXPECT_EQ(again.response.entry().SerializeAsString(), second.SerializeAsString());
}

TEST_F(AmendEntryTest, OfARecordedEntryLeavesARepeatedRecordEntryItsFirstOutcome) {
  const v1::RecordEntryRequest request = NauseaRequest(1, 1);
  const v1::Entry first = Record(request).response.entry();
  ASSERT_TRUE(Amend(AmendRequest(first, 4, 4)).ok());
  redis_->clock().Advance(absl::Minutes(1));
  const auto again = Record(request);
  EXPECT_EQ(again.response.entry().SerializeAsString(), first.SerializeAsString());
  EXPECT_FALSE(again.response.has_emergency_text());
}

TEST_F(AmendEntryTest, ShowsANurseTheCurrentVersionAlone) {
  const v1::Entry first = Record(NauseaRequest(1, 1)).response.entry();
  ASSERT_TRUE(Share(ShareRequest({first.name()})).ok());
  ASSERT_TRUE(Amend(AmendRequest(first, 2, 1)).ok());
  EXPECT_EQ(Get(nurse_, first.name()).response.entry().version(), 2);
  EXPECT_EQ(GetVersion(nurse_, first.name(), 1).reason, "NOT_FOUND");
}

TEST_F(AmendEntryTest, RetractionMarksTheEntryAndHidesWhatItSaidFromANurse) {
  const v1::Entry entry = Record(NauseaRequest(4, 4)).response.entry();
  ASSERT_TRUE(Share(ShareRequest({entry.name()})).ok());
  const v1::RetractEntryRequest request = RetractRequest(entry.name(), entry.etag());
  const auto retracted = Retract(request);
  ASSERT_TRUE(retracted.ok()) << retracted.message;
  EXPECT_EQ(rpc::ToTime(retracted.response.entry().retraction().time()), redis_->clock().Now());
  EXPECT_EQ(retracted.response.entry().retraction().reporter().person(), "p-1");
  EXPECT_THAT(retracted.response.entry().answers(), SizeIs(1));
  EXPECT_EQ(Retract(request).response.SerializeAsString(), retracted.response.SerializeAsString());
  const v1::Entry seen = Get(nurse_, entry.name()).response.entry();
  EXPECT_TRUE(seen.has_retraction());
  EXPECT_THAT(seen.answers(), IsEmpty());
  EXPECT_THAT(seen.grades(), IsEmpty());
  EXPECT_FALSE(seen.severe());
  EXPECT_EQ(Amend(AmendRequest(retracted.response.entry(), 1, 1)).reason, "FAILED_STATE");
}

TEST_F(AmendEntryTest, RetractedEntriesAreListedOnlyWhenAskedFor) {
  const v1::Entry entry = Record(NauseaRequest()).response.entry();
  ASSERT_TRUE(Retract(RetractRequest(entry.name())).ok());
  EXPECT_THAT(List(patient_).response.entries(), IsEmpty());
  v1::ListEntriesRequest request;
  request.set_parent("patients/p-1");
  request.set_show_retracted(true);
  const auto listed = patient_.Call(server_->stub(), &Stub::ListEntries, request);
  ASSERT_THAT(listed.response.entries(), SizeIs(1));
  EXPECT_TRUE(listed.response.entries(0).has_retraction());
}

TEST_F(AmendEntryTest, IsForThePatientAlone) {
  const v1::Entry entry = Record(NauseaRequest()).response.entry();
  const v1::AmendEntryRequest amend = AmendRequest(entry, 1, 1);
  const v1::RetractEntryRequest retract = RetractRequest(entry.name());
  EXPECT_EQ(other_patient_.Call(server_->stub(), &Stub::AmendEntry, amend).reason, "NOT_FOUND");
  EXPECT_EQ(other_patient_.Call(server_->stub(), &Stub::RetractEntry, retract).reason, "NOT_FOUND");
  const RpcCaller no_caregiver(Role::kCaregiver, "p-1");
  EXPECT_EQ(no_caregiver.Call(server_->stub(), &Stub::AmendEntry, amend).reason, "NOT_FOUND");
  EXPECT_EQ(no_caregiver.Call(server_->stub(), &Stub::RetractEntry, retract).reason, "NOT_FOUND");
  for (const Role role : {Role::kClinician, Role::kEditor, Role::kAdmin, Role::kService}) {
    const RpcCaller caller(role, "p-1");
    EXPECT_EQ(caller.Call(server_->stub(), &Stub::AmendEntry, amend).reason, "ROLE_NOT_ALLOWED") << RoleName(role);
    EXPECT_EQ(caller.Call(server_->stub(), &Stub::RetractEntry, retract).reason, "ROLE_NOT_ALLOWED") << RoleName(role);
  }
  EXPECT_EQ(Amend(AmendRequest(Get(patient_, "patients/p-1/entries/9").response.entry(), 1, 1)).reason,
            "INVALID_FIELD");
}

TEST_F(AmendEntryTest, CheckInsCarryThePublishedGradeAsSuch) {
  const v1::Entry diary = Record(NauseaRequest()).response.entry();
  const v1::Entry check_in = Record(CheckInRequest(false)).response.entry();
  EXPECT_TRUE(diary.grades(0).derived());
  EXPECT_FALSE(check_in.grades(0).derived());
  EXPECT_EQ(check_in.grades(0).grade(), diary.grades(0).grade());
  EXPECT_EQ(check_in.kind(), v1::ENTRY_KIND_CHECK_IN);
  EXPECT_THAT(check_in.check_in_week(), SizeIs(10));
}

TEST_F(AmendEntryTest, CheckInsAreSavedInPartAndCompletedLaterAsOne) {
  const auto first = Record(CheckInRequest(true));
  ASSERT_TRUE(first.ok()) << first.message;
  EXPECT_TRUE(first.response.entry().partial());
  redis_->clock().Advance(absl::Minutes(1));
  v1::RecordEntryRequest rest = CheckInRequest(false);
  *rest.mutable_occurred_time() = first.response.entry().occurred_time();  // the same week, also at its very end
  rest.mutable_answers(0)->set_symptom("symptoms/vomiting");
  const auto completed = Record(rest);
  ASSERT_TRUE(completed.ok()) << completed.message;
  const v1::Entry& entry = completed.response.entry();
  EXPECT_EQ(entry.name(), first.response.entry().name());
  EXPECT_EQ(entry.version(), 2);
  EXPECT_FALSE(entry.partial());
  EXPECT_THAT(entry.answers(), SizeIs(2));
  EXPECT_THAT(List(patient_).response.entries(), SizeIs(1));
  redis_->clock().Advance(absl::Minutes(1));
  EXPECT_EQ(Record(rest).response.entry().SerializeAsString(), entry.SerializeAsString());  // repeated
}

TEST_F(AmendEntryTest, EntriesShowTheCoursesThatWereRunning) {
  v1::StartTreatmentCourseRequest start;
  start.set_request_id(NextRequestId());
  start.set_parent("patients/p-1");
  start.set_treatment("treatments/letrozole");
  *start.mutable_started_time() = rpc::ToTimestamp(redis_->clock().Now() - absl::Hours(1));
  start.set_time_zone("UTC");
  const auto course = patient_.Call(server_->stub(), &Stub::StartTreatmentCourse, start);
  ASSERT_TRUE(course.ok()) << course.message;
  const std::string before = RecordAt(absl::Hours(2));
  const std::string during = RecordAt(absl::ZeroDuration());
  EXPECT_THAT(Get(patient_, before).response.entry().running_courses(), IsEmpty());
  const v1::Entry entry = Get(patient_, during).response.entry();
  ASSERT_THAT(entry.running_courses(), SizeIs(1));
  EXPECT_EQ(entry.running_courses(0).treatment_course(), course.response.treatment_course().name());
  EXPECT_EQ(entry.running_courses(0).treatment(), "treatments/letrozole");
}

TEST_F(AmendEntryTest, ABlankNoteOfALaterPartReplacesNone) {
  v1::RecordEntryRequest request = NauseaRequest();
  request.set_kind(v1::ENTRY_KIND_CHECK_IN);
  request.set_partial(true);
  request.set_note("fell on Tuesday");
  ASSERT_TRUE(Record(request).ok());
  v1::RecordEntryRequest rest = NauseaRequest();
  rest.set_kind(v1::ENTRY_KIND_CHECK_IN);
  rest.set_note(" \n\u200B");
  EXPECT_EQ(Record(rest).response.entry().note(), "fell on Tuesday");
}

}  // namespace
}  // namespace careloop::journal
