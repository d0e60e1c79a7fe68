#ifndef CARELOOP_COMMON_AUDIT_CHAIN_H_
#define CARELOOP_COMMON_AUDIT_CHAIN_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace careloop::audit {

// One hash over all records of a service's log up to one of them: SHA-256 of the hash before it, the record's number
// (8 bytes, the highest first) and the hash of its bytes. Whatever is changed, left out, added or moved, every hash
// from there on is another.
class Chain {
 public:
  explicit Chain(std::string_view service);
  // Goes on after a record, from the hash up to there.
  explicit Chain(std::string hash, int64_t sequence) : hash_(std::move(hash)), sequence_(sequence) {}

  // Its number is larger than that of the record before.
  void Append(int64_t sequence, std::string_view bytes);

  const std::string& hash() const { return hash_; }  // 32 bytes
  int64_t sequence() const { return sequence_; }     // of the last record; 0 before the first
  const std::string& last() const {
    return last_;
  }  // the hash of the last record's bytes; empty before one is appended

 private:
  std::string hash_;
  std::string last_;
  int64_t sequence_ = 0;
};

}  // namespace careloop::audit

#endif  // CARELOOP_COMMON_AUDIT_CHAIN_H_
