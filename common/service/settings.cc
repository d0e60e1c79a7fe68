#include "common/service/settings.h"

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/crypto/secret_file.h"
#include "common/log/log.h"
#include "common/rpc/local_address.h"

namespace careloop::service {
namespace {

std::string EnvironmentName(const std::string& flag) {
  return StrCat("CARELOOP_", absl::AsciiStrToUpper(absl::StrReplaceAll(flag, {{"-", "_"}})));
}

CLI::Option* Describe(CLI::Option* option, const std::string& name) {
  return option->envname(EnvironmentName(name))->capture_default_str();
}

std::string CheckSite(const std::string& site) {
  const bool fits = !site.empty() && site.size() <= 32 && std::all_of(site.begin(), site.end(), [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
  });
  return fits ? "" : "needs 1 to 32 of a-z 0-9 -";
}

std::string CheckLogLevel(const std::string& level) {
  return log::LevelFromName(level) ? "" : "is one of debug, info, warning, error";
}

}  // namespace

SettingsReader::SettingsReader(CommonSettings& common, const std::string& description)
    : common_(common), app_(std::make_unique<CLI::App>(description, common.service)) {
  Add("listen", common.listen, "HOST:PORT (port 0 picks one) or unix:PATH to serve on; without TLS a loopback one")
      ->check(rpc::AddressFault);
  Add("redis", common.redis, "unix:PATH or loopback HOST:PORT of the durable Redis")->check(rpc::AddressFault);
  Add("redis-password-file", common.redis_password_file,
      StrCat("file of mode 0600 or 0640 with the password of the Redis user ", common.service))
      ->required();
  Add("redis-loader-password-file", common.redis_loader_password_file,
      "file of mode 0600 or 0640 with the password of the Redis user loader")
      ->required();
  Add("site", common.site, "name of the site, part of every key")->check(CheckSite);
  Add("jwks", common.jwks, "JWKS file with the keys that tokens are signed with; reloaded when it changes")->required();
  Add("issuer", common.issuer, "the only accepted issuer (iss) of tokens")->required();
  Add("revocation-file", common.revocation_file,
      "list of tokens, sessions and persons that are signed out; reloaded when it changes");
  Add("tls-identity", common.tls_identity,
      "PEM file of mode 0600 or 0640 with this service's private key and certificates; reloaded. Turns TLS on");
  Add("tls-ca", common.tls_ca, "PEM file with the CAs of clients' and other services' certificates; reloaded");
  Add("tls-peers", common.tls_peers,
      "names, separated by commas, one of which the certificate of a client must bear (DNS or URI, letter for letter)");
  Add("tls-clients-without-certificate", common.tls_clients_without_certificate,
      "let clients in that show no certificate; role service still needs one");
  Add("plaintext-on-network", common.plaintext_on_network,
      "speak and accept plaintext beyond the loopback: whoever is on the way reads what patients write");
  Add("secret-file", common.secret_file, "file with the site's 32-byte secret, readable by its owner only")->required();
  Add("log-level", common.log_level, "debug, info, warning or error")->check(CheckLogLevel);
  Add("log-file", common.log_file, "file to append the log to; standard error if empty");
  Add("reflection", common.reflection, "offer server reflection; for development");
  Add("drain-limit", common.drain_limit_seconds, "seconds that calls in flight get to end after SIGTERM")
      ->check(CLI::Range(0, 300));
}

SettingsReader::~SettingsReader() = default;

CLI::Option* SettingsReader::Add(const std::string& name, std::string& field, const std::string& help) {
  return Describe(app_->add_option("--" + name, field, help), name);
}

CLI::Option* SettingsReader::Add(const std::string& name, int& field, const std::string& help) {
  return Describe(app_->add_option("--" + name, field, help), name);
}

CLI::Option* SettingsReader::Add(const std::string& name, double& field, const std::string& help) {
  return Describe(app_->add_option("--" + name, field, help), name);
}

CLI::Option* SettingsReader::Add(const std::string& name, bool& field, const std::string& help) {
  return Describe(app_->add_flag("--" + name, field, help), name);
}

void SettingsReader::AddAudit(std::string& heads) {
  Add("audit-heads", heads,
      "file, outside Redis and its backups, to which the signed heads of the access log are appended")
      ->required();
}

CLI::Option* SettingsReader::AddPeer(const std::string& name, std::string& address, std::string& certificate) {
  peers_.emplace_back(name, &address);
  Add(name + "-certificate", certificate, StrCat("name that the certificate of the ", name, " service must bear"));
  return Add(name, address, StrCat("HOST:PORT or unix:PATH of the ", name, " service"))->check(rpc::AddressFault);
}

void SettingsReader::AddKeys(KeySettings& keys) {
  keys_ = &keys;
  Add("key-folder", keys.folder,
      "folder of mode 0700 with the patients' data keys; on this machine's disk, in no backup of Redis")
      ->required();
  Add("key-encryption-key-file", keys.encryption_key_file,
      "file of mode 0600 with the keys of 32 bytes that data keys are wrapped with, one a line, the current one first");
  Add("key-encryption-key-command", keys.encryption_key_command, "instead of the file: a command that prints them");
}

absl::Status SettingsReader::CheckKeys() const {
  Violations violations;
  if (keys_ != nullptr && keys_->encryption_key_file.empty() == keys_->encryption_key_command.empty()) {
    violations.Add("--key-encryption-key-file", "is needed, or --key-encryption-key-command, and never both of them");
  }
  return violations.ToStatus();
}

absl::Status SettingsReader::CheckTransport() const {
  const bool tls = !common_.tls_identity.empty();
  Violations violations;
  for (const auto& [name, value] : {std::pair("tls-ca", &common_.tls_ca), std::pair("tls-peers", &common_.tls_peers)}) {
    if (tls && value->empty()) violations.Add(StrCat("--", name), "is needed with --tls-identity");
    if (!tls && !value->empty()) violations.Add(StrCat("--", name), "needs --tls-identity");
  }
  if (!tls && common_.tls_clients_without_certificate)
    violations.Add("--tls-clients-without-certificate", "needs --tls-identity");
  if (!common_.plaintext_on_network && !rpc::IsLocal(common_.redis)) {
    violations.Add("--redis",
                   StrCat(common_.redis, " is not a loopback address or a unix socket, and Redis is spoken to ",
                          "in plaintext, passwords included"));
  }
  for (const auto& [name, address] : peers_) {
    if (tls || common_.plaintext_on_network || rpc::IsLocal(*address)) continue;
    violations.Add("--" + name,
                   StrCat(*address, " is not a loopback address or a unix socket, and without --tls-identity",
                          " the service speaks plaintext"));
  }
  return violations.ToStatus();
}

absl::Status SettingsReader::Read(int argc, char** argv) {
  try {
    app_->parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    std::exit(app_->exit(help));
  } catch (const CLI::ParseError& error) {
    return Error(absl::StatusCode::kInvalidArgument, reason::kInvalidField, error.what());
  }
  RETURN_IF_ERROR(CheckKeys());
  return CheckTransport();
}

std::vector<std::string> ListOf(const std::string& setting) { return absl::StrSplit(setting, ',', absl::SkipEmpty()); }

absl::Status ReadSecretFile(const std::string& path, std::string& secret) {
  if (const absl::Status closed = CheckClosedToOthers(path); !closed.ok()) {
    return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState, std::string(closed.message()));
  }
  std::ifstream file(path);
  std::stringstream content;
  content << file.rdbuf();
  secret = std::string(absl::StripAsciiWhitespace(content.str()));
  if (file && !secret.empty()) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
               StrCat(path, ": cannot be read or is empty"));
}

}  // namespace careloop::service
