#include "services/content/search/scratch_directory.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "common/base/error.h"
#include "common/base/strings.h"

namespace careloop::content {
namespace {

namespace fs = std::filesystem;

class ScratchDirectoryTest : public ::testing::Test {
 protected:
  ScratchDirectoryTest() { fs::create_directory(parent_); }
  ~ScratchDirectoryTest() override { fs::remove_all(parent_); }

  std::unique_ptr<ScratchDirectory> Create() { return ScratchDirectory::Create(parent_).value(); }
  static void MakeOld(const std::string& path) {
    fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(2));
  }
  // As a process leaves it that is killed.
  std::string Abandon() {
    std::string path = StrCat(parent_, "/careloop-search-dead");
    fs::create_directory(path);
    std::ofstream(path + "/lock");
    std::ofstream(path + "/postlist.glass") << "x";
    return path;
  }

  const std::string parent_ = StrCat(::testing::TempDir(), "/scratch-", getpid());
};

TEST_F(ScratchDirectoryTest, IsForOneUserAndGoesWithItsOwner) {
  auto directory = Create();
  const std::string path = directory->path();
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
  std::ofstream(path + "/file") << "x";
  EXPECT_NE(Create()->path(), path);
  directory.reset();
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(ScratchDirectoryTest, RemovesWhatAKilledProcessHasLeft) {
  const std::string abandoned = Abandon();
  MakeOld(abandoned);
  Create();
  EXPECT_FALSE(fs::exists(abandoned));
}

TEST_F(ScratchDirectoryTest, LeavesAloneWhatIsInUseOrFreshOrAnotherThing) {
  const auto used = Create();
  MakeOld(used->path());
  const std::string fresh = Abandon();
  const std::string other = parent_ + "/other";
  fs::create_directory(other);
  std::ofstream(other + "/lock");
  MakeOld(other);
  Create();
  EXPECT_TRUE(fs::exists(used->path()));
  EXPECT_TRUE(fs::exists(fresh));
  EXPECT_TRUE(fs::exists(other));
}

TEST_F(ScratchDirectoryTest, SaysWhereNothingCanBeMade) {
  const auto directory = ScratchDirectory::Create("/nonexistent");
  EXPECT_EQ(directory.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(directory.status()), reason::kFailedState);
}

}  // namespace
}  // namespace careloop::content
