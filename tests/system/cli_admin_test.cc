#include <gtest/gtest.h>
#include <signal.h>

#include "tests/support/careloop_command.h"

namespace careloop::testing {
namespace {

bool Has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(CliAdmin, ShowsWhatCouldNotBeDeliveredAndHasItTriedAgain) {
  const RunningStack stack;
  const pid_t messaging = stack.PidOf("messaging");
  kill(messaging, SIGSTOP);  // so that nobody can say that there is no such team
  const CommandResult shared =
      stack.Run("patient", {"journal", "share", "--from", "2026-05-01T08:30", "--care-team", "no-such-team"});
  kill(messaging, SIGCONT);
  ASSERT_EQ(shared.exit_code, 0) << shared.err;
  EXPECT_TRUE(Has(shared.out, "queued: the team has not been told yet")) << shared.out;

  CommandResult shares;
  Eventually("the share is given up", [&] {
    shares = stack.Run("patient", {"journal", "shares"});
    return Has(shares.out, "FAILED");
  });
  EXPECT_TRUE(Has(shares.out, "the team has not been told and reads nothing by it; it is unknown")) << shares.out;

  const CommandResult listed = stack.Run("admin", {"admin", "undelivered"});
  const std::string name = shared.out.substr(0, shared.out.find(' '));
  EXPECT_TRUE(Has(listed.out, name + ", given up ")) << listed.out;
  EXPECT_TRUE(Has(listed.out, "1 given up, 0 waiting")) << listed.out;
  EXPECT_EQ(stack.Run("admin", {"admin", "retry", name}).out, "1 tried again\n");
  EXPECT_EQ(stack.Run("patient", {"admin", "undelivered"}).exit_code, 3);
  const std::string rebuilt = stack.Run("admin", {"admin", "rebuild"}).out;
  EXPECT_TRUE(Has(rebuilt, "threads, 0 of which were kept wrongly")) << rebuilt;
}

TEST(CliAdmin, RotatesKeysAndErasesAPatientWithBothServicesWhenItIsMeant) {
  const RunningStack stack;
  ASSERT_EQ(stack.Run("patient", {"journal", "record", "--wellbeing", "6"}).exit_code, 0);
  EXPECT_EQ(stack.Run("admin", {"admin", "rotate-keys"}).out,
            "journal: 0 wrapped anew, 0 renewed\nmessaging: 0 wrapped anew, 0 renewed\n");
  EXPECT_TRUE(Has(stack.Run("admin", {"admin", "rotate-keys", "--renew"}).out, "journal: 0 wrapped anew, 1 renewed"));

  const std::vector<std::string> erase = {"admin", "erase", "--patient", stack.Text("patient")};
  const std::string journal = stack.site().at("endpoints").at("journal");
  const CommandResult astray = stack.Run("admin", {"--messaging", journal, "admin", "rotate-keys"});
  EXPECT_NE(astray.exit_code, 0);
  EXPECT_TRUE(Has(astray.err, "what was asked of messaging was answered by journal")) << astray.err;
  EXPECT_EQ(stack.Run("admin", erase).exit_code, 2) << "without --for-ever";
  EXPECT_EQ(stack.Run("patient", {"journal", "get", "1"}).exit_code, 0);
  std::vector<std::string> meant = erase;
  meant.emplace_back("--for-ever");
  EXPECT_EQ(stack.Run("patient", meant).exit_code, 3);
  const CommandResult erased = stack.Run("admin", meant);
  EXPECT_EQ(erased.exit_code, 0) << erased.err;
  EXPECT_TRUE(Has(erased.out, "journal: erased") && Has(erased.out, "messaging: erased")) << erased.out;
  EXPECT_EQ(stack.Run("patient", {"journal", "get", "1"}).exit_code, 4);
  EXPECT_EQ(stack.Run("patient", {"messages", "threads"}).exit_code, 4);
}

}  // namespace
}  // namespace careloop::testing
