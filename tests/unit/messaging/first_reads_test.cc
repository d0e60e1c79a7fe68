#include "services/messaging/domain/first_reads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "common/base/error.h"
#include "tests/support/task_driver.h"

namespace careloop::messaging {
namespace {

using testing::RunTask;

absl::Time At(int64_t second) { return absl::FromUnixSeconds(second); }

// The receipts of a thread, a few a page.
class Receipts {
 public:
  explicit Receipts(int a_page) : a_page_(a_page) {}

  void Add(Role role, int64_t up_to) {
    const auto place = static_cast<int64_t>(all_.size()) + 1;
    all_.push_back({.place = place, .reader = {"somebody", role, "", ""}, .up_to = up_to, .time = At(place)});
  }
  FirstReads::Pages Pages() {
    return [this](int64_t above) { return Page(above); };
  }
  // What the first of `role` up to `number` or above says.
  std::optional<absl::Time> Find(Role role, int64_t number) const {
    const auto found = std::find_if(all_.begin(), all_.end(), [&](const ReadReceipt& receipt) {
      return receipt.reader.role == role && receipt.up_to >= number;
    });
    return found == all_.end() ? std::nullopt : std::optional(found->time);
  }

  absl::Status failure;
  int pages_read = 0;

 private:
  Task<absl::StatusOr<Conversations::ReceiptPage>> Page(int64_t above) {
    ++pages_read;
    if (!failure.ok()) co_return failure;
    Conversations::ReceiptPage page;
    const auto last = std::min(above + a_page_, static_cast<int64_t>(all_.size()));
    for (int64_t place = above + 1; place <= last; ++place) page.receipts.push_back(all_[place - 1]);
    page.more = last < static_cast<int64_t>(all_.size());
    co_return page;
  }

  const int a_page_;
  std::vector<ReadReceipt> all_;
};

Message MessageOf(Role role, int64_t number) { return {.number = number, .sender = {"sender", role, "", ""}}; }

TEST(FirstReads, WhatThePatientSentIsReadByStaffAndTheReverse) {
  Receipts receipts(1);
  receipts.Add(Role::kPatient, 1);
  receipts.Add(Role::kClinician, 1);
  receipts.Add(Role::kPatient, 2);
  FirstReads reads(receipts.Pages());
  EXPECT_EQ(RunTask(reads.Of(MessageOf(Role::kPatient, 1))).value(), At(2));
  EXPECT_EQ(RunTask(reads.Of(MessageOf(Role::kClinician, 2))).value(), At(3));
  EXPECT_EQ(RunTask(reads.Of(MessageOf(Role::kPatient, 3))).value(), std::nullopt);
}

TEST(FirstReads, ACaregiverIsOfThePatientsSide) {
  Receipts receipts(10);
  receipts.Add(Role::kCaregiver, 2);
  receipts.Add(Role::kClinician, 2);
  FirstReads reads(receipts.Pages());
  EXPECT_EQ(RunTask(reads.Of(MessageOf(Role::kClinician, 1))).value(), At(1));
  EXPECT_EQ(RunTask(reads.Of(MessageOf(Role::kCaregiver, 2))).value(), At(2));
}

TEST(FirstReads, WhatNobodyWroteIsReadByThePatientsSide) {
  Receipts receipts(10);
  receipts.Add(Role::kClinician, 2);
  receipts.Add(Role::kPatient, 2);
  FirstReads reads(receipts.Pages());
  Message automatic = MessageOf(Role::kService, 2);
  automatic.automatic = AutomaticMessage();
  EXPECT_EQ(RunTask(reads.Of(automatic)).value(), At(2));
}

TEST(FirstReads, OneMarkCountsForAllThatItCovers) {
  Receipts receipts(10);
  receipts.Add(Role::kClinician, 3);
  FirstReads reads(receipts.Pages());
  for (const int64_t number : {1, 2, 3}) {
    EXPECT_EQ(RunTask(reads.Of(MessageOf(Role::kPatient, number))).value(), At(1));
  }
  EXPECT_EQ(receipts.pages_read, 1);
}

TEST(FirstReads, AFailureToReadIsHandedOn) {
  Receipts receipts(10);
  receipts.failure = NotFound("thread");
  FirstReads reads(receipts.Pages());
  EXPECT_EQ(RunTask(reads.Of(MessageOf(Role::kPatient, 1))).status(), receipts.failure);
}

RC_GTEST_PROP(FirstReadsProperty, AreThoseThatALookAtAllReceiptsFinds, ()) {
  Receipts receipts(*rc::gen::inRange(1, 5));
  const int count = *rc::gen::inRange(0, 20);
  for (int i = 0; i < count; ++i) {
    receipts.Add(*rc::gen::element(Role::kPatient, Role::kClinician), *rc::gen::inRange(1, 12));
  }
  FirstReads reads(receipts.Pages());
  for (int64_t number = 1; number <= 12; ++number) {
    const bool by_patient = *rc::gen::arbitrary<bool>();
    const Message message = MessageOf(by_patient ? Role::kPatient : Role::kClinician, number);
    RC_ASSERT(RunTask(reads.Of(message)).value() ==
              receipts.Find(by_patient ? Role::kClinician : Role::kPatient, number));
  }
}

}  // namespace
}  // namespace careloop::messaging
