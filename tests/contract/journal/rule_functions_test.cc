#include "tests/contract/journal/store_fixture.h"

namespace careloop::journal {
namespace {

using testing::CallOf;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class RuleFunctionsTest : public JournalStoreTest {
 protected:
  // Every kind of rule, and an example with all that one can hold.
  static RuleSetActivation ActivationOf(const std::string& version) {
    RuleSetActivation activation{
        .rule_set = {version, "note", {}, {}}, .time = Now(), .person = "a-1", .display_name = "Demo Admin"};
    activation.rule_set.rules = {{"grade", true, GradeCondition{3, {"nausea"}}},
                                 {"rise", false, RiseCondition{Attribute::kSeverity, 2, 14, {"fatigue", "pain"}}},
                                 {"any-rise", false, RiseCondition{std::nullopt, 1, 1, {}}},
                                 {"answer", true, AnswerCondition{std::nullopt, 4, {}}},
                                 {"yes", true, PresenceCondition{{"rash"}}},
                                 {"fever", true, TemperatureCondition{38.5}}};
    SymptomAnswer answer{.symptom = "fatigue"};
    answer.level(Attribute::kSeverity) = 2;
    activation.rule_set.examples = {
        {.id = "one", .answers = {answer}, .temperature_celsius = 39, .earlier = {{3, {answer}}}, .fires = {"fever"}},
        {.id = "two", .answers = {{.symptom = "rash", .presence = true}}, .fires = {}}};
    return activation;
  }
  absl::StatusOr<int> Activate(const std::string& version, Call call = NewCall()) {
    return RunTask(rules_.Activate(call, ActivationOf(version)));
  }
  std::optional<RuleSetActivation> Find(const std::string& version) {
    const Call call = NewCall();
    return RunTask(rules_.Find(call, version)).value();
  }
  absl::StatusOr<PageOf<std::string>> Patients(PageRequest page) {
    const Call call = NewCall();
    return RunTask(periods_.Patients(call, std::move(page)));
  }
  void RecordOf(const std::string& patient) {
    static int last = 0;
    Record(Now(), CallOf(Role::kPatient, patient, ++last, ""), patient);
  }
};

TEST_F(RuleFunctionsTest, FindAnswersNothingBeforeTheFirstActivation) {
  EXPECT_FALSE(Find("").has_value());
  EXPECT_FALSE(Find("v-1").has_value());
}

TEST_F(RuleFunctionsTest, ActivateNumbersTheSetsAndTheLastOneIsInForce) {
  EXPECT_EQ(Activate("v-1").value(), 1);
  EXPECT_EQ(Activate("v-2").value(), 2);
  RuleSetActivation expected = ActivationOf("v-2");
  expected.number = 2;
  EXPECT_EQ(Find(""), expected);
}

TEST_F(RuleFunctionsTest, FindAnswersASetOfAnEarlierVersionAsItWas) {
  Activate("v-1").value();
  Activate("v-2").value();
  RuleSetActivation expected = ActivationOf("v-1");
  expected.number = 1;
  EXPECT_EQ(Find("v-1"), expected);
  EXPECT_FALSE(Find("v-3").has_value());
}

TEST_F(RuleFunctionsTest, ActivateRefusesAVersionThatIsKept) {
  Activate("v-1").value();
  EXPECT_EQ(ReasonOf(Activate("v-1").status()), reason::kAlreadyExists);
  EXPECT_EQ(Find("")->number, 1);
}

TEST_F(RuleFunctionsTest, ActivateRepeatedAnswersTheFirstNumber) {
  const Call call = NewCall(1);
  EXPECT_EQ(Activate("v-1", call).value(), 1);
  Activate("v-2").value();
  EXPECT_EQ(Activate("v-1", call).value(), 1);
  EXPECT_EQ(Find("")->number, 2);
}

TEST_F(RuleFunctionsTest, PatientsListsWhoHasRecordedEachOnce) {
  EXPECT_THAT(Patients({.size = 10, .after = ""})->items, IsEmpty());
  for (const char* patient : {"p-3", "p-1", "p-2", "p-1"}) RecordOf(patient);
  const auto all = Patients({.size = 10, .after = ""});
  EXPECT_THAT(all->items, UnorderedElementsAre("p-1", "p-2", "p-3"));
  EXPECT_EQ(all->next, "");
}

TEST_F(RuleFunctionsTest, PatientsGoesOnWhereThePageBeforeEnded) {
  for (const char* patient : {"p-1", "p-2", "p-3"}) RecordOf(patient);
  const auto first = Patients({.size = 2, .after = ""});
  auto second = Patients({.size = 2, .after = first->next});
  EXPECT_THAT(first->items, SizeIs(2));
  EXPECT_THAT(second->items, SizeIs(1));
  second->items.insert(second->items.end(), first->items.begin(), first->items.end());
  EXPECT_THAT(second->items, UnorderedElementsAre("p-1", "p-2", "p-3"));
  EXPECT_EQ(second->next, "");
}

}  // namespace
}  // namespace careloop::journal
