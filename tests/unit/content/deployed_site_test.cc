// The data that the project ships: deploy/site as content reads it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "paths.h"
#include "services/content/domain/manuscript.h"
#include "services/content/store/site_files.h"

namespace careloop::content {
namespace {

const std::string kSource = CARELOOP_SOURCE_DIR;
const std::string kSiteFolder = kSource + "/deploy/site";
constexpr char kFactSheet[] = "current-standards-of-care";

std::string ReadFile(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// Lower case, with runs of white space as one space.
std::string Normal(absl::string_view text) {
  const std::string lower = absl::AsciiStrToLower(text);
  return absl::StrJoin(absl::StrSplit(lower, absl::ByAnyChar(" \t\n"), absl::SkipEmpty()), " ");
}

class DeployedSite : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    site_ = new Site(LoadSite(kSiteFolder, "en").value());
    publications_ = new std::map<std::string, Manuscript>;
    for (const auto& entry : std::filesystem::directory_iterator(kSiteFolder + "/publications")) {
      auto manuscript = ReadManuscript(ReadFile(entry.path()), *site_);
      ASSERT_TRUE(manuscript.ok()) << entry.path() << ": " << manuscript.status();
      publications_->emplace(entry.path().stem(), *std::move(manuscript));
    }
  }
  static void TearDownTestSuite() {
    delete publications_;
    delete site_;
  }

  static const Manuscript& FactSheet() { return publications_->at(kFactSheet); }

  static Site* site_;
  static std::map<std::string, Manuscript>* publications_;
};

Site* DeployedSite::site_ = nullptr;
std::map<std::string, Manuscript>* DeployedSite::publications_ = nullptr;

TEST_F(DeployedSite, NamesEachPublicationAfterItsFile) {
  for (const auto& [stem, manuscript] : *publications_) EXPECT_EQ(manuscript.text.id, stem);
}

TEST_F(DeployedSite, HasTheFactSheetAndSelfCareSheets) {
  EXPECT_EQ(FactSheet().text.kind, Kind::kFactSheet);
  int sheets = 0;
  for (const auto& [stem, manuscript] : *publications_) sheets += manuscript.text.kind == Kind::kSelfCareSheet ? 1 : 0;
  EXPECT_GE(sheets, 4);
}

TEST_F(DeployedSite, SaysOfSelfCareSheetsThatNobodySponsoredOrReviewedThem) {
  for (const auto& [stem, manuscript] : *publications_) {
    if (manuscript.text.kind != Kind::kSelfCareSheet) continue;
    const bool spanish = manuscript.text.language == "es";
    const char* nobody = spanish ? "Sin patrocinador." : "No sponsor.";
    const char* unreviewed = spanish ? "no ha sido revisada" : "not been clinically reviewed";
    EXPECT_TRUE(absl::StartsWith(manuscript.sponsor.text(), nobody)) << stem;
    EXPECT_TRUE(absl::StrContains(manuscript.text.body_markdown, unreviewed)) << stem;
    EXPECT_FALSE(manuscript.text.symptoms.empty()) << stem;
  }
}

TEST_F(DeployedSite, SaysThatTheFactSheetIsOfTheYear2012AndOverdue) {
  EXPECT_EQ(FactSheet().text.facts_as_of, absl::CivilDay(2012, 12, 31));
  EXPECT_TRUE(ReviewOverdue(FactSheet().text, absl::FromCivil(absl::CivilDay(2015, 1, 1), absl::UTCTimeZone())));
  EXPECT_TRUE(absl::StrContains(FactSheet().sponsor.text(), "Celgene"));
}

TEST_F(DeployedSite, KeepsEveryFactOfTheFactSheet) {
  std::vector<std::string> paragraphs;
  for (absl::string_view paragraph : absl::StrSplit(FactSheet().text.body_markdown, "\n\n")) {
    paragraphs.push_back(Normal(paragraph));
  }
  int facts = 0;
  std::istringstream lines(ReadFile(kSource + "/tests/golden/fact_sheet_facts.txt"));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') continue;
    ++facts;
    const std::vector<std::string> terms = absl::StrSplit(line, " & ");
    const bool kept = std::any_of(paragraphs.begin(), paragraphs.end(), [&](const std::string& paragraph) {
      return std::all_of(terms.begin(), terms.end(),
                         [&](const std::string& term) { return absl::StrContains(paragraph, Normal(term)); });
    });
    EXPECT_TRUE(kept) << "no paragraph of the fact sheet says: " << line;
  }
  EXPECT_GE(facts, 60);
}

TEST_F(DeployedSite, CorrectsTheMisspellingsOfTheSource) {
  const std::string text = Normal(FactSheet().text.body_markdown);
  EXPECT_FALSE(absl::StrContains(text, "affinitor"));
  EXPECT_FALSE(absl::StrContains(text, "monocolonal"));
}

TEST_F(DeployedSite, ListsInTheCatalogueWhatTheFactSheetNames) {
  std::set<std::string> listed;
  const std::string text = Normal(FactSheet().text.body_markdown);
  for (const auto& [key, treatment] : site_->treatments.ordered()) {
    listed.insert(treatment.treatment.id);
    EXPECT_TRUE(absl::StrContains(text, Normal(treatment.treatment.generic_name))) << treatment.treatment.id;
    for (const std::string& brand : treatment.treatment.brand_names) {
      EXPECT_TRUE(absl::StrContains(text, absl::StrCat("(", Normal(brand)))) << brand;
    }
  }
  const auto& named = FactSheet().text.treatments;
  EXPECT_EQ(listed, std::set<std::string>(named.begin(), named.end()));
}

TEST_F(DeployedSite, ShowsTreatmentsUnderTheirSourcesAcknowledgement) {
  for (const auto& [key, treatment] : site_->treatments.ordered()) {
    EXPECT_EQ(treatment.treatment.source_publication, kFactSheet);
    EXPECT_EQ(treatment.sponsor, FactSheet().sponsor);
    EXPECT_EQ(treatment.language, "en");
  }
}

TEST_F(DeployedSite, HasADisclaimerThatIsComplete) {
  const std::string text = Normal(site_->disclaimers.In("en")->text());
  for (const char* part : {"general", "not medical advice", "in place of consulting qualified health professionals",
                           "know your own situation", "health care provider", "dialogue", "partnership"}) {
    EXPECT_TRUE(absl::StrContains(text, part)) << part;
  }
}

TEST_F(DeployedSite, HasTheSameDisclaimerInSpanish) {
  const Disclaimer* spanish = site_->disclaimers.In("es");
  ASSERT_NE(spanish, nullptr);
  const std::string text = Normal(spanish->text());
  for (const char* part : {"manera general",
                           "no es un consejo m\xC3\xA9"
                           "dico",
                           "en lugar de consultar a profesionales", "conocen su propia situaci\xC3\xB3n",
                           "di\xC3\xA1logo", "colaboraci\xC3\xB3n"}) {
    EXPECT_TRUE(absl::StrContains(text, part)) << part;
  }
}

TEST_F(DeployedSite, HasAPublicationInEachLanguageOfADisclaimer) {
  std::set<std::string> languages;
  for (const auto& [stem, manuscript] : *publications_) languages.insert(manuscript.text.language);
  for (const Disclaimer& disclaimer : site_->disclaimers.All()) {
    EXPECT_TRUE(languages.contains(disclaimer.language())) << disclaimer.language();
  }
}

TEST_F(DeployedSite, RefersOnlyToSymptomsThatTheJournalKnows) {
  std::set<std::string> known;
  std::istringstream lines(ReadFile(kSiteFolder + "/symptoms.csv"));
  for (std::string line; std::getline(lines, line);) known.insert(line.substr(0, line.find(',')));
  for (const auto& [stem, manuscript] : *publications_) {
    for (const std::string& symptom : manuscript.text.symptoms)
      EXPECT_TRUE(known.contains(symptom)) << stem << ": " << symptom;
  }
}

}  // namespace
}  // namespace careloop::content
