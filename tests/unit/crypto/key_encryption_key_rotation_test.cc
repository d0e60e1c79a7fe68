#include <fcntl.h>
#include <sys/file.h>

#include <atomic>
#include <chrono>
#include <future>
#include <thread>

#include "common/base/descriptor.h"
#include "tests/unit/crypto/key_store_fixture.h"

namespace careloop {
namespace {

using KeyEncryptionKeyRotation = KeyStoreTest;

TEST_F(KeyEncryptionKeyRotation, TakesANewKeyThatWrapsIntoUseWhenItIsAskedToOrMeetsIt) {
  std::vector<unsigned char> seeds = {1};
  const auto source = [&seeds] { return absl::StatusOr<KeyEncryptionKeys>(Keks(seeds)); };
  const auto here = KeyStore::Open(folder_.path(), source, random_, clock_).value();
  const auto elsewhere = KeyStore::Open(folder_.path(), source, random_, clock_).value();
  const DataKey key = here->ForWriting(kOwner).value();
  seeds = {2, 1};
  EXPECT_EQ(Rewrap(*here).value(), 1);
  EXPECT_TRUE(Same(Find(*elsewhere, kOwner, key.id).value(), key)) << "which has not been asked to";
  EXPECT_TRUE(Find(*Open({2}), kOwner, key.id).ok());
  EXPECT_EQ(Rewrap(*elsewhere).value(), 0);
}

TEST_F(KeyEncryptionKeyRotation, AllWhoMeetANewKeyThatWrapsAtOnceTakeItIntoUse) {
  std::atomic<unsigned char> current = 1;
  const auto source = [&current] {
    std::this_thread::yield();
    return absl::StatusOr<KeyEncryptionKeys>(Keks({current, 1}));
  };
  const auto here = KeyStore::Open(folder_.path(), source, random_, clock_).value();
  const DataKey key = here->ForWriting(kOwner).value();
  current = 2;
  EXPECT_EQ(Rewrap(*Open({2, 1})).value(), 1);
  std::atomic<int> read = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { read += Find(*here, kOwner, key.id).ok() ? 1 : 0; });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(read, 8);
}

TEST_F(KeyEncryptionKeyRotation, WhatIsWrappedWithAKeyThatIsNotGivenFailsAndIsNotWrappedAnew) {
  const DataKey key = Open({1})->ForWriting(kOwner).value();
  const auto store = Open({2});
  EXPECT_EQ(Find(*store, kOwner, key.id).status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(Rewrap(*store).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(Find(*Open({1}), kOwner, key.id).ok());
}

TEST_F(KeyEncryptionKeyRotation, DoesNotTakeForLostWhatIsWrappedWithAKeyThatCannotBeAskedForNow) {
  bool fails = false;
  std::vector<unsigned char> seeds = {1};
  const auto source = [&]() -> absl::StatusOr<KeyEncryptionKeys> {
    if (fails) return absl::FailedPreconditionError("gone");
    return Keks(seeds);
  };
  const auto store = KeyStore::Open(folder_.path(), source, random_, clock_).value();
  Open({2})->ForWriting(kOwner).value();
  Open({3})->ForWriting("another").value();
  fails = true;
  EXPECT_TRUE(absl::IsUnavailable(store->All(kOwner).status()));
  EXPECT_TRUE(absl::IsUnavailable(store->All(kOwner).status())) << "and is not asked again at once";
  fails = false;
  ASSERT_TRUE(store->TakeNewKeys().ok());
  EXPECT_TRUE(absl::IsInternal(store->All(kOwner).status())) << "it is not given";
  seeds = {1, 3};
  EXPECT_TRUE(store->All("another").ok()) << "another is asked for at once";
}

TEST_F(KeyEncryptionKeyRotation, AsksLessAndLessForAKeyThatIsNotGiven) {
  int asked = 0;
  bool fails = false;
  std::vector<unsigned char> seeds = {1};
  const auto source = [&]() -> absl::StatusOr<KeyEncryptionKeys> {
    ++asked;
    if (fails) return absl::FailedPreconditionError("gone");
    return Keks(seeds);
  };
  const auto store = KeyStore::Open(folder_.path(), source, random_, clock_).value();
  Open({2})->ForWriting(kOwner).value();
  const auto all_in = [&](absl::Duration time) {
    const int before = asked;
    for (const absl::Time end = clock_.Now() + time; clock_.Now() < end; clock_.Advance(absl::Milliseconds(500))) {
      EXPECT_FALSE(store->All(kOwner).ok());
    }
    return asked - before;
  };
  EXPECT_EQ(all_in(absl::Seconds(3)), 2);
  fails = true;
  EXPECT_LE(all_in(absl::Minutes(10)), 25);
  fails = false;
  clock_.Advance(-absl::Hours(1));  // set back
  EXPECT_LE(all_in(absl::Minutes(1)), 4);
  ASSERT_TRUE(store->TakeNewKeys().ok());
  EXPECT_EQ(all_in(absl::Seconds(3)), 2) << "anew";
  seeds = {1, 2};
  clock_.Advance(KeyStore::kLongestPause);
  EXPECT_TRUE(store->All(kOwner).ok());
}

TEST_F(KeyEncryptionKeyRotation, HoldsUpNobodyForAKeyThatWasNotGivenBefore) {
  std::promise<void> answered;
  std::future<void> other = answered.get_future();
  bool in_time = true;
  int asked = 0;
  const auto source = [&]() -> absl::StatusOr<KeyEncryptionKeys> {
    if (++asked == 3) in_time = other.wait_for(std::chrono::seconds(20)) == std::future_status::ready;
    return Keks({1});
  };
  const auto store = KeyStore::Open(folder_.path(), source, random_, clock_).value();
  Open({2})->ForWriting(kOwner).value();
  EXPECT_TRUE(absl::IsInternal(store->All(kOwner).status()));
  clock_.Advance(KeyStore::kFirstPause);
  const auto all = [&] { return store->All(kOwner).status(); };
  auto first = std::async(std::launch::async, all);
  auto second = std::async(std::launch::async, all);
  while (first.wait_for(std::chrono::seconds(0)) != std::future_status::ready &&
         second.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
    std::this_thread::yield();
  }
  answered.set_value();
  EXPECT_TRUE(absl::IsInternal(first.get()));
  EXPECT_TRUE(absl::IsInternal(second.get()));
  EXPECT_TRUE(in_time);
  EXPECT_EQ(asked, 3);
}

TEST_F(KeyEncryptionKeyRotation, KnowsWhoseKeysAreLostAlsoWhileTheSourceFails) {
  bool fails = false;
  const auto source = [&fails]() -> absl::StatusOr<KeyEncryptionKeys> {
    if (fails) return absl::FailedPreconditionError("gone");
    return Keks({1});
  };
  const auto store = KeyStore::Open(folder_.path(), source, random_, clock_).value();
  Open({2})->ForWriting(kOwner).value();
  EXPECT_TRUE(absl::IsInternal(store->All(kOwner).status()));
  fails = true;
  clock_.Advance(KeyStore::kLongestPause);
  EXPECT_TRUE(absl::IsInternal(store->All(kOwner).status())) << "theirs alone, and nobody waits for it";
  Open({3})->ForWriting("another").value();
  EXPECT_TRUE(absl::IsUnavailable(store->All("another").status())) << "of these nobody knows";
}

TEST_F(KeyEncryptionKeyRotation, GoesOnWithTheKeysItHasWhenTheSourceFails) {
  bool fails = false;
  const auto source = [&fails]() -> absl::StatusOr<KeyEncryptionKeys> {
    if (fails) return absl::FailedPreconditionError("gone");
    return Keks({1});
  };
  const auto store = KeyStore::Open(folder_.path(), source, random_, clock_).value();
  const DataKey key = store->ForWriting(kOwner).value();
  fails = true;
  EXPECT_EQ(Rewrap(*store).status().message(), "gone");
  EXPECT_TRUE(Find(*store, kOwner, key.id).ok());
}

TEST_F(KeyEncryptionKeyRotation, WrapsNewKeysWithWhatWasTakenIntoUseElsewhere) {
  std::vector<unsigned char> seeds = {1};
  const auto source = [&seeds] { return absl::StatusOr<KeyEncryptionKeys>(Keks(seeds)); };
  const auto here = KeyStore::Open(folder_.path(), source, random_, clock_).value();
  const auto elsewhere = KeyStore::Open(folder_.path(), source, random_, clock_).value();
  seeds = {2, 1};
  EXPECT_EQ(Rewrap(*here).value(), 0);
  const DataKey newcomer = elsewhere->ForWriting("newcomer").value();
  EXPECT_TRUE(Find(*Open({2}), "newcomer", newcomer.id).ok()) << "by somebody without the former key";
  const auto late = Open({1});
  EXPECT_EQ(late->ForWriting("another").status().code(), absl::StatusCode::kFailedPrecondition) << "has it not";
  EXPECT_EQ(late->TakeNewKeys().code(), absl::StatusCode::kFailedPrecondition) << "and does not take it back";
}

// The source may take seconds, for which all who change a key would wait.
TEST_F(KeyEncryptionKeyRotation, AsksForKeysWhileOthersMayChangeTheFolder) {
  std::vector<unsigned char> seeds = {1};
  int asked = 0;
  int alone = 0;
  const auto source = [&]() -> absl::StatusOr<KeyEncryptionKeys> {
    const Descriptor lock(open((folder_.path() + "/lock").c_str(), O_RDWR | O_CLOEXEC));
    if (lock >= 0) ++asked;
    if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0) ++alone;
    return Keks(seeds);
  };
  for (const auto change : {+[](KeyStore& store) { return store.ForWriting("newcomer").ok(); },
                            +[](KeyStore& store) { return store.Renew(kOwner).ok(); },
                            +[](KeyStore& store) { return store.RewrapOne(kOwner).ok(); }}) {
    const unsigned char next = seeds.front() + 1;
    const auto here = KeyStore::Open(folder_.path(), source, random_, clock_).value();
    here->ForWriting(kOwner).value();
    seeds.insert(seeds.begin(), next);
    ASSERT_TRUE(Open(seeds)->TakeNewKeys().ok());  // elsewhere: here it is met with the next change
    const int before = asked;
    EXPECT_TRUE(change(*here));
    EXPECT_EQ(asked, before + 1) << "the test is of nothing";
  }
  EXPECT_EQ(alone, asked);
}

TEST_F(KeyEncryptionKeyRotation, KeepsAKeyThatWrapsWhichIsNotGivenAnyMore) {
  std::vector<unsigned char> seeds = {1};
  const auto store =
      KeyStore::Open(
          folder_.path(), [&seeds] { return absl::StatusOr<KeyEncryptionKeys>(Keks(seeds)); }, random_, clock_)
          .value();
  const DataKey key = store->ForWriting(kOwner).value();
  seeds = {2};  // an operator's mistake
  EXPECT_EQ(Rewrap(*store).value(), 1);
  EXPECT_TRUE(Find(*Open({2}), kOwner, key.id).ok());
}

}  // namespace
}  // namespace careloop
