#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/time/clock.h"
#include "paths.h"
#include "tests/support/careloop_command.h"
#include "tests/support/site_folder.h"

namespace careloop::testing {
namespace {

const std::string kModules = CARELOOP_SOURCE_DIR "/build/npm-fhir/node_modules";

// What tests/fhir/validate.mjs says of the export in the folder, and its exit code.
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

// Exports into the folder, by the verb of `group` ("journal", "messages"), once as lines and once as a Bundle.
void ExportTo(const SiteFolder& folder, const RunningStack& stack, const std::string& person, const std::string& group,
              const std::vector<std::string>& more = {}) {
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

// The control: what is spoilt, one part for another, is found.
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

TEST(CliExport, IsFhirToTwoValidatorsThatOthersWrote) {
  if (!std::filesystem::exists(kModules)) GTEST_SKIP() << "SKIPPED: tests/npm/install fhir has not been run";
  const RunningStack stack;
  RecordAll(stack);
  const SiteFolder folder;
  ExportTo(folder, stack, "patient", "journal");
  const CommandResult valid = Validate(folder);
  EXPECT_EQ(valid.exit_code, 0) << valid.out;
  ExpectFound(folder, {{R"("status":"final",)", ""},
                       {R"("subject":{)", R"("subjects":{)"},
                       {R"("reference":"Patient/)", R"("reference":"Patient/other-)"},
                       {R"("note":[)", R"("extension":[],"note":[)"}});
}

// Closes the care team, but for one minute of the week that is not today.
std::vector<std::string> ClosedTeam(const RunningStack& stack) {
  const std::string day = absl::FormatTime("%A", absl::Now() + absl::Hours(72), absl::UTCTimeZone());
  return {"teams",
          "settings",
          stack.Text("care_team"),
          "--time-zone",
          "UTC",
          "--open",
          absl::AsciiStrToLower(day) + " 12:00-12:01"};
}

// Sends one of everything that an export of threads can hold.
void SendAll(const RunningStack& stack) {
  const auto run = [&](const std::string& person, std::vector<std::string> args) {
    const CommandResult result = stack.Run(person, args);
    ASSERT_EQ(result.exit_code, 0) << result.err;
  };
  const auto deliver = [&](std::vector<std::string> args) {
    args.insert(args.end(), {"--care-team", stack.Text("care_team")});
    const CommandResult result = RunCareloop(args, stack.AsJournal());
    ASSERT_EQ(result.exit_code, 0) << result.err;
  };
  const std::string patient = stack.Text("patient");
  const std::string thread = stack.Json("patient", {"messages", "send", "--text", "I feel\n\"tired\"."})
                                 .at("thread")
                                 .at("name")
                                 .get<std::string>();
  run("clinician", {"messages", "read", thread});
  run("clinician", {"messages", "send", "--thread", thread, "--text", "Please read", "--publication", "fatigue"});
  run("patient", {"messages", "read", thread});
  run("clinician", {"messages", "send", "--thread", thread, "--text", "of somebody else"});
  run("clinician", {"messages", "retract", thread + "/messages/3", "--reason", "Meant for somebody else."});
  run("clinician", {"messages", "resolve", thread, "--action", "answered"});
  run("patient", {"messages", "start", "--subject", "Another matter", "--text", "Hello"});
  run("admin", ClosedTeam(stack));
  run("patient", {"messages", "send", "--text", "Is anybody there?"});
  deliver({"messages", "deliver-share", "--share", patient + "/shares/s-1", "--entries", "2"});
  const CommandResult revoked =
      RunCareloop({"messages", "deliver-revocation", "--share", patient + "/shares/s-1"}, stack.AsJournal());
  ASSERT_EQ(revoked.exit_code, 0) << revoked.err;
  deliver({"messages", "deliver-alert", "--alert", patient + "/alerts/a-1", "--trigger", "1", "--symptom", "nausea",
           "--can-wait"});
  deliver({"messages", "deliver-alert", "--alert", patient + "/alerts/a-2", "--trigger", "1"});
}

TEST(CliThreadExport, IsFhirToTwoValidatorsThatOthersWrote) {
  if (!std::filesystem::exists(kModules)) GTEST_SKIP() << "SKIPPED: tests/npm/install fhir has not been run";
  const RunningStack stack;
  SendAll(stack);
  const SiteFolder folder;
  ExportTo(folder, stack, "clinician", "messages", {"--patient", stack.Text("patient")});
  const std::string to_the_clinician = LinesIn(folder);
  ExportTo(folder, stack, "patient", "messages");
  EXPECT_EQ(LinesIn(folder), to_the_clinician);
  const CommandResult valid = Validate(folder);
  EXPECT_EQ(valid.exit_code, 0) << valid.out;
  ExpectFound(folder,
              {{R"("status":"entered-in-error",)", ""},
               {R"("partOf":[{)", R"("group":[{)"},
               {R"("partOf":[{"reference":"Communication/thread-)", R"("partOf":[{"reference":"Communication/)"},
               {R"("inResponseTo":[)", R"("inResponseTo":{},"about":[)"},
               {R"("priority":"urgent",)", R"("priority":"very",)"},
               {R"("contentReference":{)", R"("contentReferences":{)"},
               {R"("received":")", R"("received":"on )"},
               {R"("payload":[)", R"("extension":[],"payload":[)"}});
}

TEST(CliThreadExport, HasOneCommunicationForEachThreadAndEachMessage) {
  const RunningStack stack;
  stack.Json("patient", {"messages", "send", "--text", "one"});
  const auto bundle = nlohmann::json::parse(stack.Run("patient", {"messages", "export", "--bundle"}).out);
  ASSERT_EQ(bundle.at("entry").size(), 3u);
  const nlohmann::json& message = bundle.at("entry").at(2).at("resource");
  EXPECT_EQ(message.at("payload").at(0).at("contentString"), "one");
  EXPECT_EQ(message.at("partOf").at(0).at("reference").get<std::string>(),
            "Communication/" + bundle.at("entry").at(1).at("resource").at("id").get<std::string>());
  EXPECT_EQ(stack.Run("other_clinician", {"messages", "export", "--patient", stack.Text("patient")}).exit_code, 4);
}

TEST(CliExport, LeavesTheEarlierFileAsItWasUnlessAllHasCome) {
  const RunningStack stack;
  const SiteFolder folder;
  const std::string file = folder.Write("record.ndjson", "earlier");
  const auto run = [&](const std::string& person, const std::string& path) {
    return stack.Run(person, {"journal", "export", "--patient", stack.Text("patient"), "-o", path});
  };
  EXPECT_EQ(run("clinician", file).exit_code, 3);
  EXPECT_EQ(LinesIn(folder), "earlier");
  EXPECT_FALSE(std::filesystem::exists(file + ".part"));
  EXPECT_EQ(run("clinician", folder.path() + "/none/record.ndjson").exit_code, 2) << "before anybody is asked";
  EXPECT_EQ(run("patient", file).exit_code, 0);
  EXPECT_NE(LinesIn(folder), "earlier");
  EXPECT_FALSE(std::filesystem::exists(file + ".part"));
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
