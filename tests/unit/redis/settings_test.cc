#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/un.h>

#include "common/redis/acl.h"
#include "common/redis/address.h"
#include "common/redis/backoff.h"
#include "common/redis/digest.h"
#include "common/redis/function_library.h"
#include "tests/support/fixed_random.h"

namespace careloop::redis {
namespace {

using ::testing::HasSubstr;

TEST(ParseAddress, TakesASocketPathAndAHostWithAPort) {
  const auto un = ParseAddress("unix:/run/careloop/redis.sock");
  ASSERT_TRUE(un.ok());
  EXPECT_STREQ(reinterpret_cast<const sockaddr_un&>(un->storage).sun_path, "/run/careloop/redis.sock");
  const auto in = ParseAddress("127.0.0.1:6379");
  ASSERT_TRUE(in.ok());
  EXPECT_EQ(reinterpret_cast<const sockaddr_in&>(in->storage).sin_port, htons(6379));
  EXPECT_TRUE(ParseAddress("[::1]:6379").ok());
}

TEST(ParseAddress, NamesWhatIsWrong) {
  EXPECT_THAT(ParseAddress("unix:").status().message(), HasSubstr("no path"));
  EXPECT_THAT(ParseAddress("unix:/" + std::string(200, 'x')).status().message(), HasSubstr("longer than 107 bytes"));
  EXPECT_THAT(ParseAddress("127.0.0.1").status().message(), HasSubstr("no port"));
  EXPECT_THAT(ParseAddress("127.0.0.1:").status().message(), HasSubstr("no port"));
  EXPECT_THAT(ParseAddress(":6379").status().message(), HasSubstr("no host"));
  EXPECT_THAT(ParseAddress("127.0.0.1:redis").status().message(), HasSubstr("cannot be resolved"));
}

TEST(RenderAcl, PutsHashesInPlaceOfPasswords) {
  const auto acl = RenderAcl("user journal on #@JOURNAL_PASSWORD_SHA256@ +ping\n", {{"journal", "open sesame"}});
  ASSERT_TRUE(acl.ok());
  EXPECT_EQ(*acl, "user journal on #" + Sha256Hex("open sesame") + " +ping\n");
}

TEST(RenderAcl, RefusesAUserWithoutAPlaceAndAPlaceWithoutAUser) {
  EXPECT_THAT(RenderAcl("user default off\n", {{"journal", "x"}}).status().message(), HasSubstr("journal"));
  EXPECT_THAT(RenderAcl("#@JOURNAL_PASSWORD_SHA256@", {}).status().message(), HasSubstr("no password"));
}

TEST(Sha256Hex, AgreesWithThePublishedVector) {
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(FunctionLibrary, CarriesItsVersionInEachName) {
  const FunctionLibrary library("journal", "#!lua name=careloop_journal_@VERSION@\n-- journal_read_@VERSION@");
  EXPECT_THAT(library.version(), ::testing::SizeIs(12));
  EXPECT_EQ(library.text(),
            "#!lua name=careloop_journal_" + library.version() + "\n-- journal_read_" + library.version());
  EXPECT_EQ(library.FullName("read"), "journal_read_" + library.version());
}

TEST(FunctionLibrary, HasAnotherVersionWhenTheTextDiffers) {
  EXPECT_NE(FunctionLibrary("journal", "-- 1").version(), FunctionLibrary("journal", "-- 2").version());
}

TEST(Backoff, GrowsToItsLimitAndStaysInTheUpperHalf) {
  testing::FixedRandom random;
  Backoff backoff(absl::Milliseconds(20), absl::Milliseconds(500), random);
  for (const int longest : {20, 40, 80, 160, 320, 500, 500}) {
    const absl::Duration wait = backoff.Next();
    EXPECT_GE(wait, absl::Milliseconds(longest) / 2);
    EXPECT_LE(wait, absl::Milliseconds(longest));
  }
  backoff.Reset();
  EXPECT_LE(backoff.Next(), absl::Milliseconds(20));
}

}  // namespace
}  // namespace careloop::redis
