#include "services/messaging/domain/template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "services/messaging/domain/thread.h"

namespace careloop::messaging {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const TemplateValues kKnown = {{"patient", "Demo Patient"}, {"care_team", "Oncology"}, {"sender", "Demo Nurse"}};

std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  for (const FieldViolation& violation : ViolationsOf(status)) fields.push_back(violation.field);
  return fields;
}

std::string Filled(const std::string& text, const TemplateValues& values = {}) {
  return FillIn(text, kKnown, values).value();
}

TEST(Template, ItsVariablesAreThoseThatWhoeverSendsItFillsInEachOnce) {
  EXPECT_THAT(VariablesOf("Dear {patient}, {day} at {time}; {day}. {sender}, {care_team}").value(),
              ElementsAre("day", "time"));
  EXPECT_THAT(VariablesOf("no variable").value(), IsEmpty());
}

TEST(Template, BracesThatAreNoVariableAreRefused) {
  for (const char* text : {"{", "}", "{}", "a { b }", "{Day}", "{day", "day}", "{{day}}", "{day}}", "{ day}", "{day}{",
                           "{a-b}", "{\xc3\xa4}"}) {
    EXPECT_THAT(FieldsOf(VariablesOf(text).status()), ElementsAre("text")) << text;
  }
  EXPECT_TRUE(VariablesOf(StrCat("{", std::string(40, 'a'), "}")).ok());
  EXPECT_FALSE(VariablesOf(StrCat("{", std::string(41, 'a'), "}")).ok());
}

TEST(Template, HasTwentyVariablesAtMost) {
  std::string text;
  for (int i = 0; i < 20; ++i) text += StrCat("{v", i, "}");
  EXPECT_TRUE(VariablesOf(text).ok());
  EXPECT_THAT(FieldsOf(VariablesOf(text + "{v20}").status()), ElementsAre("text"));
  EXPECT_TRUE(VariablesOf(text + "{v0}{patient}").ok());
}

TEST(Template, IsFilledInWithNamesAndValues) {
  EXPECT_EQ(Filled("Dear {patient}: {day}, {day}. {sender}, {care_team}", {{"day", "Monday"}}),
            "Dear Demo Patient: Monday, Monday. Demo Nurse, Oncology");
  EXPECT_EQ(Filled("as it is"), "as it is");
}

TEST(Template, AValueThatLooksLikeAVariableIsNone) { EXPECT_EQ(Filled("{a}{b}", {{"a", "{b}"}, {"b", "x"}}), "{b}x"); }

TEST(Template, EachVariableHasAValueAndNothingElseHas) {
  EXPECT_THAT(FieldsOf(FillIn("{day}", kKnown, {}).status()), ElementsAre("template.values"));
  EXPECT_THAT(FieldsOf(FillIn("{day}", kKnown, {{"day", "x"}, {"time", "y"}}).status()),
              ElementsAre("template.values"));
  EXPECT_THAT(FieldsOf(FillIn("{patient}", kKnown, {{"patient", "somebody else"}}).status()),
              ElementsAre("template.values"));
  const auto wrong = FillIn("{day}", kKnown, {{"Dear Anna", "x"}});
  EXPECT_EQ(wrong.status().ToString().find("Anna"), std::string::npos) << "it may be what somebody wrote";
}

TEST(Template, DoesNotBecomeLongerThanAMessageMayBe) {
  const std::string text = std::string(kMostCharacters - 3, 'x') + "{day}";
  EXPECT_EQ(Filled(text, {{"day", "Mon"}}).size(), static_cast<size_t>(kMostCharacters));
  EXPECT_THAT(FieldsOf(FillIn(text, kKnown, {{"day", "Mond"}}).status()), ElementsAre("template.values"));
}

RC_GTEST_PROP(TemplateProperty, ATextOfVariablesAloneIsItsValues, (const std::vector<std::string>& values)) {
  std::string text;
  std::string expected;
  TemplateValues named;
  const size_t count = std::min<size_t>(values.size(), 20);
  for (size_t i = 0; i < count; ++i) {
    text += StrCat("{v", i, "}");
    named[StrCat("v", i)] = values[i];
    expected += values[i];
  }
  RC_ASSERT(FillIn(text, {}, named).value() == expected);
}

}  // namespace
}  // namespace careloop::messaging
