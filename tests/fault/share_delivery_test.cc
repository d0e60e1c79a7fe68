// Whatever dies in between, a share's message arrives, and once.

#include <gtest/gtest.h>

#include <iostream>
#include <random>

#include "common/base/strings.h"
#include "tests/fault/sharer.h"
#include "tests/support/careloop_command.h"

namespace careloop::fault {
namespace {

using journal::v1::SHARE_DELIVERY_STATE_DELIVERED;
using journal::v1::SHARE_DELIVERY_STATE_QUEUED;
using testing::Eventually;

class ShareDelivery : public ::testing::Test {
 protected:
  // What a journal that was killed had claimed is hidden for some seconds; a test that kills often does not wait for
  // that.
  void EndLeases() {
    const redis::Reply items = stack_.redis().Command({"ZRANGE", outbox_, "0", "-1"});
    for (const auto& item : items.array()) {
      stack_.redis().Command({"ZADD", outbox_, "XX", "0", item.text()});
    }
  }
  // How many items a relay has hidden from others.
  int64_t Leased() {
    const std::string now = StrCat(absl::ToUnixMillis(absl::Now()));
    return stack_.redis().Command({"ZCOUNT", outbox_, "(" + now, "+inf"}).integer();
  }

  void ExpectAllDeliveredOnce(Sharer& sharer) {
    const std::set<std::string>& all = sharer.Finish();
    Eventually("all are delivered", [&] { return sharer.In(SHARE_DELIVERY_STATE_DELIVERED) == all; });
    std::map<std::string, int> once;
    for (const std::string& name : all) once[name] = 1;
    EXPECT_EQ(sharer.Messages(), once);
  }

  // The instant that a test is about lies somewhere within.
  void SleepAnywhereWithin(absl::Duration span) {
    absl::SleepFor(span * std::uniform_real_distribution<>(0, 1)(random_));
  }

  const std::string outbox_ = StrCat("{j:", kSite, "}:outbox");
  Stack stack_;
  const Site site_{stack_, 1};
  std::mt19937 random_{std::random_device{}()};
};

TEST_F(ShareDelivery, IsQueuedWhileMessagingIsAwayAndDeliveredOnceAfter) {
  Sharer sharer(stack_, site_.patient());
  std::set<std::string> queued;
  while (true) {
    sharer.Begin(40);
    sharer.Finish();
    stack_.Kill(Victim::kMessaging);
    queued = sharer.In(SHARE_DELIVERY_STATE_QUEUED);
    if (!queued.empty()) break;
    stack_.Start(Victim::kMessaging);  // it had delivered all
  }
  stack_.Kill(Victim::kJournal);  // what is queued outlives it
  stack_.Start(Victim::kJournal);
  EXPECT_EQ(sharer.In(SHARE_DELIVERY_STATE_QUEUED), queued);
  stack_.Start(Victim::kMessaging);
  ExpectAllDeliveredOnce(sharer);
}

TEST_F(ShareDelivery, HappensOnceWhenMessagingAndRedisAreKilledInTheMiddle) {
  Sharer sharer(stack_, site_.patient());
  for (const Victim victim : {Victim::kMessaging, Victim::kRedis, Victim::kMessaging, Victim::kRedis}) {
    sharer.Begin(30);
    SleepAnywhereWithin(absl::Milliseconds(30));
    stack_.Kill(victim);
    stack_.Start(victim);
    stack_.WaitUntilServing();
  }
  ExpectAllDeliveredOnce(sharer);
}

// Also of a share that nobody has been told of when it is revoked.
TEST_F(ShareDelivery, IsFollowedByItsRevocationAlsoWhenMessagingIsAwayThenAndJournalDies) {
  Sharer sharer(stack_, site_.patient());
  const std::string delivered = sharer.ShareWith(site_.care_team());
  const std::string in_force = sharer.ShareWith(site_.care_team());
  const std::set<std::string> both = {delivered, in_force};
  Eventually("both are delivered", [&] { return sharer.In(SHARE_DELIVERY_STATE_DELIVERED) == both; });
  stack_.Kill(Victim::kMessaging);
  const std::string queued = sharer.ShareWith(site_.care_team());
  sharer.Revoke(queued);
  sharer.Revoke(delivered);
  stack_.Kill(Victim::kJournal);  // what is queued outlives it
  stack_.Start(Victim::kJournal);
  stack_.Start(Victim::kMessaging);
  const std::set<std::string> revoked = {delivered, queued};
  Eventually("the thread says so", [&] { return sharer.ToldRevoked() == revoked; });
  EXPECT_EQ(sharer.Messages(), (std::map<std::string, int>{{delivered, 1}, {in_force, 1}, {queued, 1}}));
}

TEST_F(ShareDelivery, GoesOnByItselfAfterAJournalThatDiedWithSharesInHand) {
  Sharer sharer(stack_, site_.patient());
  for (bool in_hand = false; !in_hand;) {
    sharer.Begin(10);
    SleepAnywhereWithin(absl::Milliseconds(20));
    stack_.Kill(Victim::kJournal);
    in_hand = Leased() > 0;
    stack_.Start(Victim::kJournal);
  }
  ExpectAllDeliveredOnce(sharer);
}

TEST_F(ShareDelivery, HappensOnceWhenJournalIsKilledBeforeItHasNotedIt) {
  Sharer sharer(stack_, site_.patient());
  int cut_off = 0;  // delivered, and not noted
  int kills = 0;
  for (; cut_off < 3 && kills < 60; ++kills) {
    sharer.Begin(10);
    SleepAnywhereWithin(absl::Milliseconds(20));
    stack_.Kill(Victim::kJournal);
    const std::map<std::string, int> messages = sharer.Messages();
    stack_.Start(Victim::kJournal);
    for (const std::string& name : sharer.In(SHARE_DELIVERY_STATE_QUEUED)) {
      cut_off += messages.contains(name) ? 1 : 0;
    }
    EndLeases();
  }
  std::cout << cut_off << " deliveries in " << kills << " kills were done and not noted" << std::endl;
  EXPECT_GT(cut_off, 0);
  ExpectAllDeliveredOnce(sharer);
}

}  // namespace
}  // namespace careloop::fault
