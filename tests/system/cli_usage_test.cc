#include <gtest/gtest.h>

#include "tests/support/careloop_command.h"

namespace careloop::testing {
namespace {

struct WrongUse {
  const char* name;
  std::vector<std::string> arguments;
  const char* says;

  friend void PrintTo(const WrongUse& use, std::ostream* out) { *out << use.name; }
};

class CliUsage : public ::testing::TestWithParam<WrongUse> {};

TEST_P(CliUsage, EndsWithTwoAndOneLine) {
  const CommandResult result = RunCareloop(GetParam().arguments);
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err.find('\n'), result.err.size() - 1) << result.err;
  EXPECT_NE(result.err.find(GetParam().says), std::string::npos) << result.err;
}

const std::vector<WrongUse> kWrongUses = {
    {"NoVerb", {}, "subcommand"},
    {"UnknownVerb", {"bogus"}, "there is no verb \"bogus\""},
    {"UnknownVerbOfAGroup", {"journal", "jot"}, "there is no verb \"jot\""},
    {"UnknownFlagAlone", {"--colour=red"}, "there is no flag \"--colour\""},
    {"UnknownFlag", {"content", "list", "--colour"}, "--colour"},
    {"NoUtf8", {"messages", "send", "--text", "\xff\xfe"}, "careloop: --text: is not UTF-8\n"},
    {"NoUtf8AfterAnEqualsSign", {"messages", "send", "--text=\xff"}, "careloop: --text: is not UTF-8\n"},
    {"NoUtf8WithoutAFlag", {"journal", "get", "\xff"}, "careloop: argument 3: is not UTF-8\n"},
    {"NoSeconds", {"content", "list", "--timeout", "nan"}, "--timeout: needs a number of seconds above 0, at most 3"},
    {"NoTimeAtAll", {"content", "list", "--timeout", "0"}, "--timeout: needs a number of seconds above 0, at most 3"},
    {"EndlessTime", {"content", "list", "--timeout", "inf"}, "--timeout: needs a number of seconds above 0, at most 3"},
    {"WatchForLessThanNothing", {"messages", "watch", "--for", "-1"}, "--for: needs a number of seconds above 0"},
    {"WatchForNoEvent", {"messages", "watch", "--count", "0"}, "--count: Value 0 not in range 1 to "},
    {"RepeatedInSomeThread",
     {"messages", "send", "--text", "x", "--request-id", "0d9f8f0c-55b1-4d8b-9a53-2a1f6b1f0a11"},
     "give --thread, or --new-thread"},
    {"NoCa", {"content", "list", "--identity", "me.pem"}, "--ca"},
    {"NoEndpoint", {"content", "list"}, "CARELOOP_CONTENT"},
    {"NoPatient", {"journal", "list"}, "--patient"},
    {"NoTime", {"journal", "record", "--patient", "p", "--when", "soon"}, "--when: \"soon\""},
    {"NoTimeZone",
     {"journal", "record", "--patient", "p", "--when", "2026-05-01T08:30", "--time-zone", "Here"},
     "Here"},
    {"NoAnswer", {"journal", "record", "--patient", "p", "--symptom", "nausea"}, "is no answer"},
    {"NoNumber", {"journal", "record", "--patient", "p", "--symptom", "nausea:presence=3"}, "presence=3"},
    {"NoWord", {"journal", "record", "--patient", "p", "--symptom", "nausea:severity=bad"}, "severity=bad"},
    {"NoScope", {"journal", "share", "--patient", "p"}, "share what"},
    {"TwoScopes", {"journal", "share", "--patient", "p", "--entry", "1", "--from", "2026-05-01T08:30"}, "not both"},
    {"TwoAnswers",
     {"journal", "record", "--patient", "p", "--symptom", "nausea:severity=1,frequency=1,severity=prefer-not-to-say"},
     "answers severity twice"},
    {"NoReason", {"journal", "course", "stop", "c-1", "--reason", "boredom"}, "is none of completed"},
    {"NoGrade", {"content", "related", "--symptom", "nausea:much"}, "{id}:{grade}"},
    {"NoFile", {"content", "import", "/nowhere"}, "/nowhere"},
    {"NoShareName", {"messages", "deliver-share", "--share", "s", "--care-team", "t", "--entries", "1"}, "--share"},
    {"NoRevokedShareName", {"messages", "deliver-revocation", "--share", "s"}, "--share"},
    {"NoAlertName", {"messages", "deliver-alert", "--alert", "a", "--care-team", "t", "--trigger", "1"}, "--alert"},
    {"NoSite", {"tour", "--site", "/nowhere"}, "/nowhere"},
    {"NoSiteText", {"tour", "--site", "/dev/null"}, "careloop dev --json"},
    {"NoDeploy", {"dev", "--deploy", "/nowhere"}, "/nowhere"},
    {"NoLogLevel", {"dev", "--log-level", "loud"}, "--log-level: is one of debug, info, warning, error"},
    {"NoAddress", {"dev", "--listen-content", "nonsense"}, "--listen-content: needs HOST:PORT with a port"},
    {"NoPort", {"dev", "--listen-journal", "127.0.0.1:65536"}, "--listen-journal: needs HOST:PORT with a port"},
    {"NoHost", {"dev", "--listen-messaging", ":0"}, "--listen-messaging: needs HOST:PORT with a port"},
    {"NoSocket", {"dev", "--listen-messaging", "unix:"}, "--listen-messaging: needs HOST:PORT with a port"},
};

INSTANTIATE_TEST_SUITE_P(Of, CliUsage, ::testing::ValuesIn(kWrongUses),
                         [](const auto& info) { return info.param.name; });

TEST(CliHelp, DocumentsTheExitCodes) {
  const CommandResult result = RunCareloop({"--help"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_NE(result.out.find("4  absent, or not yours (NOT_FOUND)"), std::string::npos);
  EXPECT_NE(result.out.find("can read it in ps"), std::string::npos) << "of a token in the arguments";
}

TEST(CliErrors, SayThatAServiceCannotBeReached) {
  const CommandResult result = RunCareloop({"content", "list"}, {{"CARELOOP_CONTENT", "unix:/nowhere"}});
  EXPECT_EQ(result.exit_code, 7);
  EXPECT_EQ(result.err.find("careloop: UNAVAILABLE"), 0u) << result.err;
}

TEST(CliErrors, SayHowToRepeatAChangeOfWhichNobodyKnows) {
  const Environment environment = {{"CARELOOP_MESSAGING", "unix:/nowhere"}, {"CARELOOP_JOURNAL", "unix:/nowhere"}};
  const std::string id = "0d9f8f0c-55b1-4d8b-9a53-2a1f6b1f0a11";
  for (const std::vector<std::string>& change :
       {std::vector<std::string>{"messages", "send", "--thread", "t", "--text", "x"}, {"journal", "record"}}) {
    std::vector<std::string> arguments = {"--patient", "p", "--request-id", id};
    arguments.insert(arguments.begin(), change.begin(), change.end());
    const CommandResult result = RunCareloop(arguments, environment);
    EXPECT_EQ(result.exit_code, 7);
    EXPECT_NE(result.err.find(": repeat with --request-id " + id + "\n"), std::string::npos) << result.err;
    EXPECT_EQ(result.err.find('\n'), result.err.size() - 1) << result.err;
  }
}

TEST(CliErrors, TakeATokenThatIsNoneForNobodys) {
  for (const char* token : {"x", "a.b.c", "a.W10.c", "a.eyJyb2xlIjoxfQ.c"}) {
    EXPECT_EQ(RunCareloop({"journal", "list"}, {{"CARELOOP_TOKEN", token}}).exit_code, 2) << token;
  }
}

}  // namespace
}  // namespace careloop::testing
