#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "tests/unit/crypto/key_store_fixture.h"

namespace careloop {
namespace {

using ::testing::HasSubstr;

TEST_F(KeyStoreTest, GivesAnOwnerTheSameKeyAgainAlsoAfterARestart) {
  const DataKey first = Open()->ForWriting(kOwner).value();
  const auto store = Open();
  EXPECT_TRUE(Same(store->ForWriting(kOwner).value(), first));
  EXPECT_TRUE(Same(Find(*store, kOwner, first.id).value(), first));
  EXPECT_FALSE(Same(store->ForWriting("another").value(), first));
}

TEST_F(KeyStoreTest, KeepsNoKeyThatCanBeRead) {
  const DataKey key = Open()->ForWriting(kOwner).value();
  const std::string content = ContentOf(File());
  const std::string raw(reinterpret_cast<const char*>(key.key.data()), SecretKey::kSize);
  EXPECT_THAT(content, HasSubstr(absl::BytesToHexString(key.id)));
  EXPECT_EQ(content.find(raw), std::string::npos);
  EXPECT_EQ(content.find(absl::BytesToHexString(raw)), std::string::npos);
  struct stat info{};
  ASSERT_EQ(stat(File().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(KeyStoreTest, WritesWithTheNewestKeyAndReadsWithAll) {
  const auto store = Open();
  const DataKey first = store->ForWriting(kOwner).value();
  const DataKey second = store->Renew(kOwner).value();
  EXPECT_FALSE(Same(first, second));
  EXPECT_TRUE(Same(store->ForWriting(kOwner).value(), second));
  EXPECT_TRUE(Same(Find(*store, kOwner, first.id).value(), first));
}

TEST_F(KeyStoreTest, MakesNoKeyOfWhoHasNoneWhereThatIsRefused) {
  const auto store = Open();
  const auto get = [&] { return store->ForWriting(kOwner, "", KeyStore::IfNone::kRefuse); };
  EXPECT_EQ(get().status(), NotFound("data key"));
  EXPECT_FALSE(std::filesystem::exists(File()));
  const DataKey key = store->ForWriting(kOwner).value();
  EXPECT_TRUE(Same(get().value(), key));
  const DataKey renewed = store->Renew(kOwner).value();
  EXPECT_TRUE(Same(get().value(), renewed));
  ASSERT_TRUE(store->Destroy(kOwner).ok());
  EXPECT_EQ(get().status(), NotFound("data key"));
}

// What an unmounted file system leaves, or an operator who moves the folder away.
TEST_F(KeyStoreTest, MakesNoKeysInAFolderThatWasEmptiedUnderIt) {
  const auto store = Open();
  const DataKey key = store->ForWriting(kOwner).value();
  const std::string content = ContentOf(File());
  std::filesystem::remove(File());
  std::filesystem::remove(folder_.path() + "/lock");
  for (const absl::Status& status : {store->ForWriting(kOwner).status(), store->ForWriting("another").status(),
                                     store->Renew(kOwner).status(), store->Destroy(kOwner)}) {
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
    EXPECT_EQ(ReasonOf(status), reason::kStoreUnavailable);
  }
  EXPECT_FALSE(store->CanBeRead());
  EXPECT_FALSE(std::filesystem::exists(File()));
  EXPECT_FALSE(std::filesystem::exists(File("another")));
  std::ofstream(folder_.path() + "/lock").flush();
  std::ofstream(File()) << content;
  EXPECT_TRUE(Same(store->ForWriting(kOwner).value(), key)) << "it is back";
}

TEST_F(KeyStoreTest, RenewsOnlyKeysThatAreThere) {
  const auto store = Open();
  EXPECT_TRUE(absl::IsNotFound(store->Renew(kOwner).status()));
  EXPECT_FALSE(std::filesystem::exists(File()));
}

TEST_F(KeyStoreTest, FailsClosedForAKeyThatItDoesNotHave) {
  const auto store = Open();
  EXPECT_TRUE(absl::IsNotFound(Find(*store, kOwner, std::string(16, 'x')).status()));
  const DataKey key = store->ForWriting(kOwner).value();
  EXPECT_TRUE(absl::IsNotFound(Find(*store, kOwner, std::string(16, 'x')).status()));
  EXPECT_TRUE(absl::IsNotFound(Find(*store, "another", key.id).status()));
}

TEST_F(KeyStoreTest, FailsClosedWithoutTheKeyThatWraps) {
  Open({1})->ForWriting(kOwner).value();
  const auto other = Open({2});
  EXPECT_TRUE(absl::IsInternal(other->ForWriting(kOwner).status())) << "and makes no second one";
  EXPECT_TRUE(Open({1})->ForWriting(kOwner).ok());
}

TEST_F(KeyStoreTest, FailsClosedOnADamagedFile) {
  const auto store = Open();
  const DataKey key = store->ForWriting(kOwner).value();
  const std::string good = ContentOf(File());
  for (const std::string& bad :
       {std::string(), std::string("x"), good.substr(0, good.size() / 2), good + std::string(9, '\0'), good + "x\n",
        std::string("careloop data keys 2\n") + good.substr(good.find('\n') + 1)}) {
    folder_.Write(std::string(kOwner) + ".keys", bad);
    EXPECT_EQ(store->ForWriting(kOwner).status().code(), absl::StatusCode::kInternal) << bad;
    EXPECT_EQ(Find(*store, kOwner, key.id).status().code(), absl::StatusCode::kInternal) << bad;
    EXPECT_FALSE(store->Renew(kOwner).ok()) << bad;
  }
  std::string changed = good;
  changed[changed.size() - 2] = changed[changed.size() - 2] == '0' ? '1' : '0';
  folder_.Write(std::string(kOwner) + ".keys", changed);
  EXPECT_FALSE(store->ForWriting(kOwner).ok());
}

TEST_F(KeyStoreTest, DoesNotTakeOneOwnersKeyForAnothers) {
  const auto store = Open();
  store->ForWriting(kOwner).value();
  std::filesystem::copy_file(File(), File("another"));
  EXPECT_EQ(store->ForWriting("another").status().code(), absl::StatusCode::kInternal);
}

TEST_F(KeyStoreTest, WrapsAnewWithTheNextKeyAndThenNeedsTheFormerNoMore) {
  const auto before = Open({1});
  const DataKey first = before->ForWriting(kOwner).value();
  const DataKey second = before->Renew(kOwner).value();
  before->ForWriting("another").value();
  const auto both = Open({2, 1});
  EXPECT_TRUE(Same(both->ForWriting(kOwner).value(), second));
  EXPECT_EQ(Rewrap(*both).value(), 2);
  EXPECT_EQ(Rewrap(*both).value(), 0);
  const auto after = Open({2});
  EXPECT_TRUE(Same(Find(*after, kOwner, first.id).value(), first));
  EXPECT_TRUE(Same(after->ForWriting(kOwner).value(), second));
  EXPECT_FALSE(Open({1})->ForWriting(kOwner).ok());
}

TEST_F(KeyStoreTest, HasOneIdForEverAlsoWhenManyAskFirstAtOnce) {
  std::vector<std::thread> threads;
  std::vector<std::string> ids(8);
  for (std::string& id : ids) {
    threads.emplace_back([this, &id] {
      SodiumRandom random;
      id = KeyStore::Open(folder_.path(), Keks({1}), random, clock_).value()->Id().value().id;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 1u);
  EXPECT_EQ(ids.front().size(), 32u);
  EXPECT_EQ(Open({2})->Id().value().id, ids.front()) << "whatever wraps its keys";
}

TEST_F(KeyStoreTest, HasANewIdUntilItIsConfirmed) {
  const std::string id = Open()->Id().value().id;
  EXPECT_TRUE(Open()->Id().value().is_new) << "a crash may have come before Redis had it";
  ASSERT_TRUE(Open()->ConfirmId().ok());
  ASSERT_TRUE(Open()->ConfirmId().ok());
  EXPECT_FALSE(Open()->Id().value().is_new);
  EXPECT_EQ(Open()->Id().value().id, id);
}

TEST_F(KeyStoreTest, NamesTheFileOfADamagedId) {
  const std::string path = folder_.path() + "/store-id";
  for (const char* text :
       {"", "careloop store 1\n", "careloop store 1\nshort\n", "other\n0123456789abcdef0123456789abcdef\n",
        "careloop store 1\n0123456789abcdef0123456789abcdef\nold\n"}) {
    folder_.Write("store-id", text);
    EXPECT_THAT(Open()->Id().status().message(), HasSubstr(path)) << text;
    EXPECT_FALSE(Open()->ConfirmId().ok()) << text;
  }
}

TEST_F(KeyStoreTest, DoesNotRenewTwiceWithinASecond) {
  const auto store = Open();
  const DataKey first = store->ForWriting(kOwner).value();
  const DataKey second = store->Renew(kOwner).value();
  EXPECT_FALSE(Same(second, first));
  EXPECT_TRUE(absl::IsAlreadyExists(store->Renew(kOwner).status()));
  EXPECT_TRUE(Same(store->ForWriting(kOwner).value(), second));
  clock_.Set(absl::Now() + KeyStore::kRenewedAgain);
  EXPECT_FALSE(Same(store->Renew(kOwner).value(), second));
}

TEST_F(KeyStoreTest, DestroysAlsoWhatACrashLeftBesideTheFile) {
  const auto store = Open();
  store->ForWriting(kOwner).value();
  std::filesystem::copy_file(File(), File() + ".next");  // a crash before it was renamed
  std::filesystem::create_hard_link(File() + ".next", folder_.path() + "/seen");
  ASSERT_TRUE(store->Destroy(kOwner).ok());
  EXPECT_EQ(ContentOf(folder_.path() + "/seen").find_first_not_of('\0'), std::string::npos);
  EXPECT_EQ(ContentOf(File()), "careloop data keys 1\ndestroyed\n");
}

TEST_F(KeyStoreTest, ADestructionThatACrashCutShortIsMadeWholeByAnother) {
  const auto store = Open();
  const size_t size = ContentOf((store->ForWriting(kOwner).value(), File())).size();
  folder_.Write(std::string(kOwner) + ".keys", std::string(size, '\0'));  // wiped, and nothing else yet
  EXPECT_TRUE(absl::IsNotFound(store->ForWriting(kOwner).status())) << "it counts as done";
  EXPECT_TRUE(store->All(kOwner)->destroyed);
  ASSERT_TRUE(store->Destroy(kOwner).ok());
  EXPECT_TRUE(absl::IsNotFound(store->ForWriting(kOwner).status()));
}

TEST_F(KeyStoreTest, DestroysForEver) {
  const auto store = Open();
  const DataKey key = store->ForWriting(kOwner).value();
  EXPECT_TRUE(store->Destroy(kOwner).ok());
  const auto reopened = Open();
  for (KeyStore* again : {reopened.get(), store.get()}) {
    EXPECT_TRUE(absl::IsNotFound(Find(*again, kOwner, key.id).status()));
    EXPECT_TRUE(absl::IsNotFound(again->ForWriting(kOwner).status())) << "nobody may write of them any more";
    EXPECT_TRUE(absl::IsNotFound(again->Renew(kOwner).status()));
  }
  EXPECT_EQ(ContentOf(File()), "careloop data keys 1\ndestroyed\n");
  EXPECT_TRUE(store->Destroy(kOwner).ok()) << "again";
  EXPECT_TRUE(store->Destroy("never-there").code() == absl::StatusCode::kInternal) << "no name that an owner may have";
  EXPECT_TRUE(store->Destroy("neverthere").ok());
  EXPECT_EQ(Rewrap(*store).value(), 0);
}

TEST_F(KeyStoreTest, OverwritesWhatItDestroysInItsPlace) {
  const auto store = Open();
  store->ForWriting(kOwner).value();
  std::filesystem::create_hard_link(File(), folder_.path() + "/watched");  // the same bytes on the disk
  EXPECT_TRUE(store->Destroy(kOwner).ok());
  const std::string left = ContentOf(folder_.path() + "/watched");
  EXPECT_FALSE(left.empty());
  EXPECT_TRUE(std::ranges::all_of(left, [](char c) { return c == 0; }));
}

TEST_F(KeyStoreTest, RefusesNamesThatLeadElsewhere) {
  const auto store = Open();
  for (const char* owner : {"", "..", "../x", "a/b", "A", "a.b", " ", "\xc3\xa9"}) {
    EXPECT_EQ(store->ForWriting(owner).status().code(), absl::StatusCode::kInternal) << owner;
  }
  EXPECT_FALSE(store->ForWriting(std::string(65, 'a')).ok());
}

TEST_F(KeyStoreTest, RefusesAFolderThatOthersMayUse) {
  EXPECT_FALSE(KeyStore::Open(folder_.path() + "/missing", Keks({1}), random_, clock_).ok());
  chmod(folder_.path().c_str(), 0750);
  const auto refused = KeyStore::Open(folder_.path(), Keks({1}), random_, clock_);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr(folder_.path()));
}

TEST_F(KeyStoreTest, GivesOneKeyToAllWhoCreateItAtOnce) {
  for (int round = 0; round < 20; ++round) {
    const std::string owner = "owner" + std::to_string(round);
    std::vector<DataKey> keys(8, DataKey{"", SecretKey({})});
    std::vector<std::jthread> threads;
    for (DataKey& key : keys) threads.emplace_back([&key, &owner, this] { key = Open()->ForWriting(owner).value(); });
    threads.clear();
    for (const DataKey& key : keys) EXPECT_TRUE(Same(key, keys.front())) << owner;
  }
}

// Each writes the ids of the keys that it was given to a file of its own; the parent compares.
TEST_F(KeyStoreTest, GivesOneKeyToAllProcessesThatCreateItAtOnce) {
  constexpr int kProcesses = 4;
  constexpr int kOwners = 50;
  std::vector<pid_t> children;
  for (int p = 0; p < kProcesses; ++p) {
    children.push_back(fork());
    if (children.back() != 0) continue;
    std::ofstream ids(folder_.path() + "/ids" + std::to_string(p), std::ios::binary);
    const auto store = Open();
    for (int i = 0; i < kOwners; ++i) ids << store->ForWriting("owner" + std::to_string(i)).value().id;
    ids.close();
    _exit(0);
  }
  for (const pid_t child : children) waitpid(child, nullptr, 0);
  std::set<std::string> ids;
  for (int p = 0; p < kProcesses; ++p) ids.insert(ContentOf(folder_.path() + "/ids" + std::to_string(p)));
  EXPECT_EQ(ids.size(), 1u);
  EXPECT_EQ(ids.begin()->size(), size_t{kOwners} * DataKey::kIdSize);
}

// A key that was given out is there after SIGKILL at any moment, and no half of one.
TEST_F(KeyStoreTest, LosesNoKeyThatItHasGivenOut) {
  for (int round = 0; round < 10; ++round) {
    int given[2];
    ASSERT_EQ(pipe(given), 0);
    const pid_t child = fork();
    if (child == 0) {
      const auto store = Open();
      for (int owner = 0;; ++owner) {
        const std::string id = store->ForWriting(StrCat("owner", round, "x", owner)).value().id;
        if (write(given[1], id.data(), id.size()) < 0) _exit(1);
      }
    }
    close(given[1]);
    std::string ids(DataKey::kIdSize * 5, '\0');
    for (size_t got = 0; got < ids.size();)
      got += static_cast<size_t>(read(given[0], ids.data() + got, ids.size() - got));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    close(given[0]);
    const auto store = Open();
    for (size_t i = 0; i < ids.size() / DataKey::kIdSize; ++i) {
      const std::string id = ids.substr(i * DataKey::kIdSize, DataKey::kIdSize);
      EXPECT_TRUE(Find(*store, StrCat("owner", round, "x", i), id).ok());
    }
  }
}

}  // namespace
}  // namespace careloop
