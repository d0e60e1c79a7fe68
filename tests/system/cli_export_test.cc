#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "paths.h"
#include "tests/support/careloop_command.h"
#include "tests/support/site_folder.h"

namespace careloop::testing {
namespace {

const std::string kModules = CARELOOP_SOURCE_DIR "/build/npm-fhir/node_modules";

// What tests/fhir/validate.mjs says of an export, and its exit code.
CommandResult Validate(const SiteFolder& folder) {
  const std::string said = folder.path() + "/said";
  const std::string command = "FHIR_MODULES=" + kModules + " node " CARELOOP_SOURCE_DIR "/tests/fhir/validate.mjs " +
                              folder.path() + "/record.ndjson " + folder.path() + "/bundle.json > " + said + " 2>&1";
  const int status = std::system(command.c_str());
  std::ostringstream out;
  out << std::ifstream(said).rdbuf();
  return {.exit_code = WEXITSTATUS(status), .out = out.str()};
}

// Records one of everything that an export can hold.
void RecordAll(const RunningStack& stack) {
  const auto run = [&](std::vector<std::string> args) {
    const CommandResult result = stack.Run("patient", args);
    ASSERT_EQ(result.exit_code, 0) << result.err;
  };
  run({"journal", "course", "start", "letrozole", "--time-zone", "Europe/Berlin"});
  run({"journal",       "record",
       "--symptom",     "nausea:frequency=4,severity=4",
       "--symptom",     "fatigue:severity=prefer-not-to-say,interference=1",
       "--symptom",     "rash:presence=yes",
       "--symptom",     "pain:frequency=1,severity=0",
       "--wellbeing",   "3",
       "--temperature", "38.2",
       "--note",        "since\nnoon",
       "--question",    "why?",
       "--urgent",      "--visit",
       "--when",        "2026-05-01T08:30",
       "--time-zone",   "Europe/Berlin"});
  run({"journal", "record", "--urgent"});
  run({"journal", "check-in", "--symptom", "vomiting:frequency=1,severity=1", "--partial", "--time-zone", "UTC"});
  run({"journal", "record", "--wellbeing", "5"});
  run({"journal", "amend", "4", "--wellbeing", "6"});
  run({"journal", "record", "--wellbeing", "1"});
  run({"journal", "retract", "5"});
  run({"journal", "share", "--entry", "1"});
  run({"journal", "share", "--entry", "1", "--caregiver", "demo-daughter"});
  ASSERT_EQ(stack.Run("caregiver", {"journal", "record", "--patient", "demo-patient", "--wellbeing", "4"}).exit_code,
            0);
  run({"journal", "share", "--from", "2026-01-01T00:00", "--to", "2027-01-01T00:00", "--symptoms-only"});
  run({"journal", "share", "--from", "2026-01-01T00:00", "--expires", "2099-01-01T00:00"});
}

TEST(CliExport, IsFhirToTwoValidatorsThatOthersWrote) {
  if (!std::filesystem::exists(kModules)) GTEST_SKIP() << "SKIPPED: tests/npm/install fhir has not been run";
  const RunningStack stack;
  RecordAll(stack);
  const SiteFolder folder;
  ASSERT_EQ(stack.Run("patient", {"journal", "export", "-o", folder.path() + "/record.ndjson"}).exit_code, 0);
  ASSERT_EQ(stack.Run("patient", {"journal", "export", "--bundle", "-o", folder.path() + "/bundle.json"}).exit_code, 0);
  const CommandResult valid = Validate(folder);
  EXPECT_EQ(valid.exit_code, 0) << valid.out;

  // The control: what is spoilt is found.
  std::ostringstream lines;
  lines << std::ifstream(folder.path() + "/record.ndjson").rdbuf();
  const std::string good = lines.str();
  for (const auto& [part, other] : {std::pair<std::string, std::string>{R"("status":"final",)", ""},
                                    {R"("subject":{)", R"("subjects":{)"},
                                    {R"("reference":"Patient/)", R"("reference":"Patient/other-)"},
                                    {R"("note":[)", R"("extension":[],"note":[)"}}) {
    std::string spoilt = good;
    ASSERT_NE(spoilt.find(part), std::string::npos) << part;
    spoilt.replace(spoilt.find(part), part.size(), other);
    folder.Write("record.ndjson", spoilt);
    EXPECT_EQ(Validate(folder).exit_code, 1) << "not found: " << other << " for " << part;
  }
}

TEST(CliExport, IsOneResourceALineOnStandardOutput) {
  const RunningStack stack;
  stack.Json("patient", {"journal", "record", "--wellbeing", "5"});
  const CommandResult exported = stack.Run("patient", {"journal", "export"});
  ASSERT_EQ(exported.exit_code, 0) << exported.err;
  std::istringstream lines(exported.out);
  std::vector<std::string> types;
  for (std::string line; std::getline(lines, line);) {
    types.push_back(nlohmann::json::parse(line).at("resourceType").get<std::string>());
  }
  EXPECT_EQ(types, (std::vector<std::string>{"Patient", "Observation", "Observation"}));
  const auto bundle = nlohmann::json::parse(stack.Run("patient", {"journal", "export", "--bundle"}).out);
  EXPECT_EQ(bundle.at("entry").size(), 3u);
  EXPECT_EQ(stack.Run("clinician", {"journal", "export", "--patient", stack.Text("patient")}).exit_code, 3);
}

}  // namespace
}  // namespace careloop::testing
