#ifndef CARELOOP_TESTS_CONTRACT_JOURNAL_STORE_FIXTURE_H_
#define CARELOOP_TESTS_CONTRACT_JOURNAL_STORE_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/base/workers.h"
#include "services/journal/domain/instant.h"
#include "services/journal/store/function_library.h"
#include "services/journal/store/redis_alert_store.h"
#include "services/journal/store/redis_course_store.h"
#include "services/journal/store/redis_entry_store.h"
#include "services/journal/store/redis_period_store.h"
#include "services/journal/store/redis_rule_set_store.h"
#include "services/journal/store/redis_share_store.h"
#include "tests/support/service_redis.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"

namespace careloop::journal {

// The journal's stores on a private Redis of the test binary, empty at the start of each test. The patient is "p-1".
class JournalStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    redis().Clear();
    // Redis expires what it remembers of requests by its own clock.
    redis().clock().Set(absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now())));
  }

  static testing::ServiceRedis& redis() {
    static testing::ServiceRedis redis("journal", "{j:test}", kFunctionLibrary);
    return redis;
  }
  static absl::Time Now() { return redis().clock().Now(); }
  static std::string PseudonymOf(const std::string& patient) { return redis().keys().PseudonymOf(patient); }
  // "{j:test}:KIND:P" of a patient, with what comes after it.
  static std::string KeyOf(const std::string& kind, const std::string& rest, const std::string& patient = "p-1") {
    return StrCat("{j:test}:", kind, ":", PseudonymOf(patient), rest);
  }

  // A call of the patient, with a request id of its own unless it says which.
  static Call NewCall(int request = 0, const std::string& bytes = "request") {
    static int last = 1000;
    return testing::CallOf(Role::kPatient, "p-1", request == 0 ? ++last : request, bytes);
  }

  static Entry EntryAt(absl::Time occurred, const std::string& note = "note") {
    return {.patient = "p-1",
            .occurred = occurred,
            .recorded = Now(),
            .revised = Now(),
            .observed = {.time_zone = "Europe/Berlin", .note = note},
            .reporter = {"p-1", Role::kPatient, "Demo Patient"}};
  }
  // What decides that an entry alerts nobody, as things stand.
  AlertPlan NoAlerts(const std::string& patient = "p-1") {
    const Call call = NewCall();
    const AlertBasis basis = testing::RunTask(alerts_.Basis(call, patient, Now(), std::nullopt)).value();
    return {.basis = basis.version, .rules = basis.rules};
  }

  // Its number.
  int64_t Record(absl::Time occurred, Call call = NewCall(), const std::string& patient = "p-1") {
    Entry entry = EntryAt(occurred);
    entry.patient = patient;
    return testing::RunTask(entries_.Record(call, entry, NoAlerts(patient))).value().number;
  }

  static Share ShareOf(const std::string& id, ShareScope scope, const std::string& team = "t-1") {
    return {.patient = "p-1", .id = id, .care_team = team, .scope = std::move(scope), .created = Now()};
  }
  absl::StatusOr<std::string> Create(Share share, Call call = NewCall()) {
    return testing::RunTask(shares_.Create(call, share));
  }
  void Revoke(const std::string& id) {
    const Call call = NewCall();
    ASSERT_TRUE(testing::RunTask(shares_.Revoke(call, "p-1", id, Now())).ok());
  }
  static ShareReaders Readers(std::vector<std::string> teams = {"t-1"}) { return {std::move(teams), Now()}; }

  RedisEntryStore entries_{redis().client(), redis().idempotency(), redis().keys()};
  RedisShareStore shares_{redis().client(), redis().idempotency(), redis().keys()};
  RedisCourseStore courses_{redis().client(), redis().idempotency(), redis().keys()};
  RedisRuleSetStore rules_{redis().client(), redis().idempotency(), redis().site_keys()};
  Workers workers_{1};
  RedisPeriodStore periods_{redis().client(), redis().keys(), workers_};
  RedisAlertStore alerts_{redis().client(), redis().idempotency(), redis().keys(), workers_};
};

}  // namespace careloop::journal

#endif  // CARELOOP_TESTS_CONTRACT_JOURNAL_STORE_FIXTURE_H_
