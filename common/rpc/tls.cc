#include "common/rpc/tls.h"

#include <grpcpp/security/tls_credentials_options.h>

#include <utility>

#include "common/auth/followed_file.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/crypto/secret_file.h"
#include "common/log/log.h"
#include "common/rpc/peer_names.h"
#include "common/rpc/pem.h"

namespace careloop::rpc {
namespace {

constexpr std::string_view kKind = "TLS file";
constexpr size_t kMaxSize = 1 << 20;
constexpr unsigned kLookAgainSeconds = 1;  // gRPC, at what is in memory
constexpr absl::Duration kSoon = absl::Hours(14 * 24);

absl::Status CheckedIdentity(const std::string& pem, absl::Time now) {
  ASSIGN_OR_RETURN(const absl::Time end, CheckIdentity(pem, now));
  const absl::Duration left = end - now;
  log::LogEvent(left < kSoon ? log::Level::kWarning : log::Level::kInfo, "tls_identity",
                {{"expires_in_hours", absl::ToInt64Hours(left)}});
  return absl::OkStatus();
}

absl::Status CheckedAuthorities(const std::string& pem, absl::Time) { return CheckAuthorities(pem); }

absl::Status Named(const std::string& path, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::InvalidArgumentError(StrCat(kKind, " ", path, ": ", status.message()));
}

absl::StatusOr<std::string> Text(const std::string& path, bool secret) {
  if (secret) RETURN_IF_ERROR(CheckClosedToOthers(path));
  return ReadFollowedFile(kKind, path, kMaxSize);
}

void Follow(grpc::experimental::TlsCredentialsOptions& options) {
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_check_call_host(false);  // names are what OnlyPeersNamed checks
}

}  // namespace

absl::StatusOr<std::unique_ptr<Tls::File>> Tls::Read(const std::string& path, Check check, bool secret,
                                                     absl::Time now) {
  ASSIGN_OR_RETURN(std::string text, Text(path, secret));
  RETURN_IF_ERROR(Named(path, check(text, now)));
  return std::unique_ptr<File>(new File{path, check, secret, text, true, MemoryFile(text)});
}

absl::StatusOr<std::unique_ptr<Tls>> Tls::Load(Files files, const Clock& clock) {
  ASSIGN_OR_RETURN(std::unique_ptr<File> identity, Read(files.identity, &CheckedIdentity, true, clock.Now()));
  ASSIGN_OR_RETURN(std::unique_ptr<File> ca, Read(files.ca, &CheckedAuthorities, false, clock.Now()));
  return std::unique_ptr<Tls>(new Tls(std::move(identity), std::move(ca), clock));
}

Tls::Tls(std::unique_ptr<File> identity, std::unique_ptr<File> ca, const Clock& clock)
    : clock_(clock),
      identity_(std::move(identity)),
      ca_(std::move(ca)),
      provider_(std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
          identity_->good.path(), identity_->good.path(), ca_->good.path(), kLookAgainSeconds)) {}

void Tls::Poll() {
  Poll(*identity_);
  Poll(*ca_);
}

void Tls::Poll(File& file) {
  const absl::StatusOr<std::string> text = Text(file.path, file.secret);
  std::string seen = text.ok() ? *text : std::string(text.status().message());
  const bool known = seen == file.seen;
  if (known && file.taken) return;
  file.seen = std::move(seen);
  const absl::Status good = text.ok() ? Named(file.path, file.check(*text, clock_.Now())) : text.status();
  file.taken = good.ok();
  if (!good.ok() && known) return;
  if (!good.ok()) return log::LogEvent(log::Level::kError, "tls_file_not_reloaded", {{"error", good}});
  file.good.Replace(*text);
  log::LogEvent(log::Level::kInfo, "tls_file_reloaded", {{"file", log::Word(file.path)}});
}

std::shared_ptr<grpc::ServerCredentials> Tls::ForServer(std::vector<std::string> names, bool or_without) const {
  grpc::experimental::TlsServerCredentialsOptions options(provider_);
  Follow(options);
  options.set_cert_request_type(or_without ? GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY
                                           : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.set_certificate_verifier(OnlyPeersNamed(std::move(names), or_without));
  return grpc::experimental::TlsServerCredentials(options);
}

std::shared_ptr<grpc::ChannelCredentials> Tls::ForClient(const std::string& name) const {
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(provider_);
  Follow(options);
  options.set_certificate_verifier(OnlyPeersNamed({name}));
  return grpc::experimental::TlsCredentials(options);
}

}  // namespace careloop::rpc
