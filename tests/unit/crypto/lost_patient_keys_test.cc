#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <future>
#include <string>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/mark.h"
#include "common/crypto/patient_keys.h"
#include "common/crypto/sodium_random.h"
#include "tests/support/fake_clock.h"
#include "tests/support/site_folder.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_keys.h"

namespace careloop {
namespace {

using testing::RunTask;
using Records = PatientRecords::Found;

constexpr RecordName kName = {.type = "entry", .parent = "", .id = "e-1"};

// Says what the test has it say.
struct FakeRecords final : PatientRecords {
  Task<absl::StatusOr<Found>> Of(std::string, Deadline) override {
    ++asked;
    if (meanwhile) std::exchange(meanwhile, nullptr)();
    co_return answer();
  }
  void SayKeysMissing() override { ++missing; }

  std::function<absl::StatusOr<Found>()> answer = [] { return Records::kNone; };
  std::function<void()> meanwhile;  // happens while Redis is asked
  std::atomic<int> asked = 0;
  std::atomic<int> missing = 0;
};

// One process of a service.
struct Instance {
  Instance(const std::string& folder, const Clock& clock, PatientRecords& records)
      : store(KeyStore::Open(folder, KeyEncryptionKeys({SecretKey({1})}), random, clock).value()),
        keys(*store, SecretKey({2}), {workers, home}, random, clock, &records) {}

  absl::StatusOr<PatientKeys::Keys> Writing() { return RunTask(keys.ForWriting("p-1")); }

  SodiumRandom random;
  std::unique_ptr<KeyStore> store;
  testing::AtOnce home;
  Workers workers{2};
  PatientKeys keys;
};

class LostPatientKeysTest : public ::testing::Test {
 protected:
  std::string File() { return folder_.path() + "/" + one_.keys.PseudonymOf("p-1") + ".keys"; }
  bool IsThere() { return std::filesystem::exists(File()); }
  void Lose() {
    std::filesystem::rename(File(), File() + ".backup");
    PassHalfASecond();
  }
  void PutBack() { std::filesystem::rename(File() + ".backup", File()); }
  // Where a change of another process is noticed.
  void PassHalfASecond() { clock_.Advance(PatientKeys::kNoticed); }
  void Answer(absl::StatusOr<Records> answer) {
    records_.answer = [answer] { return answer; };
  }
  size_t KeysThere() { return one_.store->All(one_.keys.PseudonymOf("p-1"))->keys.size(); }

  const testing::SiteFolder folder_;
  testing::FakeClock clock_{absl::Now()};  // files have times of the system's
  FakeRecords records_;
  Instance one_{folder_.path(), clock_, records_};
  Instance two_{folder_.path(), clock_, records_};
};

TEST_F(LostPatientKeysTest, AreAskedAboutAtTheFirstWriteAlone) {
  ASSERT_TRUE(one_.Writing().ok());
  EXPECT_EQ(records_.asked, 1);
  Answer(Records::kSome);
  ASSERT_TRUE(one_.Writing().ok());
  PassHalfASecond();
  ASSERT_TRUE(one_.Writing().ok());
  clock_.Advance(PatientKeys::kIdle);
  ASSERT_TRUE(one_.Writing().ok());
  ASSERT_TRUE(two_.Writing().ok()) << "which has not looked at them before";
  EXPECT_EQ(records_.asked, 1);
}

TEST_F(LostPatientKeysTest, AreNotMadeAnewAndAreThereAgainWhenTheyArePutBack) {
  const std::string bytes = one_.Writing().value()->Encrypt("text", kName);
  Answer(Records::kSome);
  Lose();
  for (Instance* instance : {&one_, &two_, &one_}) {
    const absl::Status refused = instance->Writing().status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kInternal) << refused;
    EXPECT_EQ(refused, RunTask(instance->keys.OfPseudonym(one_.keys.PseudonymOf("p-1"))).status()) << "as of a read";
  }
  EXPECT_FALSE(IsThere());
  EXPECT_EQ(records_.missing, 3);
  PutBack();
  for (Instance* instance : {&one_, &two_}) {
    EXPECT_EQ(instance->Writing().value()->Decrypt(bytes, kName).value(), "text");
  }
  EXPECT_EQ(KeysThere(), 1u);
}

TEST_F(LostPatientKeysTest, AreNotTakenForThoseOfAnotherInstanceThatHasMadeThemSince) {
  Answer(Records::kSome);
  records_.meanwhile = [&] {
    Answer(Records::kNone);
    ASSERT_TRUE(two_.Writing().ok());
    Answer(Records::kSome);
  };
  const auto keys = one_.Writing();
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_EQ(records_.missing, 0);
  EXPECT_EQ(KeysThere(), 1u);
  EXPECT_TRUE(two_.Writing().value()->Decrypt((*keys)->Encrypt("text", kName), kName).ok());
}

TEST_F(LostPatientKeysTest, AreMadeOnceWhenAnotherInstanceHasJustMadeThemAndHasWrittenNothing) {
  records_.meanwhile = [&] { ASSERT_TRUE(two_.Writing().ok()); };
  const auto keys = one_.Writing();
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_EQ(KeysThere(), 1u);
  EXPECT_TRUE(two_.Writing().value()->Decrypt((*keys)->Encrypt("text", kName), kName).ok());
}

// Each has written as soon as it has keys.
TEST_F(LostPatientKeysTest, AreMadeOnceByAllWhoWriteFirstAtOnce) {
  records_.answer = [&] { return IsThere() ? Records::kSome : Records::kNone; };
  std::vector<std::future<absl::StatusOr<PatientKeys::Keys>>> made;
  for (int i = 0; i < 20; ++i) {
    made.push_back(testing::StartTask((i % 2 == 0 ? one_ : two_).keys.ForWriting("p-1")));
  }
  for (auto& writing : made) {
    const auto keys = writing.get();
    ASSERT_TRUE(keys.ok()) << keys.status();
    EXPECT_TRUE(one_.Writing().value()->Decrypt((*keys)->Encrypt("text", kName), kName).ok());
  }
  EXPECT_EQ(KeysThere(), 1u);
  EXPECT_EQ(records_.missing, 0);
}

TEST_F(LostPatientKeysTest, OfWhoHasNoRecordsAreMadeAnew) {
  ASSERT_TRUE(one_.Writing().ok());
  Lose();
  EXPECT_TRUE(one_.Writing().ok()) << "nothing is lost with them";
  EXPECT_TRUE(IsThere());
}

TEST_F(LostPatientKeysTest, AreNotMadeWhileTheRecordsCannotBeAskedFor) {
  Answer(StoreUnavailable("Redis is away"));
  EXPECT_TRUE(absl::IsUnavailable(one_.Writing().status()));
  EXPECT_FALSE(IsThere());
  EXPECT_EQ(records_.missing, 0);
  Answer(Records::kNone);
  EXPECT_TRUE(one_.Writing().ok());
}

TEST_F(LostPatientKeysTest, AreNotMadeOfWhoWasErasedAlsoWhereTheMarkIsGone) {
  Answer(Records::kErased);
  const absl::Status refused = one_.Writing().status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(HasMark(refused, Mark::kPatientErased));
  EXPECT_FALSE(IsThere());
  EXPECT_EQ(records_.missing, 0);
}

TEST_F(LostPatientKeysTest, AreNotMadeOfWhoIsErasedMeanwhile) {
  for (const Records records : {Records::kNone, Records::kSome}) {
    Answer(records);
    std::filesystem::remove(File());
    PassHalfASecond();
    records_.meanwhile = [&] { ASSERT_TRUE(RunTask(two_.keys.Destroy("p-1")).ok()); };
    EXPECT_TRUE(HasMark(one_.Writing().status(), Mark::kPatientErased));
    EXPECT_EQ(KeysThere(), 0u);
  }
  EXPECT_EQ(records_.missing, 0);
}

}  // namespace
}  // namespace careloop
