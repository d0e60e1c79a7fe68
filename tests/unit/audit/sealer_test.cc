#include "common/audit/sealer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/unit/audit/sealed_log.h"

namespace careloop::audit {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SealerTest : public SealedLog {};

TEST_F(SealerTest, SealsWhatIsNewAndSaysWhereItStands) {
  Log(3);
  EXPECT_EQ(Seal().records, 3);
  EXPECT_EQ(Seal().records, 0);
  Log(1);
  EXPECT_EQ(Seal().records, 1);
  EXPECT_THAT(Sequences(), ElementsAre(3, 4));
  EXPECT_THAT(Check().problems, IsEmpty());
}

TEST_F(SealerTest, SealsAnEmptyLogWithNothing) {
  EXPECT_EQ(Seal().records, 0);
  EXPECT_THAT(Heads(), IsEmpty());
}

TEST_F(SealerTest, SealsALongLogInPages) {
  Log(600);
  EXPECT_EQ(Seal().records, 600);
  EXPECT_THAT(Sequences(), ElementsAre(256, 512, 600));
  EXPECT_THAT(Check().problems, IsEmpty());
}

TEST_F(SealerTest, GoesOnWhereAnotherProcessHasEnded) {
  Log(2);
  Seal();
  Restart();
  Log(2);
  EXPECT_EQ(Seal().records, 2);
  EXPECT_THAT(Sequences(), ElementsAre(2, 4));
  EXPECT_THAT(Check().problems, IsEmpty());
}

TEST_F(SealerTest, LeavesTheFileToWhoeverHasItsTurn) {
  Log(2);
  Seal();
  const auto file = HeadFile::Open(path()).value();
  Sealer other(LogOf(), *file, key_, clock_);
  Log(1);
  EXPECT_EQ(other.SealNew()->records, 0);
  EXPECT_EQ(Seal().records, 1);
}

TEST_F(SealerTest, FindsADatabaseThatWasSetBackWhileItRuns) {
  Log(5);
  Seal();
  log_.resize(3);
  EXPECT_THAT(Seal().finding, HasSubstr("record 5 is not there as it was sealed"));
  EXPECT_EQ(Seal().finding, "");
  EXPECT_THAT(Sequences(), ElementsAre(5, 3));
  EXPECT_THAT(Check().problems, ::testing::Contains(HasSubstr("was set back")));
}

TEST_F(SealerTest, FindsADatabaseThatWasSetBackAndWrittenOnWhileItWasAway) {
  Log(5);
  Seal();
  log_.resize(3);
  Log(4, 100);
  Restart();
  EXPECT_THAT(Seal().finding, HasSubstr("record 5 is not there as it was sealed"));
  EXPECT_THAT(Sequences(), ElementsAre(5, 7));
}

TEST_F(SealerTest, FindsAnEmptiedDatabase) {
  Log(5);
  Seal();
  log_.clear();
  EXPECT_THAT(Seal().finding, HasSubstr("record 5 is not there"));
  EXPECT_EQ(Seal().finding, "");
}

TEST_F(SealerTest, FindsAMissingRecordAndOneThatTheServiceDidNotWriteBeforeTheyAreSealed) {
  Log(4);
  log_.erase(log_.begin() + 1);
  log_[2].bytes.clear();
  const std::string finding = Seal().finding;
  EXPECT_THAT(finding, HasSubstr("after record 1 comes 3"));
  EXPECT_THAT(finding, HasSubstr("record 4 was not written by this service"));
}

TEST_F(SealerTest, MakesUpForATimeWithoutTheDatabase) {
  Log(2);
  Seal();
  Log(2);
  failure_ = absl::UnavailableError("away");
  EXPECT_EQ(sealer_->SealNew().status(), failure_);
  failure_ = absl::OkStatus();
  EXPECT_EQ(Seal().records, 2);
  EXPECT_THAT(Check().problems, IsEmpty());
}

TEST_F(SealerTest, GoesOnAfterAHalfWrittenHead) {
  Log(2);
  Seal();
  std::ofstream(path(), std::ios::app) << "{\"site\":\"de";
  Restart();
  Log(1);
  EXPECT_EQ(Seal().records, 1);
  EXPECT_THAT(Sequences(), ElementsAre(2, 3));
  EXPECT_THAT(Check().problems, IsEmpty());
}

TEST_F(SealerTest, SaysWhenTheFileEndsWithWhatItDidNotSign) {
  Log(2);
  Seal();
  std::ofstream(path(), std::ios::app) << "{}\n";
  Restart();
  EXPECT_THAT(Seal().finding, HasSubstr("not signed by this service"));
}

TEST_F(SealerTest, CannotOpenAFileWhereThereIsNoFolder) {
  EXPECT_THAT(HeadFile::Open(path() + "/x").status().ToString(), HasSubstr(path()));
}

}  // namespace
}  // namespace careloop::audit
