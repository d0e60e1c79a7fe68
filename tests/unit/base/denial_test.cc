#include "common/base/denial.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/error.h"
#include "common/base/mark.h"

namespace careloop {
namespace {

absl::Status Failed() { return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState, "not yet"); }

TEST(Denial, IsAbsenceRefusalAndWhatIsMarkedSo) {
  EXPECT_TRUE(IsDenial(NotFound("thread")));
  EXPECT_TRUE(IsDenial(absl::PermissionDeniedError("")));
  EXPECT_TRUE(IsDenial(AsDenial(Failed())));
  EXPECT_FALSE(IsDenial(Failed()));
  EXPECT_FALSE(IsDenial(absl::OkStatus()));
}

TEST(Denial, IsNotWhatIsMarkedAsSomethingElse) {
  const absl::Status erased = WithMark(Failed(), Mark::kPatientErased);
  EXPECT_TRUE(HasMark(erased, Mark::kPatientErased));
  EXPECT_FALSE(HasMark(AsDenial(Failed()), Mark::kPatientErased));
  EXPECT_FALSE(IsDenial(erased));
}

TEST(Denial, LeavesTheErrorWhatItWas) {
  const absl::Status marked = AsDenial(Failed());
  EXPECT_EQ(marked.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(marked), reason::kFailedState);
  EXPECT_TRUE(IsDenial(WithPersonsText(marked, {"en", "Call"}))) << "also with what else comes to it";
}

}  // namespace
}  // namespace careloop
