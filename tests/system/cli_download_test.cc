#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/crypto/sha256.h"
#include "tests/support/careloop_command.h"

namespace careloop::testing {
namespace {

namespace fs = std::filesystem;

std::string Contents(const std::string& file) {
  std::ostringstream bytes;
  bytes << std::ifstream(file, std::ios::binary).rdbuf();
  return bytes.str();
}

class CliDownload : public ::testing::Test {
 protected:
  CliDownload() { fs::create_directory(folder_); }

  CommandResult Download(const std::string& format = "pdf", const std::string& id = "fatigue") {
    return stack_.Run("patient", {"content", "download", id, "--format", format, "-o", file_});
  }
  // What is in the folder, in the order of the names.
  std::vector<std::string> Files() const {
    std::vector<std::string> files;
    for (const auto& entry : fs::directory_iterator(folder_)) files.push_back(entry.path().filename());
    std::sort(files.begin(), files.end());
    return files;
  }
  // Leaves the first bytes of a file as a download that broke off does.
  void LeavePart(const std::string& bytes, const std::string& sha256) const {
    std::ofstream(file_ + "." + sha256 + ".part", std::ios::binary) << bytes;
  }

  const RunningStack stack_;
  const std::string folder_ = stack_.Text("run") + "/downloads";
  const std::string file_ = folder_ + "/sheet";
};

TEST_F(CliDownload, WritesTheFileAndSaysWhatItIs) {
  const CommandResult result = Download();
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const std::string pdf = Contents(file_);
  EXPECT_EQ(pdf.substr(0, 5), "%PDF-");
  EXPECT_EQ(Files(), std::vector<std::string>{"sheet"});
  for (const std::string& part :
       {std::string("publications/fatigue, revision 1, published\n"), std::string("application/pdf, 1 page, "),
        "sha256 " + Sha256Hex(pdf), std::string("Disclaimer, version 1 (en)"), std::string("Sponsor")}) {
    EXPECT_NE(result.out.find(part), std::string::npos) << part << " in " << result.out;
  }
  const nlohmann::json json =
      stack_.Json("patient", {"content", "download", "fatigue", "--format", "png", "-o", file_});
  EXPECT_EQ(Contents(file_).substr(1, 3), "PNG");
  EXPECT_EQ(json.at("sha256"), Sha256Hex(Contents(file_)));
  EXPECT_EQ(json.at("contentType"), "image/png");
}

TEST_F(CliDownload, GoesOnWhereItBrokeOff) {
  ASSERT_EQ(Download().exit_code, 0);
  const std::string pdf = Contents(file_);
  fs::remove(file_);
  for (const size_t there : {size_t{1}, size_t{1000}, pdf.size()}) {
    LeavePart(pdf.substr(0, there), Sha256Hex(pdf));
    EXPECT_EQ(Download().exit_code, 0);
    EXPECT_EQ(Contents(file_), pdf);
    EXPECT_EQ(Files(), std::vector<std::string>{"sheet"});
  }
}

TEST_F(CliDownload, NeverMixesTwoFilesAndKeepsNoneThatIsNotWhatWasAnnounced) {
  ASSERT_EQ(Download().exit_code, 0);
  const std::string pdf = Contents(file_);
  LeavePart("the beginning of an older file", Sha256Hex("an older file"));
  EXPECT_EQ(Download().exit_code, 0);
  EXPECT_EQ(Contents(file_), pdf);
  fs::remove(file_);
  LeavePart("bytes that were spoilt on this disk", Sha256Hex(pdf));
  const CommandResult spoilt = Download();
  EXPECT_EQ(spoilt.exit_code, 1) << spoilt.err;
  EXPECT_EQ(Files(), std::vector<std::string>{});
  EXPECT_EQ(Download().exit_code, 0);
}

TEST_F(CliDownload, LeavesNothingWhereThereIsNoSuchPublication) {
  EXPECT_EQ(Download("pdf", "absent").exit_code, 4);
  EXPECT_EQ(Download("gif").exit_code, 2);
  EXPECT_EQ(Files(), std::vector<std::string>{});
  EXPECT_EQ(stack_.Run("patient", {"content", "download", "fatigue", "-o", folder_ + "/absent/sheet"}).exit_code, 2);
}

}  // namespace
}  // namespace careloop::testing
