// What TLS files have to hold, and how gRPC gets to see them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "common/rpc/memory_file.h"
#include "common/rpc/pem.h"
#include "common/rpc/tls.h"
#include "tests/support/fake_clock.h"
#include "tests/support/site_folder.h"
#include "tests/support/test_certificates.h"

namespace careloop::rpc {
namespace {

using testing::TestCa;

std::string ContentOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class PemTest : public ::testing::Test {
 protected:
  std::string RefusalOf(const std::string& pem) const {
    const auto end = CheckIdentity(pem, now_);
    return end.ok() ? "accepted" : std::string(end.status().message());
  }

  const TestCa ca_;
  const absl::Time now_ = absl::Now();
};

TEST_F(PemTest, AnIdentityIsAKeyAndItsCertificateInAnyOrder) {
  const auto identity = ca_.Issue({.names = {"DNS:journal"}, .ends = absl::FromUnixSeconds(4'000'000'000)});
  EXPECT_EQ(CheckIdentity(identity.key + identity.certificate, now_).value(), absl::FromUnixSeconds(4'000'000'000));
  EXPECT_TRUE(CheckIdentity(identity.certificate + identity.key, now_).ok());
  EXPECT_TRUE(CheckIdentity("Bag Attributes\n" + identity.pem() + ca_.pem(), now_).ok()) << "with those up to its CA";
}

TEST_F(PemTest, AnIdentityThatCannotBeShownIsRefused) {
  const auto identity = ca_.IssueFor("journal");
  EXPECT_EQ(RefusalOf(""), "holds no private key in PEM, or one with a password");
  EXPECT_EQ(RefusalOf(identity.certificate), "holds no private key in PEM, or one with a password");
  EXPECT_EQ(RefusalOf(identity.key), "holds no certificate in PEM");
  EXPECT_EQ(RefusalOf(identity.key + ca_.IssueFor("journal").certificate),
            "its first certificate is not that of its private key");
  EXPECT_EQ(RefusalOf(identity.key + ca_.pem() + identity.certificate),
            "its first certificate is not that of its private key");
  EXPECT_EQ(RefusalOf(ca_.Issue({.ends = now_ - absl::Minutes(1)}).pem()), "its certificate has expired");
  EXPECT_EQ(RefusalOf(ca_.Issue({.begins = now_ + absl::Hours(1)}).pem()), "its certificate is not valid yet");
  EXPECT_NE(RefusalOf(identity.pem().substr(0, identity.pem().size() / 2)), "accepted");
  EXPECT_EQ(RefusalOf(identity.pem() + ca_.pem().substr(0, ca_.pem().size() / 2)),
            "holds a certificate that cannot be read");
}

TEST_F(PemTest, AuthoritiesAreOneOrMoreWholeCertificates) {
  EXPECT_TRUE(CheckAuthorities(ca_.pem()).ok());
  EXPECT_TRUE(CheckAuthorities(ca_.pem() + "\n" + TestCa().pem()).ok());
  EXPECT_FALSE(CheckAuthorities("").ok());
  EXPECT_FALSE(CheckAuthorities("garbage").ok());
  EXPECT_FALSE(CheckAuthorities(ca_.IssueFor("journal").key).ok());
  EXPECT_FALSE(CheckAuthorities(ca_.pem() + ca_.pem().substr(0, ca_.pem().size() / 2)).ok());
}

TEST(TlsFiles, AnIdentityThatIsNotValidYetIsTakenOverOnceItIs) {
  const testing::SiteFolder folder;
  const TestCa ca;
  testing::FakeClock clock(absl::Now());
  const std::string authority = folder.Write("ca.pem", ca.pem());
  const auto tls = Tls::Load({folder.Write("identity.pem", ca.IssueFor("journal").pem()), authority}, clock).value();
  folder.Write("identity.pem",
               ca.Issue({.begins = clock.Now() + absl::Hours(1), .ends = clock.Now() + absl::Hours(24)}).pem());
  const auto logged = [&] {
    ::testing::internal::CaptureStderr();
    for (int i = 0; i < 3; ++i) tls->Poll();
    return ::testing::internal::GetCapturedStderr();
  };
  const std::string early = logged();
  EXPECT_THAT(early, ::testing::HasSubstr("is not valid yet"));
  EXPECT_EQ(early.find('\n'), early.size() - 1) << "once: " << early;
  clock.Advance(absl::Hours(2));
  EXPECT_THAT(logged(), ::testing::HasSubstr("tls_identity")) << "of one that ends soon a warning is given";
  EXPECT_EQ(logged(), "");
}

TEST(TlsFiles, AnIdentityThatOthersMayReadIsRefusedAndNotTakenOver) {
  using std::filesystem::perms;
  const testing::SiteFolder folder;
  const TestCa ca;
  const testing::FakeClock clock(absl::Now());
  const Tls::Files files = {folder.Write("identity.pem", ca.IssueFor("journal").pem()),
                            folder.Write("ca.pem", ca.pem())};
  std::filesystem::permissions(files.ca, perms(0644));  // nothing of it is secret
  std::filesystem::permissions(files.identity, perms(0644));
  EXPECT_THAT(std::string(Tls::Load(files, clock).status().message()),
              ::testing::HasSubstr(files.identity + ": others may use it (mode 0644)"));
  std::filesystem::permissions(files.identity, perms(0640));
  const auto tls = Tls::Load(files, clock).value();
  std::filesystem::permissions(files.identity, perms(0644));
  ::testing::internal::CaptureStderr();
  tls->Poll();
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), ::testing::HasSubstr("tls_file_not_reloaded"));
}

TEST(MemoryFile, IsReplacedAsAWholeUnderTheSamePath) {
  MemoryFile file("first");
  const std::string path = file.path();
  EXPECT_EQ(ContentOf(path), "first");
  std::ifstream open(path);
  file.Replace("second, and longer");
  EXPECT_EQ(file.path(), path);
  EXPECT_EQ(ContentOf(path), "second, and longer");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(open), {}), "first") << "who has opened it has that one";
}

}  // namespace
}  // namespace careloop::rpc
