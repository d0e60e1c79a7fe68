#include "services/content/domain/manuscript.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"
#include "tests/unit/content/sample.h"

namespace careloop::content {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kGood[] = R"(---
id: a-sheet
title: "A sheet: on something"
summary: What it is about.
kind: self-care-sheet
language: en
sponsor_acknowledgement: Nobody sponsored this.
review_due_date: 2030-01-31
facts_as_of: 2012-12-31
diagnoses: [one, two]
topics: [care]
treatments: [letrozole]
symptoms: [fatigue, pain]
---

# Heading

Text.

)";

std::vector<std::string> FaultsIn(const std::string& markdown) {
  return FaultsOf(ReadManuscript(markdown, SampleSite()).status());
}

// The good manuscript with `from` replaced by `to`.
std::string With(const std::string& from, const std::string& to) {
  const std::string changed = absl::StrReplaceAll(kGood, {{from, to}});
  EXPECT_NE(changed, kGood) << from;
  return changed;
}

TEST(Manuscript, ReadsEveryField) {
  const auto manuscript = ReadManuscript(kGood, SampleSite());
  ASSERT_TRUE(manuscript.ok()) << manuscript.status();
  const PublicationText& text = manuscript->text;
  EXPECT_EQ(text.id, "a-sheet");
  EXPECT_EQ(text.title, "A sheet: on something");
  EXPECT_EQ(text.summary, "What it is about.");
  EXPECT_EQ(text.kind, Kind::kSelfCareSheet);
  EXPECT_EQ(text.language, "en");
  EXPECT_EQ(manuscript->sponsor.text(), "Nobody sponsored this.");
  EXPECT_EQ(text.review_due, absl::CivilDay(2030, 1, 31));
  EXPECT_EQ(text.facts_as_of, absl::CivilDay(2012, 12, 31));
  EXPECT_THAT(text.diagnoses, ElementsAre("one", "two"));
  EXPECT_THAT(text.topics, ElementsAre("care"));
  EXPECT_THAT(text.treatments, ElementsAre("letrozole"));
  EXPECT_THAT(text.symptoms, ElementsAre("fatigue", "pain"));
  EXPECT_EQ(text.body_markdown, "# Heading\n\nText.\n");
}

TEST(Manuscript, ListsAndFactsAsOfMayBeLeftOut) {
  const auto manuscript = ReadManuscript(
      "---\nid: a\ntitle: T\nsummary: S\nkind: booklet\nlanguage: en\nsponsor_acknowledgement: None.\n"
      "review_due_date: 2030-01-31\ntopics: []\nsymptoms:\n---\nText",
      SampleSite());
  ASSERT_TRUE(manuscript.ok()) << manuscript.status();
  EXPECT_THAT(manuscript->text.topics, IsEmpty());
  EXPECT_THAT(manuscript->text.symptoms, IsEmpty());
  EXPECT_EQ(manuscript->text.facts_as_of, std::nullopt);
  EXPECT_EQ(manuscript->text.kind, Kind::kBooklet);
}

TEST(Manuscript, NamesEachMissingKey) {
  EXPECT_THAT(FaultsIn("---\nfacts_as_of: 2012-12-31\n---\nText"),
              ElementsAre("markdown: line 2: id: is missing", "markdown: line 2: title: is missing",
                          "markdown: line 2: summary: is missing", "markdown: line 2: kind: is missing",
                          "markdown: line 2: language: is missing", "markdown: line 2: review_due_date: is missing",
                          "markdown: line 2: sponsor_acknowledgement: is missing"));
}

TEST(Manuscript, FindsAllFaultsInOneReading) {
  const std::string bad = absl::StrReplaceAll(
      kGood,
      {{"id: a-sheet", "id: A Sheet"}, {"kind: self-care-sheet", "kind: self_care_sheet"}, {"Text.", "<b>Text</b>"}});
  EXPECT_THAT(FaultsIn(bad), ElementsAre("markdown: line 18: holds raw HTML; write a plain \"<\" as \"\\<\"",
                                         "markdown: line 18: holds raw HTML; write a plain \"<\" as \"\\<\"",
                                         "markdown: line 2: id: needs 1 to 64 of a-z 0-9 -",
                                         "markdown: line 5: kind: is one of fact-sheet, self-care-sheet, booklet"));
}

TEST(Manuscript, RefusesUnknownAndRepeatedKeys) {
  EXPECT_THAT(FaultsIn(With("kind:", "author: Somebody\nkind:")),
              ElementsAre("markdown: line 5: author is not known here"));
  EXPECT_THAT(FaultsIn(With("kind:", "title: Again\nkind:")),
              ElementsAre("markdown: line 5: title: is given twice; it stands in line 3 already"));
}

TEST(Manuscript, DoesNotRepeatAKeyThatMayBeAPersonsText) {
  EXPECT_THAT(FaultsIn(With("kind:", "Some Person's words: x\nkind:")),
              ElementsAre("markdown: line 5: a key is not known here"));
}

TEST(Manuscript, RefusesWrongShapes) {
  EXPECT_THAT(FaultsIn(With("title: \"A sheet: on something\"", "title: [a, b]")),
              ElementsAre(HasSubstr("line 3: title: needs one text")));
  EXPECT_THAT(FaultsIn(With("[one, two]", "one")),
              ElementsAre("markdown: line 10: diagnoses: needs a list such as [a, b]"));
  EXPECT_THAT(FaultsIn(With("[care]", "[[care]]")), ElementsAre(HasSubstr("line 11: topics: needs one text")));
  EXPECT_THAT(FaultsIn(With("title: \"A sheet: on something\"", "? [a]\n: b\ntitle: c")),
              ElementsAre("markdown: line 3: a key is not a plain word"));
  EXPECT_THAT(FaultsIn("---\n- a\n- b\n---\nText"),
              ::testing::Contains("markdown: line 2: needs one `key: value` a line"));
}

TEST(Manuscript, RefusesWhatIsNoYaml) {
  EXPECT_THAT(FaultsIn(With("[one, two]", "[one, two")), ElementsAre(HasSubstr("is not valid YAML")));
  EXPECT_THAT(FaultsIn("---\n---\nText"), ElementsAre("markdown: line 2: is empty"));
  EXPECT_THAT(FaultsIn(With("kind:", "...\nkind:")),
              ElementsAre("markdown: line 6: holds more than one YAML document"));
  // The parser would find documents without end.
  EXPECT_THAT(FaultsIn("---\n\n,\n---\nText"), ElementsAre("markdown: line 3: is not valid YAML"));
  EXPECT_THAT(FaultsIn(With("kind:", ", kind:")), ElementsAre(HasSubstr("line 5: ")));
}

TEST(Manuscript, NeverRepeatsHalfACharacterOfTheText) {
  EXPECT_THAT(FaultsIn(With("\"A sheet: on something\"", "\"\\\xC3\xA9\"")),
              ElementsAre("markdown: line 3: is not valid YAML"));
}

TEST(Manuscript, RefusesYamlNestedWithoutEnd) {
  EXPECT_THAT(FaultsIn(With("[one, two]", std::string(5000, '[') + std::string(5000, ']'))),
              ElementsAre(HasSubstr("is not valid YAML")));
}

TEST(Manuscript, RefusesBrokenLimits) {
  EXPECT_THAT(FaultsIn(With("What it is about.", std::string(1001, 'x'))),
              ElementsAre("markdown: line 4: summary: has 1001 characters, at most 1000 are allowed"));
  EXPECT_TRUE(FaultsIn(With("What it is about.", std::string(1000, 'x'))).empty());
  EXPECT_THAT(FaultsIn(With("What it is about.", "\" \"")),
              ElementsAre("markdown: line 4: summary: is blank, 1 to 1000 characters are needed"));
  EXPECT_THAT(FaultsIn(With("What it is about.", "\"two\\nlines\"")),
              ElementsAre("markdown: line 4: summary: holds a line end or another control character"));
  EXPECT_THAT(FaultsIn(With("Nobody sponsored this.", "\"\"")),
              ElementsAre("markdown: line 7: sponsor_acknowledgement: is blank, 1 to 1000 characters are needed"));
}

TEST(Manuscript, CountsCharactersAndNotBytes) {
  std::string summary;
  for (int i = 0; i < 1000; ++i) summary += "\xC3\xA9";
  EXPECT_TRUE(FaultsIn(With("What it is about.", summary)).empty());
}

TEST(Manuscript, RefusesListsThatAreTooLongOrRepeatThemselves) {
  std::string symptoms = "[s0";
  for (int i = 1; i <= 100; ++i) symptoms += ", s" + std::to_string(i);
  EXPECT_THAT(FaultsIn(With("[fatigue, pain]", symptoms + "]")),
              ElementsAre("markdown: line 13: symptoms: has 101 elements, at most 100 are allowed"));
  EXPECT_THAT(FaultsIn(With("[fatigue, pain]", "[pain, pain]")),
              ElementsAre("markdown: line 13: symptoms: element 2 is given twice"));
  EXPECT_THAT(FaultsIn(With("[fatigue, pain]", "[Pain]")),
              ElementsAre("markdown: line 13: symptoms: each element needs 1 to 64 of a-z 0-9 -"));
}

TEST(Manuscript, RefusesCategoriesAndTreatmentsThatTheSiteDoesNotHave) {
  EXPECT_THAT(FaultsIn(With("[one, two]", "[three]")),
              ElementsAre("markdown: line 10: diagnoses: the site has no diagnoses/three"));
  EXPECT_THAT(FaultsIn(With("[care]", "[hope]")),
              ElementsAre("markdown: line 11: topics: the site has no topics/hope"));
  EXPECT_THAT(FaultsIn(With("[letrozole]", "[tea]")),
              ElementsAre("markdown: line 12: treatments: the site has no treatments/tea"));
}

TEST(Manuscript, RefusesDaysThatDoNotExist) {
  for (const char* day : {"2030-02-30", "2030-1-31", "31.01.2030", "soon", "2030-01-31x"}) {
    EXPECT_THAT(FaultsIn(With("2030-01-31", day)), ElementsAre(HasSubstr("line 8: review_due_date: "))) << day;
  }
}

TEST(Manuscript, RefusesLanguagesThatAreNoTags) {
  for (const char* tag : {"e", "en_US", "en-", "-en", "en-subtagoftoomany", "e1"}) {
    EXPECT_THAT(FaultsIn(With("language: en", std::string("language: ") + tag)),
                ElementsAre("markdown: line 6: language: needs a BCP 47 tag such as en"))
        << tag;
  }
  EXPECT_TRUE(FaultsIn(With("language: en", "language: zh-Hant-TW")).empty());
}

TEST(Manuscript, NeedsFrontMatterAndText) {
  EXPECT_THAT(FaultsIn("Text"), ElementsAre(HasSubstr("line 1: needs front matter")));
  EXPECT_THAT(FaultsIn("---\nid: a\nText"), ElementsAre(HasSubstr("line 1: needs front matter")));
  EXPECT_THAT(FaultsIn("---\nid: a\n----\nText"), ElementsAre(HasSubstr("line 1: needs front matter")));
  EXPECT_THAT(FaultsIn("---\nid: a\n---"), ElementsAre("markdown: line 3: no text follows the front matter"));
  EXPECT_THAT(FaultsIn("---\nid: a\n---\n \n\t\n"), ElementsAre("markdown: line 3: no text follows the front matter"));
  EXPECT_THAT(FaultsIn("---\n" + std::string(70'000, '#') + "\n---\nText"), ElementsAre(HasSubstr("at most 65536")));
}

TEST(Manuscript, RefusesBytesThatAreNoText) {
  EXPECT_THAT(FaultsIn(With("Text.", "Te\xffxt")), ElementsAre(HasSubstr("line 18: holds a control character")));
  EXPECT_THAT(FaultsIn(With("Text.", "Te\axt")), ElementsAre(HasSubstr("line 18: holds a control character")));
  EXPECT_THAT(FaultsIn(With("Text.", std::string("Te\0xt", 5))), ElementsAre(HasSubstr("line 18: holds a control")));
  EXPECT_THAT(FaultsIn(With("\n", "\r\n")),
              ElementsAre("markdown: line 1: holds a carriage return; lines end in a line feed alone"));
  EXPECT_THAT(FaultsIn(std::string((1 << 20) + 1, 'x')),
              ElementsAre("markdown: has 1048577 bytes, at most 1048576 are allowed"));
}

TEST(Manuscript, KeepsTheIndentationOfTheFirstLine) {
  const auto manuscript = ReadManuscript(With("# Heading", "    code"), SampleSite());
  ASSERT_TRUE(manuscript.ok());
  EXPECT_EQ(manuscript->text.body_markdown, "    code\n\nText.\n");
}

}  // namespace
}  // namespace careloop::content
