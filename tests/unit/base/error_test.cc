#include "common/base/error.h"

#include <gtest/gtest.h>

#include <string>

namespace careloop {
namespace {

TEST(Error, CarriesItsCodeReasonAndMessage) {
  const absl::Status status = Error(absl::StatusCode::kAborted, reason::kVersionConflict, "version is 3, given 2");
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(status), reason::kVersionConflict);
  EXPECT_EQ(status.message(), "version is 3, given 2");
}

TEST(Error, KeepsItsReasonWhenItIsCopied) {
  const absl::Status status = Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "the store is away");
  const absl::Status copy = status;
  EXPECT_EQ(ReasonOf(copy), reason::kStoreUnavailable);
}

TEST(Error, MadeElsewhereHasTheReasonInternal) {
  EXPECT_EQ(ReasonOf(absl::NotFoundError("from a library")), reason::kInternal);
  EXPECT_TRUE(ViolationsOf(absl::NotFoundError("from a library")).empty());
}

TEST(PersonsText, GoesWithAnErrorAndChangesNothingElseOfIt) {
  const absl::Status error = Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "the store is away");
  const PersonsText text{"de", "Rufen Sie an.\n\nJetzt: \x1f 112."};
  const absl::Status with = WithPersonsText(error, text);
  EXPECT_EQ(PersonsTextOf(with), text);
  EXPECT_EQ(with.code(), error.code());
  EXPECT_EQ(with.message(), error.message());
  EXPECT_EQ(ReasonOf(with), reason::kStoreUnavailable);
}

TEST(PersonsText, IsNotInOtherErrors) {
  EXPECT_EQ(PersonsTextOf(NotFound("entry")), std::nullopt);
  EXPECT_EQ(PersonsTextOf(absl::OkStatus()), std::nullopt);
}

TEST(NotFound, IsTheSameForAbsentAndForNotYours) {
  EXPECT_EQ(NotFound("thread"), NotFound("thread"));
  EXPECT_EQ(NotFound("thread").code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(NotFound("thread")), reason::kNotFound);
  EXPECT_EQ(NotFound("thread").message(), "thread not found");
}

TEST(Violations, AreNoErrorWhenThereAreNone) {
  EXPECT_TRUE(Violations().empty());
  EXPECT_TRUE(Violations().ToStatus().ok());
}

TEST(Violations, ComeBackFromTheirStatusInOrder) {
  Violations violations;
  violations.Add("entry.answers[2].severity", "is 5, allowed are 0 to 4");
  violations.Add("entry.note", "");
  violations.Add("", "has no field");
  EXPECT_FALSE(violations.empty());
  const absl::Status status = violations.ToStatus();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), reason::kInvalidField);
  const auto back = ViolationsOf(status);
  ASSERT_EQ(back.size(), 3);
  EXPECT_EQ(back[0].field, "entry.answers[2].severity");
  EXPECT_EQ(back[0].description, "is 5, allowed are 0 to 4");
  EXPECT_EQ(back[1].field, "entry.note");
  EXPECT_EQ(back[1].description, "");
  EXPECT_EQ(back[2].field, "");
}

TEST(Violations, AreAllNamedInTheMessage) {
  Violations violations;
  violations.Add("a", "is empty");
  violations.Add("b", "is too long");
  EXPECT_EQ(violations.ToStatus().message(), "a: is empty; b: is too long");
}

}  // namespace
}  // namespace careloop
