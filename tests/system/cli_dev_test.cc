#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "common/base/strings.h"
#include "paths.h"
#include "tests/support/careloop_command.h"

namespace careloop::testing {
namespace {

constexpr const char* kProcesses[] = {"redis", "content", "messaging", "journal"};

bool Runs(pid_t pid) { return kill(pid, 0) == 0; }

std::vector<pid_t> PidsOf(const RunningStack& stack) {
  std::vector<pid_t> pids;
  for (const char* name : kProcesses) pids.push_back(stack.site().at("pids").at(name));
  return pids;
}

void ExpectCleanStop(int signal) {
  RunningStack stack;
  const std::vector<pid_t> pids = PidsOf(stack);
  EXPECT_EQ(stack.Stop(signal), 0) << stack.errors();
  for (const pid_t pid : pids) EXPECT_FALSE(Runs(pid));
  EXPECT_FALSE(std::filesystem::exists(stack.Text("run")));
  EXPECT_EQ(stack.rest(), "");
  EXPECT_EQ(stack.errors(), "");
}

TEST(CareloopDev, StopsCleanlyOnSigterm) { ExpectCleanStop(SIGTERM); }

TEST(CareloopDev, StopsCleanlyOnSigint) { ExpectCleanStop(SIGINT); }

// Whatever of the environment is meant for the other verbs: the addresses of a site and whom to trust there.
const Environment kOfAnotherSite = {{"CARELOOP_CONTENT", "unix:/nowhere"},
                                    {"CARELOOP_JOURNAL", "unix:/nowhere"},
                                    {"CARELOOP_MESSAGING", "unix:/nowhere"},
                                    {"CARELOOP_CA", CARELOOP_SOURCE_DIR "/README.md"}};

class CareloopDevAtItsStart : public ::testing::TestWithParam<const char*> {};

// Whether the directory holds a workspace, and that a file of this name; the workspace itself if the name is empty.
bool HasInWorkspace(const std::string& directory, const std::string& name) {
  for (const auto& workspace : std::filesystem::directory_iterator(directory)) {
    if (std::filesystem::exists(workspace.path() / name)) return true;
  }
  return false;
}

TEST_P(CareloopDevAtItsStart, StopsCleanlyOnSigterm) {
  std::string directory = "/tmp/careloop-start-XXXXXX";
  ASSERT_NE(mkdtemp(directory.data()), nullptr);
  Environment environment = kOfAnotherSite;
  environment["TMPDIR"] = directory;
  StartedCareloop dev({"dev"}, environment);
  Eventually("it has come so far", [&] { return HasInWorkspace(directory, GetParam()); });
  const CommandResult result = dev.Stop(SIGTERM);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out + result.err, "");
  EXPECT_TRUE(std::filesystem::is_empty(directory));
  std::filesystem::remove_all(directory);
}

INSTANTIATE_TEST_SUITE_P(When, CareloopDevAtItsStart, ::testing::Values("", "redis.pid", "journal.pid"),
                         [](const auto& info) { return "Step" + std::to_string(info.index); });

TEST(CareloopDev, SaysWhereTheServicesAreAndWhoMayCall) {
  const RunningStack stack;
  EXPECT_EQ(stack.site().at("endpoints").size(), 3u);
  std::set<std::string> people;
  for (const auto& [person, token] : stack.site().at("tokens").items()) people.insert(person);
  const std::set<std::string> all = {"admin",           "caregiver",     "clinician", "editor",
                                     "other_clinician", "other_patient", "patient"};
  EXPECT_EQ(people, all);
  const nlohmann::json team = stack.Json("patient", {"teams", "get", stack.Text("care_team")});
  EXPECT_EQ(team.at("careTeam").at("members").size(), 1u);
}

TEST(CareloopDev, LeavesNoChildBehindWhenItIsKilled) {
  RunningStack stack;
  const std::vector<pid_t> pids = PidsOf(stack);
  EXPECT_EQ(stack.Stop(SIGKILL), 128 + SIGKILL);
  for (const pid_t pid : pids) Eventually("a child ends", [pid] { return !Runs(pid); });
  std::filesystem::remove_all(stack.Text("run"));
}

class CareloopDevRestarts : public ::testing::TestWithParam<const char*> {};

TEST_P(CareloopDevRestarts, WhatDies) {
  const RunningStack stack;
  const nlohmann::json entry = stack.Json("patient", {"journal", "record", "--wellbeing", "6"});
  const pid_t before = stack.PidOf(GetParam());
  kill(before, SIGKILL);
  Eventually("it runs again", [&] { return stack.PidOf(GetParam()) != 0 && stack.PidOf(GetParam()) != before; });
  Eventually("all answer at the same addresses", [&] {
    return stack.Run("patient", {"journal", "get", "1"}).exit_code == 0 &&
           stack.Run("patient", {"messages", "threads"}).exit_code == 0 &&
           stack.Run("patient", {"content", "topics"}).exit_code == 0;
  });
  EXPECT_EQ(stack.Json("patient", {"journal", "get", "1"}).at("entry"), entry.at("entry"));
  EXPECT_EQ(stack.errors(), StrCat("careloop dev: ", GetParam(), " has ended (signal 9); it is started again\n"));
}

INSTANTIATE_TEST_SUITE_P(Each, CareloopDevRestarts, ::testing::ValuesIn(kProcesses),
                         [](const auto& info) { return std::string(info.param); });

TEST(CareloopDev, KeepsItsDataInTheDirectoryThatItIsGiven) {
  std::string directory = "/tmp/careloop-data-XXXXXX";
  ASSERT_NE(mkdtemp(directory.data()), nullptr);
  {
    const RunningStack stack({"--data", directory});
    stack.Json("patient", {"journal", "record", "--note", "kept"});
    const CommandResult second = RunCareloop({"dev", "--data", directory});
    EXPECT_EQ(second.exit_code, 2);
    EXPECT_NE(second.err.find("is in use by another careloop dev"), std::string::npos) << second.err;
  }
  {
    const RunningStack stack({"--data", directory});
    EXPECT_EQ(stack.Json("patient", {"journal", "get", "1"}).at("entry").at("note"), "kept");
    EXPECT_EQ(stack.Json("patient", {"content", "get", "fatigue"}).at("publication").at("revision"), 1);
  }
  std::filesystem::remove_all(directory);
}

TEST(CareloopDev, ShowsTheLogOfAServiceThatDoesNotStart) {
  const CommandResult result = RunCareloop({"dev", "--listen-messaging", "unix:/nowhere/messaging.sock"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.err.find("careloop: INTERNAL: messaging cannot be started: "), 0u) << result.err;
}

TEST(CareloopDev, PlaysTheTourAndLeaves) {
  const CommandResult result = RunCareloop({"dev", "--tour", "--once"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_NE(result.out.find("Disclaimer, version 1 (en):"), std::string::npos);
  EXPECT_NE(result.out.find("The loop holds"), std::string::npos) << result.out;
}

TEST(CareloopTour, PlaysAtARunningStackAgainAndAgain) {
  const RunningStack stack;
  const std::string file = stack.Text("run") + "/site.json";
  std::ofstream(file) << stack.site();
  for (int round = 0; round < 2; ++round) {
    const CommandResult result = RunCareloop({"tour", "--site", file});
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  }
}

TEST(CareloopTour, FailsWhenAStepDoesNotHold) {
  const RunningStack stack;
  nlohmann::json site = stack.site();
  site["tokens"]["other_clinician"] = site["tokens"]["clinician"];  // who may read what another one may not
  const std::string file = stack.Text("run") + "/site.json";
  std::ofstream(file) << site;
  const CommandResult result = RunCareloop({"tour", "--site", file});
  EXPECT_EQ(result.exit_code, 1) << result.out;
  EXPECT_NE(result.err.find("this does not hold: it is NOT_FOUND to them"), std::string::npos) << result.err;
}

}  // namespace
}  // namespace careloop::testing
