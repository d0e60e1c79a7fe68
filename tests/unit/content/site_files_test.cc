#include "services/content/store/site_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "paths.h"
#include "tests/unit/content/sample.h"

namespace careloop::content {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A copy of deploy/site that a test spoils.
class SiteFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string path = fs::temp_directory_path() / "careloop-site-XXXXXX";
    ASSERT_NE(mkdtemp(path.data()), nullptr);
    root_ = path;
    fs::copy(CARELOOP_SOURCE_DIR "/deploy/site", root_, fs::copy_options::recursive);
  }
  void TearDown() override { fs::remove_all(root_); }

  void Write(const std::string& file, const std::string& text) { std::ofstream(root_ / file) << text; }
  std::vector<std::string> Faults(const std::string& language = "en") {
    return FaultsOf(LoadSite(root_, language).status());
  }

  fs::path root_;
};

TEST_F(SiteFolder, LoadsAsItIsShipped) {
  const auto site = LoadSite(root_, "en");
  ASSERT_TRUE(site.ok()) << site.status();
  EXPECT_NE(site->diagnoses.Find("metastatic-breast-cancer"), nullptr);
  EXPECT_NE(site->topics.Find("chemotherapy"), nullptr);
  EXPECT_NE(site->treatments.Find("tamoxifen"), nullptr);
  EXPECT_EQ(site->LanguageOr(""), "en");
  EXPECT_EQ(site->LanguageOr("es"), "es");
}

TEST_F(SiteFolder, AddsTheSitesOwnTreatments) {
  Write("site-treatments.yaml",
        "language: en\nsponsor_acknowledgement: None.\ntreatments:\n  - id: a-drug\n    generic_name: A drug\n"
        "    treatment_kinds: [Chemotherapy]\n    source_publication: publications/a-sheet\n");
  const auto site = LoadSite(root_, "en");
  ASSERT_TRUE(site.ok()) << site.status();
  EXPECT_NE(site->treatments.Find("a-drug"), nullptr);
  EXPECT_NE(site->treatments.Find("tamoxifen"), nullptr);
}

TEST_F(SiteFolder, NamesBothPlacesOfATreatmentThatIsThereTwice) {
  fs::copy(root_ / "treatments.yaml", root_ / "site-treatments.yaml");
  EXPECT_THAT(Faults(), ::testing::Contains(::testing::ContainsRegex(
                            "site-treatments.yaml: line 9: id: \"tamoxifen\" is given twice; it stands in "
                            ".*/treatments.yaml line 9 already")));
}

TEST_F(SiteFolder, NamesAFileThatIsNotThere) {
  for (const char* file : {"diagnoses.csv", "topics.csv", "treatments.yaml"}) {
    TearDown();
    SetUp();
    fs::remove(root_ / file);
    EXPECT_THAT(Faults(), ElementsAre(HasSubstr(StrCat(file, ": cannot be read or is empty")))) << file;
  }
  fs::remove_all(root_ / "disclaimers");
  EXPECT_THAT(Faults(), ElementsAre(HasSubstr("disclaimers: cannot be read")));
}

TEST_F(SiteFolder, NamesFileLineAndFieldOfABadRow) {
  Write("diagnoses.csv", "id,label,parent\nBad Id,Label,\n");
  EXPECT_THAT(Faults(), ElementsAre(HasSubstr("diagnoses.csv: line 2: id: needs 1 to 64 of a-z 0-9 -")));
}

TEST_F(SiteFolder, NamesABadDisclaimer) {
  Write("disclaimers/pt.md", "---\nversion: 1\nlanguage: pt\n---\n");
  EXPECT_THAT(Faults(), ElementsAre(HasSubstr("pt.md: line 4: no text follows the front matter")));
}

TEST_F(SiteFolder, RefusesADisclaimerUnderAnotherLanguagesName) {
  Write("disclaimers/pt.md", "---\nversion: 1\nlanguage: fr\n---\nTexte.\n");
  EXPECT_THAT(Faults(), ElementsAre(HasSubstr("pt.md: language: is fr, the file's name says otherwise")));
}

TEST_F(SiteFolder, RefusesTwoDisclaimersInOneLanguage) {
  Write("disclaimers/EN.md", "---\nversion: 1\nlanguage: EN\n---\nText.\n");
  EXPECT_THAT(Faults(), ElementsAre(HasSubstr("en.md: language: another file has the same")));
}

TEST_F(SiteFolder, RefusesToStartWithoutADisclaimerInTheDefaultLanguage) {
  EXPECT_THAT(Faults("pt"), ElementsAre(HasSubstr("has no disclaimer in the default language, pt")));
}

TEST_F(SiteFolder, IgnoresWhatIsNoDisclaimer) {
  Write("disclaimers/notes.txt", "not one");
  EXPECT_TRUE(LoadSite(root_, "en").ok());
}

}  // namespace
}  // namespace careloop::content
