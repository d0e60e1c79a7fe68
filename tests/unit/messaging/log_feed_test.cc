#include "services/messaging/store/log_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/strings.h"
#include "services/messaging/store/sealed_records.h"
#include "tests/support/fake_clock.h"
#include "tests/support/manual_scheduler.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_keys.h"

namespace careloop::messaging {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;

class LogFeedTest : public ::testing::Test {
 protected:
  LogFeedTest() {
    for (const char* patient : {"patient-1", "patient-2"}) EXPECT_TRUE(RunTask(made_.keys.ForWriting(patient)).ok());
  }

  LogFeed::Listeners Listeners() {
    return {.on_start = [this](const LogEntries& last) { Hear("start", last); },
            .on_entries = [this](const LogEntries& entries) { Hear("entries", entries); },
            .on_resumed = [this] { heard_.push_back("resumed"); },
            .on_down = [this] { heard_.push_back("down"); },
            .on_waiting = [this] { heard_.push_back("waiting"); },
            .on_waited = [this] { heard_.push_back("waited"); },
            .on_skipped = [this] { heard_.push_back("skipped"); }};
  }
  void Hear(const std::string& what, const LogEntries& entries) {
    std::string said = what;
    for (const auto& entry : entries) said += StrCat(" ", entry->thread.patient, ":", entry->person);
    heard_.push_back(said);
  }
  // A message of somebody in a thread of a patient.
  redis::StreamTail::Entry MessageOf(const std::string& patient, const std::string& sender) {
    return {StrCat("5-", ++last_), StrCat("a m ", NameOf(patient), "/t1 1 ", sender)};
  }
  std::string NameOf(const std::string& patient) const { return made_.keys.PseudonymOf(patient); }
  void TakeKeysAway() { std::filesystem::rename(made_.folder.path(), made_.folder.path() + ".away"); }
  void BringKeysBack() { std::filesystem::rename(made_.folder.path() + ".away", made_.folder.path()); }
  // Lets it look once more, without success.
  void Retry() {
    home_.Advance(absl::Milliseconds(100));
    while (home_.timers() == 0) home_.Run();
  }
  // Lets the looks at the key store come to their end.
  void Settle(size_t heard) {
    while (heard_.size() < heard) home_.Run();
  }

  testing::FakeClock clock_;
  testing::TestKeys made_{clock_};
  testing::ManualScheduler home_;
  Workers workers_{1};
  PatientKeys keys_{*made_.store, made_.secret, {workers_, home_}, made_.random, clock_};
  std::vector<std::string> heard_;
  OwnerKeys site_ = OwnerKeys::OfSite(made_.secret, made_.random);
  LogFeed feed_{keys_, home_, site_, Listeners()};
  const redis::StreamTail::Callbacks tail_ = feed_.Callbacks();
  int last_ = 0;
};

TEST_F(LogFeedTest, GivesPatientsTheirIdsAndLeavesStaffAsTheyAre) {
  tail_.on_start({MessageOf("patient-1", NameOf("patient-1")), MessageOf("patient-2", "nurse-1")});
  EXPECT_THAT(heard_, IsEmpty()) << "before it has looked who they are";
  Settle(1);
  EXPECT_THAT(heard_, ElementsAre("start patient-1:patient-1 patient-2:nurse-1"));
}

TEST_F(LogFeedTest, PassesOnAtOnceWhatIsOfPatientsWhomItKnowsOrOfNone) {
  tail_.on_start({MessageOf("patient-1", "nurse-1")});
  Settle(1);
  tail_.on_entries({MessageOf("patient-1", "nurse-2"), {"6-1", "a j - 0 nurse-3"}});
  EXPECT_EQ(heard_.back(), "entries patient-1:nurse-2 :nurse-3");
}

TEST_F(LogFeedTest, LetsNothingOvertakeWhatWaitsForAName) {
  tail_.on_start({});
  tail_.on_entries({MessageOf("patient-1", "nurse-1")});
  tail_.on_down("gone");
  tail_.on_resumed();
  tail_.on_entries({MessageOf("patient-1", "nurse-2")});
  tail_.on_entries({{"6-1", "a j - 0 nurse-3"}});
  EXPECT_THAT(heard_, ElementsAre("start"));
  Settle(6);
  EXPECT_THAT(heard_, ElementsAre("start", "entries patient-1:nurse-1", "down", "resumed", "entries patient-1:nurse-2",
                                  "entries :nurse-3"));
}

TEST_F(LogFeedTest, LeavesThePseudonymOfWhoWasErasedAndOfWhoseKeysCannotBeRead) {
  ASSERT_TRUE(RunTask(made_.keys.Destroy("patient-1")).ok());
  std::filesystem::resize_file(StrCat(made_.folder.path(), "/", NameOf("patient-2"), ".keys"), 10);
  tail_.on_entries({MessageOf("patient-1", "nurse-1"), MessageOf("patient-2", "nurse-1")});
  Settle(1);
  EXPECT_EQ(heard_.back(), StrCat("entries ", NameOf("patient-1"), ":nurse-1 ", NameOf("patient-2"), ":nurse-1"));
}

TEST_F(LogFeedTest, WaitsWhileTheKeyStoreCannotBeReadAndThenPassesOnEverythingInOrder) {
  TakeKeysAway();
  tail_.on_entries({MessageOf("patient-1", "nurse-1")});
  tail_.on_entries({MessageOf("patient-2", "nurse-1")});
  Retry();
  Retry();
  EXPECT_THAT(heard_, ElementsAre("waiting")) << "once, however often it has looked";
  BringKeysBack();
  home_.Advance(absl::Milliseconds(100));
  Settle(4);
  EXPECT_THAT(heard_, ElementsAre("waiting", "waited", "entries patient-1:nurse-1", "entries patient-2:nurse-1"));
}

TEST_F(LogFeedTest, OfTooMuchThatWaitsPassesOnTheEndAsAStartAndWhetherMoreComes) {
  TakeKeysAway();
  tail_.on_entries({MessageOf("patient-1", "nurse-1")});
  Retry();
  for (size_t i = 1; i < LogFeed::kMostWaiting; ++i) tail_.on_entries({MessageOf("patient-2", "nurse-1")});
  EXPECT_THAT(heard_, ElementsAre("waiting"));
  tail_.on_down("gone");
  EXPECT_THAT(heard_, ElementsAre("waiting", "skipped"));
  BringKeysBack();
  home_.Advance(absl::Milliseconds(100));
  Settle(5);
  tail_.on_resumed();
  tail_.on_entries({MessageOf("patient-1", "nurse-2")});
  Settle(7);
  EXPECT_THAT(heard_, ElementsAre("waiting", "skipped", "waited", "start patient-2:nurse-1", "down", "resumed",
                                  "entries patient-1:nurse-2"));
}

TEST_F(LogFeedTest, ThatItSkippedWhileItLookedMixesNothingUp) {
  tail_.on_entries({MessageOf("patient-1", "nurse-1")});  // it looks who that is
  redis::StreamTail::Entries many;
  for (size_t i = 0; i < LogFeed::kMostWaiting; ++i) many.push_back(MessageOf("patient-2", "nurse-1"));
  tail_.on_entries(std::move(many));
  Settle(2);
  EXPECT_THAT(heard_, ElementsAre("skipped", "start patient-2:nurse-1"));
}

TEST_F(LogFeedTest, SaysWhoWasErasedAndWhatElseIsOfThemWithoutTheirKeys) {
  ASSERT_TRUE(RunTask(made_.keys.Destroy("patient-1")).ok());
  tail_.on_entries({MessageOf("patient-1", "nurse-1"),
                    {"6-1", StrCat(". z ", NameOf("patient-1"), "/- 0 ", SealErased("patient-1", site_))},
                    {"6-2", StrCat("a u ", NameOf("patient-1"), "/- 0 a")}});
  EXPECT_EQ(heard_.back(), "entries patient-1:nurse-1 patient-1: patient-1:a");
  tail_.on_entries({MessageOf("patient-1", "nurse-2")});
  EXPECT_EQ(heard_.back(), "entries patient-1:nurse-2");
}

TEST_F(LogFeedTest, TakesNobodysWordForWhoWasErasedButItsOwnAboutThem) {
  const std::string name = NameOf("patient-9");
  tail_.on_entries({{"5-1", StrCat(". z ", name, "/- 0 made-up")},
                    {"5-2", StrCat(". z ", name, "/- 0 ", SealErased("patient-1", site_))}});
  Settle(1);
  EXPECT_EQ(heard_.back(), StrCat("entries ", name, ": ", name, ":"));
}

TEST_F(LogFeedTest, KnowsSomebodyLaterWhoseKeysAreThereLater) {
  tail_.on_entries({MessageOf("patient-3", "nurse-1")});
  Settle(1);
  ASSERT_TRUE(RunTask(made_.keys.ForWriting("patient-3")).ok());
  tail_.on_entries({MessageOf("patient-3", "nurse-1")});
  Settle(2);
  EXPECT_EQ(heard_.back(), "entries patient-3:nurse-1");
}

}  // namespace
}  // namespace careloop::messaging
