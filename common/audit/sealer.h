#ifndef CARELOOP_COMMON_AUDIT_SEALER_H_
#define CARELOOP_COMMON_AUDIT_SEALER_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/audit/access_log.h"
#include "common/audit/chain.h"
#include "common/audit/head.h"
#include "common/audit/head_file.h"
#include "common/base/clock.h"

namespace careloop::audit {

// Chains the records of a log and signs where the chain stands, into a file outside the database. From then on nothing
// of it can be changed, in the database or a backup, without the file telling. Of several processes that share the file
// one seals; the next goes on when that is gone. All of this blocks; of one thread.
class Sealer {
 public:
  struct Log {
    std::string site;
    std::string service;
    // As AccessLog::Read, but blocking.
    std::function<absl::StatusOr<std::vector<LoggedAccess>>(int64_t after, int most)> read;
  };
  struct Sealed {
    int64_t records = 0;  // new ones
    std::string finding;  // what is wrong with the log; it is in the heads too
  };

  // `file`, `key` and `clock` outlive this.
  Sealer(Log log, HeadFile& file, const SigningKey& key, const Clock& clock)
      : log_(std::move(log)), file_(file), key_(key), clock_(clock) {}

  // Seals what is new. Nothing while another process has its turn. After an error of the log or the file nothing is
  // lost: it is made up for the next time.
  absl::StatusOr<Sealed> SealNew();

 private:
  static constexpr int kPage = 256;

  absl::Status GoOn();
  absl::StatusOr<std::vector<LoggedAccess>> ReadOn(std::string& finding);
  Chain ChainOn(const std::vector<LoggedAccess>& rows, std::string& finding) const;
  absl::StatusOr<int> SealPage(Sealed& sealed);
  absl::Status Sign(const Chain& chain, const std::string& finding);

  const Log log_;
  HeadFile& file_;
  const SigningKey& key_;
  const Clock& clock_;
  std::optional<Chain> chain_;  // since it is this one's turn
  std::string last_;            // the hash of the last sealed record
  std::string doubt_;           // about the file, to be told with the next head
};

}  // namespace careloop::audit

#endif  // CARELOOP_COMMON_AUDIT_SEALER_H_
