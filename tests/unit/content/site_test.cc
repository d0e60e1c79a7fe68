#include "services/content/domain/site.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"
#include "common/base/status_macros.h"
#include "tests/unit/content/sample.h"

namespace careloop::content {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> CsvFaults(const std::string& text) {
  return FaultsOf(ReadCategories({.name = "topics.csv", .text = text}).status());
}

constexpr char kTree[] = "id,label,parent\nb,Zebra,\nd,Cherry,\na,apple,b\nc,Banana,a\ne,Aardvark,b\n";

TEST(Categories, AreReadAsATreeWithSiblingsByLabel) {
  const auto categories = ReadCategories({.name = "topics.csv", .text = kTree});
  ASSERT_TRUE(categories.ok()) << categories.status();
  std::vector<std::string> labels;
  for (const auto& [key, category] : categories->ordered()) labels.push_back(category.label);
  EXPECT_THAT(labels, ElementsAre("Cherry", "Zebra", "Aardvark", "apple", "Banana"));
  ASSERT_NE(categories->Find("a"), nullptr);
  EXPECT_EQ(categories->Find("a")->label, "apple");
  EXPECT_EQ(categories->Find("a")->parent, "b");
  EXPECT_EQ(categories->Find("b")->parent, "");
  EXPECT_EQ(categories->Find("z"), nullptr);
}

TEST(Categories, KnowThoseAboveAndBelowThem) {
  const auto categories = *ReadCategories({.name = "topics.csv", .text = kTree});
  EXPECT_THAT(WithThoseAbove(categories, {"c", "a", "d"}), ElementsAre("c", "a", "b", "d"));
  EXPECT_THAT(WithThoseAbove(categories, {"gone"}), ElementsAre("gone"));
  EXPECT_THAT(WithThoseBelow(categories, "b"), ElementsAre("b", "e", "a", "c"));
  EXPECT_THAT(WithThoseBelow(categories, "c"), ElementsAre("c"));
  EXPECT_THAT(WithThoseBelow(categories, "gone"), ElementsAre("gone"));
}

TEST(Categories, AreRefusedWithFileLineAndField) {
  EXPECT_THAT(CsvFaults("label,id\n"), ElementsAre("topics.csv: line 1: needs the header id,label,parent"));
  EXPECT_THAT(CsvFaults("id,label,parent\na,A\n"), ElementsAre(HasSubstr("topics.csv: line 2: needs the three cells")));
  EXPECT_THAT(CsvFaults("id,label,parent\na,\"A, B\",\n"), ElementsAre(HasSubstr("line 2: needs the three cells")));
  EXPECT_THAT(CsvFaults("id,label,parent\n\na,A,\n"), ElementsAre(HasSubstr("line 2: needs the three cells")));
  EXPECT_THAT(CsvFaults("id,label,parent\nA,A,\n"), ElementsAre("topics.csv: line 2: id: needs 1 to 64 of a-z 0-9 -"));
  EXPECT_THAT(CsvFaults("id,label,parent\na, ,\n"), ElementsAre(HasSubstr("line 2: label: needs 1 to 200")));
  EXPECT_THAT(CsvFaults("id,label,parent\na,A\r,\n"), ElementsAre(HasSubstr("line 2: label: needs 1 to 200")));
  EXPECT_THAT(CsvFaults("id,label,parent\na,A,\na,B,\n"), ElementsAre("topics.csv: line 3: id: is given twice"));
}

TEST(Categories, MustStandBelowTheirParent) {
  EXPECT_THAT(CsvFaults("id,label,parent\na,A,b\nb,B,\n"),
              ElementsAre("topics.csv: line 2: parent: is not the id of a row above"));
  EXPECT_THAT(CsvFaults("id,label,parent\na,A,a\n"),
              ElementsAre("topics.csv: line 2: parent: is not the id of a row above"));
}

TEST(DisclaimerFile, IsReadWithItsLinesJoinedToParagraphs) {
  const auto disclaimer = ReadDisclaimer(
      {.name = "en.md", .text = "---\nversion: \"3\"\nlanguage: en\n---\n\nOne\ntwo.\n\n\nThree\n  four.\n"});
  ASSERT_TRUE(disclaimer.ok()) << disclaimer.status();
  EXPECT_EQ(disclaimer->version(), 3);
  EXPECT_EQ(disclaimer->language(), "en");
  EXPECT_EQ(disclaimer->text(), "One two.\n\nThree four.");
}

TEST(DisclaimerFile, IsRefusedWithFileLineAndField) {
  const auto faults = [](const std::string& text) {
    return FaultsOf(ReadDisclaimer({.name = "en.md", .text = text}).status());
  };
  EXPECT_THAT(faults("text"), ElementsAre(HasSubstr("en.md: line 1: needs front matter")));
  EXPECT_THAT(faults("---\nversion: [\n---\ntext"), ElementsAre(HasSubstr("en.md: line")));
  for (const char* version : {"0", "-1", "one", "1.5", "99999999999"}) {
    EXPECT_THAT(faults(StrCat("---\nlanguage: en\nversion: ", version, "\n---\ntext")),
                ::testing::Contains("en.md: line 3: version: needs a number, counted from 1"))
        << version;
  }
  EXPECT_THAT(faults("---\nversion: 1\nlanguage: E\n---\ntext"),
              ElementsAre(HasSubstr("line 3: language: needs a BCP 47 tag")));
  EXPECT_THAT(faults("---\nversion: 1\nlanguage: en\nauthor: x\n---\ntext"),
              ElementsAre("en.md: line 4: author is not known here"));
}

TEST(Disclaimers, AreFoundByLanguageWithoutRegardToCase) {
  Disclaimers disclaimers;
  EXPECT_TRUE(disclaimers.Add(*Disclaimer::Create(2, "pt-BR", "Texto.")));
  EXPECT_FALSE(disclaimers.Add(*Disclaimer::Create(2, "PT-br", "Outro.")));
  EXPECT_TRUE(disclaimers.Add(*Disclaimer::Create(1, "PT-br", "Velho.")));
  ASSERT_NE(disclaimers.In("pt-br"), nullptr);
  EXPECT_EQ(disclaimers.In("PT-BR")->version(), 2);
  EXPECT_EQ(disclaimers.In("PT-BR", 1)->text(), "Velho.");
  EXPECT_EQ(disclaimers.In("PT-BR", 3), nullptr);
  EXPECT_EQ(disclaimers.In("pt"), nullptr);
  EXPECT_EQ(disclaimers.All().size(), 2u);
}

TEST(Disclaimers, RequiredInALanguageWithoutOneIsAFailedState) {
  const auto status = Disclaimers().Required("es").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), reason::kFailedState);
}

constexpr char kTreatments[] = R"(language: en
sponsor_acknowledgement: "A grant."
treatments:
  - id: b
    generic_name: "Bee"
    brand_names: ["B1", "B2"]
    treatment_kinds: ["K"]
    treatment_class: "C"
    targets: ["T"]
    mechanism: "M"
    conditions: ["X", "Y"]
    source_publication: publications/sheet
  - id: a
    generic_name: "Ay"
    treatment_kinds: ["K"]
    source_publication: publications/sheet
    sponsor_acknowledgement: "Another grant."
)";

// The treatments of a file, and of a second one.
absl::StatusOr<Catalogue<SourcedTreatment>> Read(const std::string& text, const std::string& more = "") {
  Disclaimers disclaimers;
  disclaimers.Add(SampleDisclaimer());
  TreatmentFiles files(disclaimers);
  RETURN_IF_ERROR(files.Read({.name = "treatments.yaml", .text = text}));
  if (!more.empty()) RETURN_IF_ERROR(files.Read({.name = "site-treatments.yaml", .text = more}));
  return files.Take();
}

std::vector<std::string> FaultsWith(const std::string& from, const std::string& to) {
  const std::string changed = absl::StrReplaceAll(kTreatments, {{from, to}});
  EXPECT_NE(changed, kTreatments) << from;
  return FaultsOf(Read(changed).status());
}

TEST(Treatments, AreReadWithLanguageAndAcknowledgement) {
  const auto treatments = Read(kTreatments);
  ASSERT_TRUE(treatments.ok()) << treatments.status();
  ASSERT_EQ(treatments->ordered().size(), 2u);
  const SourcedTreatment& b = *treatments->Find("b");
  EXPECT_EQ(b.language, "en");
  EXPECT_EQ(b.sponsor.text(), "A grant.");
  EXPECT_EQ(b.treatment.generic_name, "Bee");
  EXPECT_THAT(b.treatment.brand_names, ElementsAre("B1", "B2"));
  EXPECT_THAT(b.treatment.treatment_kinds, ElementsAre("K"));
  EXPECT_EQ(b.treatment.treatment_class, "C");
  EXPECT_THAT(b.treatment.targets, ElementsAre("T"));
  EXPECT_EQ(b.treatment.mechanism, "M");
  EXPECT_THAT(b.treatment.conditions, ElementsAre("X", "Y"));
  EXPECT_EQ(b.treatment.source_publication, "sheet");
  EXPECT_EQ(treatments->Find("a")->sponsor.text(), "Another grant.");
  EXPECT_EQ(treatments->ordered().begin()->second.treatment.id, "a");  // "Ay" before "Bee"
}

TEST(Treatments, AreRefusedWithFileLineAndField) {
  EXPECT_THAT(
      FaultsWith("id: b", "id: a"),
      ElementsAre("treatments.yaml: line 13: id: \"a\" is given twice; it stands in treatments.yaml line 4 already"));
  EXPECT_THAT(FaultsWith("id: b", "id: B"), ElementsAre("treatments.yaml: line 4: id: needs 1 to 64 of a-z 0-9 -"));
  EXPECT_THAT(FaultsWith("    generic_name: \"Ay\"\n", ""),
              ElementsAre("treatments.yaml: line 13: generic_name: is missing"));
  EXPECT_THAT(FaultsWith("    treatment_kinds: [\"K\"]\n    source", "    source"),
              ElementsAre("treatments.yaml: line 13: treatment_kinds: needs at least one kind"));
  EXPECT_THAT(FaultsWith("publications/sheet\n  - id: a", "sheet\n  - id: a"),
              ElementsAre("treatments.yaml: line 12: source_publication: needs the form publications/{id}"));
  EXPECT_THAT(FaultsWith("mechanism", "mechanics"),
              ElementsAre("treatments.yaml: line 10: mechanics is not known here"));
  EXPECT_THAT(FaultsWith("\"M\"", StrCat("\"", std::string(501, 'm'), "\"")),
              ElementsAre("treatments.yaml: line 10: mechanism: has 501 characters, at most 500 are allowed"));
}

TEST(Treatments, AreAddedToByASecondFile) {
  const auto treatments = Read(kTreatments, absl::StrReplaceAll(kTreatments, {{"id: b", "id: c"},
                                                                              {"id: a", "id: d"},
                                                                              {"Bee", "Cee"},
                                                                              {"Ay", "Dee"},
                                                                              {"\"B1\", \"B2\"", "\"C1\""},
                                                                              {"A grant.", "Their own."}}));
  ASSERT_TRUE(treatments.ok()) << treatments.status();
  EXPECT_EQ(treatments->ordered().size(), 4u);
  EXPECT_EQ(treatments->Find("c")->sponsor.text(), "Their own.");
}

TEST(Treatments, MustNotShareAnIdOrANameWithBothPlacesNamed) {
  const std::string more = R"(language: en
sponsor_acknowledgement: "Their own."
treatments:
  - id: a
    generic_name: "bee"
    brand_names: ["b2"]
    treatment_kinds: ["K"]
    source_publication: publications/other
)";
  EXPECT_THAT(
      FaultsOf(Read(kTreatments, more).status()),
      ElementsAre(
          "site-treatments.yaml: line 4: id: \"a\" is given twice; it stands in treatments.yaml line 13 already",
          "site-treatments.yaml: line 5: generic_name: \"bee\" is given twice; it stands in treatments.yaml line 5 "
          "already",
          "site-treatments.yaml: line 6: brand_names: \"b2\" is given twice; it stands in treatments.yaml line 6 "
          "already"));
}

TEST(Treatments, NeedAnAcknowledgementAndADisclaimer) {
  EXPECT_THAT(FaultsWith("sponsor_acknowledgement: \"A grant.\"\n", ""),
              ElementsAre(HasSubstr("treatments.yaml: line 3: sponsor_acknowledgement: is given neither here nor")));
  EXPECT_THAT(FaultsWith("language: en", "language: es"),
              ElementsAre("treatments.yaml: line 1: language: there is no disclaimer in this language"));
}

TEST(Treatments, MustBeAList) {
  EXPECT_THAT(FaultsOf(Read("language: en\n").status()),
              ElementsAre("treatments.yaml: line 1: treatments: needs a list of treatments"));
  EXPECT_THAT(FaultsOf(Read("language: en\nsponsor_acknowledgement: x\ntreatments: [a]\n").status()),
              ::testing::Contains("treatments.yaml: line 3: needs one `key: value` a line"));
  EXPECT_THAT(FaultsOf(Read("").status()), ElementsAre("treatments.yaml: line 1: is empty"));
}

}  // namespace
}  // namespace careloop::content
