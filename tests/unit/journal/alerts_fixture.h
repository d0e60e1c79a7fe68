#ifndef CARELOOP_TESTS_UNIT_JOURNAL_ALERTS_FIXTURE_H_
#define CARELOOP_TESTS_UNIT_JOURNAL_ALERTS_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/journal/domain/alert_delivery.h"
#include "services/journal/domain/alerts.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fixed_random.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"
#include "tests/unit/journal/alert_fakes.h"
#include "tests/unit/journal/rule_set_samples.h"
#include "tests/unit/journal/site_files.h"

namespace careloop::journal {

// Alerts of p-1, whom n-1 cares for on team t-1.
class AlertsFixture : public ::testing::Test {
 protected:
  static constexpr absl::Duration kLimit = absl::Minutes(5);
  static constexpr char kThread[] = "patients/p-1/threads/t1";

  AlertsFixture() {
    teams_.teams["p-1"] = {"t-1"};
    teams_.teams["n-1"] = {"t-1"};
  }

  Alert AlertOf(const std::string& team, size_t triggers = 1) const {
    Alert alert{
        .patient = "p-1", .id = "a-1", .symptom = "nausea", .care_team = team, .triggers = {}, .deliveries = {}};
    for (size_t i = 0; i < triggers; ++i) {
      alert.triggers.push_back({.entry = static_cast<int64_t>(i) + 1, .time = clock_.Now(), .consent = 1});
    }
    alert.deliveries.resize(triggers);
    return alert;
  }
  absl::StatusOr<AlertConsent> Decide(bool agreed, const std::string& team = "", const std::string& subject = "p-1",
                                      int request = 1) {
    const Call call = testing::CallOf(Role::kPatient, subject, request);
    return testing::RunTask(alerts_.Decide(call, {.patient = "p-1", .agreed = agreed, .care_team = team}));
  }
  absl::StatusOr<PageOf<AlertStanding>> List(Role role = Role::kPatient, const std::string& subject = "p-1",
                                             std::optional<AlertState> state = std::nullopt) {
    const Call call = testing::CallOf(role, subject);
    return testing::RunTask(alerts_.List(call, {.patient = "p-1", .state = state, .page = {.size = 20, .after = ""}}));
  }
  absl::Status Deliver(size_t trigger = 0) {
    return testing::RunTask(delivery_.Deliver({"p-1", "a-1", trigger, queued_}));
  }
  void Agree(const std::string& team) {
    const Call call = testing::CallOf(Role::kPatient, "p-1", 100 + static_cast<int>(store_.decisions.size()));
    ASSERT_TRUE(
        testing::RunTask(store_.Decide(call, "p-1", {.agreed = !team.empty(), .care_team = team, .time = clock_.Now()}))
            .ok());
  }

  std::vector<absl::Duration> alarms_;
  testing::FakeClock clock_;
  const absl::Time queued_ = clock_.Now();
  FakeEntryStore entries_;
  FakeAlertStore store_{entries_};
  FakeAlertThreads threads_;
  FakeCareTeams teams_;
  JournalAccess access_{teams_, clock_};
  SiteRules site_ = DemoRules();
  FakeRuleSetStore rule_store_;
  testing::FixedRandom random_;
  RuleSets sets_{rule_store_, GoodRuleSet("shipped"), site_, clock_};
  Alerting alerting_{store_, sets_, clock_, random_, [] {}};
  Alerts alerts_{{store_, threads_, access_, teams_, alerting_}, clock_, kLimit};
  AlertDelivery delivery_{store_, threads_, clock_, kLimit,
                          [this](absl::Duration waited) { alarms_.push_back(waited); }};
};

}  // namespace careloop::journal

#endif  // CARELOOP_TESTS_UNIT_JOURNAL_ALERTS_FIXTURE_H_
