#include "services/journal/domain/known_library.h"

#include <gtest/gtest.h>

namespace careloop::journal {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'700'000'000);

TEST(KnownLibrary, HoldsForASplitSecondAfterTheQuestion) {
  KnownLibrary known;
  EXPECT_FALSE(known.Holds("1", kStart)) << "content was never asked";
  known.Note("1", kStart);
  EXPECT_TRUE(known.Holds("1", kStart + KnownLibrary::kSure - absl::Microseconds(1)));
  EXPECT_FALSE(known.Holds("2", kStart));
  EXPECT_FALSE(known.Holds("1", kStart + KnownLibrary::kSure));
}

TEST(KnownLibrary, OneAsksAndTheOthersGoOnMeanwhile) {
  KnownLibrary known;
  known.Note("1", kStart);
  const absl::Time later = kStart + KnownLibrary::kSure;
  EXPECT_FALSE(known.Holds("1", later)) << "this one asks";
  EXPECT_TRUE(known.Holds("1", later + absl::Milliseconds(1)));
  EXPECT_FALSE(known.Holds("1", later + KnownLibrary::kAsking)) << "it has not been answered";
}

TEST(KnownLibrary, NobodyGoesOnWithWhatWasSaidLongAgo) {
  KnownLibrary known;
  known.Note("1", kStart);
  const absl::Time later = kStart + absl::Seconds(30);
  EXPECT_FALSE(known.Holds("1", later));
  EXPECT_FALSE(known.Holds("1", later)) << "though another is asking";
}

TEST(KnownLibrary, TakesNoAnswerToAnEarlierQuestionAndNoTimeFromTheFuture) {
  KnownLibrary known;
  known.Note("2", kStart);
  known.Note("1", kStart - absl::Microseconds(1));
  EXPECT_TRUE(known.IsLast("2"));
  EXPECT_TRUE(known.Holds("2", kStart));
  EXPECT_FALSE(known.Holds("2", kStart - absl::Seconds(1))) << "the clock was set back";
}

}  // namespace
}  // namespace careloop::journal
