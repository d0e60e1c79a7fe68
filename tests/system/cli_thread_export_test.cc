#include <gtest/gtest.h>

#include "absl/strings/ascii.h"
#include "absl/time/clock.h"
#include "tests/support/careloop_command.h"
#include "tests/support/site_folder.h"
#include "tests/system/fhir_validation.h"

namespace careloop::testing {
namespace {

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
  if (!HasFhirValidators()) GTEST_SKIP() << "SKIPPED: tests/npm/install fhir has not been run";
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

}  // namespace
}  // namespace careloop::testing
