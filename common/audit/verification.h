#ifndef CARELOOP_COMMON_AUDIT_VERIFICATION_H_
#define CARELOOP_COMMON_AUDIT_VERIFICATION_H_

#include <cstdint>
#include <istream>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace careloop::audit {

// What an export and the heads of a log say together. Needs nothing but the two files and the public key.
struct Verification {
  int64_t records = 0;     // in the export
  int64_t heads = 0;       // that are signed
  int64_t sealed = 0;      // up to this record
  absl::Time sealed_time;  // when that was
  std::vector<std::string>
      problems;     // the first of them; none: nothing was edited, removed, inserted, moved or set back
  std::string key;  // in hex: whose heads these are
};

// `public_key` is 32 bytes; empty: whoever has signed the first head is believed. Finds in a whole export (from record
// 1) each record that was edited, removed, inserted or moved, an end that is missing and a database that was set back,
// as far as records were sealed. Does not find what both files hide: keep a copy of the heads where nobody can write.
Verification Verify(std::istream& exported, std::istream& heads, std::string public_key);

}  // namespace careloop::audit

#endif  // CARELOOP_COMMON_AUDIT_VERIFICATION_H_
