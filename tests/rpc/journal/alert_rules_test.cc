#include "services/journal/store/redis_rule_set_store.h"
#include "tests/rpc/journal/journal_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class AlertRulesRpcTest : public JournalFixture {
 protected:
  using RuleStub = v1::AlertRuleService::Stub;

  testing::Answer<v1::GetRuleSetResponse> GetRules(const Person& person, const std::string& version = "") {
    v1::GetRuleSetRequest request;
    request.set_version(version);
    return person.Call(server_->rule_stub(), &RuleStub::GetRuleSet, request);
  }
  // The shipped set under another version.
  v1::ActivateRuleSetRequest NewSet(const std::string& version) {
    v1::ActivateRuleSetRequest request;
    request.set_request_id(NextRequestId());
    *request.mutable_rule_set() = GetRules(admin_).response.activation().rule_set();
    request.mutable_rule_set()->set_version(version);
    return request;
  }
  testing::Answer<v1::ActivateRuleSetResponse> Activate(const Person& person,
                                                        const v1::ActivateRuleSetRequest& request) {
    return person.Call(server_->rule_stub(), &RuleStub::ActivateRuleSet, request);
  }
  testing::Answer<v1::DryRunRuleSetResponse> DryRun(const Person& person, const v1::DryRunRuleSetRequest& request) {
    return person.Call(server_->rule_stub(), &RuleStub::DryRunRuleSet, request);
  }

  const Person admin_{Role::kAdmin, "a-1"};
};

TEST_F(AlertRulesRpcTest, TheShippedSetIsInForceAndSaysThatItIsNotValidated) {
  const auto answer = GetRules(nurse_);
  ASSERT_TRUE(answer.ok()) << answer.message;
  const v1::RuleSetActivation& activation = answer.response.activation();
  EXPECT_EQ(activation.number(), 0);
  EXPECT_FALSE(activation.has_activated_time());
  EXPECT_THAT(activation.rule_set().note(), HasSubstr("Not validated, to be approved by the site."));
  EXPECT_THAT(activation.rule_set().rules(), SizeIs(5));
}

TEST_F(AlertRulesRpcTest, ActivatesASetAndRecordsWho) {
  const v1::ActivateRuleSetRequest request = NewSet("v-1");
  const auto answer = Activate(admin_, request);
  ASSERT_TRUE(answer.ok()) << answer.message;
  EXPECT_EQ(answer.response.activation().number(), 1);
  EXPECT_EQ(answer.response.activation().activated_by(), "a-1");
  EXPECT_EQ(answer.response.activation().activated_by_display_name(), "Demo Person");
  EXPECT_EQ(rpc::ToTime(answer.response.activation().activated_time()), redis_->clock().Now());
  EXPECT_EQ(answer.response.activation().rule_set().SerializeAsString(), request.rule_set().SerializeAsString());
  EXPECT_EQ(GetRules(nurse_).response.SerializeAsString(), answer.response.SerializeAsString());
  EXPECT_EQ(Activate(admin_, request).response.SerializeAsString(), answer.response.SerializeAsString());
  EXPECT_EQ(Activate(admin_, NewSet("v-1")).reason, reason::kAlreadyExists);
}

TEST_F(AlertRulesRpcTest, SaysOfASetWhichRulesTheSiteDoesNotFitAnyMore) {
  EXPECT_THAT(GetRules(nurse_).response.unfit_rules(), IsEmpty());
  RedisRuleSetStore store(redis_->client(), redis_->idempotency(), redis_->site_keys());
  RuleSetActivation activation{.rule_set = {.version = "v-0", .note = "note", .rules = {}, .examples = {}}};
  activation.rule_set.rules = {{"gone", true, GradeCondition{3, {"elbow"}}}, {"fever", true, TemperatureCondition{38}}};
  const Call call = testing::CallOf(Role::kAdmin, "a-1", 77);
  ASSERT_TRUE(testing::RunTask(store.Activate(call, activation)).ok());
  EXPECT_THAT(GetRules(nurse_).response.unfit_rules(), ElementsAre("gone"));
}

TEST_F(AlertRulesRpcTest, RefusesASetThatTheSiteCannotMean) {
  v1::ActivateRuleSetRequest request = NewSet("v-1");
  request.mutable_rule_set()->mutable_rules(0)->mutable_grade()->add_symptoms("symptoms/elbow");
  const auto answer = Activate(admin_, request);
  EXPECT_EQ(answer.code, grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(answer.violations, Contains(HasSubstr("rule_set.rules[0].grade.symptoms[0]: is not in")));
  EXPECT_EQ(GetRules(admin_).response.activation().number(), 0);
}

TEST_F(AlertRulesRpcTest, RefusesASetThatIsNoneAsSuch) {
  v1::ActivateRuleSetRequest request = NewSet("Version One");
  request.mutable_rule_set()->mutable_rules(1)->clear_condition();
  request.mutable_rule_set()->mutable_examples(0)->set_temperature_celsius(98.6);
  request.mutable_rule_set()->mutable_examples(0)->mutable_answers(0)->set_severity(5);
  request.mutable_rule_set()->clear_note();
  const auto answer = Activate(admin_, request);
  EXPECT_THAT(answer.violations, Contains(HasSubstr("rule_set.version: ")));
  EXPECT_THAT(answer.violations, Contains(HasSubstr("rule_set.note: ")));
  EXPECT_THAT(answer.violations, Contains(HasSubstr("rule_set.rules[1].condition: is missing")));
  EXPECT_THAT(answer.violations, Contains(HasSubstr("rule_set.examples[0].answers[0].severity: ")));
  EXPECT_THAT(answer.violations, Contains(HasSubstr("rule_set.examples[0].temperature_celsius: 98.6 looks like")));
  v1::ActivateRuleSetRequest empty;
  empty.set_request_id(NextRequestId());
  EXPECT_THAT(Activate(admin_, empty).violations, Contains("rule_set: is missing"));
}

TEST_F(AlertRulesRpcTest, OnlyAnAdminActivatesAndPlaysAndNoPatientReads) {
  EXPECT_EQ(Activate(nurse_, NewSet("v-1")).reason, reason::kRoleNotAllowed);
  v1::DryRunRuleSetRequest request;
  *request.mutable_start_time() = rpc::ToTimestamp(redis_->clock().Now() - absl::Hours(24));
  EXPECT_EQ(DryRun(nurse_, request).reason, reason::kRoleNotAllowed);
  EXPECT_EQ(GetRules(patient_).reason, reason::kRoleNotAllowed);
}

TEST_F(AlertRulesRpcTest, ADryRunTellsWeeklyCountsOfFivePatientsAtLeast) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Record(NauseaRequest(4, 4)).ok());
  v1::DryRunRuleSetRequest request;
  *request.mutable_start_time() = rpc::ToTimestamp(redis_->clock().Now() - absl::Minutes(1));
  const auto answer = DryRun(admin_, request);
  ASSERT_TRUE(answer.ok()) << answer.message;
  EXPECT_TRUE(answer.response.complete());
  EXPECT_FALSE(answer.response.weeks(0).has_entries());  // they are one patient's
  EXPECT_FALSE(answer.response.weeks(0).has_alerting_entries());
  for (const std::string id : {"p-2", "p-3", "p-4", "p-5"}) {
    v1::RecordEntryRequest entry = NauseaRequest(4, 4);
    entry.set_parent("patients/" + id);
    ASSERT_TRUE(Person(Role::kPatient, id).Call(server_->stub(), &Stub::RecordEntry, entry).ok());
  }
  const auto more = DryRun(admin_, request);
  EXPECT_EQ(more.response.weeks(0).entries(), 9);
  EXPECT_EQ(more.response.weeks(0).alerting_entries(), 9);
  EXPECT_EQ(more.response.weeks(0).alerting_patients(), 5);
  EXPECT_THAT(DryRun(admin_, {}).violations, Contains("start_time: is missing"));
}

}  // namespace
}  // namespace careloop::journal
