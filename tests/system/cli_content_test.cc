#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
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

// The index follows what has just been published within a second. How much that is.
size_t WaitUntilAllIsFound(const RunningStack& stack) {
  const std::filesystem::directory_iterator files(kPublications);
  const auto published = static_cast<size_t>(std::distance(begin(files), end(files)));
  Eventually("what was published is found", [&] {
    return stack.Json("patient", {"content", "search", "team", "--page-size", "1"}).at("totalSize") == published;
  });
  return published;
}

TEST(CliContent, NeverShowsEducationalTextWithoutItsDisclaimer) {
  const RunningStack stack;
  WaitUntilAllIsFound(stack);
  const std::vector<std::vector<std::string>> educational = {
      {"content", "list"},
      {"content", "list", "--topic", "managing-side-effects", "--kind", "self-care-sheet", "--order", "title"},
      {"content", "get", "current-standards-of-care"},
      {"content", "search", "herceptin"},
      {"content", "search", "nausia"},
      {"content", "treatments", "--all", "--page-size", "5"},
      {"content", "treatment", "letrozole"},
      {"content", "browse", "topics/chemotherapy"},
      {"content", "overdue"},
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

TEST(CliContent, SearchesWithHighlightsFacetsAndSuggestion) {
  const RunningStack stack;
  const size_t published = WaitUntilAllIsFound(stack);
  const auto all = stack.Json("patient", {"content", "search", "team", "--page-size", "2", "--all"});
  ASSERT_EQ(all.at("totalSize"), published);
  const std::string found = Show(stack, {"content", "search", "vomits team", "--page-size", "1"});
  EXPECT_TRUE(Has(found, "Nausea and **vomiting**: notice, note, talk")) << found;
  EXPECT_TRUE(Has(found, "--kind self-care-sheet (")) << found;
  EXPECT_TRUE(Has(found, "--topic topics/managing-side-effects: Managing side effects (")) << found;
  EXPECT_TRUE(Has(Show(stack, {"content", "search", "nausia"}), "Did you mean: nausea"));
  EXPECT_TRUE(Has(Show(stack, {"content", "search", "hiccups"}), "0 found."));
  EXPECT_EQ(all.at("hits").size(), all.at("totalSize").get<size_t>());
  EXPECT_EQ(all.at("facets").at("languages").size(), 2u);
  EXPECT_EQ(stack.Run("patient", {"content", "search", " "}).exit_code, 5);
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

TEST(CliContent, BrowsesTheTreesAndWhatIsInThem) {
  const RunningStack stack;
  const std::string trees = Show(stack, {"content", "browse"});
  EXPECT_TRUE(Has(trees, "\nTreatment options (topics/treatment-options): ")) << trees;
  EXPECT_TRUE(Has(trees, "\n  Chemotherapy (topics/chemotherapy): 1\n")) << trees;
  EXPECT_TRUE(Has(Show(stack, {"content", "browse", "topics/chemotherapy"}), "Current Standards of Care"));
  const std::string spanish =
      Show(stack, {"content", "browse", "topics/managing-side-effects", "--language", "es", "--fallback", "en"});
  EXPECT_TRUE(Has(spanish, "publications/cansancio")) << spanish;
  EXPECT_FALSE(Has(spanish, "There is nothing in the language asked for")) << spanish;
  const std::string fallback =
      Show(stack, {"content", "browse", "topics/chemotherapy", "--language", "es", "--fallback", "en"});
  EXPECT_TRUE(Has(fallback, "There is nothing in the language asked for. These are in en.")) << fallback;
}

TEST(CliContent, FindsTreatmentsByAnyName) {
  const RunningStack stack;
  const std::string found = Show(stack, {"content", "treatments", "--name", "herceptin"});
  EXPECT_EQ(found.find("Trastuzumab (Herceptin)"), 0u) << found;
}

TEST(CliContent, ListsWhatIsOverdueForReview) {
  const RunningStack stack;
  const std::string overdue = Show(stack, {"content", "overdue"});
  EXPECT_EQ(overdue.find("Current Standards of Care for Metastatic Breast Cancer (2012)\n"), 0u) << overdue;
  EXPECT_FALSE(Has(overdue, "publications/fatigue")) << overdue;
  EXPECT_TRUE(Has(Show(stack, {"content", "overdue", "--within", "36500"}), "publications/fatigue"));
}

TEST(CliContent, PublishesADisclaimer) {
  const RunningStack stack;
  const std::string file = stack.Text("run") + "/disclaimer.txt";
  std::ofstream(file) << "Other words.\n";
  const auto publish = [&](const char* version) {
    return stack.Run("editor", {"content", "publish-disclaimer", file, "--language", "en", "--version", version});
  };
  EXPECT_EQ(publish("1").exit_code, 6);
  const CommandResult published = publish("2");
  EXPECT_EQ(published.out, "Version 2 (en) is the current disclaimer\n") << published.err;
  EXPECT_EQ(Show(stack, {"content", "disclaimer"}), "Version 2 (en)\n  Other words.\n");
  EXPECT_TRUE(Has(Show(stack, {"content", "disclaimer", "--version", "1"}), "for no other purpose"));
}

// A directory with sheets, made from one of the site's.
class CliImport : public ::testing::Test {
 protected:
  CliImport() { std::filesystem::create_directory(directory_); }

  void Write(const std::string& name, const std::string& id) {
    std::ostringstream text;
    text << std::ifstream(std::string(kPublications) + "/fatigue.md").rdbuf();
    std::ofstream(directory_ + "/" + name) << absl::StrReplaceAll(text.str(), {{"id: fatigue", "id: " + id}});
  }
  CommandResult Import(std::vector<std::string> options = {}) {
    std::vector<std::string> arguments = {"content", "import", directory_};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return stack_.Run("editor", arguments);
  }
  int Get(const std::string& person, const std::vector<std::string>& publication) {
    std::vector<std::string> arguments = {"content", "get"};
    arguments.insert(arguments.end(), publication.begin(), publication.end());
    return stack_.Run(person, arguments).exit_code;
  }

  const RunningStack stack_;
  const std::string directory_ = stack_.Text("run") + "/import";
};

TEST_F(CliImport, ChecksWithoutStoring) {
  Write("a.md", "tiredness");
  EXPECT_EQ(Import({"--validate-only"}).exit_code, 0);
  EXPECT_EQ(Get("editor", {"tiredness", "--revision", "1"}), 4);
}

TEST_F(CliImport, StoresADraftThatIsPublishedLater) {
  Write("a.md", "tiredness");
  const CommandResult imported = stack_.Run("editor", {"content", "import", directory_ + "/a.md"});
  EXPECT_EQ(imported.out, "publications/tiredness: revision 1, draft\n") << imported.err;
  EXPECT_EQ(Get("patient", {"tiredness"}), 4);
  const CommandResult published = stack_.Run("editor", {"content", "publish", "tiredness", "--revision", "1"});
  EXPECT_EQ(published.out, "publications/tiredness: revision 1 is published\n") << published.err;
  EXPECT_EQ(Get("patient", {"tiredness"}), 0);
}

TEST_F(CliImport, ShowsTheLifeOfAPublication) {
  Write("a.md", "tiredness");
  ASSERT_EQ(Import({"--publish"}).exit_code, 0);
  ASSERT_EQ(Import({"--publish"}).exit_code, 0);
  EXPECT_TRUE(Has(Show(stack_, {"content", "get", "tiredness", "--revision", "1"}), "SUPERSEDED: revision 2 is the"));
  const CommandResult withdrawn =
      stack_.Run("editor", {"content", "withdraw", "tiredness", "--reason", "A dose was wrong."});
  EXPECT_EQ(withdrawn.out, "publications/tiredness: revision 2 is withdrawn\n") << withdrawn.err;
  EXPECT_EQ(Get("patient", {"tiredness"}), 4);
  const std::string shown = Show(stack_, {"content", "get", "tiredness", "--revision", "2"});
  EXPECT_EQ(shown.find("WITHDRAWN on "), 0u) << shown;
  EXPECT_TRUE(Has(shown, ": A dose was wrong.\n")) << shown;
  const std::string history = stack_.Run("editor", {"content", "revisions", "tiredness"}).out;
  EXPECT_TRUE(Has(history, "Revision 2: withdrawn\n  imported ")) << history;
  EXPECT_TRUE(Has(history, " by Demo Editor (demo-editor)")) << history;
  const CommandResult stale =
      stack_.Run("editor", {"content", "publish", "tiredness", "--revision", "2", "--etag", "1"});
  EXPECT_EQ(stale.exit_code, 6);
  EXPECT_TRUE(Has(stale.err, "VERSION_CONFLICT")) << stale.err;
}

TEST_F(CliImport, ReportsTheProblemsOfAllFilesWithTheirLinesAndImportsNothing) {
  Write("a.md", "Not An Id");
  Write("b.md", "tiredness");
  Write("c.md", "tiredness");
  Write("d.md", "weariness");
  std::ofstream(directory_ + "/e.md") << "No front matter.\n";
  std::ofstream(directory_ + "/f.md") << "---\nid: x\n\xff\n";
  Write("h.md", "tiredness-h");
  std::ofstream(directory_ + "/h.md", std::ios::app) << "\n<b>raw</b>\n\n" << std::string(70, '>') << " deep\n";
  std::ofstream(directory_ + "/i.md") << std::string(
      "\x7f"
      "ELF\x02\x01\x00",
      7);
  std::ofstream(directory_ + "/g.md") << "";
  std::filesystem::resize_file(directory_ + "/g.md", 50 << 20);
  const CommandResult result = Import({"--publish"});
  EXPECT_EQ(result.exit_code, 5);
  EXPECT_EQ(result.out, "");
  for (const std::string problem :
       {"/a.md:2: id: needs 1 to 64 of a-z 0-9 -\n", "/c.md:2: id: publications/tiredness is also in ", "/b.md:2\n",
        "/e.md:1: needs front matter", "/f.md:3: is not UTF-8",
        "/g.md: has 52428800 bytes, at most 1048576 are allowed\n", ": holds raw HTML",
        ": is nested deeper than 64 levels", "/i.md:1: is not UTF-8"}) {
    EXPECT_TRUE(Has(result.err, problem)) << problem << ": " << result.err;
  }
  EXPECT_FALSE(Has(result.err, "d.md")) << result.err;
  EXPECT_TRUE(Has(result.err, "careloop: INVALID_ARGUMENT (INVALID_FIELD): 7 of 9 files cannot be imported"))
      << result.err;
  EXPECT_EQ(Get("editor", {"weariness", "--revision", "1"}), 4);
}

TEST_F(CliImport, PublishesAllFilesAndRepeatsThatWithTheSameRequestId) {
  const std::string intent = "00000000-0000-4000-8000-000000000001";
  for (const char* id : {"one", "two", "three"}) Write(std::string(id) + ".md", id);
  const CommandResult first = Import({"--publish", "--request-id", intent});
  EXPECT_EQ(first.out,
            "publications/one: revision 1 is published\npublications/three: revision 1 is published\n"
            "publications/two: revision 1 is published\n")
      << first.err;
  EXPECT_EQ(Import({"--publish", "--request-id", intent}).out, first.out);
  EXPECT_EQ(first.err, "");  // no bar where nobody watches
}

TEST_F(CliImport, ShowsProgressOnATerminal) {
  for (int i = 0; i < 25; ++i) Write("f" + std::to_string(i) + ".md", "sheet-" + std::to_string(i));
  const CommandResult watched = stack_.RunOnTerminal("editor", {"content", "import", directory_, "--validate-only"});
  EXPECT_EQ(watched.exit_code, 0) << watched.out;
  EXPECT_TRUE(Has(watched.out, "Checking [##############################] 25 of 25")) << watched.out;
}

TEST_F(CliImport, IsForEditors) {
  Write("a.md", "tiredness");
  const CommandResult result = stack_.Run("patient", {"content", "import", directory_});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_EQ(result.err.find("careloop: PERMISSION_DENIED (ROLE_NOT_ALLOWED)"), 0u) << result.err;
}

TEST_F(CliImport, NeedsAFile) { EXPECT_EQ(Import().exit_code, 2); }

}  // namespace
}  // namespace careloop::testing
