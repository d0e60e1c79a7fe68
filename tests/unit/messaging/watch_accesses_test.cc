#include "services/messaging/domain/watch_accesses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_clock.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"

namespace careloop::messaging {
namespace {

using testing::CallOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;

class WatchAccessesTest : public ::testing::Test {
 protected:
  Task<absl::Status> Record(std::string person, std::vector<std::string> patients) {
    if (failure_.ok()) recorded_.push_back(person + ":" + (patients.empty() ? "" : patients[0]));
    co_return failure_;
  }
  absl::Status Told(const std::string& person, const std::string& patient, Role role = Role::kClinician) {
    return RunTask(accesses_.Told(CallOf(role, person).caller, patient));
  }

  testing::FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};  // a quarter begins
  absl::Status failure_;
  std::vector<std::string> recorded_;
  WatchAccesses accesses_{[this](std::shared_ptr<const Caller> caller, std::vector<std::string> patients) {
                            return Record(caller->subject, std::move(patients));
                          },
                          clock_};
};

TEST_F(WatchAccessesTest, APatientIsRecordedOnceForAPersonInAQuarterOfAnHour) {
  for (const char* person : {"n-1", "n-1", "n-2"}) ASSERT_TRUE(Told(person, "p-1").ok());
  ASSERT_TRUE(Told("n-1", "p-2").ok());
  EXPECT_THAT(recorded_, ElementsAre("n-1:p-1", "n-2:p-1", "n-1:p-2"));
}

TEST_F(WatchAccessesTest, TheNextQuarterIsRecordedAnew) {
  clock_.Advance(absl::Minutes(15) - absl::Seconds(1));
  ASSERT_TRUE(Told("n-1", "p-1").ok());
  clock_.Advance(absl::Seconds(1));
  ASSERT_TRUE(Told("n-1", "p-1").ok());
  EXPECT_THAT(recorded_, ElementsAre("n-1:p-1", "n-1:p-1"));
}

TEST_F(WatchAccessesTest, TheOpeningIsRecordedOnceToo) {
  const Call nurse = CallOf(Role::kClinician, "n-1");
  ASSERT_TRUE(RunTask(accesses_.Opened(nurse.caller)).ok());
  ASSERT_TRUE(RunTask(accesses_.Opened(nurse.caller)).ok());
  EXPECT_THAT(recorded_, ElementsAre("n-1:"));
}

TEST_F(WatchAccessesTest, WhatCouldNotBeRecordedIsTriedAgain) {
  failure_ = absl::UnavailableError("");
  EXPECT_EQ(Told("n-1", "p-1"), failure_);
  failure_ = absl::OkStatus();
  EXPECT_TRUE(Told("n-1", "p-1").ok());
  EXPECT_THAT(recorded_, ElementsAre("n-1:p-1"));
}

TEST_F(WatchAccessesTest, APatientWhoWatchesIsNotRecorded) {
  EXPECT_TRUE(Told("p-1", "p-1", Role::kPatient).ok());
  EXPECT_THAT(recorded_, IsEmpty());
}

}  // namespace
}  // namespace careloop::messaging
