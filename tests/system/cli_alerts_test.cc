#include <gtest/gtest.h>

#include "tests/support/careloop_command.h"

namespace careloop::testing {
namespace {

bool Has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

const std::vector<std::string> kSevere = {"journal", "record", "--symptom", "nausea:frequency=4,severity=4"};

TEST(CliAlerts, SaysPlainlyThatNobodyHasBeenToldWithoutConsent) {
  const RunningStack stack;
  const CommandResult recorded = stack.Run("patient", kSevere);
  ASSERT_EQ(recorded.exit_code, 0) << recorded.err;
  EXPECT_EQ(recorded.out.find("What you reported may need attention now."), 0u) << recorded.out;
  EXPECT_TRUE(Has(recorded.out, "ALERT, nausea: not sent: you have not agreed to automatic alerts, so nobody has been"))
      << recorded.out;
  const CommandResult listed = stack.Run("patient", {"journal", "alerts"});
  EXPECT_EQ(listed.out.find("Alerts are not sent by themselves.\n"), 0u) << listed.out;
  EXPECT_TRUE(Has(listed.out, "grade-3 of demonstration-1 on ")) << listed.out;
  EXPECT_EQ(stack.Run("clinician", {"journal", "alerts", "--patient", stack.Text("patient")}).exit_code, 4);
}

TEST(CliAlerts, BringsAnAlertToTheTeamAndShowsWhatItDid) {
  const RunningStack stack;
  const CommandResult agreed = stack.Run("patient", {"journal", "consent", "--agree"});
  EXPECT_TRUE(Has(agreed.out, "Alerts are sent by themselves to careTeams/")) << agreed.out << agreed.err;
  EXPECT_TRUE(Has(stack.Run("patient", kSevere).out, "queued: the team has not been told yet"));
  Eventually("the alert is delivered",
             [&] { return Has(stack.Run("patient", {"journal", "alerts"}).out, "delivered to the team"); });
  const CommandResult seen = stack.Run("clinician", {"journal", "alerts", "--patient", stack.Text("patient")});
  EXPECT_TRUE(Has(seen.out, "nausea, open")) << seen.out << seen.err;
  const nlohmann::json alert = stack.Json("patient", {"journal", "alerts"}).at("alerts").at(0);
  const std::string thread = alert.at("delivery").at("thread");
  EXPECT_TRUE(Has(stack.Run("clinician", {"messages", "list", thread}).out, "ALERT about symptoms/nausea"));
  const CommandResult resolved = stack.Run("clinician", {"messages", "resolve", thread, "--action", "called"});
  ASSERT_EQ(resolved.exit_code, 0) << resolved.err;
  const CommandResult after = stack.Run("patient", {"journal", "alerts", "--state", "resolved"});
  EXPECT_TRUE(Has(after.out, ": called")) << after.out;
  EXPECT_TRUE(
      Has(stack.Run("patient", {"journal", "consent", "--withdraw"}).out, "Alerts are not sent by themselves."));
  EXPECT_EQ(stack.Run("patient", {"journal", "consent"}).exit_code, 2);
}

}  // namespace
}  // namespace careloop::testing
