#include "tests/rpc/journal/journal_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RpcCaller;
using ::testing::SizeIs;

class ShareViewTest : public JournalFixture {
 protected:
  std::string RecordFull() {
    v1::RecordEntryRequest request = NauseaRequest(4, 4);
    request.set_note("private");
    request.set_wellbeing(2);
    request.set_temperature_celsius(38.5);
    request.set_urgent(true);
    return Record(request).response.entry().name();
  }
  static v1::CreateShareRequest SymptomsRequest(const std::string& entry) {
    v1::CreateShareRequest request = ShareRequest({entry});
    request.set_symptoms_only(true);
    return request;
  }
  static v1::PreviewShareRequest PreviewRequest(const std::string& entry, bool symptoms_only) {
    v1::PreviewShareRequest request;
    request.set_parent("patients/p-1");
    request.mutable_entries()->add_entries(entry);
    request.set_symptoms_only(symptoms_only);
    return request;
  }
  testing::Answer<v1::PreviewShareResponse> Preview(const Person& person, const v1::PreviewShareRequest& request) {
    return person.Call(server_->stub(), &Stub::PreviewShare, request);
  }
};

TEST_F(ShareViewTest, OfSymptomsShowsANurseTheseAlone) {
  const std::string name = RecordFull();
  const auto share = Share(SymptomsRequest(name));
  ASSERT_TRUE(share.ok()) << share.message;
  EXPECT_TRUE(share.response.share().symptoms_only());
  EXPECT_TRUE(ListShares(nurse_).response.shares(0).symptoms_only());
  const v1::Entry seen = Get(nurse_, name).response.entry();
  EXPECT_THAT(seen.answers(), SizeIs(1));
  EXPECT_THAT(seen.grades(), SizeIs(1));
  EXPECT_EQ(seen.note(), "");
  EXPECT_FALSE(seen.has_wellbeing());
  EXPECT_FALSE(seen.has_temperature_celsius());
  EXPECT_FALSE(seen.urgent());
  EXPECT_TRUE(seen.severe());
  EXPECT_THAT(seen.severe_reasons(), ElementsAre(v1::SEVERE_REASON_GRADE_3, v1::SEVERE_REASON_SEVERITY_4));
  EXPECT_EQ(List(nurse_).response.entries(0).SerializeAsString(), seen.SerializeAsString());
  ASSERT_TRUE(Share(ShareRequest({name})).ok());
  EXPECT_EQ(Get(nurse_, name).response.entry().note(), "private");
}

TEST_F(ShareViewTest, IsInTrendsToo) {
  ASSERT_TRUE(Share(SymptomsRequest(RecordFull())).ok());
  v1::GetTrendsRequest request;
  request.set_parent("patients/p-1");
  request.set_period(v1::TREND_PERIOD_DAY);
  *request.mutable_start_time() = rpc::ToTimestamp(redis_->clock().Now() - absl::Hours(1));
  const auto trends = nurse_.Call(server_->stub(), &Stub::GetTrends, request);
  ASSERT_THAT(trends.response.series(), SizeIs(1));  // no wellbeing
  EXPECT_EQ(trends.response.series(0).symptom(), "symptoms/nausea");
}

TEST_F(ShareViewTest, IsPreviewedExactlyAsItIsThenSeen) {
  const std::string name = RecordFull();
  RecordFull();
  for (const bool symptoms_only : {true, false}) {
    const auto preview = Preview(patient_, PreviewRequest(name, symptoms_only));
    ASSERT_TRUE(preview.ok()) << preview.message;
    ASSERT_THAT(preview.response.entries(), SizeIs(1));
    v1::CreateShareRequest share = ShareRequest({name});
    share.set_symptoms_only(symptoms_only);
    ASSERT_TRUE(Share(share).ok());
    EXPECT_EQ(List(nurse_).response.entries(0).SerializeAsString(), preview.response.entries(0).SerializeAsString());
  }
}

TEST_F(ShareViewTest, IsPreviewedPageByPageByThePatientAlone) {
  RecordFull();
  RecordFull();
  v1::PreviewShareRequest request;
  request.set_parent("patients/p-1");
  *request.mutable_standing()->mutable_start_time() = rpc::ToTimestamp(redis_->clock().Now());
  request.set_page_size(1);
  const auto first = Preview(patient_, request);
  EXPECT_THAT(first.response.entries(), SizeIs(1));
  request.set_page_token(first.response.next_page_token());
  EXPECT_THAT(Preview(patient_, request).response.entries(), SizeIs(1));
  request.set_symptoms_only(true);
  EXPECT_EQ(Preview(patient_, request).reason, "PAGE_TOKEN_INVALID");
  request.clear_page_token();
  EXPECT_EQ(Preview(other_patient_, request).reason, "NOT_FOUND");
  for (const Role role : {Role::kCaregiver, Role::kClinician, Role::kEditor, Role::kAdmin, Role::kService}) {
    EXPECT_EQ(Preview(RpcCaller(role, "p-1"), request).reason, "ROLE_NOT_ALLOWED") << RoleName(role);
  }
  EXPECT_THAT(Preview(patient_, v1::PreviewShareRequest()).violations, SizeIs(2));
}

TEST_F(ShareViewTest, OfAnEntryIsToldToThePatientWithItsDelivery) {
  const std::string name = RecordFull();
  EXPECT_THAT(Get(patient_, name).response.shares(), IsEmpty());
  {
    const MutexLock lock(peers_.state.mutex);
    peers_.state.deliver_status = grpc::Status(grpc::StatusCode::UNAVAILABLE, "down");
  }
  const std::string share = Share(ShareRequest({name})).response.share().name();
  const auto delivery = [&] { return Get(patient_, name).response.shares(0).delivery().state(); };
  EXPECT_EQ(Get(patient_, name).response.shares(0).name(), share);
  EXPECT_EQ(delivery(), v1::SHARE_DELIVERY_STATE_QUEUED);
  EXPECT_THAT(Get(nurse_, name).response.shares(), IsEmpty());
  ASSERT_TRUE(Revoke(share).ok());
  EXPECT_THAT(Get(patient_, name).response.shares(), IsEmpty());
  {
    const MutexLock lock(peers_.state.mutex);
    peers_.state.deliver_status = grpc::Status::OK;
  }
  redis_->clock().Advance(absl::Seconds(1));
  ASSERT_TRUE(Share(ShareRequest({name})).ok());
  EXPECT_TRUE(Eventually([&] { return delivery() == v1::SHARE_DELIVERY_STATE_DELIVERED; }));
}

TEST_F(ShareViewTest, IsRefusedWhereItWouldOpenNothing) {
  v1::CreateShareRequest past = ShareRequest({});
  *past.mutable_period()->mutable_start_time() = rpc::ToTimestamp(absl::FromUnixSeconds(1'500'000'000));
  *past.mutable_period()->mutable_end_time() = rpc::ToTimestamp(absl::FromUnixSeconds(1'600'000'000));
  EXPECT_THAT(Share(past).violations,
              ElementsAre("period: has passed and holds no entry: the share would open nothing"));
  v1::CreateShareRequest standing = ShareRequest({});
  *standing.mutable_standing()->mutable_start_time() = rpc::ToTimestamp(redis_->clock().Now() + absl::Hours(2));
  *standing.mutable_expire_time() = standing.standing().start_time();
  EXPECT_THAT(Share(standing).violations,
              ElementsAre("expire_time: is not after the start: the share would open nothing"));
  EXPECT_THAT(ListShares(patient_).response.shares(), IsEmpty());
}

TEST_F(ShareViewTest, OfSymptomsIsRefusedWhereItsPreviewShowsNone) {
  v1::RecordEntryRequest note = NauseaRequest();
  note.clear_answers();
  note.set_note("private");
  *note.mutable_occurred_time() = rpc::ToTimestamp(redis_->clock().Now() - absl::Hours(2));
  const std::string bare = Record(note).response.entry().name();
  EXPECT_THAT(Preview(patient_, PreviewRequest(bare, true)).response.entries(0).answers(), IsEmpty());
  v1::CreateShareRequest past = SymptomsRequest(bare);
  *past.mutable_period()->mutable_start_time() = note.occurred_time();
  *past.mutable_period()->mutable_end_time() = rpc::ToTimestamp(redis_->clock().Now() - absl::Hours(1));
  for (v1::CreateShareRequest request : {SymptomsRequest(bare), past}) {
    request.set_request_id(NextRequestId());
    const auto refused = Share(request);
    EXPECT_EQ(refused.code, grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_THAT(refused.violations,
                ElementsAre("symptoms_only: what is shared answers about no symptom: the share would open nothing"));
  }
  EXPECT_THAT(ListShares(patient_).response.shares(), IsEmpty());
  EXPECT_EQ(testing::RunTask(server_->outbox().State())->waiting, 0);
  v1::CreateShareRequest both = SymptomsRequest(bare);
  both.mutable_entries()->add_entries(RecordAt(absl::ZeroDuration()));
  EXPECT_TRUE(Share(both).ok());
  EXPECT_TRUE(Share(ShareRequest({bare})).ok()) << "all of it shows the note";
}

TEST_F(ShareViewTest, OfSymptomsNamesARetractedEntryAsThat) {
  const std::string entry = RecordFull();
  v1::RetractEntryRequest retract;
  retract.set_request_id(NextRequestId());
  retract.set_name(entry);
  ASSERT_TRUE(patient_.Call(server_->stub(), &Stub::RetractEntry, retract).ok());
  EXPECT_THAT(Share(SymptomsRequest(entry)).violations,
              ElementsAre("entries.entries: names entry 1, which does not exist or is retracted"));
  EXPECT_THAT(ListShares(patient_).response.shares(), IsEmpty());
}

}  // namespace
}  // namespace careloop::journal
