#include <gtest/gtest.h>
#include <signal.h>

#include <future>

#include "absl/strings/str_split.h"
#include "tests/support/careloop_command.h"

namespace careloop::testing {
namespace {

bool Has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(CliMessages, StartAConversationAndThenContinueIt) {
  const RunningStack stack;
  const nlohmann::json first = stack.Json("patient", {"messages", "send", "--text", "Good morning"});
  const std::string thread = first.at("thread").at("name");
  const nlohmann::json second = stack.Json("patient", {"messages", "send", "--text", "One more thing"});
  EXPECT_EQ(second.at("message").at("name"), thread + "/messages/2");
  EXPECT_TRUE(Has(stack.Run("clinician", {"messages", "threads"}).out, "2 messages, 2 unread"));
  EXPECT_TRUE(Has(stack.Run("clinician", {"messages", "read", thread}).out, "read up to 2; 0 unread"));
  EXPECT_TRUE(Has(stack.Run("patient", {"messages", "list", "--after", "1"}).out, "2. Demo Patient"));
  const std::string shown = stack.Run("patient", {"messages", "thread", thread}).out;
  EXPECT_TRUE(Has(shown, "2 messages, 0 unread")) << shown;
  EXPECT_TRUE(Has(shown, "emergency")) << "before anything is typed: " << shown;
  EXPECT_EQ(stack.Run("other_clinician", {"messages", "list", thread}).exit_code, 4);
}

TEST(CliMessages, ShowAttachedPublicationsWithTheirDisclaimer) {
  const RunningStack stack;
  const CommandResult refused = stack.Run("patient", {"messages", "send", "--text", "x", "--publication", "fatigue"});
  EXPECT_EQ(refused.exit_code, 2) << "there is no conversation yet";
  stack.Json("clinician",
             {"messages", "start", "--patient", stack.Text("patient"), "--subject", "Your sheet", "--text", "Hello"});
  const CommandResult sent = stack.Run("clinician", {"messages", "send", "--patient", stack.Text("patient"), "--text",
                                                     "Please read this", "--publication", "fatigue"});
  ASSERT_EQ(sent.exit_code, 0) << sent.err;
  const std::string shown = stack.Run("patient", {"messages", "list", "--newest-first", "--before", "3"}).out;
  EXPECT_TRUE(Has(shown, "Demo Nurse (Oncology nurse)")) << shown;
  EXPECT_TRUE(Has(shown, "Attached: ")) << shown;
  EXPECT_TRUE(Has(shown, "to inform you in a general way and for no other purpose")) << shown;
}

TEST(CliMessages, AreInTheInboxOfTheTeamUntilTheyAreAnswered) {
  const RunningStack stack;
  const std::string thread = stack.Json("patient", {"messages", "send", "--text", "one"}).at("thread").at("name");
  const std::string inbox = stack.Run("clinician", {"inbox"}).out;
  EXPECT_TRUE(Has(inbox, "1 open: 1 unread, 1 unanswered (0 overdue), 1 unassigned, 0 mine, 0 urgent; 0 resolved"))
      << inbox;
  EXPECT_TRUE(Has(inbox, thread)) << inbox;
  stack.Run("clinician", {"messages", "claim", thread});
  EXPECT_TRUE(Has(stack.Run("clinician", {"inbox", "--mine", "--unanswered"}).out, thread));
  EXPECT_FALSE(Has(stack.Run("clinician", {"inbox", "--unassigned"}).out, thread));
  stack.Run("clinician", {"messages", "send", "--thread", thread, "--text", "two"});
  const nlohmann::json left = stack.Json("clinician", {"inbox", "--unanswered"});
  EXPECT_TRUE(left.at("threads").empty());
  EXPECT_EQ(left.at("counts").at("mine"), "1");
  EXPECT_EQ(stack.Run("patient", {"inbox", "--mine"}).exit_code, 5) << "it is for a care team";
}

TEST(CliMessages, AreMadeOfTemplatesOfTheTeam) {
  const RunningStack stack;
  const std::string name = "careTeams/demo-team/templates/visit";
  const auto saved = stack.Run("clinician", {"messages", "templates", "save", name, "--title", "Visit", "--text",
                                             "Please come {day}, {patient}."});
  EXPECT_TRUE(Has(saved.out, name + ", version 1, etag 1")) << saved.out;
  const std::string listed = stack.Run("clinician", {"messages", "templates", "list", "demo-team"}).out;
  EXPECT_TRUE(Has(listed, "to fill in: day")) << listed;
  const std::string thread = stack.Json("patient", {"messages", "send", "--text", "one"}).at("thread").at("name");
  const auto sent =
      stack.Run("clinician", {"messages", "send", "--thread", thread, "--template", name, "--set", "day=on Monday"});
  EXPECT_TRUE(Has(sent.out, "Please come on Monday, ")) << sent.out;
  EXPECT_TRUE(Has(stack.Run("patient", {"messages", "list", thread}).out, "Please come on Monday, "));
  EXPECT_EQ(
      stack.Run("clinician", {"messages", "send", "--thread", thread, "--template", name, "--set", "day"}).exit_code,
      2);
}

TEST(CliMessages, AreWorkedOnByTheTeam) {
  const RunningStack stack;
  const std::string thread = stack.Json("patient", {"messages", "send", "--text", "one"}).at("thread").at("name");
  const auto step = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "messages");
    words.insert(words.begin() + 2, thread);
    return stack.Run("clinician", words);
  };
  EXPECT_TRUE(Has(step({"claim"}).out, "1. claimed, Demo Nurse (Oncology nurse), "));
  EXPECT_TRUE(Has(stack.Run("patient", {"messages", "thread", thread}).out, "open, claimed by Demo Nurse"));
  EXPECT_TRUE(Has(step({"urgency", "urgent", "--note", "High fever"}).out, "open, urgent, claimed by Demo Nurse"));
  EXPECT_TRUE(Has(step({"release"}).out, "3. released, Demo Nurse"));
  EXPECT_EQ(step({"resolve", "--action", "nonsense"}).exit_code, 2);
  EXPECT_TRUE(
      Has(step({"resolve", "--action", "called", "--note", "All well"}).out, "resolved (called) by Demo Nurse"));
  EXPECT_EQ(step({"claim"}).exit_code, 6);
  EXPECT_TRUE(Has(step({"reopen", "--etag", "0-0"}).err, "VERSION_CONFLICT"));
  EXPECT_EQ(step({"reopen"}).exit_code, 0);
  EXPECT_TRUE(Has(step({"changes"}).out, "4. resolved: called, Demo Nurse (Oncology nurse), "));

  stack.Json("admin", {"teams", "create", "--name", "Night Team", "--id", "night"});
  stack.Json("admin", {"teams", "add-member", "night", "--person", "x", "--name", "Night Nurse", "--title", "Nurse"});
  stack.Json("admin", {"teams", "enrol", "night", "--patient", stack.Text("patient"), "--name", "Demo Patient"});
  const CommandResult rerouted = step({"reroute", "--to", "night", "--reason", "Nobody is here at night"});
  EXPECT_TRUE(Has(rerouted.out, " to careTeams/night, Demo Nurse")) << rerouted.out << rerouted.err;
  EXPECT_EQ(step({"changes"}).exit_code, 4);

  const CommandResult last = stack.Run("admin", {"teams", "remove-member", "night", "--person", "x"});
  EXPECT_EQ(last.exit_code, 6);
  EXPECT_TRUE(Has(last.err, "which nobody else is on, that wait for an answer or are urgent: 1")) << last.err;

  std::vector<std::string> unenrol = {"teams", "unenrol", "night", "--patient", stack.Text("patient")};
  const CommandResult refused = stack.Run("admin", unenrol);
  EXPECT_EQ(refused.exit_code, 6);
  EXPECT_TRUE(Has(refused.err, "threads of the patient with the care team that wait for an answer or are urgent: 1"))
      << refused.err;
  unenrol.emplace_back("--leave-unanswered");
  EXPECT_EQ(stack.Run("admin", unenrol).exit_code, 0);
  EXPECT_TRUE(Has(stack.Run("patient", {"messages", "threads"}).out, "\n  you cannot write to them any more\n"));
}

TEST(CliMessages, AreTakenBackByWhoSentThem) {
  const RunningStack stack;
  const std::string thread = stack.Json("patient", {"messages", "send", "--text", "a secret"}).at("thread").at("name");
  EXPECT_EQ(stack.Run("clinician", {"messages", "retract", thread + "/messages/1", "--reason", "x"}).exit_code, 6);
  stack.Json("clinician", {"messages", "read", thread});
  EXPECT_TRUE(
      Has(stack.Run("patient", {"messages", "receipts", thread}).out, "Demo Nurse (Oncology nurse) has read up to 1"));
  const CommandResult back =
      stack.Run("patient", {"messages", "retract", thread + "/messages/1", "--reason", "a mistake"});
  EXPECT_TRUE(Has(back.out, ": a mistake)")) << back.out << back.err;
  EXPECT_FALSE(Has(stack.Run("clinician", {"messages", "list", thread}).out, "a secret"));
}

TEST(CliTeams, HaveSettingsThatPatientsSee) {
  const RunningStack stack;
  const CommandResult set = stack.Run(
      "admin", {"teams", "settings", stack.Text("care_team"), "--routine-minutes", "600", "--second-recipient",
                "demo-nurse", "--time-zone", "Europe/Berlin", "--open", "monday-friday 08:00-16:30", "--open",
                "saturday 09:00-12:00", "--holiday", "2099-12-25", "--closed-text", "We call back."});
  ASSERT_EQ(set.exit_code, 0) << set.err;
  const std::string seen = stack.Run("patient", {"teams", "get", stack.Text("care_team")}).out;
  EXPECT_TRUE(Has(seen, "an answer by ")) << seen;
  EXPECT_TRUE(Has(seen, "answers within 600 minutes, urgent ones within 60; then every 15 minutes to demo-nurse"))
      << seen;
  EXPECT_TRUE(Has(seen, "friday 08:00-16:30 Europe/Berlin")) << seen;
  EXPECT_TRUE(Has(seen, "not on 2099-12-25")) << seen;
  EXPECT_EQ(stack.Run("admin", {"teams", "settings", "x", "--open", "someday 8-9"}).exit_code, 2);
  EXPECT_EQ(stack
                .Run("admin",
                     {"teams", "settings", stack.Text("care_team"), "--time-zone", "X", "--open", "monday 08:00-09:00"})
                .exit_code,
            5);
}

TEST(CliTeams, HaveHoursThatAreChangedWithoutTheOtherSettings) {
  const RunningStack stack;
  const std::string team = stack.Text("care_team");
  EXPECT_TRUE(Has(stack.Run("patient", {"messages", "hours", team}).out, "there now\n  always there\n"));
  stack.Json("admin",
             {"teams", "settings", team, "--urgent-minutes", "30", "--second-recipient", "demo-nurse", "--time-zone",
              "Europe/Berlin", "--open", "monday-friday 08:00-16:30", "--holiday", "2099-12-25"});
  const CommandResult changed =
      stack.Run("admin", {"messages", "hours", team, "--open", "tuesday 09:00-09:01", "--open", "friday 09:00-09:01"});
  ASSERT_EQ(changed.exit_code, 0) << changed.err;
  EXPECT_TRUE(Has(changed.out, "  tuesday 09:00-09:01 Europe/Berlin\n  friday 09:00-09:01 Europe/Berlin\n"))
      << changed.out;
  EXPECT_FALSE(Has(changed.out, "monday")) << changed.out;
  EXPECT_TRUE(Has(changed.out, "not on 2099-12-25")) << changed.out;
  const CommandResult holiday = stack.Run("admin", {"messages", "hours", team, "--holiday", "2099-12-31"});
  EXPECT_TRUE(Has(holiday.out, "friday 09:00-09:01 Europe/Berlin\n  not on 2099-12-31\n"))
      << "and on no other: " << holiday.out;
  const std::string settings = stack.Run("clinician", {"teams", "get", team}).out;
  EXPECT_TRUE(Has(settings, "urgent ones within 30; then every 15 minutes to demo-nurse")) << settings;
  EXPECT_EQ(stack.Run("clinician", {"messages", "hours", team, "--time-zone", "UTC"}).exit_code, 3);
  EXPECT_EQ(stack.Json("patient", {"messages", "hours", team}).at("careTeam").at("settings").at("etag"), "3");
  EXPECT_EQ(stack.Run("admin", {"messages", "hours", team, "--always", "--holiday", "2099-12-31"}).exit_code, 2);
  const CommandResult always = stack.Run("admin", {"messages", "hours", team, "--always"});
  EXPECT_TRUE(Has(always.out, "always there\n")) << always.out << always.err;
  EXPECT_TRUE(Has(stack.Run("clinician", {"teams", "get", team}).out, "urgent ones within 30;"));
}

TEST(CliMessages, HaveNothingToListBeforeThereIsAThread) {
  const RunningStack stack;
  const CommandResult list = stack.Run("patient", {"messages", "list"});
  EXPECT_EQ(list.exit_code, 0) << list.err;
  EXPECT_EQ(list.out + list.err, "");
  EXPECT_TRUE(stack.Json("patient", {"messages", "list"}).at("messages").empty());
  const CommandResult read = stack.Run("patient", {"messages", "read"});
  EXPECT_EQ(read.exit_code, 4);
  EXPECT_EQ(read.err, "careloop: NOT_FOUND (NOT_FOUND): thread not found\n");
  EXPECT_EQ(stack.Run("patient", {"messages", "threads"}).out, "");
}

TEST(CliMessages, AreSentOnceHoweverOftenTheyAreRepeated) {
  const RunningStack stack;
  const std::string id = "0d9f8f0c-55b1-4d8b-9a53-2a1f6b1f0a11";
  const std::vector<std::string> start = {"messages", "send", "--text", "one", "--new-thread", "--request-id", id};
  const nlohmann::json first = stack.Json("patient", start);
  EXPECT_EQ(stack.Json("patient", start).at("thread").at("name"), first.at("thread").at("name"));
  const std::string thread = first.at("thread").at("name");
  const std::vector<std::string> more = {"messages", "send", "--text", "two", "--thread", thread, "--request-id", id};
  EXPECT_EQ(stack.Json("patient", more), stack.Json("patient", more));
  EXPECT_EQ(stack.Run("patient", {"messages", "send", "--text", "one", "--request-id", id}).exit_code, 2);
  EXPECT_EQ(stack.Json("patient", {"messages", "list"}).at("messages").size(), 2u);
  EXPECT_EQ(stack.Json("patient", {"messages", "threads"}).at("threads").size(), 1u);
}

// What the error of a command says to repeat it with: the flags at its end.
std::vector<std::string> FlagsToRepeat(const CommandResult& failed) {
  constexpr std::string_view kBefore = ": repeat with ";
  const size_t at = failed.err.find(kBefore);
  EXPECT_NE(at, std::string::npos) << failed.err;
  return absl::StrSplit(failed.err.substr(at + kBefore.size(), failed.err.size() - 1 - at - kBefore.size()), ' ');
}

TEST(CliMessages, AreRepeatedAsTheErrorSaysWhereNobodyKnowsWhetherTheyWereSent) {
  const RunningStack stack;
  const std::string thread = stack.Json("patient", {"messages", "send", "--text", "one"}).at("thread").at("name");
  std::vector<std::string> send = {"messages", "send", "--text", "two", "--thread", thread};
  const pid_t redis = stack.PidOf("redis");
  kill(redis, SIGSTOP);
  const CommandResult failed = stack.Run("patient", send);
  kill(redis, SIGCONT);
  EXPECT_EQ(failed.exit_code, 7);
  const std::vector<std::string> flags = FlagsToRepeat(failed);
  send.insert(send.end(), flags.begin(), flags.end());
  Eventually("it can be repeated", [&] { return stack.Run("patient", send).exit_code == 0; });
  EXPECT_EQ(stack.Run("patient", send).exit_code, 0);
  EXPECT_EQ(stack.Json("patient", {"messages", "list"}).at("messages").size(), 2u);
}

TEST(CliWatch, PrintsWhatHappensAndGoesOnAfterItsServiceHasDied) {
  const RunningStack stack;
  const std::string thread = stack.Json("patient", {"messages", "send", "--text", "one"}).at("thread").at("name");
  const std::string token = stack.Json("clinician", {"messages", "threads"}).at("watchToken");
  std::future<CommandResult> watch = std::async(std::launch::async, [&] {
    return stack.Run("clinician", {"messages", "watch", "--resume", token, "--count", "3", "--json"});
  });
  stack.Json("patient", {"messages", "send", "--text", "two"});
  const pid_t before = stack.PidOf("messaging");
  kill(before, SIGKILL);
  Eventually("messaging is back", [&] { return stack.Run("patient", {"messages", "threads"}).exit_code == 0; });
  stack.Json("patient", {"messages", "send", "--text", "three"});
  stack.Json("patient", {"messages", "send", "--text", "four"});

  const CommandResult result = watch.get();
  ASSERT_EQ(result.exit_code, 0) << result.err;
  std::vector<std::string> texts;
  for (const auto& line : absl::StrSplit(result.out, '\n', absl::SkipEmpty())) {
    const nlohmann::json event = nlohmann::json::parse(std::string(line));
    if (event.contains("message")) texts.push_back(event.at("message").at("message").at("text"));
  }
  EXPECT_EQ(texts, (std::vector<std::string>{"two", "three", "four"}));
}

// Two services and a stream: what the patient revokes in the journal, the nurse is told where they read of the share.
TEST(CliWatch, TellsThatAShareWasRevokedAndSoDoesTheMessageAfterwards) {
  const RunningStack stack;
  stack.Json("patient", {"journal", "record", "--wellbeing", "5"});
  const std::string token = stack.Json("clinician", {"messages", "threads"}).at("watchToken");
  std::future<CommandResult> watch = std::async(std::launch::async, [&] {
    return stack.Run("clinician", {"messages", "watch", "--resume", token, "--count", "3"});
  });
  const std::string share =
      stack.Json("patient", {"journal", "share", "--entry", "1"}).at("share").at("name").get<std::string>();
  Eventually("the share is delivered",
             [&] { return Has(stack.Run("patient", {"journal", "shares"}).out, "delivered to the team"); });
  const std::vector<std::string> list = {"messages", "list", "--patient", stack.Text("patient")};
  EXPECT_TRUE(Has(stack.Run("clinician", list).out, "shares 1 entry (" + share)) << stack.Run("clinician", list).out;
  stack.Json("patient", {"journal", "revoke", share});

  const CommandResult told = watch.get();
  ASSERT_EQ(told.exit_code, 0) << told.err;
  EXPECT_TRUE(Has(told.out, "new thread: ")) << told.out;
  EXPECT_TRUE(Has(told.out, "shares 1 entry; REVOKED 20")) << told.out;
  EXPECT_TRUE(Has(stack.Run("clinician", list).out, "shares 1 entry; REVOKED 20"));
  EXPECT_EQ(stack.Json("patient", {"messages", "list"}).at("messages").at(0).at("share").at("state"),
            "SHARE_STATE_REVOKED");
}

// Which words every kind of event has is in tests/unit/cli/messages_print_test.cc.
TEST(CliWatch, TellsWhoLeavesTheTeamThatItsThreadsAreTheirsNoMore) {
  const RunningStack stack;
  const std::string token = stack.Json("clinician", {"messages", "threads"}).at("watchToken");
  stack.Json("patient", {"messages", "send", "--text", "one"});
  std::vector<std::string> remove = {"teams", "remove-member", stack.Text("care_team"), "--person", "demo-nurse"};
  EXPECT_EQ(stack.Run("admin", remove).exit_code, 6) << "nobody else would see what waits";
  remove.emplace_back("--leave-unanswered");
  stack.Json("admin", remove);
  const CommandResult result = stack.Run("clinician", {"messages", "watch", "--resume", token, "--for", "2"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(Has(result.out, "no longer yours to see: ")) << result.out;
  const CommandResult own = stack.Run("patient", {"messages", "watch", "--for", "0.2"});
  EXPECT_EQ(own.exit_code, 0) << own.err;
}

TEST(CliWatch, EndsWithTheErrorThatDoesNotPass) {
  const RunningStack stack;
  const CommandResult result = stack.Run("patient", {"messages", "watch", "--resume", "x"});
  EXPECT_EQ(result.exit_code, 5);
  EXPECT_TRUE(Has(result.err, "RESUME_TOKEN_INVALID")) << result.err;
  EXPECT_EQ(stack.Run("admin", {"messages", "watch"}).exit_code, 3);
}

TEST(CliTeams, AreSetUpByAnAdmin) {
  const RunningStack stack;
  const std::string team =
      stack.Json("admin", {"teams", "create", "--name", "Night Team", "--id", "night"}).at("careTeam").at("name");
  EXPECT_EQ(team, "careTeams/night");
  EXPECT_EQ(stack.Run("admin", {"teams", "create", "--name", "Night Team", "--id", "night"}).exit_code, 6);
  stack.Json("admin",
             {"teams", "add-member", "night", "--person", "demo-nurse", "--name", "Demo Nurse", "--title", "Nurse"});
  EXPECT_TRUE(Has(stack.Run("admin", {"teams", "get", "night"}).out, "Demo Nurse, Nurse (demo-nurse), since "));
  EXPECT_TRUE(
      Has(stack.Run("admin", {"teams", "enrol", "night", "--patient", "other-patient", "--name", "Other Patient"}).out,
          "Other Patient (patients/other-patient), enrolled "));
  EXPECT_TRUE(Has(stack.Run("clinician", {"teams", "patients", "night"}).out, "Other Patient"));
  EXPECT_EQ(stack.Run("clinician", {"teams", "check-access", "--patient", "other-patient"}).out,
            "yes, through careTeams/night\n");
  EXPECT_TRUE(Has(stack.Run("clinician", {"teams", "list"}).out, "(careTeams/night)"));
  EXPECT_EQ(stack.Run("admin", {"teams", "unenrol", "night", "--patient", "other-patient"}).out,
            "not enrolled any more\n");
  EXPECT_EQ(stack.Run("admin", {"teams", "unenrol", "night", "--patient", "other-patient"}).exit_code, 4);
  stack.Json("admin", {"teams", "enrol", "night", "--patient", "other-patient", "--name", "Other Patient"});
  stack.Json("admin", {"teams", "remove-member", "night", "--person", "demo-nurse"});
  Eventually("the nurse is off the team", [&] {
    return stack.Run("clinician", {"teams", "check-access", "--patient", "other-patient"}).out == "no\n";
  });
}

TEST(CliDelivery, PutsTheMessageOfAShareIntoAThreadOnce) {
  const RunningStack stack;
  const Environment environment = stack.AsJournal();
  const std::vector<std::string> deliver = {
      "messages",    "deliver-share",         "--share",   stack.Text("patient") + "/shares/s-1",
      "--care-team", stack.Text("care_team"), "--entries", "2"};
  const CommandResult first = RunCareloop(deliver, environment);
  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_EQ(RunCareloop(deliver, environment).out, first.out);
  EXPECT_TRUE(
      Has(stack.Run("clinician", {"messages", "list", "--patient", stack.Text("patient")}).out, "shares 2 entries"));
}

TEST(CliDelivery, TellsThatAShareWasRevokedOnce) {
  const RunningStack stack;
  const Environment environment = stack.AsJournal();
  const std::vector<std::string> deliver = {"messages", "deliver-revocation", "--share",
                                            stack.Text("patient") + "/shares/s-1"};
  const CommandResult first = RunCareloop(deliver, environment);
  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_TRUE(Has(first.out, "revoked 20")) << first.out;
  EXPECT_EQ(RunCareloop(deliver, environment).out, first.out);
}

TEST(CliDelivery, PutsATriggerOfAnAlertIntoAThreadOnce) {
  const RunningStack stack;
  const Environment environment = stack.AsJournal();
  const std::vector<std::string> deliver = {"messages",    "deliver-alert",
                                            "--alert",     stack.Text("patient") + "/alerts/a-1",
                                            "--care-team", stack.Text("care_team"),
                                            "--trigger",   "1",
                                            "--symptom",   "nausea",
                                            "--can-wait"};
  const CommandResult first = RunCareloop(deliver, environment);
  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_EQ(RunCareloop(deliver, environment).out, first.out);
  const std::string messages = stack.Run("clinician", {"messages", "list", "--patient", stack.Text("patient")}).out;
  EXPECT_TRUE(Has(messages, "ALERT about symptoms/nausea, can wait"));
}

}  // namespace
}  // namespace careloop::testing
