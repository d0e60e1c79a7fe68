#ifndef CARELOOP_TESTS_SUPPORT_TEST_CERTIFICATES_H_
#define CARELOOP_TESTS_SUPPORT_TEST_CERTIFICATES_H_

#include <openssl/x509.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace careloop::testing {

// What a certificate says; a test spoils what it is about.
struct CertificateSpec {
  std::vector<std::string> names;  // subject alternative names as OpenSSL writes them: "DNS:journal", "URI:..."
  std::string common_name = "a test";
  absl::Time begins = absl::Now() - absl::Hours(1);
  absl::Time ends = absl::Now() + absl::Hours(24 * 365);
};

// A private key and its certificate in PEM.
struct TestIdentity {
  std::string key;
  std::string certificate;

  std::string pem() const { return key + certificate; }
};

// A certificate authority with a key of its own.
class TestCa {
 public:
  TestCa();

  std::string pem() const;
  TestIdentity Issue(const CertificateSpec& spec) const;
  // Good for a year, for one DNS name and for 127.0.0.1.
  TestIdentity IssueFor(const std::string& name) const { return Issue({.names = {"DNS:" + name, "IP:127.0.0.1"}}); }

 private:
  template <auto kFree>
  struct Free {
    template <typename T>
    void operator()(T* object) const {
      kFree(object);
    }
  };
  std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>> key_;
  std::unique_ptr<X509, Free<X509_free>> certificate_;
};

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_TEST_CERTIFICATES_H_
