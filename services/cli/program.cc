#include "services/cli/program.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "common/base/strings.h"
#include "common/base/text.h"

namespace careloop::cli {
namespace {

constexpr int kMostSeconds = 366 * 24 * 3600;  // nobody waits longer, and times can hold it

// "--text" of "--text" and of "--text=VALUE"; empty for what is no flag.
std::string FlagOf(const std::string& argument) {
  const std::string flag = argument.substr(0, argument.find('='));
  const bool is_flag = flag.size() > 2 && flag.starts_with("--") &&
                       std::all_of(flag.begin(), flag.end(), [](char c) { return absl::ascii_isalnum(c) || c == '-'; });
  return is_flag ? flag : "";
}

// Where a verb is needed CLI11 says only so, also of a word that was meant for one.
std::string Explain(const CLI::App& app, const CLI::Error& error) {
  const std::vector<std::string> unknown = app.remaining(/*recurse=*/true);
  if (unknown.empty() || std::string(error.what()) != CLI::RequiredError::Subcommand(1).what()) return error.what();
  const std::string word = unknown[0].substr(0, unknown[0].find('='));
  return StrCat("there is no ", word.starts_with('-') ? "flag" : "verb", " \"", word, "\"");
}

}  // namespace

absl::Status CheckArguments(const std::vector<std::string>& arguments) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (IsUtf8(arguments[i])) continue;
    std::string name = FlagOf(arguments[i]);
    if (name.empty() && i > 0) name = FlagOf(arguments[i - 1]);
    return UsageError(StrCat(name.empty() ? StrCat("argument ", i + 1) : name, ": is not UTF-8"));
  }
  return absl::OkStatus();
}

std::string CheckSeconds(const std::string& typed) {
  double seconds = 0;
  if (absl::SimpleAtod(typed, &seconds) && seconds > 0 && seconds <= kMostSeconds) return "";
  return StrCat("needs a number of seconds above 0, at most ", kMostSeconds);
}

Program::Program(CLI::App& app) {
  app.fallthrough();  // shared flags may stand after the verb
  app.require_subcommand(1);
  app.failure_message([](const CLI::App* parsed, const CLI::Error& error) {
    return StrCat("careloop: ", Explain(*parsed, error), " (see --help)\n");
  });
  app.footer(std::string(kExitCodes));
  const auto shared = [&app](const char* name, auto& value, const char* help) {
    return app.add_option(name, value, help)->group("Shared by all verbs");
  };
  shared("--content", common_.endpoints.content, "Address of the content service")->envname("CARELOOP_CONTENT");
  shared("--journal", common_.endpoints.journal, "Address of the journal service")->envname("CARELOOP_JOURNAL");
  shared("--messaging", common_.endpoints.messaging, "Address of the messaging service")->envname("CARELOOP_MESSAGING");
  shared("--ca", common_.trust.ca, "PEM file with the CA of the services' certificates; without it, plaintext")
      ->envname("CARELOOP_CA");
  shared("--identity", common_.trust.identity, "PEM file with a private key and certificate to show them")
      ->envname("CARELOOP_IDENTITY");
  shared("--token", common_.token,
         "Who is calling. Everybody on this machine can read it in ps: better in the environment")
      ->envname("CARELOOP_TOKEN");
  shared("--patient", common_.patient, "Whose journal or threads; a patient's own unless given");
  shared("--request-id", common_.request_id,
         "The UUID of this intent; give it again to retry, else a fresh one is used");
  shared("--timeout", common_.timeout_seconds, "Seconds that a call may take, 10 unless given")->check(CheckSeconds);
  app.add_flag("--all", common_.all_pages, "Follow a list to its last page")->group("Shared by all verbs");
  app.add_flag("--json", common_.json, "Print answers as protobuf JSON, one a line")->group("Shared by all verbs");
}

}  // namespace careloop::cli
