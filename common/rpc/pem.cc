#include "common/rpc/pem.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>

namespace careloop::rpc {
namespace {

template <auto kFree>
struct Free {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Bio = std::unique_ptr<BIO, Free<BIO_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;

absl::Status Bad(const char* what) { return absl::InvalidArgumentError(what); }

Bio Reader(const std::string& pem) { return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))); }

// Nobody is there to type a password for an encrypted key.
int NoPassword(char*, int, int, void*) { return -1; }

absl::Time TimeOf(const ASN1_TIME* time) {
  std::tm utc{};
  if (ASN1_TIME_to_tm(time, &utc) != 1) return absl::InfinitePast();
  return absl::FromTM(utc, absl::UTCTimeZone());
}

// Whether the certificates from here on are whole, to the end.
bool AreWhole(BIO* reader, int& count) {
  while (Certificate(PEM_read_bio_X509(reader, nullptr, NoPassword, nullptr)) != nullptr) ++count;
  return ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
}

constexpr char kBroken[] = "holds a certificate that cannot be read";

// What OpenSSL says of a failure stays in a queue of the thread, where the next one to ask would take it for theirs.
struct ForgetErrors {
  ~ForgetErrors() { ERR_clear_error(); }
};

}  // namespace

absl::StatusOr<absl::Time> CheckIdentity(const std::string& pem, absl::Time now) {
  const ForgetErrors forget;
  const Key key(PEM_read_bio_PrivateKey(Reader(pem).get(), nullptr, NoPassword, nullptr));
  if (key == nullptr) return Bad("holds no private key in PEM, or one with a password");
  const Bio reader = Reader(pem);
  const Certificate certificate(PEM_read_bio_X509(reader.get(), nullptr, NoPassword, nullptr));
  if (certificate == nullptr) return Bad("holds no certificate in PEM");
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return Bad("its first certificate is not that of its private key");
  }
  if (TimeOf(X509_get0_notBefore(certificate.get())) > now) return Bad("its certificate is not valid yet");
  const absl::Time end = TimeOf(X509_get0_notAfter(certificate.get()));
  if (end <= now) return Bad("its certificate has expired");
  int above = 0;
  if (!AreWhole(reader.get(), above)) return Bad(kBroken);
  return end;
}

absl::Status CheckAuthorities(const std::string& pem) {
  const ForgetErrors forget;
  const Bio reader = Reader(pem);
  int count = 0;
  const bool whole = AreWhole(reader.get(), count);
  if (count == 0) return Bad("holds no certificate in PEM");
  return whole ? absl::OkStatus() : Bad(kBroken);
}

}  // namespace careloop::rpc
