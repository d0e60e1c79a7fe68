#include "tests/support/test_certificates.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <atomic>

#include "absl/strings/str_join.h"

namespace careloop::testing {
namespace {

std::string Take(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  std::string text(data, size);
  BIO_free(memory);
  return text;
}

std::string PemOf(X509* certificate) {
  BIO* const memory = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(memory, certificate);
  return Take(memory);
}

void Extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

X509* NewCertificate(EVP_PKEY* key, const CertificateSpec& spec) {
  static std::atomic<long> serial = 0;
  X509* const certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
  ASN1_TIME_set(X509_getm_notBefore(certificate), absl::ToTimeT(spec.begins));
  ASN1_TIME_set(X509_getm_notAfter(certificate), absl::ToTimeT(spec.ends));
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(spec.common_name.c_str()), -1, -1, 0);
  X509_set_pubkey(certificate, key);
  return certificate;
}

}  // namespace

TestCa::TestCa() : key_(EVP_EC_gen("P-256")) {
  static std::atomic<int> count = 0;
  certificate_.reset(NewCertificate(key_.get(), {.common_name = "test CA " + std::to_string(++count)}));
  X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
  Extend(certificate_.get(), certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
  Extend(certificate_.get(), certificate_.get(), NID_subject_key_identifier, "hash");
  X509_sign(certificate_.get(), key_.get(), EVP_sha256());
}

std::string TestCa::pem() const { return PemOf(certificate_.get()); }

TestIdentity TestCa::Issue(const CertificateSpec& spec) const {
  EVP_PKEY* const key = EVP_EC_gen("P-256");
  X509* const certificate = NewCertificate(key, spec);
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate_.get()));
  if (!spec.names.empty())
    Extend(certificate, certificate_.get(), NID_subject_alt_name, absl::StrJoin(spec.names, ","));
  X509_sign(certificate, key_.get(), EVP_sha256());
  BIO* const memory = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(memory, key, nullptr, nullptr, 0, nullptr, nullptr);
  TestIdentity identity{Take(memory), PemOf(certificate)};
  X509_free(certificate);
  EVP_PKEY_free(key);
  return identity;
}

}  // namespace careloop::testing
