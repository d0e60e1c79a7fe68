#include "tests/system/fhir_validation.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "nlohmann/json.hpp"
#include "paths.h"

namespace careloop::testing {
namespace {

const std::string kModules = CARELOOP_SOURCE_DIR "/build/npm-fhir/node_modules";

// Those whose values say what the resource is about, and are the same in each run.
bool IsTelling(const std::string& path, const nlohmann::json& value) {
  static constexpr const char* kEndings[] = {".status", ".code", ".statusReason.text", ".policyRule.text"};
  const auto ends = [&](const char* ending) { return path.ends_with(ending); };
  return value.is_boolean() || std::any_of(std::begin(kEndings), std::end(kEndings), ends);
}

std::string TextOf(const nlohmann::json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

void AddFacts(const std::string& path, const nlohmann::json& value, std::set<std::string>& facts) {
  if (value.is_array()) {
    for (const nlohmann::json& one : value) AddFacts(path, one, facts);
  } else if (value.is_object()) {
    for (const auto& [name, inner] : value.items()) AddFacts(path + "." + name, inner, facts);
  } else {
    facts.insert(IsTelling(path, value) ? path + "=" + TextOf(value) : path);
  }
}

}  // namespace

bool HasFhirValidators() { return std::filesystem::exists(kModules); }

void ExportTo(const SiteFolder& folder, const RunningStack& stack, const std::string& person, const std::string& group,
              const std::vector<std::string>& more) {
  for (const bool bundle : {false, true}) {
    std::vector<std::string> args = {group, "export", "-o",
                                     folder.path() + (bundle ? "/bundle.json" : "/record.ndjson")};
    if (bundle) args.push_back("--bundle");
    args.insert(args.end(), more.begin(), more.end());
    const CommandResult exported = stack.Run(person, args);
    ASSERT_EQ(exported.exit_code, 0) << exported.err;
  }
}

std::string LinesIn(const SiteFolder& folder) {
  std::ostringstream lines;
  lines << std::ifstream(folder.path() + "/record.ndjson").rdbuf();
  return lines.str();
}

CommandResult Validate(const SiteFolder& folder) {
  const std::string said = folder.path() + "/said";
  const std::string command = "FHIR_MODULES=" + kModules + " node " CARELOOP_SOURCE_DIR "/tests/fhir/validate.mjs " +
                              folder.path() + "/record.ndjson " + folder.path() + "/bundle.json > " + said + " 2>&1";
  const int status = std::system(command.c_str());
  std::ostringstream out;
  out << std::ifstream(said).rdbuf();
  return {.exit_code = WEXITSTATUS(status), .out = out.str()};
}

void ExpectFound(const SiteFolder& folder, const std::vector<std::pair<std::string, std::string>>& spoilers) {
  const std::string good = LinesIn(folder);
  for (const auto& [part, other] : spoilers) {
    std::string spoilt = good;
    ASSERT_NE(spoilt.find(part), std::string::npos) << part;
    spoilt.replace(spoilt.find(part), part.size(), other);
    folder.Write("record.ndjson", spoilt);
    EXPECT_EQ(Validate(folder).exit_code, 1) << "not found: " << other << " for " << part;
  }
}

std::set<std::string> FactsIn(const std::string& lines) {
  std::set<std::string> facts;
  std::istringstream all(lines);
  for (std::string line; std::getline(all, line);) {
    const auto resource = nlohmann::json::parse(line);
    AddFacts(resource.at("resourceType").get<std::string>(), resource, facts);
  }
  return facts;
}

}  // namespace careloop::testing
