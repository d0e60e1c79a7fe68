#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "common/base/strings.h"
#include "tests/fault/stack.h"
#include "tests/support/site_folder.h"

namespace careloop::fault {
namespace {

// Children of a test may dump as much as they like, into a folder that goes with it.
std::string LimitsOf(pid_t pid) {
  std::ifstream file(StrCat("/proc/", pid, "/limits"));
  return {std::istreambuf_iterator<char>(file), {}};
}

class CoreDump : public ::testing::Test {
 protected:
  CoreDump() {
    getrlimit(RLIMIT_CORE, &before_);
    const rlimit most{.rlim_cur = before_.rlim_max, .rlim_max = before_.rlim_max};
    setrlimit(RLIMIT_CORE, &most);
    std::filesystem::current_path(folder_.path());
  }
  ~CoreDump() override {
    std::filesystem::current_path(directory_);
    setrlimit(RLIMIT_CORE, &before_);
  }

  const std::filesystem::path directory_ = std::filesystem::current_path();
  const testing::SiteFolder folder_;
  rlimit before_{};
};

TEST_F(CoreDump, OfAServiceThatCrashesDoesNotHappen) {
  Child other({"/bin/sh", "-c", "kill -ABRT $$"}, folder_.path() + "/log");
  EXPECT_EQ(other.Wait(), 128 + SIGABRT);
  if (!other.dumped_core()) std::cerr << "this machine dumps nothing, whoever crashes: only the limits are tested\n";
  const Stack stack;
  for (const Victim service : kServices) {
    Child child(stack.CommandOf(service, {{"listen", "127.0.0.1:0"}}), folder_.path() + "/log");
    EXPECT_THAT(child.ReadLine(), ::testing::HasSubstr("listening"));
    EXPECT_THAT(LimitsOf(child.pid()), ::testing::ContainsRegex("Max core file size +0 +0 "));
    child.Signal(SIGABRT);
    EXPECT_EQ(child.Wait(), 128 + SIGABRT) << NameOf(service);
    EXPECT_FALSE(child.dumped_core()) << NameOf(service);
  }
}

}  // namespace
}  // namespace careloop::fault
