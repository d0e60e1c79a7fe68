#ifndef CARELOOP_COMMON_SERVICE_SEALING_H_
#define CARELOOP_COMMON_SERVICE_SEALING_H_

#include <memory>
#include <stop_token>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "common/audit/access_log.h"
#include "common/audit/head_file.h"
#include "common/audit/sealer.h"
#include "common/base/clock.h"
#include "common/crypto/secret_key.h"
#include "common/crypto/signature.h"

namespace careloop::service {

// Seals the access log of a service from a thread of its own, several times a second, and once more at the end. What is
// wrong with the log or the file is logged.
class Sealing {
 public:
  static constexpr absl::Duration kInterval = absl::Milliseconds(250);

  // Opens `path`, the file of the heads, and writes the public key, in hex, beside it: PATH.pub. `log` and `clock`
  // outlive this. Errors name the file; FAILED_PRECONDITION if it is another service's, or another secret's.
  static absl::StatusOr<std::unique_ptr<Sealing>> Open(std::string path, audit::AccessLog& log, std::string site,
                                                       std::string service, const SecretKey& secret,
                                                       const Clock& clock);

  void Start();
  // Seals what is left and joins the thread. The log still works. May be repeated.
  void Stop() { thread_ = {}; }

 private:
  Sealing(std::unique_ptr<audit::HeadFile> file, const SecretKey& secret, audit::Sealer::Log log, const Clock& clock);

  void Run(const std::stop_token& stop);
  void SealAndTell();

  const std::unique_ptr<audit::HeadFile> file_;
  const SigningKey key_;
  audit::Sealer sealer_;
  bool failing_ = false;  // and that was logged
  std::jthread thread_;
};

}  // namespace careloop::service

#endif  // CARELOOP_COMMON_SERVICE_SEALING_H_
