#include "common/service/settings.h"

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/log/log.h"

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
    : app_(std::make_unique<CLI::App>(description, common.service)) {
  Add("listen", common.listen, "loopback HOST:PORT (port 0 picks one) or unix:PATH to serve on");
  Add("redis", common.redis, "unix:PATH or loopback HOST:PORT of the durable Redis");
  Add("redis-password-file", common.redis_password_file,
      StrCat("file with the password of the Redis user ", common.service))
      ->required();
  Add("redis-loader-password-file", common.redis_loader_password_file,
      "file with the password of the Redis user loader")
      ->required();
  Add("site", common.site, "name of the site, part of every key")->check(CheckSite);
  Add("jwks", common.jwks, "JWKS file with the keys that tokens are signed with; reloaded when it changes")->required();
  Add("issuer", common.issuer, "the only accepted issuer (iss) of tokens")->required();
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

absl::Status SettingsReader::Read(int argc, char** argv) {
  try {
    app_->parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    std::exit(app_->exit(help));
  } catch (const CLI::ParseError& error) {
    return Error(absl::StatusCode::kInvalidArgument, reason::kInvalidField, error.what());
  }
  return absl::OkStatus();
}

absl::Status ReadSecretFile(const std::string& path, std::string& secret) {
  std::ifstream file(path);
  std::stringstream content;
  content << file.rdbuf();
  secret = std::string(absl::StripAsciiWhitespace(content.str()));
  if (file && !secret.empty()) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
               StrCat(path, ": cannot be read or is empty"));
}

}  // namespace careloop::service
