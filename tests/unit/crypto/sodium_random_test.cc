#include "common/crypto/sodium_random.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

namespace careloop {
namespace {

TEST(SodiumRandom, GivesAsManyBytesAsAskedFor) {
  SodiumRandom random;
  for (const size_t count : {0u, 1u, 24u, 255u, 256u, 257u, 1024u, 100'000u})
    EXPECT_EQ(random.Bytes(count).size(), count);
}

TEST(SodiumRandom, NeverRepeatsItself) {
  SodiumRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 10'000; ++i) EXPECT_TRUE(seen.insert(random.Bytes(24)).second);
}

TEST(SodiumRandom, GivesThreadsBytesOfTheirOwn) {
  SodiumRandom random;
  std::vector<std::vector<std::string>> drawn(4);
  std::vector<std::thread> threads;
  for (auto& draws : drawn) {
    threads.emplace_back([&random, &draws] {
      for (int i = 0; i < 1000; ++i) draws.push_back(random.Bytes(16));
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> seen;
  for (const auto& draws : drawn) seen.insert(draws.begin(), draws.end());
  EXPECT_EQ(seen.size(), 4000);
}

TEST(SodiumRandom, GivesAForkedChildOtherBytesThanItsParent) {
  SodiumRandom random;
  random.Bytes(8);  // the pool is filled
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    const std::string bytes = random.Bytes(32);
    _exit(write(ends[1], bytes.data(), bytes.size()) == 32 ? 0 : 1);
  }
  std::string theirs(32, '\0');
  ASSERT_EQ(read(ends[0], theirs.data(), theirs.size()), 32);
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  close(ends[0]);
  close(ends[1]);
  EXPECT_NE(theirs, random.Bytes(32));
}

TEST(NewId, HasTwentySixCharactersOfCrockfordBase32) {
  SodiumRandom random;
  const std::string id = NewId(random);
  EXPECT_EQ(id.size(), 26);
  EXPECT_EQ(id.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz"), std::string::npos);
}

}  // namespace
}  // namespace careloop
