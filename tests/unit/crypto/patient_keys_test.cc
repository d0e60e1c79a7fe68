#include "common/crypto/patient_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/base/error.h"
#include "common/base/mark.h"
#include "common/base/strings.h"
#include "common/crypto/record_cipher.h"
#include "common/crypto/sodium_random.h"
#include "tests/support/fake_clock.h"
#include "tests/support/site_folder.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_keys.h"

namespace careloop {
namespace {

using testing::RunTask;

constexpr RecordName kName = {.type = "entry", .parent = "", .id = "e-1"};

// The id of that which encrypts.
std::string KeyOf(const OwnerKeys& keys) { return KeyIdOfRecord(keys.Encrypt("text", kName)).value(); }

// One process of a service.
struct Instance {
  explicit Instance(const std::string& folder, const Clock& clock)
      : store(KeyStore::Open(folder, KeyEncryptionKeys({SecretKey({1})}), random, clock).value()),
        keys(*store, SecretKey({2}), {workers, home}, random, clock) {}

  PatientKeys::Keys Writing(const std::string& patient = "p-1") { return RunTask(keys.ForWriting(patient)).value(); }
  PatientKeys::Keys Reading(const std::string& patient = "p-1") { return RunTask(keys.ForReading(patient)).value(); }

  SodiumRandom random;
  std::unique_ptr<KeyStore> store;
  testing::AtOnce home;
  Workers workers{2};
  PatientKeys keys;
};

class PatientKeysTest : public ::testing::Test {
 protected:
  std::string FileOf(const std::string& patient) {
    return folder_.path() + "/" + one_.keys.PseudonymOf(patient) + ".keys";
  }
  // Where a change of another process is noticed.
  void PassHalfASecond() { clock_.Advance(PatientKeys::kNoticed); }
  // As a service does.
  void PollForASecond() {
    for (int i = 0; i < 4; ++i) {
      clock_.Advance(PatientKeys::kNoticed / 2);
      one_.keys.Poll();
    }
  }
  // Until a change of the folder gets a later time than the last one.
  void AwaitTickOfTheFileSystem() {
    const testing::SiteFolder elsewhere;
    const auto last = std::filesystem::last_write_time(folder_.path());
    do {
      std::ofstream(elsewhere.path() + "/probe") << "x";
    } while (std::filesystem::last_write_time(elsewhere.path() + "/probe") <= last);
  }
  // Where what was changed until now was changed a while ago.
  void Settle() { clock_.Set(absl::Now() + PatientKeys::kSettled); }

  const testing::SiteFolder folder_;
  testing::FakeClock clock_{absl::Now()};  // files have times of the system's
  Instance one_{folder_.path(), clock_};
  Instance two_{folder_.path(), clock_};
};

TEST_F(PatientKeysTest, ReadInEveryProcessWhatOneWrote) {
  const auto writing = one_.Writing();
  EXPECT_EQ(writing->person(), "p-1");
  EXPECT_EQ(writing->owner(), one_.keys.PseudonymOf("p-1"));
  const std::string bytes = writing->Encrypt("text", kName);
  for (Instance* instance : {&one_, &two_}) EXPECT_EQ(instance->Reading()->Decrypt(bytes, kName).value(), "text");
  EXPECT_FALSE(one_.Reading("p-2")->Decrypt(bytes, kName).ok());
}

TEST_F(PatientKeysTest, OfAPatientWithoutAnyReadNothingAndAreThereOnceTheyAreMade) {
  EXPECT_EQ(two_.Reading()->person(), "p-1");
  const std::string bytes = one_.Writing()->Encrypt("text", kName);
  EXPECT_EQ(two_.Reading()->Decrypt(bytes, kName).value(), "text") << "at once";
}

TEST_F(PatientKeysTest, AreOnTheDiskBeforeTheyAreGivenToWriteWith) {
  one_.Writing();
  EXPECT_TRUE(std::filesystem::exists(FileOf("p-1")));
}

TEST_F(PatientKeysTest, AreLookedForOnADiskOnceInHalfASecond) {
  const auto writing = one_.Writing();
  std::filesystem::remove(FileOf("p-1"));
  EXPECT_EQ(one_.Writing(), writing);
  EXPECT_EQ(one_.Reading(), writing);
  PassHalfASecond();
  EXPECT_NE(one_.Reading(), writing) << "they are not there any more";
}

TEST_F(PatientKeysTest, AreNotLookedForOneByOneWhileNobodysChange) {
  const auto writing = one_.Writing();
  PollForASecond();
  one_.keys.Poll();
  ASSERT_EQ(one_.Reading(), writing);
  std::ofstream(FileOf("p-1")) << "written by hand";
  for (int i = 0; i < 4; ++i) {
    PollForASecond();
    EXPECT_EQ(one_.Writing(), writing);
  }
  clock_.Advance(PatientKeys::kLookedAgain);
  one_.keys.Poll();
  EXPECT_FALSE(RunTask(one_.keys.ForReading("p-1")).ok());
}

TEST_F(PatientKeysTest, AreLookedForOneByOneOnceAnybodysHaveChanged) {
  const auto writing = one_.Writing();
  PollForASecond();
  ASSERT_EQ(one_.Reading(), writing);
  AwaitTickOfTheFileSystem();
  ASSERT_TRUE(RunTask(two_.keys.Destroy("p-1")).ok());
  PollForASecond();
  EXPECT_EQ(RunTask(one_.keys.ForReading("p-1")).status(), NotFound("patient"));
}

TEST_F(PatientKeysTest, ThatAreRenewedWriteInTimeAlsoWhileNobodysChange) {
  const auto earlier = one_.Writing();
  ASSERT_TRUE(two_.store->Renew(one_.keys.PseudonymOf("p-1")).ok());
  PassHalfASecond();
  ASSERT_EQ(KeyOf(*one_.Writing()), KeyOf(*earlier));
  Settle();
  PollForASecond();
  EXPECT_NE(KeyOf(*one_.Writing()), KeyOf(*earlier));
}

TEST_F(PatientKeysTest, StayTheSameWhileTheirFileDoes) {
  const auto writing = one_.Writing();
  for (int i = 0; i < 3; ++i) {
    PassHalfASecond();
    EXPECT_EQ(one_.Writing(), writing);
  }
}

TEST_F(PatientKeysTest, OfOnePatientAreMadeOnceByAllWhoWriteFirstAtOnce) {
  std::vector<std::future<absl::StatusOr<PatientKeys::Keys>>> made;
  for (int i = 0; i < 20; ++i) {
    made.push_back(testing::StartTask((i % 2 == 0 ? one_ : two_).keys.ForWriting("p-9")));
  }
  for (auto& keys : made) {
    const std::string bytes = keys.get().value()->Encrypt("text", kName);
    EXPECT_EQ(one_.Reading("p-9")->Decrypt(bytes, kName).value(), "text");
  }
  EXPECT_EQ(one_.store->All(one_.keys.PseudonymOf("p-9"))->keys.size(), 1u);
}

TEST_F(PatientKeysTest, ThatAreRenewedReadAtOnceAndWriteWhenEveryProcessHasSeenThem) {
  const std::string owner = one_.keys.PseudonymOf("p-1");
  const auto earlier = one_.Writing();
  ASSERT_TRUE(two_.store->Renew(owner).ok());
  PassHalfASecond();
  const auto fresh = one_.Writing();
  EXPECT_EQ(KeyOf(*fresh), KeyOf(*earlier)) << "others may not know the new one yet";
  Settle();
  const auto settled = one_.Writing();
  EXPECT_NE(KeyOf(*settled), KeyOf(*earlier));
  EXPECT_TRUE(fresh->Decrypt(settled->Encrypt("text", kName), kName).ok());
  EXPECT_TRUE(settled->Decrypt(earlier->Encrypt("text", kName), kName).ok());
}

// A file is written, which may take long on a busy disk, before it comes to its name.
TEST_F(PatientKeysTest, ThatAreRenewedWriteAWhileAfterTheyCouldFirstBeSeenNotAfterTheyWereWritten) {
  const auto earlier = one_.Writing();
  ASSERT_TRUE(two_.store->Renew(earlier->owner()).ok());
  const auto before = std::filesystem::file_time_type::clock::now() - std::chrono::seconds(5);
  std::filesystem::last_write_time(FileOf("p-1"), before);
  PassHalfASecond();
  EXPECT_EQ(KeyOf(*one_.Writing()), KeyOf(*earlier));
}

TEST_F(PatientKeysTest, ReadWhatIsOfAKeyThatAnotherProcessHasMadeSinceTheyWereLookedAt) {
  const auto held = two_.Reading((one_.Writing(), "p-1"));
  ASSERT_TRUE(one_.store->Renew(held->owner()).ok());
  Settle();
  const auto renewed = one_.Writing();
  ASSERT_NE(KeyOf(*renewed), KeyOf(*held));
  const std::string bytes = renewed->Encrypt("text", kName);
  EXPECT_EQ(held->Decrypt(bytes, kName).value(), "text");
  ASSERT_TRUE(RunTask(one_.keys.Destroy("p-1")).ok());
  EXPECT_TRUE(absl::IsInternal(held->Decrypt(bytes, kName).status())) << "not from memory";
}

TEST_F(PatientKeysTest, AreReadOnceMoreForARecordOfAnUnknownKeyOnlyIfTheyHaveChanged) {
  const std::string foreign = one_.Writing("p-2")->Encrypt("text", kName);
  const auto held = one_.Writing();
  EXPECT_TRUE(absl::IsInternal(held->Decrypt(foreign, kName).status()));
  EXPECT_EQ(one_.Reading(), held);
  ASSERT_TRUE(two_.store->Renew(held->owner()).ok());
  EXPECT_TRUE(absl::IsInternal(held->Decrypt(foreign, kName).status()));
  EXPECT_NE(one_.Reading(), held) << "what was read is remembered";
}

TEST_F(PatientKeysTest, ThatAreDestroyedElsewhereAreNotUsedHalfASecondLater) {
  one_.Writing();
  two_.Writing();
  ASSERT_TRUE(RunTask(two_.keys.Destroy("p-1")).ok());
  EXPECT_EQ(RunTask(two_.keys.ForReading("p-1")).status(), NotFound("patient")) << "here at once";
  PassHalfASecond();
  for (Instance* instance : {&one_, &two_}) {
    EXPECT_EQ(RunTask(instance->keys.ForReading("p-1")).status(), NotFound("patient"));
    EXPECT_EQ(RunTask(instance->keys.OfPseudonym(one_.keys.PseudonymOf("p-1"))).status(), NotFound("patient"));
    const absl::Status refused = RunTask(instance->keys.ForWriting("p-1")).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(ReasonOf(refused), reason::kFailedState);
    EXPECT_TRUE(HasMark(refused, Mark::kPatientErased));
  }
}

TEST_F(PatientKeysTest, TellWhoseAPseudonymIs) {
  one_.Writing();
  EXPECT_EQ(RunTask(two_.keys.OfPseudonym(one_.keys.PseudonymOf("p-1"))).value()->person(), "p-1");
  const auto nobody = RunTask(two_.keys.OfPseudonym(one_.keys.PseudonymOf("p-2")));
  EXPECT_EQ(nobody.status().code(), absl::StatusCode::kInternal) << "lost keys are not those of somebody erased";
}

TEST_F(PatientKeysTest, TellWhoseManyPseudonymsAre) {
  for (const char* patient : {"p-1", "p-2", "p-3"}) one_.Writing(patient);
  ASSERT_TRUE(RunTask(one_.keys.Destroy("p-2")).ok());
  std::filesystem::resize_file(FileOf("p-3"), 10);
  std::vector<std::string> asked;
  for (const char* patient : {"p-1", "p-2", "p-3", "p-4", "p-1"}) asked.push_back(one_.keys.PseudonymOf(patient));
  two_.Reading("p-1");  // remembered here, and not there
  for (Instance* instance : {&one_, &two_}) {
    const PatientKeys::Many many = RunTask(instance->keys.OfPseudonyms(asked)).value();
    EXPECT_EQ(many.size(), 3u);
    EXPECT_EQ(many.at(asked[0])->person(), "p-1");
    EXPECT_FALSE(many.contains(asked[1])) << "erased";
    EXPECT_EQ(many.at(asked[3]), nullptr) << "never had any";
  }
  EXPECT_EQ(RunTask(two_.keys.OfPseudonyms(asked)).value().at(asked[2]), nullptr) << "damaged";
}

TEST_F(PatientKeysTest, DoNotTakeForMissingWhatCouldNotBeLookedAt) {
  for (const char* patient : {"p-1", "p-2"}) one_.Writing(patient);
  const std::vector<std::string> asked = {one_.keys.PseudonymOf("p-1"), one_.keys.PseudonymOf("p-2")};
  std::filesystem::rename(folder_.path(), folder_.path() + ".away");
  EXPECT_TRUE(absl::IsUnavailable(RunTask(two_.keys.OfPseudonyms(asked)).status()));
  std::filesystem::rename(folder_.path() + ".away", folder_.path());
  EXPECT_EQ(RunTask(two_.keys.OfPseudonyms(asked)).value().at(asked[1])->person(), "p-2");
}

TEST_F(PatientKeysTest, ThatCannotBeReadOfOneKeepNobodyElseFromTheirs) {
  for (const char* patient : {"p-1", "p-2"}) one_.Writing(patient);
  std::filesystem::remove(FileOf("p-2"));
  std::filesystem::create_directory(FileOf("p-2"));  // what is read of it fails, for root too
  const std::vector<std::string> asked = {one_.keys.PseudonymOf("p-1"), one_.keys.PseudonymOf("p-2")};
  const PatientKeys::Many many = RunTask(two_.keys.OfPseudonyms(asked)).value();
  EXPECT_EQ(many.at(asked[0])->person(), "p-1");
  EXPECT_EQ(many.at(asked[1]), nullptr);
  EXPECT_FALSE(RunTask(two_.keys.OfPseudonym(asked[1])).ok());
}

TEST_F(PatientKeysTest, NameThePatientAloneByThePseudonym) {
  const auto keys = one_.Writing();
  EXPECT_EQ(keys->NameOf("p-1"), keys->owner());
  EXPECT_EQ(keys->NameOf("nurse-1"), "nurse-1");
  EXPECT_EQ(keys->PersonOf(keys->owner()), "p-1");
  EXPECT_EQ(keys->PersonOf("nurse-1"), "nurse-1");
  EXPECT_EQ(one_.keys.NameOf("p-1", "p-1"), keys->owner());
  EXPECT_EQ(one_.keys.NameOf("nurse-1", "p-1"), "nurse-1");
}

TEST_F(PatientKeysTest, ThatCannotBeReadAreAnError) {
  one_.Writing();
  std::filesystem::resize_file(FileOf("p-1"), 10);
  EXPECT_EQ(RunTask(two_.keys.ForReading("p-1")).status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(RunTask(two_.keys.ForWriting("p-1")).status().code(), absl::StatusCode::kInternal);
}

TEST_F(PatientKeysTest, AreRotatedAndGoOnToRead) {
  const std::string bytes = one_.Writing()->Encrypt("text", kName);
  for (int i = 0; i < 50; ++i) one_.Writing(StrCat("p-1", i));
  one_.Writing("p-2");
  ASSERT_TRUE(RunTask(one_.keys.Destroy("p-2")).ok());
  const auto rotated = RunTask(one_.keys.Rotate(true, DeadlineAfter(absl::Minutes(1)))).value();
  EXPECT_EQ(rotated.rewrapped, 0) << "all have the first key that wraps";
  EXPECT_EQ(rotated.renewed, 51);
  EXPECT_EQ(one_.store->All(one_.keys.PseudonymOf("p-1"))->keys.size(), 2u);
  PassHalfASecond();
  EXPECT_EQ(two_.Reading()->Decrypt(bytes, kName).value(), "text");
  EXPECT_EQ(RunTask(one_.keys.ForReading("p-2")).status(), NotFound("patient"));
}

TEST_F(PatientKeysTest, AreRotatedAlsoWhereThoseOfSomebodyAreDamaged) {
  for (const char* patient : {"p-1", "p-2", "p-3"}) one_.Writing(patient);
  std::filesystem::resize_file(FileOf("p-2"), 10);
  const auto rotated = RunTask(one_.keys.Rotate(true, DeadlineAfter(absl::Minutes(1)))).status();
  EXPECT_EQ(rotated.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(rotated.message()), ::testing::HasSubstr(one_.keys.PseudonymOf("p-2")));
  for (const char* patient : {"p-1", "p-3"}) {
    EXPECT_EQ(one_.store->All(one_.keys.PseudonymOf(patient))->keys.size(), 2u) << patient;
  }
}

// Of `left` pieces of randomness the last one comes when the time is over.
struct SlowRandom final : Random {
  std::string Bytes(size_t count) override {
    const bool last = --left == 0;
    while (last && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    return random.Bytes(count);
  }
  SodiumRandom random;
  std::atomic<int> left = 0;
  Deadline until = {};
};

TEST_F(PatientKeysTest, AreRenewedOnWhereARotationRanOutOfTime) {
  constexpr int kPatients = 100;
  SlowRandom random;
  const auto store = KeyStore::Open(folder_.path(), KeyEncryptionKeys({SecretKey({1})}), random, clock_).value();
  PatientKeys keys(*store, SecretKey({2}), {one_.workers, one_.home}, random, clock_);
  for (int i = 0; i < kPatients; ++i) one_.Writing(StrCat("p-", i));
  Settle();
  random.until = DeadlineAfter(absl::Seconds(1));
  random.left = 90;  // about as many as thirty patients need
  EXPECT_TRUE(absl::IsDeadlineExceeded(RunTask(keys.Rotate(true, random.until)).status()));
  int renewed = 0;
  for (int i = 0; i < kPatients; ++i) {
    if (store->All(keys.PseudonymOf(StrCat("p-", i)))->keys.size() == 2) ++renewed;
  }
  Settle();
  EXPECT_EQ(RunTask(keys.Rotate(true, DeadlineAfter(absl::Minutes(1))))->renewed, kPatients - renewed);
  for (int i = 0; i < kPatients; ++i) {
    EXPECT_EQ(store->All(keys.PseudonymOf(StrCat("p-", i)))->keys.size(), 2u) << i;
  }
  Settle();
  EXPECT_EQ(RunTask(keys.Rotate(true, DeadlineAfter(absl::Minutes(1))))->renewed, kPatients) << "a new one";
}

TEST_F(PatientKeysTest, StopBeingRotatedWhenTheServiceStops) {
  one_.Writing();
  one_.keys.Stop();
  EXPECT_TRUE(absl::IsUnavailable(RunTask(one_.keys.Rotate(false, DeadlineAfter(absl::Minutes(1)))).status()));
}

TEST_F(PatientKeysTest, AreNotRotatedPastTheDeadlineNorTwiceAtOnce) {
  one_.Writing();
  const auto late = RunTask(one_.keys.Rotate(false, DeadlineAfter(absl::ZeroDuration())));
  EXPECT_EQ(late.status().code(), absl::StatusCode::kDeadlineExceeded);
  std::vector<std::future<absl::StatusOr<PatientKeys::Rotated>>> rotations;
  for (int i = 0; i < 8; ++i)
    rotations.push_back(testing::StartTask(one_.keys.Rotate(true, DeadlineAfter(absl::Minutes(1)))));
  int renewed = 0;
  for (auto& rotation : rotations) {
    const auto rotated = rotation.get();
    if (rotated.ok()) renewed += rotated->renewed;
    EXPECT_TRUE(rotated.ok() || absl::IsAborted(rotated.status()));
  }
  EXPECT_EQ(one_.store->All(one_.keys.PseudonymOf("p-1"))->keys.size(), 1u + renewed);
}

TEST_F(PatientKeysTest, AreGivenToNobodyHereOnceTheyAreDestroyedWhoeverLooksMeanwhile) {
  for (int round = 0; round < 50; ++round) {
    const std::string patient = StrCat("p-", round);
    one_.Writing(patient);
    one_.keys.Poll();
    PassHalfASecond();
    std::vector<std::future<absl::StatusOr<PatientKeys::Keys>>> looks;
    for (int i = 0; i < 4; ++i) looks.push_back(testing::StartTask(one_.keys.ForReading(patient)));
    auto destroyed = testing::StartTask(one_.keys.Destroy(patient));
    for (int i = 0; i < 4; ++i) looks.push_back(testing::StartTask(one_.keys.ForReading(patient)));
    ASSERT_TRUE(destroyed.get().ok());
    EXPECT_EQ(RunTask(one_.keys.ForReading(patient)).status(), NotFound("patient")) << round;
    for (auto& look : looks) look.get().IgnoreError();
    EXPECT_EQ(RunTask(one_.keys.ForReading(patient)).status(), NotFound("patient")) << round;
  }
}

TEST_F(PatientKeysTest, LeaveTheMemoryWhenNobodyAsksForThem) {
  const std::weak_ptr<const OwnerKeys> kept = one_.Writing();
  one_.keys.Poll();
  EXPECT_FALSE(kept.expired());
  clock_.Advance(PatientKeys::kIdle);
  one_.keys.Poll();
  EXPECT_TRUE(kept.expired());
}

}  // namespace
}  // namespace careloop
