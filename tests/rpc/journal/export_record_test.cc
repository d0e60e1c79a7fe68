#include <algorithm>
#include <sstream>

#include "nlohmann/json.hpp"
#include "services/journal/store/redis_entry_store.h"
#include "tests/rpc/journal/journal_fixture.h"
#include "tests/support/exported.h"
#include "tests/support/matchers.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"

namespace careloop::journal {
namespace {

using testing::Exported;
using ::testing::SizeIs;

class ExportRecordTest : public JournalFixture {
 protected:
  std::unique_ptr<grpc::ClientReader<v1::ExportRecordResponse>> Open(grpc::ClientContext& context, const Person& person,
                                                                     const std::string& parent = "patients/p-1") {
    context.AddMetadata("authorization", "Bearer " + person.token());
    v1::ExportRecordRequest request;
    request.set_parent(parent);
    return server_->stub().ExportRecord(&context, request);
  }
  v1::CreateShareRequest StandingRequest() {
    v1::CreateShareRequest request = ShareRequest({});
    *request.mutable_standing()->mutable_start_time() = rpc::ToTimestamp(redis_->clock().Now());
    return request;
  }
  Exported Export(const Person& person, const std::string& parent = "patients/p-1") {
    grpc::ClientContext context;
    const auto reader = Open(context, person, parent);
    return testing::ReadExport(*reader);
  }
};

TEST_F(ExportRecordTest, HoldsAllThatThePatientHasRecorded) {
  const std::string first = RecordAt(absl::Hours(2));
  RecordAt(absl::Hours(1));
  ASSERT_TRUE(Share(ShareRequest({first})).ok());
  v1::StartTreatmentCourseRequest start;
  start.set_request_id(NextRequestId());
  start.set_parent("patients/p-1");
  start.set_treatment("treatments/letrozole");
  start.set_time_zone("UTC");
  ASSERT_TRUE(patient_.Call(server_->stub(), &Stub::StartTreatmentCourse, start).ok());
  const Exported exported = Export(patient_);
  ASSERT_TRUE(exported.status.ok()) << exported.status.error_message();
  EXPECT_EQ(exported.resources.at(0).at("resourceType"), "Patient");
  EXPECT_EQ(exported.CountOf("Observation"), 6);  // two entries, each with an answer and its grade
  EXPECT_EQ(exported.CountOf("MedicationStatement"), 1);
  EXPECT_EQ(exported.CountOf("Consent"), 1);
}

TEST_F(ExportRecordTest, SaysThatAShareWithAFormerCaregiverIsInactive) {
  Let({messaging::v1::CAREGIVER_PERMISSION_READ_MESSAGES});
  v1::CreateShareRequest share = ShareRequest({RecordAt(absl::Hours(1))});
  share.set_caregiver("patients/p-1/caregivers/c-1");
  ASSERT_TRUE(Share(share).ok());
  const auto status = [&] { return Export(patient_).resources.at(1).at("status"); };
  EXPECT_EQ(status(), "active");
  EndCare();
  EXPECT_EQ(status(), "inactive");
}

TEST_F(ExportRecordTest, SaysOfAShareThatItHasExpiredOrWasRevoked) {
  v1::CreateShareRequest share = ShareRequest({RecordAt(absl::Hours(1))});
  const absl::Time expires = redis_->clock().Now() + absl::Hours(1);
  *share.mutable_expire_time() = rpc::ToTimestamp(expires);
  ASSERT_TRUE(Share(share).ok());
  const auto consent = [&] { return Export(patient_).resources.at(1); };
  EXPECT_EQ(consent().at("status"), "active");
  const auto end = consent().at("provision").at("period").at("end");
  redis_->clock().Set(expires);
  EXPECT_EQ(consent().at("status"), "inactive");
  EXPECT_EQ(consent().at("provision").at("period").at("end"), end);
  redis_->clock().Advance(absl::Hours(1));
  const auto standing = Share(StandingRequest());
  EXPECT_EQ(consent().at("status"), "active") << "the latest comes first";
  ASSERT_TRUE(Revoke(standing.response.share().name()).ok());
  EXPECT_EQ(consent().at("status"), "inactive");
}

TEST_F(ExportRecordTest, OfAPatientWithoutARecordIsThePatient) { EXPECT_THAT(Export(patient_).resources, SizeIs(1)); }

TEST_F(ExportRecordTest, GoesOnPageByPageInPiecesOfBoundedSize) {
  v1::RecordEntryRequest request = NauseaRequest();
  request.set_note(std::string(10'000, 'x'));
  for (int i = 0; i < 130; ++i) {
    request.set_request_id(NextRequestId());
    ASSERT_TRUE(Record(request).ok());
  }
  const Exported exported = Export(patient_);
  ASSERT_TRUE(exported.status.ok());
  EXPECT_EQ(exported.CountOf("Observation"), 130 * 3);
  EXPECT_LT(exported.largest_piece, size_t{300} << 10);
  EXPECT_GE(exported.pieces, 6);
}

// Through the store: as many calls would take a minute.
void StoreEntries(testing::ServiceRedis& redis, int count) {
  RedisEntryStore entries{redis.client(), redis.idempotency(), redis.keys()};
  Entry entry{.patient = "p-1",
              .occurred = redis.clock().Now() - absl::Hours(1),
              .recorded = redis.clock().Now(),
              .revised = redis.clock().Now(),
              .observed = {.time_zone = "UTC", .note = std::string(3000, 'x')},
              .reporter = {"p-1", Role::kPatient, "Demo Patient"}};
  for (int i = 0; i < count; ++i) {
    const Call call = testing::CallOf(Role::kPatient, "p-1", 100'000 + i);
    ASSERT_TRUE(testing::RunTask(entries.Record(call, entry, {.basis = i})).ok());
  }
}

// How many pages have been read of Redis, by whomever.
int64_t ReadsOf(testing::ServiceRedis& redis) {
  const std::string stats = redis.server().Command({"INFO", "commandstats"}).text();
  const std::string prefix = "cmdstat_fcall_ro:calls=";
  return std::stoll(stats.substr(stats.find(prefix) + prefix.size()));
}

// So it takes the memory of what the transport holds for a reader, and of one page, however long the record is.
TEST_F(ExportRecordTest, OfTenThousandEntriesIsReadOnlyAsFarAheadAsTheReaderMakesRoomFor) {
  constexpr int kEntries = 10'000;
  constexpr int64_t kPages = kEntries / 50;
  redis_->server().Command({"CONFIG", "SET", "appendfsync", "no"});
  StoreEntries(*redis_, kEntries);
  redis_->server().Command({"CONFIG", "SET", "appendfsync", "always"});
  ASSERT_TRUE(Export(other_patient_, "patients/p-2").status.ok());  // so that there are statistics
  const int64_t before = ReadsOf(*redis_);
  grpc::ClientContext context;
  const auto reader = Open(context, patient_);
  v1::ExportRecordResponse piece;
  ASSERT_TRUE(reader->Read(&piece));
  // A reader who stops: the export stops too.
  int64_t reads = -1;
  int steady = 0;
  ASSERT_TRUE(Eventually([&] {
    const int64_t now = ReadsOf(*redis_) - before;
    steady = now == std::exchange(reads, now) ? steady + 1 : 0;
    return steady == 100;
  }));
  EXPECT_LT(reads, kPages / 2);
  int heads = 0;
  while (reader->Read(&piece)) {
    heads += static_cast<int>(std::count(piece.ndjson().begin(), piece.ndjson().end(), '\n'));
  }
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(heads, kEntries);
  EXPECT_GE(ReadsOf(*redis_) - before, kPages);
}

TEST_F(ExportRecordTest, IsForThePatientAlone) {
  RecordAt(absl::ZeroDuration());
  EXPECT_THAT(Export(other_patient_).status, testing::FailsOnTheWireWith(grpc::StatusCode::NOT_FOUND, "NOT_FOUND"));
  EXPECT_THAT(Export(nurse_).status,
              testing::FailsOnTheWireWith(grpc::StatusCode::PERMISSION_DENIED, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(Export(patient_, "p-1").status, testing::HasViolation("parent"));
}

}  // namespace
}  // namespace careloop::journal
