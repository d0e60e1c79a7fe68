#ifndef CARELOOP_COMMON_AUDIT_HEAD_H_
#define CARELOOP_COMMON_AUDIT_HEAD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "common/crypto/signature.h"

namespace careloop::audit {

// What is kept outside the database: that the log of a service was, up to a record, what hashes to this.
struct Head {
  std::string site;
  std::string service;
  int64_t sequence = 0;
  std::string hash;  // of the chain
  std::string last;  // the hash of record `sequence` alone
  absl::Time time;
  std::string finding;  // what was wrong with the log since the head before; empty if nothing was

  friend bool operator==(const Head&, const Head&) = default;
};

// One line of JSON without its line feed, with the public key and the Ed25519 signature over all else.
std::string SignHead(const Head& head, const SigningKey& key);

struct SignedHead {
  Head head;
  std::string key;  // whose signature it is
};
// Nothing if the line is not, byte for byte, as SignHead makes it, or its signature is not that of the key in it.
std::optional<SignedHead> ReadHead(std::string_view line);

}  // namespace careloop::audit

#endif  // CARELOOP_COMMON_AUDIT_HEAD_H_
