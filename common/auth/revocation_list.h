#ifndef CARELOOP_COMMON_AUTH_REVOCATION_LIST_H_
#define CARELOOP_COMMON_AUTH_REVOCATION_LIST_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/call/call.h"

namespace careloop {

// Whose tokens are good no longer although they have not expired: an immutable list. Thread-safe.
//
// As text, one entry a line, each line with its line feed, words separated by one space:
//
//   # a comment; empty lines are passed over too
//   jti TOKEN          this one token
//   sid SESSION        all tokens of this session
//   sub PERSON TIME    all tokens of this person that were issued before TIME (RFC 3339: 2026-11-28T18:00:00Z), and
//                      those that do not say when (claim iat); of several lines the latest time counts
//
// A line may go when the tokens that it is about have expired.
class RevocationList {
 public:
  // One bad line refuses the whole text; the error says which line and never what is in it. A last line without a line
  // feed is bad: it may be half of what somebody is writing.
  static absl::StatusOr<std::shared_ptr<const RevocationList>> Parse(std::string_view text);

  bool Revokes(const Caller& caller) const;

  size_t size() const { return tokens_.size() + sessions_.size() + persons_.size(); }

 private:
  absl::Status Read(std::string_view line);

  absl::flat_hash_set<std::string> tokens_;
  absl::flat_hash_set<std::string> sessions_;
  absl::flat_hash_map<std::string, absl::Time> persons_;  // what was issued before is revoked
};

// Where the list of this moment comes from. Thread-safe.
class RevocationSource {
 public:
  virtual ~RevocationSource() = default;
  virtual std::shared_ptr<const RevocationList> Current() const = 0;
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_AUTH_REVOCATION_LIST_H_
