#ifndef CARELOOP_COMMON_SERVICE_SETTINGS_H_
#define CARELOOP_COMMON_SERVICE_SETTINGS_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace careloop::service {

// What every service is told at its start. Each is a flag and an environment variable (--redis-password-file is
// CARELOOP_REDIS_PASSWORD_FILE); a flag wins.
struct CommonSettings {
  std::string service;  // not a setting: "content", "journal" or "messaging"
  std::string listen = "127.0.0.1:0";
  std::string redis = "unix:/run/careloop/redis.sock";
  std::string redis_password_file;
  std::string redis_loader_password_file;
  std::string site = "demo";
  std::string jwks;
  std::string issuer;
  std::string revocation_file;
  std::string tls_identity;  // the next two go with it
  std::string tls_ca;
  std::string tls_peers;
  bool tls_clients_without_certificate = false;
  bool plaintext_on_network = false;
  std::string secret_file;
  std::string audit_heads;  // of a service with patients
  std::string log_level = "info";
  std::string log_file;
  bool reflection = false;
  int drain_limit_seconds = 10;
};

// Where the data keys of patients are.
struct KeySettings {
  std::string folder;
  std::string encryption_key_file;  // or the command
  std::string encryption_key_command;
};

// Reads settings once, into fields that are each declared once with name, default and help. Used by a service's
// settings.cc only; nobody else reads flags or the environment.
class SettingsReader {
 public:
  // With the common settings already added.
  SettingsReader(CommonSettings& common, const std::string& description);
  ~SettingsReader();

  // `name` as in "--name". The field's present value is the default.
  CLI::Option* Add(const std::string& name, std::string& field, const std::string& help);
  CLI::Option* Add(const std::string& name, int& field, const std::string& help);
  CLI::Option* Add(const std::string& name, double& field, const std::string& help);
  CLI::Option* Add(const std::string& name, bool& field, const std::string& help);

  // Of a service with patients: where the heads of its access log go. Required.
  void AddAudit(std::string& heads);

  // Where another service is, and the name that its certificate must bear: --NAME and --NAME-certificate.
  CLI::Option* AddPeer(const std::string& name, std::string& address, std::string& certificate);

  // --key-folder, and --key-encryption-key-file or --key-encryption-key-command.
  void AddKeys(KeySettings& keys);

  // INVALID_ARGUMENT that names the bad setting. Prints the help and ends the process if that was asked for.
  absl::Status Read(int argc, char** argv);

 private:
  absl::Status CheckTransport() const;
  absl::Status CheckKeys() const;

  const CommonSettings& common_;
  const KeySettings* keys_ = nullptr;
  std::unique_ptr<CLI::App> app_;
  std::vector<std::pair<std::string, const std::string*>> peers_;  // name of the setting and its field
};

// "a,b" as its words.
std::vector<std::string> ListOf(const std::string& setting);

// The content of a small secret file (a password, a token) without surrounding white space, which its owner and their
// group alone may use. Errors name the file, never what it holds.
absl::Status ReadSecretFile(const std::string& path, std::string& secret);

}  // namespace careloop::service

#endif  // CARELOOP_COMMON_SERVICE_SETTINGS_H_
