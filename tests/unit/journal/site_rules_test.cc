#include "services/journal/domain/site_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/unit/journal/site_files.h"

namespace careloop::journal {
namespace {

using ::testing::HasSubstr;

TEST(SiteRules, StopTheStartForAnythingThatIsMissing) {
  const SiteFolder folder;
  for (const char* file : {"symptoms.csv", "composite-grades.csv", "emergency-text.md"}) {
    const auto site = SiteRules::Load(folder.path(), 38, "");
    EXPECT_THAT(std::string(site.status().message()), HasSubstr(file));
    std::filesystem::copy(kDemoSite + "/" + file, folder.path() + "/" + file);
  }
  EXPECT_TRUE(SiteRules::Load(folder.path(), 38, "").ok());
  EXPECT_FALSE(SiteRules::Load(folder.path(), 101, "").ok());
}

}  // namespace
}  // namespace careloop::journal
