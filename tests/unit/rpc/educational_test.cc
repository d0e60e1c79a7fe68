#include "common/rpc/educational.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "careloop/content/v1/content_service.pb.h"
#include "careloop/journal/v1/journal_service.pb.h"
#include "careloop/messaging/v1/messaging_service.pb.h"
#include "common/base/error.h"
#include "tests/support/matchers.h"

namespace careloop::rpc {
namespace {

using careloop::messaging::v1::AttachedPublication;
using careloop::messaging::v1::ListMessagesResponse;
using careloop::messaging::v1::WatchResponse;
using testing::FailsWith;

struct Text {
  std::string text;
};

Disclaimed<Text> Content() {
  return {{"text"},
          Disclaimer::Create(2, "en", "Not advice.").value(),
          SponsorAcknowledgement::Create("No sponsor.").value()};
}

AttachedPublication Stamped() {
  AttachedPublication publication;
  Stamp(Content(), publication);
  return publication;
}

auto IsHeldBack() { return FailsWith(absl::StatusCode::kInternal, reason::kDisclaimerMissing); }

TEST(MayTeach, IsSoForEveryTypeThatHoldsAnEducationalOneAtAnyDepth) {
  EXPECT_TRUE(MayTeach(AttachedPublication::descriptor()));
  EXPECT_TRUE(MayTeach(ListMessagesResponse::descriptor()));
  EXPECT_TRUE(MayTeach(WatchResponse::descriptor()));
  EXPECT_TRUE(MayTeach(careloop::content::v1::GetPublicationResponse::descriptor()));
  EXPECT_TRUE(MayTeach(careloop::journal::v1::RecordEntryResponse::descriptor()));
  EXPECT_FALSE(MayTeach(careloop::messaging::v1::GetThreadResponse::descriptor()));
  EXPECT_FALSE(MayTeach(careloop::messaging::v1::WatchRequest::descriptor()));
}

TEST(CheckEducational, LetsStampedContentPassAtAnyDepth) {
  ListMessagesResponse list;
  list.add_messages();
  *list.add_messages()->add_publications() = Stamped();
  EXPECT_TRUE(CheckEducational(list).ok());
  WatchResponse event;
  *event.mutable_message()->mutable_message()->add_publications() = Stamped();
  EXPECT_TRUE(CheckEducational(event).ok());
}

TEST(CheckEducational, HoldsBackWhatLacksAnyPart) {
  const auto spoilt = [](void (*spoil)(AttachedPublication&)) {
    ListMessagesResponse list;
    *list.add_messages()->add_publications() = Stamped();
    AttachedPublication& last = *list.add_messages()->add_publications();
    last = Stamped();
    spoil(last);
    return CheckEducational(list);
  };
  EXPECT_THAT(spoilt([](auto& p) { p.Clear(); }), IsHeldBack());
  EXPECT_THAT(spoilt([](auto& p) { p.clear_disclaimer(); }), IsHeldBack());
  EXPECT_THAT(spoilt([](auto& p) { p.mutable_disclaimer()->clear_version(); }), IsHeldBack());
  EXPECT_THAT(spoilt([](auto& p) { p.mutable_disclaimer()->set_version(-1); }), IsHeldBack());
  EXPECT_THAT(spoilt([](auto& p) { p.mutable_disclaimer()->clear_language(); }), IsHeldBack());
  EXPECT_THAT(spoilt([](auto& p) { p.mutable_disclaimer()->set_text(" \n"); }), IsHeldBack());
  EXPECT_THAT(spoilt([](auto& p) { p.clear_sponsor_acknowledgement(); }), IsHeldBack());
  EXPECT_THAT(spoilt([](auto& p) { p.set_sponsor_acknowledgement("  "); }), IsHeldBack());
}

TEST(CheckEducational, CountsWhatItHoldsBack) {
  const int64_t before = EducationalRefusals();
  EXPECT_TRUE(CheckEducational(Stamped()).ok());
  EXPECT_FALSE(CheckEducational(AttachedPublication()).ok());
  EXPECT_EQ(EducationalRefusals(), before + 1);
}

TEST(CheckEducational, LetsWhatCannotTeachPass) {
  EXPECT_TRUE(CheckEducational(careloop::messaging::v1::GetThreadResponse()).ok());
  EXPECT_TRUE(CheckEducational(ListMessagesResponse()).ok());
}

TEST(Unstamp, GivesBackWhatWasStamped) {
  const auto content = Unstamp(Stamped(), std::string("content"));
  ASSERT_TRUE(content.ok());
  EXPECT_EQ(content->content(), "content");
  EXPECT_EQ(content->disclaimer(), Content().disclaimer());
  EXPECT_EQ(content->sponsor(), Content().sponsor());
}

TEST(Unstamp, OfAPeersContentWithoutItsDisclaimerIsAFaultAndNoFieldOfTheCaller) {
  AttachedPublication bare = Stamped();
  bare.clear_disclaimer();
  EXPECT_THAT(Unstamp(bare, 1), IsHeldBack());
  bare = Stamped();
  bare.clear_sponsor_acknowledgement();
  EXPECT_THAT(Unstamp(bare, 1), IsHeldBack());
}

}  // namespace
}  // namespace careloop::rpc
