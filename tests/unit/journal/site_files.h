#ifndef CARELOOP_TESTS_UNIT_JOURNAL_SITE_FILES_H_
#define CARELOOP_TESTS_UNIT_JOURNAL_SITE_FILES_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "paths.h"
#include "services/journal/domain/site_rules.h"

namespace careloop::journal {

inline const std::string kDemoSite = CARELOOP_SOURCE_DIR "/deploy/site";

// The demo site's rules with the given settings.
inline SiteRules DemoRules(double temperature_limit = 38.0, std::string_view severe_symptoms = "") {
  return SiteRules::Load(kDemoSite, temperature_limit, severe_symptoms).value();
}

// A folder of the running test's own, for files that it writes.
class SiteFolder {
 public:
  SiteFolder()
      : path_(::testing::TempDir() + "/journal-" + ::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~SiteFolder() { std::filesystem::remove_all(path_); }

  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ + "/" + name, std::ios::binary) << text;
    return path_ + "/" + name;
  }
  const std::string& path() const { return path_; }

 private:
  const std::string path_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_TESTS_UNIT_JOURNAL_SITE_FILES_H_
