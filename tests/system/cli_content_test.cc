#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_replace.h"
#include "paths.h"
#include "tests/support/careloop_command.h"

namespace careloop::testing {
namespace {

constexpr char kPublications[] = CARELOOP_SOURCE_DIR "/deploy/site/publications";

std::string Show(const RunningStack& stack, const std::vector<std::string>& arguments) {
  const CommandResult result = stack.Run("patient", arguments);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  return result.out;
}

bool Has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(CliContent, NeverShowsEducationalTextWithoutItsDisclaimer) {
  const RunningStack stack;
  const std::vector<std::vector<std::string>> educational = {
      {"content", "list"},
      {"content", "list", "--topic", "managing-side-effects", "--kind", "self-care-sheet", "--order", "title"},
      {"content", "get", "current-standards-of-care"},
      {"content", "treatments", "--all", "--page-size", "5"},
      {"content", "treatment", "letrozole"},
      {"content", "related", "--symptom", "nausea:2", "--symptom", "fatigue", "--treatment", "letrozole", "--limit",
       "3"},
  };
  for (const auto& arguments : educational) {
    const std::string shown = Show(stack, arguments);
    EXPECT_TRUE(Has(shown, "Disclaimer, version 1 (en)")) << arguments[1] << ": " << shown;
    EXPECT_TRUE(Has(shown, "to inform you in a general way and for no other purpose")) << arguments[1] << ": " << shown;
    EXPECT_TRUE(Has(shown, "Sponsor")) << arguments[1] << ": " << shown;
  }
}

TEST(CliContent, ShowsTheRestOfTheCatalogue) {
  const RunningStack stack;
  EXPECT_TRUE(Has(Show(stack, {"content", "diagnoses"}), "(diagnoses/breast-cancer): "));
  EXPECT_TRUE(Has(Show(stack, {"content", "topics", "--page-size", "1"}), "There is more: add --all"));
  EXPECT_TRUE(Has(Show(stack, {"content", "disclaimer"}), "to inform you in a general way and for no other purpose"));
  EXPECT_TRUE(Has(Show(stack, {"content", "related", "--symptom", "hiccups"}), "Nothing is published on these."));
  EXPECT_TRUE(Has(Show(stack, {"content", "get", "current-standards-of-care"}), "OVERDUE"));
  EXPECT_EQ(stack.Run("patient", {"content", "get", "absent"}).exit_code, 4);
}

TEST(CliContent, FollowsAListToItsEndAsOneAnswer) {
  const RunningStack stack;
  const size_t all = stack.Json("patient", {"content", "treatments", "--page-size", "200"}).at("treatments").size();
  const nlohmann::json paged = stack.Json("patient", {"content", "treatments", "--page-size", "3", "--all"});
  EXPECT_EQ(paged.at("treatments").size(), all);
  EXPECT_EQ(paged.at("nextPageToken"), "");
}

// A directory with one sheet, made from one of the site's.
class CliImport : public ::testing::Test {
 protected:
  CliImport() { std::filesystem::create_directory(directory_); }

  void Write(const std::string& name, const std::string& id) {
    std::ostringstream text;
    text << std::ifstream(std::string(kPublications) + "/fatigue.md").rdbuf();
    std::ofstream(directory_ + "/" + name) << absl::StrReplaceAll(text.str(), {{"id: fatigue", "id: " + id}});
  }

  const RunningStack stack_;
  const std::string directory_ = stack_.Text("run") + "/import";
};

TEST_F(CliImport, ChecksWithoutStoring) {
  Write("a.md", "tiredness");
  EXPECT_EQ(stack_.Run("editor", {"content", "import", directory_, "--validate-only"}).exit_code, 0);
  EXPECT_EQ(stack_.Run("editor", {"content", "get", "tiredness", "--revision", "1"}).exit_code, 4);
}

TEST_F(CliImport, StoresADraftThatIsPublishedLater) {
  Write("a.md", "tiredness");
  const CommandResult imported = stack_.Run("editor", {"content", "import", directory_ + "/a.md"});
  EXPECT_EQ(imported.out, "publications/tiredness: revision 1, draft\n") << imported.err;
  EXPECT_EQ(stack_.Run("patient", {"content", "get", "tiredness"}).exit_code, 4);
  const CommandResult published = stack_.Run("editor", {"content", "publish", "tiredness", "--revision", "1"});
  EXPECT_EQ(published.out, "publications/tiredness: revision 1 is published\n") << published.err;
  EXPECT_EQ(stack_.Run("patient", {"content", "get", "tiredness"}).exit_code, 0);
}

TEST_F(CliImport, TriesAllFilesOfADirectoryAndNamesTheBadOnes) {
  Write("a.md", "Not An Id");
  Write("b.md", "tiredness");
  const CommandResult result = stack_.Run("editor", {"content", "import", directory_, "--publish"});
  EXPECT_EQ(result.exit_code, 5);
  EXPECT_TRUE(Has(result.err, directory_ + "/a.md: INVALID_ARGUMENT (INVALID_FIELD): markdown")) << result.err;
  EXPECT_EQ(result.out, "publications/tiredness: revision 1 is published\n");
}

TEST_F(CliImport, IsForEditors) {
  Write("a.md", "tiredness");
  const CommandResult result = stack_.Run("patient", {"content", "import", directory_});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_EQ(result.err.find("careloop: PERMISSION_DENIED (ROLE_NOT_ALLOWED)"), 0u) << result.err;
}

TEST_F(CliImport, NeedsAFile) { EXPECT_EQ(stack_.Run("editor", {"content", "import", directory_}).exit_code, 2); }

}  // namespace
}  // namespace careloop::testing
