#include <algorithm>
#include <sstream>

#include "nlohmann/json.hpp"
#include "tests/rpc/journal/journal_fixture.h"
#include "tests/support/matchers.h"

namespace careloop::journal {
namespace {

using ::testing::SizeIs;

class ExportRecordTest : public JournalFixture {
 protected:
  struct Exported {
    grpc::Status status;
    std::vector<nlohmann::json> resources;
    size_t largest_piece = 0;
    int pieces = 0;

    int CountOf(const std::string& type) const {
      return static_cast<int>(std::count_if(resources.begin(), resources.end(),
                                            [&](const auto& r) { return r.at("resourceType") == type; }));
    }
  };
  Exported Export(const Person& person, const std::string& parent = "patients/p-1") {
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer " + person.token());
    v1::ExportRecordRequest request;
    request.set_parent(parent);
    const auto reader = server_->stub().ExportRecord(&context, request);
    Exported exported;
    std::string all;
    for (v1::ExportRecordResponse piece; reader->Read(&piece); ++exported.pieces) {
      exported.largest_piece = std::max(exported.largest_piece, piece.ndjson().size());
      all += piece.ndjson();
    }
    exported.status = reader->Finish();
    std::istringstream lines(all);
    for (std::string line; std::getline(lines, line);) exported.resources.push_back(nlohmann::json::parse(line));
    return exported;
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

TEST_F(ExportRecordTest, IsForThePatientAlone) {
  RecordAt(absl::ZeroDuration());
  EXPECT_THAT(Export(other_patient_).status, testing::FailsOnTheWireWith(grpc::StatusCode::NOT_FOUND, "NOT_FOUND"));
  EXPECT_THAT(Export(nurse_).status,
              testing::FailsOnTheWireWith(grpc::StatusCode::PERMISSION_DENIED, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(Export(patient_, "p-1").status, testing::HasViolation("parent"));
}

}  // namespace
}  // namespace careloop::journal
