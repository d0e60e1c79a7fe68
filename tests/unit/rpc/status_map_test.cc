#include "common/rpc/status_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/support/matchers.h"

namespace careloop::rpc {
namespace {

using grpc::StatusCode;
using testing::FailsOnTheWireWith;
using testing::HasViolations;
using ::testing::SizeIs;

TEST(ToGrpcStatus, OfOkIsOk) { EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok()); }

TEST(ToGrpcStatus, CarriesCodeMessageReasonAndDomain) {
  const grpc::Status status = ToGrpcStatus(Error(absl::StatusCode::kAborted, reason::kVersionConflict, "version is 3"));
  EXPECT_THAT(status, FailsOnTheWireWith(StatusCode::ABORTED, "VERSION_CONFLICT"));
  EXPECT_EQ(status.error_message(), "version is 3");
}

TEST(ToGrpcStatus, CarriesAllViolationsInOrder) {
  Violations violations;
  violations.Add("a", "is bad");
  violations.Add("b[2].c", "is worse");
  EXPECT_THAT(ToGrpcStatus(violations.ToStatus()), HasViolations(std::vector<std::string>{"a", "b[2].c"}));
}

TEST(ToGrpcStatus, LeavesRoomForWhatThePersonHasToRead) {
  Violations violations;
  for (int i = 0; i < 60; ++i)
    violations.Add(absl::StrCat("answers[", i, "].symptom"), "is not in the site's vocabulary; see ListSymptoms");
  const grpc::Status status = ToGrpcStatus(WithPersonsText(violations.ToStatus(), {"en", std::string(4'000, 'x')}));
  constexpr double kInBase64 = 4.0 / 3.0;
  EXPECT_LT(status.error_details().size() * kInBase64 + status.error_message().size(), 8'192 - 256);
  EXPECT_THAT(status, HasViolations(
                          std::vector<std::string>{"answers[0].symptom", "answers[1].symptom", "answers[2].symptom"}));
}

TEST(ToGrpcStatus, CarriesWhatThePersonHasToReadWholeAndBesideTheReason) {
  const PersonsText text{"en", std::string(4'000, 'x')};
  const grpc::Status status = ToGrpcStatus(
      WithPersonsText(Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, std::string(2'000, 'y')), text));
  EXPECT_THAT(status, FailsOnTheWireWith(StatusCode::UNAVAILABLE, "STORE_UNAVAILABLE"));
  google::rpc::Status wire;
  google::rpc::LocalizedMessage localized;
  ASSERT_TRUE(wire.ParseFromString(status.error_details()));
  ASSERT_THAT(wire.details(), SizeIs(2));
  ASSERT_TRUE(wire.details(1).UnpackTo(&localized));
  EXPECT_EQ(localized.locale(), text.language);
  EXPECT_EQ(localized.message(), text.text);
  constexpr double kInBase64 = 4.0 / 3.0;
  EXPECT_LT(status.error_details().size() * kInBase64 + status.error_message().size(), 8'192 - 256)
      << "many a client reads no more of a trailer";
}

TEST(ToGrpcStatus, IsOfBoundedSizeSinceItTravelsInATrailer) {
  Violations violations;
  for (int i = 0; i < 1'000; ++i) violations.Add("field", "is bad");
  const grpc::Status status = ToGrpcStatus(violations.ToStatus());
  EXPECT_THAT(testing::WireError(status).fields, SizeIs(20));
  EXPECT_LE(status.error_message().size(), 1024u);
  EXPECT_LE(status.error_details().size(), 8'000u);
}

TEST(ToGrpcStatus, OfAnErrorThatNobodyCheckedIsInternalWithoutItsText) {
  const grpc::Status status = ToGrpcStatus(absl::InvalidArgumentError("a secret"));
  EXPECT_THAT(status, FailsOnTheWireWith(StatusCode::INTERNAL, "INTERNAL"));
  EXPECT_EQ(status.error_message().find("secret"), std::string::npos);
  EXPECT_EQ(status.error_details().find("secret"), std::string::npos);
}

TEST(ToGrpcStatus, OfAnErrorThatNobodyCheckedCarriesWhatThePersonHasToRead) {
  const PersonsText text{"en", "Call 112 now."};
  const grpc::Status status =
      ToGrpcStatus(WithPersonsText(absl::ResourceExhaustedError("/keys/p: cannot write"), text));
  EXPECT_THAT(status, FailsOnTheWireWith(StatusCode::INTERNAL, "INTERNAL"));
  EXPECT_EQ(status.error_details().find("/keys/p"), std::string::npos);
  google::rpc::Status wire;
  google::rpc::LocalizedMessage localized;
  ASSERT_TRUE(wire.ParseFromString(status.error_details()));
  ASSERT_THAT(wire.details(), SizeIs(2));
  ASSERT_TRUE(wire.details(1).UnpackTo(&localized));
  EXPECT_EQ(localized.message(), text.text);
}

TEST(ToGrpcStatus, KnowsEveryCode) {
  for (int code = 1; code <= 16; ++code) {
    const auto status = ToGrpcStatus(Error(static_cast<absl::StatusCode>(code), reason::kInternal, "x"));
    EXPECT_EQ(static_cast<int>(status.error_code()), code);
  }
}

TEST(FromPeerStatus, OfOkIsOk) { EXPECT_TRUE(FromPeerStatus(grpc::Status::OK).ok()); }

TEST(FromPeerStatus, KeepsCodeAndReasonOfWhatThePeerDecided) {
  for (const absl::Status& status :
       {NotFound("thread"), Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState, "no"),
        Error(absl::StatusCode::kInvalidArgument, reason::kInvalidField, "bad"),
        Error(absl::StatusCode::kPermissionDenied, reason::kRoleNotAllowed, "no")}) {
    const absl::Status back = FromPeerStatus(ToGrpcStatus(status));
    EXPECT_EQ(back.code(), status.code());
    EXPECT_EQ(ReasonOf(back), ReasonOf(status));
  }
}

TEST(FromPeerStatus, MakesWhatWentWrongBetweenTheTwoUnavailable) {
  for (const StatusCode code : {StatusCode::UNAVAILABLE, StatusCode::DEADLINE_EXCEEDED, StatusCode::CANCELLED,
                                StatusCode::UNIMPLEMENTED, StatusCode::UNAUTHENTICATED, StatusCode::INTERNAL}) {
    EXPECT_THAT(FromPeerStatus(grpc::Status(code, "text of the transport")),
                testing::FailsWith(absl::StatusCode::kUnavailable, reason::kPeerUnavailable));
  }
}

TEST(FromPeerStatus, SaysOfThatWhetherThePeerAnswered) {
  for (const StatusCode code :
       {StatusCode::UNAVAILABLE, StatusCode::DEADLINE_EXCEEDED, StatusCode::CANCELLED, StatusCode::UNIMPLEMENTED}) {
    EXPECT_EQ(PeersCodeOf(FromPeerStatus(grpc::Status(code, "x"))), std::nullopt);
  }
  EXPECT_EQ(PeersCodeOf(FromPeerStatus(grpc::Status(StatusCode::INTERNAL, "x"))), absl::StatusCode::kInternal);
  EXPECT_EQ(PeersCodeOf(FromPeerStatus(grpc::Status(StatusCode::UNAUTHENTICATED, "x"))),
            absl::StatusCode::kUnauthenticated);
}

TEST(FromPeerStatus, WithoutDetailsHasTheReasonInternal) {
  EXPECT_THAT(FromPeerStatus(grpc::Status(StatusCode::NOT_FOUND, "x")),
              testing::FailsWith(absl::StatusCode::kNotFound, reason::kInternal));
  EXPECT_THAT(FromPeerStatus(grpc::Status(StatusCode::NOT_FOUND, "x", "not a message")),
              testing::FailsWith(absl::StatusCode::kNotFound, reason::kInternal));
}

}  // namespace
}  // namespace careloop::rpc
