#include <gtest/gtest.h>
#include <signal.h>

#include "tests/support/careloop_command.h"

namespace careloop::testing {
namespace {

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
  const pid_t redis = stack.PidOf("redis");
  kill(redis, SIGSTOP);
  const CommandResult result = stack.Run("patient", {"journal", "record", "--urgent", "--json"});
  kill(redis, SIGCONT);
  EXPECT_EQ(result.exit_code, 7);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err.find("What you reported may need attention now."), 0u) << result.err;
  EXPECT_GT(result.err.find("\ncareloop: "), result.err.find("local emergency number.")) << result.err;
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

TEST(CliJournal, SharesPeriods) {
  const RunningStack stack;
  const CommandResult period = stack.Run("patient", {"journal", "share", "--from", "2026-03-01T00:00", "--to",
                                                     "2026-04-01T00:00", "--expires", "2099-01-01T00:00"});
  EXPECT_TRUE(Has(period.out, "entries from 2026-03-01 00:00:00")) << period.out << period.err;
  EXPECT_TRUE(Has(period.out, "until 2099-01-01")) << period.out;
  const CommandResult standing = stack.Run("patient", {"journal", "share", "--from", "2026-03-01T00:00"});
  EXPECT_TRUE(Has(standing.out, " on\n")) << standing.out << standing.err;
}

TEST(CliJournal, KeepsTreatmentCourses) {
  const RunningStack stack;
  const std::string name =
      stack.Json("patient", {"journal", "course", "start", "letrozole", "--when", "2026-03-01T08:00"})
          .at("treatmentCourse")
          .at("name");
  EXPECT_TRUE(
      Has(stack.Run("patient", {"journal", "courses", "--state", "active"}).out, "treatments/letrozole, active"));
  const std::vector<std::string> stop = {"journal",  "course",  "stop",   name,
                                         "--reason", "effects", "--when", "2026-03-05T08:00"};
  EXPECT_TRUE(Has(stack.Run("patient", stop).out, ": effects"));
  const CommandResult again = stack.Run("patient", stop);
  EXPECT_EQ(again.exit_code, 6);
  EXPECT_TRUE(Has(again.err, "FAILED_PRECONDITION (FAILED_STATE)")) << again.err;
}

}  // namespace
}  // namespace careloop::testing
