#include "services/cli/exit_code.h"

#include <gtest/gtest.h>

#include "common/base/error.h"
#include "common/rpc/status_map.h"

namespace careloop::cli {
namespace {

const PersonsText kText{"en", "Call now."};

absl::Status Refused() {
  Violations violations;
  violations.Add("wellbeing", "11 is not within 0 to 10");
  return violations.ToStatus();
}

TEST(FromWire, KeepsWhatThePersonHasToReadBesideWhatIsWrongWithTheirRequest) {
  const absl::Status status = FromWire(rpc::ToGrpcStatus(WithPersonsText(Refused(), kText)));
  EXPECT_EQ(PersonsTextOf(status), kText);
  EXPECT_EQ(ViolationsOf(status).size(), 1u);
  EXPECT_EQ(ErrorLine(status), ErrorLine(Refused()));
  EXPECT_EQ(ExitCodeOf(status), ExitCode::kInvalid);
}

TEST(FromWire, KeepsWhatThePersonHasToReadBesideAnyOtherError) {
  const absl::Status status = FromWire(rpc::ToGrpcStatus(WithPersonsText(StoreUnavailable("no store"), kText)));
  EXPECT_EQ(PersonsTextOf(status), kText);
  EXPECT_EQ(ReasonOf(status), reason::kStoreUnavailable);
}

TEST(FromWire, HasNothingForThePersonWhereNothingWasSent) {
  EXPECT_EQ(PersonsTextOf(FromWire(rpc::ToGrpcStatus(Refused()))), std::nullopt);
  EXPECT_EQ(PersonsTextOf(FromWire(grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone"))), std::nullopt);
}

TEST(WithHowToRepeat, SaysItWhereTheOutcomeIsUnknownAndKeepsTheRest) {
  const absl::Status status =
      WithHowToRepeat(WithPersonsText(StoreUnavailable("no store"), kText), "--request-id the-id");
  EXPECT_EQ(
      ErrorLine(status),
      "UNAVAILABLE (STORE_UNAVAILABLE): no store; whether it was done is not known: repeat with --request-id the-id");
  EXPECT_EQ(PersonsTextOf(status), kText);
  EXPECT_EQ(ExitCodeOf(status), ExitCode::kUnavailable);
  EXPECT_NE(ErrorLine(WithHowToRepeat(absl::DeadlineExceededError("late"), "-x")), "DEADLINE_EXCEEDED: late");
}

TEST(WithHowToRepeat, LeavesWhatIsKnownAsItIs) {
  EXPECT_EQ(WithHowToRepeat(absl::OkStatus(), "-x"), absl::OkStatus());
  EXPECT_EQ(WithHowToRepeat(Refused(), "-x"), Refused());
  EXPECT_EQ(WithHowToRepeat(UsageError("where?"), "-x"), UsageError("where?"));
}

}  // namespace
}  // namespace careloop::cli
