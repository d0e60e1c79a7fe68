#include "common/audit/plain_words.h"

#include <gtest/gtest.h>

namespace careloop::audit {
namespace {

constexpr char kSendMessage[] = "careloop.messaging.v1.MessagingService/SendMessage";
constexpr char kGetThread[] = "careloop.messaging.v1.MessagingService/GetThread";

TEST(PlainWords, SayOfStaffThatTheyWroteToThePatientAndOfACaregiverThatTheyWroteForThem) {
  EXPECT_EQ(PlainWords(kSendMessage, Role::kClinician), "wrote to you");
  EXPECT_EQ(PlainWords(kSendMessage, Role::kCaregiver), "wrote to your care team for you");
  EXPECT_EQ(PlainWords("careloop.journal.v1.JournalService/RecordEntry", Role::kCaregiver),
            "recorded an entry in your journal for you");
  EXPECT_EQ(PlainWords("careloop.journal.v1.JournalService/RetractEntry", Role::kCaregiver),
            "took back an entry that they had recorded for you");
}

TEST(PlainWords, AreTheSameForALookWhoeverTookIt) {
  EXPECT_EQ(PlainWords(kGetThread, Role::kCaregiver), PlainWords(kGetThread, Role::kClinician));
}

TEST(PlainWords, NameAMethodThatThisReleaseDoesNotKnow) {
  EXPECT_FALSE(HasPlainWords("careloop.x.v1.X/Ponder", Role::kCaregiver));
  EXPECT_EQ(PlainWords("careloop.x.v1.X/Ponder", Role::kCaregiver), "used Ponder");
}

}  // namespace
}  // namespace careloop::audit
