#include <gtest/gtest.h>
#include <signal.h>

#include "tests/support/careloop_command.h"

namespace careloop::testing {
namespace {

constexpr char kWhomToCall[] = "What you reported may need attention now.";

bool Has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(CliJournal, ShowsWhomToCallBeforeAllElse) {
  const RunningStack stack;
  const CommandResult result = stack.Run(
      "patient", {"journal", "record", "--symptom", "nausea:frequency=4,severity=4", "--symptom",
                  "fatigue:severity=prefer-not-to-say,interference=1", "--wellbeing", "3", "--temperature", "37.2",
                  "--note", "since noon", "--urgent", "--when", "2026-05-01T08:30", "--time-zone", "Europe/Berlin"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out.find("What you reported may need attention now."), 0u) << result.out;
  EXPECT_TRUE(Has(result.out, "2026-05-01 08:30:00 +02:00 Europe/Berlin, by Demo Patient")) << result.out;
  EXPECT_TRUE(Has(result.out, "SEVERE: grade-3, severity-4, urgent")) << result.out;
  EXPECT_TRUE(Has(result.out, "nausea: frequency 4, severity 4 -> grade 3 (derived from a diary entry)")) << result.out;
  EXPECT_TRUE(Has(result.out, "fatigue: interference 1, severity prefer-not-to-say -> no grade: an answer is missing"))
      << result.out;
  EXPECT_TRUE(Has(result.out, "Disclaimer, version 1 (en)")) << result.out;
}

TEST(CliJournal, ShowsWhomToCallBeforeTheErrorWhenASevereEntryCannotBeStored) {
  const RunningStack stack;
  stack.Json("patient", {"journal", "record", "--wellbeing", "5"});
  const pid_t redis = stack.PidOf("redis");
  kill(redis, SIGSTOP);
  for (const char* change : {"record", "amend"}) {
    std::vector<std::string> arguments = {"journal", change, "--urgent", "--json"};
    if (change == std::string("amend")) arguments.emplace_back("1");
    const CommandResult result = stack.Run("patient", arguments);
    EXPECT_EQ(result.exit_code, 7) << change;
    EXPECT_EQ(result.out, "") << change;
    EXPECT_EQ(result.err.find(kWhomToCall), 0u) << result.err;
    EXPECT_GT(result.err.find("\ncareloop: UNAVAILABLE"), result.err.find("local emergency number.")) << result.err;
  }
  kill(redis, SIGCONT);
}

TEST(CliJournal, ShowsWhomToCallBeforeTheErrorWhenASevereEntryIsRefused) {
  const RunningStack stack;
  stack.Json("patient", {"journal", "record", "--wellbeing", "5"});
  for (const std::vector<std::string>& change : {std::vector<std::string>{"record"}, {"amend", "1"}}) {
    std::vector<std::string> arguments = {"journal", "--urgent", "--wellbeing", "11"};
    arguments.insert(arguments.begin() + 1, change.begin(), change.end());
    const CommandResult result = stack.Run("patient", arguments);
    EXPECT_EQ(result.exit_code, 5) << change[0];
    EXPECT_EQ(result.out, "") << change[0];
    EXPECT_EQ(result.err.find(kWhomToCall), 0u) << result.err;
    EXPECT_TRUE(Has(result.err, "\ncareloop: INVALID_ARGUMENT (INVALID_FIELD): wellbeing: ")) << result.err;
  }
}

TEST(CliJournal, RepeatsARequestWithoutRecordingTwice) {
  const RunningStack stack;
  const std::vector<std::string> record = {"journal", "record",       "--wellbeing",
                                           "5",       "--request-id", "0d9f8f0c-55b1-4d8b-9a53-2a1f6b1f0a11"};
  const nlohmann::json first = stack.Json("patient", record);
  EXPECT_EQ(stack.Json("patient", record).at("entry"), first.at("entry"));
  EXPECT_EQ(stack.Json("patient", {"journal", "list"}).at("entries").size(), 1u);
}

TEST(CliJournal, ListsWhatFallsIntoAPeriod) {
  const RunningStack stack;
  for (const char* when : {"2026-03-01T08:00:00Z", "2026-03-02T08:00:00Z", "2026-03-03T08:00:00Z"}) {
    stack.Json("patient", {"journal", "record", "--symptom", "chills:frequency=0", "--when", when});
  }
  const nlohmann::json answer =
      stack.Json("patient", {"journal", "list", "--from", "2026-03-02T00:00:00Z", "--to", "2026-03-03T00:00:00Z"});
  EXPECT_EQ(answer.at("entries").size(), 1u);
  EXPECT_TRUE(Has(stack.Run("patient", {"journal", "list"}).out, "the first answer is 0"));
  EXPECT_TRUE(Has(stack.Run("patient", {"journal", "symptoms", "--all"}).out, "nausea: Nausea (frequency, severity)"));
}

TEST(CliJournal, NamesTheFieldAndTheUnitThatWereRefused) {
  const RunningStack stack;
  const CommandResult result = stack.Run("patient", {"journal", "record", "--temperature", "98.6"});
  EXPECT_EQ(result.exit_code, 5);
  EXPECT_EQ(result.err.find("careloop: INVALID_ARGUMENT (INVALID_FIELD): temperature_celsius: "), 0u) << result.err;
  EXPECT_TRUE(Has(result.err, "Celsius")) << result.err;
}

TEST(CliJournal, AmendsAndRetractsEntriesAndShowsTheirHistory) {
  const RunningStack stack;
  stack.Json("patient", {"journal", "record", "--symptom", "nausea:frequency=1,severity=1"});
  const CommandResult amended =
      stack.Run("patient", {"journal", "amend", "1", "--symptom", "nausea:frequency=4,severity=4", "--can-wait"});
  ASSERT_EQ(amended.exit_code, 0) << amended.err;
  EXPECT_EQ(amended.out.find("What you reported may need attention now."), 0u) << amended.out;
  EXPECT_TRUE(Has(amended.out, "version 2")) << amended.out;
  EXPECT_TRUE(Has(amended.out, "\n  can wait\n")) << amended.out;
  const CommandResult stale = stack.Run("patient", {"journal", "amend", "1", "--etag", "1", "--wellbeing", "5"});
  EXPECT_TRUE(Has(stale.err, "ABORTED (VERSION_CONFLICT)")) << stale.err;
  EXPECT_TRUE(Has(stack.Run("patient", {"journal", "get", "1", "--version", "1"}).out, "frequency 1, severity 1"));
  EXPECT_TRUE(Has(stack.Run("patient", {"journal", "retract", "1"}).out, "RETRACTED"));
  const CommandResult history = stack.Run("patient", {"journal", "history", "1"});
  EXPECT_EQ(history.out.find("Version 2, "), 0u) << history.out;
  EXPECT_TRUE(Has(history.out, "\nVersion 1, ")) << history.out;
  EXPECT_EQ(stack.Json("patient", {"journal", "list"}).at("entries").size(), 0u);
  EXPECT_TRUE(Has(stack.Run("patient", {"journal", "list", "--retracted"}).out, "RETRACTED"));
}

TEST(CliJournal, AmendsAnEntryWhereItWasMade) {
  const RunningStack stack;
  stack.Json("patient",
             {"journal", "record", "--wellbeing", "4", "--when", "2026-03-20T01:00", "--time-zone", "Asia/Tokyo"});
  const auto amended =
      stack.Json("patient", {"journal", "amend", "1", "--wellbeing", "5", "--when", "2026-03-20T02:00"});
  EXPECT_EQ(amended.at("entry").at("timeZone"), "Asia/Tokyo");
  EXPECT_EQ(amended.at("entry").at("occurredTime"), "2026-03-19T17:00:00Z");
}

TEST(CliJournal, SavesACheckInInParts) {
  const RunningStack stack;
  const std::vector<std::string> when = {"--when", "2026-04-01T08:30", "--time-zone", "Europe/Berlin"};
  const auto check_in = [&](std::vector<std::string> rest) {
    std::vector<std::string> args = {"journal", "check-in"};
    args.insert(args.end(), when.begin(), when.end());
    args.insert(args.end(), rest.begin(), rest.end());
    return stack.Run("patient", args);
  };
  const CommandResult part = check_in({"--symptom", "nausea:frequency=1,severity=1", "--partial"});
  EXPECT_TRUE(Has(part.out, "check-in of the week of 2026-03-30, in part")) << part.out << part.err;
  EXPECT_TRUE(Has(part.out, "-> grade 1\n")) << part.out;
  const CommandResult rest = check_in({"--symptom", "vomiting:frequency=1,severity=1"});
  EXPECT_TRUE(Has(rest.out, "check-in of the week of 2026-03-30\n")) << rest.out << rest.err;
  EXPECT_TRUE(Has(rest.out, "nausea: frequency 1")) << rest.out;
  EXPECT_EQ(stack.Json("patient", {"journal", "list"}).at("entries").size(), 1u);
}

TEST(CliJournal, SharesEntriesAndRevokesThem) {
  const RunningStack stack;
  stack.Json("patient", {"journal", "record", "--wellbeing", "5"});
  const std::vector<std::string> get = {"journal", "get", "1", "--patient", stack.Text("patient")};
  EXPECT_EQ(stack.Run("clinician", get).exit_code, 4);
  const CommandResult shared = stack.Run("patient", {"journal", "share", "--entry", "1"});
  EXPECT_TRUE(Has(shared.out, "queued: the team has not been told yet")) << shared.out << shared.err;
  Eventually("the share is delivered",
             [&] { return Has(stack.Run("patient", {"journal", "shares"}).out, "delivered to the team"); });
  EXPECT_EQ(stack.Run("clinician", get).exit_code, 0);
  EXPECT_EQ(stack.Run("other_clinician", get).exit_code, 4);

  const std::string share = stack.Json("patient", {"journal", "shares"}).at("shares").at(0).at("name");
  EXPECT_TRUE(Has(stack.Run("patient", {"journal", "revoke", share}).out, "revoked "));
  Eventually("the share has ended", [&] { return stack.Run("clinician", get).exit_code == 4; });
}

TEST(CliJournal, ShowsTrends) {
  const RunningStack stack;
  const auto record = [&](const std::string& when, const std::string& answers) {
    stack.Json("patient", {"journal", "record", "--symptom", "nausea:" + answers, "--when", when});
  };
  record("2026-03-02T08:00:00Z", "frequency=1,severity=1");
  record("2026-03-03T08:00:00Z", "frequency=4,severity=4");
  const CommandResult days = stack.Run(
      "patient", {"journal", "trends", "--from", "2026-03-01T00:00", "--to", "2026-04-01T00:00", "--by", "day"});
  EXPECT_TRUE(Has(days.out,
                  "nausea, grade, diary (derived from diary entries)\n"
                  "  2026-03-02  1 to 1, last 1, of 1\n"
                  "  2026-03-03  3 to 3, last 3, of 1; +2 since the one before\n"))
      << days.out << days.err;
  const CommandResult weeks =
      stack.Run("patient", {"journal", "trends", "--from", "2026-03-01T00:00", "--symptom", "nausea"});
  EXPECT_TRUE(Has(weeks.out, "2026-03-02  1 to 3, last 3, of 2\n")) << weeks.out << weeks.err;
  const CommandResult none =
      stack.Run("patient", {"journal", "trends", "--from", "2020-01-01T00:00", "--to", "2020-02-01T00:00"});
  EXPECT_EQ(none.out, "Nothing was recorded in this period.\n") << none.err;
}

TEST(CliJournal, SumsUpForTheNextVisit) {
  const RunningStack stack;
  EXPECT_TRUE(Has(stack.Run("patient", {"journal", "summary"}).err, "FAILED_STATE"));
  stack.Json("patient", {"journal", "record", "--symptom", "nausea:frequency=1,severity=1", "--visit", "--when",
                         "2026-03-02T08:00:00Z"});
  stack.Json("patient", {"journal", "record", "--symptom", "nausea:frequency=4,severity=4", "--question", "May I swim?",
                         "--when", "2026-03-05T08:00:00Z"});
  const CommandResult summary = stack.Run("patient", {"journal", "summary"});
  EXPECT_TRUE(Has(summary.out, ", the last visit: 1 entries\n")) << summary.out << summary.err;
  EXPECT_TRUE(Has(summary.out, "Worse\n  nausea (derived from diary entries): grade 1 -> grade 3\n")) << summary.out;
  EXPECT_TRUE(Has(summary.out, "To ask\n  May I swim?\n")) << summary.out;
  EXPECT_TRUE(Has(stack.Run("patient", {"journal", "summary", "--since", "2026-03-04T00:00"}).out, "1 entries"));
}

TEST(CliJournal, SharesPeriods) {
  const RunningStack stack;
  stack.Json("patient", {"journal", "record", "--wellbeing", "5", "--when", "2026-03-02T08:00:00Z"});
  const CommandResult period = stack.Run("patient", {"journal", "share", "--from", "2026-03-01T00:00", "--to",
                                                     "2026-04-01T00:00", "--expires", "2099-01-01T00:00"});
  EXPECT_TRUE(Has(period.out, "entries from 2026-03-01 00:00:00")) << period.out << period.err;
  EXPECT_TRUE(Has(period.out, "until 2099-01-01")) << period.out;
  const CommandResult standing = stack.Run("patient", {"journal", "share", "--from", "2026-03-01T00:00"});
  EXPECT_TRUE(Has(standing.out, " on\n")) << standing.out << standing.err;
}

TEST(CliJournal, PreviewsAndSharesSymptomsOnly) {
  const RunningStack stack;
  stack.Json("patient", {"journal", "record", "--symptom", "nausea:frequency=1,severity=1", "--note", "private"});
  const CommandResult preview = stack.Run("patient", {"journal", "preview", "--entry", "1", "--symptoms-only"});
  EXPECT_TRUE(Has(preview.out, "nausea: frequency 1")) << preview.out << preview.err;
  EXPECT_FALSE(Has(preview.out, "private")) << preview.out;
  EXPECT_TRUE(Has(stack.Run("patient", {"journal", "preview", "--entry", "1"}).out, "private"));
  const CommandResult shared = stack.Run("patient", {"journal", "share", "--entry", "1", "--symptoms-only"});
  EXPECT_TRUE(Has(shared.out, "patients/demo-patient/entries/1; symptoms only")) << shared.out << shared.err;
  const CommandResult seen = stack.Run("clinician", {"journal", "get", "1", "--patient", stack.Text("patient")});
  EXPECT_TRUE(Has(seen.out, "nausea: frequency 1")) << seen.out << seen.err;
  EXPECT_FALSE(Has(seen.out, "private")) << seen.out;
  Eventually("the patient sees that the team has been told",
             [&] { return Has(stack.Run("patient", {"journal", "get", "1"}).out, "delivered to the team"); });
  const CommandResult nothing =
      stack.Run("patient", {"journal", "preview", "--from", "2020-01-01T00:00", "--to", "2020-02-01T00:00"});
  EXPECT_EQ(nothing.out, "They would see nothing.\n") << nothing.err;
}

TEST(CliJournal, KeepsTreatmentCourses) {
  const RunningStack stack;
  const std::string name =
      stack.Json("patient", {"journal", "course", "start", "letrozole", "--when", "2026-03-01T08:00"})
          .at("treatmentCourse")
          .at("name");
  EXPECT_TRUE(
      Has(stack.Run("patient", {"journal", "courses", "--state", "active"}).out, "treatments/letrozole, active"));
  EXPECT_TRUE(Has(
      stack.Run("patient", {"journal", "course", "note", name, "--text", "Dose halved", "--when", "2026-03-02T08:00"})
          .out,
      "\"Dose halved\""));
  const std::vector<std::string> stop = {"journal",  "course",  "stop",   name,
                                         "--reason", "effects", "--when", "2026-03-05T08:00"};
  EXPECT_TRUE(Has(stack.Run("patient", stop).out, ": effects"));
  const CommandResult again = stack.Run("patient", stop);
  EXPECT_EQ(again.exit_code, 6);
  EXPECT_TRUE(Has(again.err, "FAILED_PRECONDITION (FAILED_STATE)")) << again.err;
}

}  // namespace
}  // namespace careloop::testing
