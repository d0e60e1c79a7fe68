#ifndef CARELOOP_TESTS_CONTRACT_MESSAGING_STORE_FIXTURE_H_
#define CARELOOP_TESTS_CONTRACT_MESSAGING_STORE_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "services/messaging/store/function_library.h"
#include "services/messaging/store/redis_care_team_store.h"
#include "services/messaging/store/redis_event_store.h"
#include "services/messaging/store/redis_inbox_store.h"
#include "services/messaging/store/redis_thread_store.h"
#include "services/messaging/store/redis_work_store.h"
#include "tests/support/matchers.h"
#include "tests/support/service_redis.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"

namespace careloop::messaging {

using testing::FailsWith;

inline constexpr char kTag[] = "{m:test}";

// The functions of messaging, and one with which a test puts something into the outbox, as journal's functions do.
inline std::string TestedLibrary() {
  return StrCat(
      kFunctionLibrary,
      "define_task('test_put', function(tag, args) outbox_put(tag, args[1], args[2], args[3], args[4]) return "
      "{'OK'} end)\n");
}

// The stores of messaging on a private Redis that is empty at the start of each test, and the steps that many tests
// begin with. A step that fails ends the test process.
class StoreTest : public ::testing::Test {
 protected:
  static testing::ServiceRedis& redis() {
    static testing::ServiceRedis redis("messaging", kTag, TestedLibrary());
    return redis;
  }

  // Redis deletes at once what expires in its past, so the clock is in its future.
  StoreTest() {
    redis().Clear();
    Raw({"CONFIG", "SET", "rdbcompression", "no"});  // so that Everything() hides nothing
    SetTime(1, 12, 0);
  }

  // No function leaves a patient's id readable.
  void TearDown() override {
    for (const auto& [key, value] : Everything()) {
      EXPECT_FALSE(absl::StrContains(key, "patient-")) << key;
      EXPECT_FALSE(absl::StrContains(value, "patient-")) << "what is at " << key;
    }
  }

  testing::FakeClock& clock() { return redis().clock(); }
  // A time of May 2100, UTC.
  void SetTime(int day, int hour, int minute) {
    clock().Set(absl::FromCivil(absl::CivilSecond(2100, 5, day, hour, minute, 0), absl::UTCTimeZone()));
  }
  absl::Time now() { return absl::FromUnixMillis(absl::ToUnixMillis(clock().Now())); }

  // A call with a request id of its own.
  Call Changing(Role role = Role::kAdmin, const std::string& subject = "admin-1", const std::string& bytes = "") {
    return testing::CallOf(role, subject, ++last_request_, bytes);
  }
  static Call Reading() { return testing::CallOf(Role::kAdmin, "admin-1"); }

  void AddTeam(const std::string& id) {
    ASSERT_EQ(testing::RunTask(teams_.Create(Changing(), {id, StrCat("Team ", id), now(), {}})).value(), id);
  }
  void Join(const std::string& team, const std::string& person) {
    ASSERT_TRUE(testing::RunTask(teams_.AddMember(Changing(), team, MemberOf(person))).ok());
  }
  void Enrol(const std::string& team, const std::string& patient) {
    ASSERT_TRUE(testing::RunTask(teams_.Enrol(Changing(), team, EnrolmentOf(patient))).ok());
  }
  // Team "a" with nurse-1, and patient-1.
  void SetUpTeamA() {
    AddTeam("a");
    Join("a", "nurse-1");
    Enrol("a", "patient-1");
  }
  // A thread with its first message by the patient.
  ThreadRef StartThread(const std::string& id, const std::string& team = "a",
                        const std::string& patient = "patient-1") {
    const auto started =
        testing::RunTask(threads_.Start(Changing(Role::kPatient, patient), NewThread({patient, id}, team),
                                        MessageFrom(patient, "first"), Received(team)));
    return {patient, started.value().thread};
  }
  Sent Send(const ThreadRef& thread, const std::string& sender, const std::string& text = "text") {
    return testing::RunTask(
               threads_.Append(Changing(RoleOf(sender), sender), thread, MessageFrom(sender, text), Received()))
        .value();
  }
  ReadMark Mark(const ThreadRef& thread, const std::string& reader, int64_t up_to) {
    return testing::RunTask(threads_.Mark(Changing(RoleOf(reader), reader), thread, PersonOf(reader), up_to, now()))
        .value();
  }
  Thread SeenBy(const ThreadRef& thread, const std::string& reader) {
    return testing::RunTask(threads_.Get(Reading(), thread, reader)).value().thread;
  }

  static Role RoleOf(const std::string& person) {
    return person.starts_with("nurse") ? Role::kClinician : Role::kPatient;
  }
  static Person PersonOf(const std::string& id) { return {id, RoleOf(id), StrCat("Demo ", id), "Nurse"}; }
  Member MemberOf(const std::string& person) { return {person, StrCat("Demo ", person), "Nurse", now()}; }
  Enrolment EnrolmentOf(const std::string& patient) { return {patient, StrCat("Demo ", patient), now()}; }
  // How a team that has no settings receives messages now.
  Reception Received(const std::string& team = "a") {
    return {.team = team, .settings_version = 0, .due = DueFrom(now()), .closed = std::nullopt};
  }
  static DueTimes DueFrom(absl::Time sent) { return {sent + absl::Hours(48), sent + absl::Hours(1)}; }
  Thread NewThread(ThreadRef ref, const std::string& team) {
    return {.ref = std::move(ref), .care_team = team, .subject = "About the tablets", .started = now()};
  }
  Message MessageFrom(const std::string& sender, const std::string& text) {
    return {.sender = {sender, RoleOf(sender), StrCat("Demo ", sender), "Nurse"}, .sent = now(), .text = text};
  }

  // Every key with its content.
  static std::map<std::string, std::string> Everything() {
    std::map<std::string, std::string> all;
    const redis::Reply keys = redis().server().Command({"KEYS", "*"});
    for (const redis::Reply& key : keys.array()) {
      all[key.text()] = redis().server().Command({"DUMP", key.text()}).text();
    }
    return all;
  }
  static redis::Reply Raw(const std::vector<std::string>& command) { return redis().server().Command(command); }
  // The name of a patient in Redis, and the key of a thread of theirs.
  static std::string NameOf(const std::string& patient) { return redis().keys().PseudonymOf(patient); }
  static std::string ThreadKey(const std::string& patient, const std::string& id) {
    return StrCat("thread:", NameOf(patient), ":", id);
  }
  // All entries of the log, with patient-1 by their id.
  static std::vector<std::string> LogTexts() {
    std::vector<std::string> texts;
    const redis::Reply all = Raw({"XRANGE", StrCat(kTag, ":log"), "-", "+"});
    for (const redis::Reply& entry : all.array()) {
      texts.push_back(absl::StrReplaceAll(entry.at(1).at(1).text(), {{NameOf("patient-1"), "patient-1"}}));
    }
    return texts;
  }

  RedisCareTeamStore teams_{redis().client(), redis().idempotency(), redis().keys(), redis().site_keys()};
  RedisThreadStore threads_{redis().client(), redis().idempotency(), redis().keys()};
  RedisWorkStore work_{redis().client(), redis().idempotency(), redis().keys()};
  RedisEventStore events_{redis().client(), redis().keys()};
  RedisInboxStore inbox_{redis().client(), redis().keys()};

 private:
  int last_request_ = 0;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_TESTS_CONTRACT_MESSAGING_STORE_FIXTURE_H_
