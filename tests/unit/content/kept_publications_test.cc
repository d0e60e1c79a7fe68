#include "services/content/rpc/kept_publications.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "services/content/rpc/convert.h"
#include "tests/unit/content/sample.h"

namespace careloop::content {
namespace {

const absl::Time kNow = SampleAct(60).time;

ShownPublication PublicationOf(size_t bytes = 100, int number = 1) {
  Manuscript manuscript = SampleManuscript("a");
  manuscript.text.body_markdown = std::string(bytes, 'x');
  return ShownPublished(std::move(manuscript), number, {.act = SampleAct(), .disclaimer = SampleDisclaimer()});
}

size_t SizeOf(const ShownPublication& shown, absl::Time now) {
  v1::GetPublicationResponse response;
  *response.mutable_publication() = ToPublication(shown, now);
  return response.ByteSizeLong();
}

// That a reply is kept shows in that it has the bytes of the one before, at their place.
class KeptPublicationsTest : public ::testing::Test {
 protected:
  const void* ReplyFor(const ShownPublication& shown, absl::Time now = kNow) {
    const auto reply = kept_.ReplyFor(shown, now);
    EXPECT_TRUE(reply.ok()) << reply.status();
    EXPECT_EQ(reply->size(), SizeOf(shown, now));
    replies_.push_back(*reply);  // so that no other comes to its place
    return reply->place();
  }

  KeptPublications kept_{10'000};
  std::vector<KeptPublications::Reply> replies_;
};

TEST_F(KeptPublicationsTest, ARevisionIsMadeIntoAReplyOnce) {
  const ShownPublication shown = PublicationOf();
  const ShownPublication other = PublicationOf();
  EXPECT_EQ(ReplyFor(shown), ReplyFor(shown));
  EXPECT_NE(ReplyFor(other), ReplyFor(shown)) << "the same words, but another text";
}

TEST_F(KeptPublicationsTest, WhatBefallsARevisionMakesAnotherReplyOfIt) {
  const ShownPublication shown = PublicationOf();
  const auto withdrawal = std::make_shared<const Withdrawal>(Withdrawal{.act = SampleAct(1), .reason = "Wrong."});
  const void* const current = ReplyFor(shown);
  const void* const superseded = ReplyFor(ShownIn({.last_published = 2}, shown, nullptr));
  const void* const later = ReplyFor(ShownIn({.last_published = 3}, shown, nullptr));
  const void* const withdrawn = ReplyFor(ShownIn({.last_published = 3, .withdrawn = true}, shown, withdrawal));
  EXPECT_EQ(std::set({current, superseded, later, withdrawn}).size(), 4u);
}

TEST_F(KeptPublicationsTest, AReplySaysThatTheReviewIsOverdueFromThatDayOn) {
  const ShownPublication shown = PublicationOf();
  const absl::Time overdue = absl::FromCivil(absl::CivilDay(2030, 2, 1), absl::UTCTimeZone());
  const void* const before = ReplyFor(shown, overdue - absl::Microseconds(1));
  EXPECT_EQ(before, ReplyFor(shown));
  EXPECT_NE(before, ReplyFor(shown, overdue));
}

TEST_F(KeptPublicationsTest, DraftsAreNotKeptAndOthersAsManyAsFit) {
  const ShownPublication draft = ShownDraft(SampleManuscript("a"), 2, {}, SampleDisclaimer());
  EXPECT_NE(ReplyFor(draft), ReplyFor(draft));
  const ShownPublication first = PublicationOf(6000), second = PublicationOf(6000);
  const void* const kept = ReplyFor(first);
  EXPECT_EQ(kept, ReplyFor(first));
  EXPECT_EQ(ReplyFor(second), ReplyFor(second));
  EXPECT_NE(kept, ReplyFor(first)) << "there was no room for both";
}

}  // namespace
}  // namespace careloop::content
