#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/base/error.h"
#include "services/messaging/store/redis_care_team_store.h"
#include "services/messaging/store/redis_event_store.h"
#include "services/messaging/store/redis_inbox_store.h"
#include "services/messaging/store/redis_template_store.h"
#include "services/messaging/store/redis_thread_store.h"
#include "services/messaging/store/redis_work_store.h"
#include "services/messaging/store/rows.h"
#include "tests/support/fake_clock.h"
#include "tests/support/matchers.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"
#include "tests/support/test_keys.h"

namespace careloop::messaging {
namespace {

using redis::Reply;
using testing::CallOf;
using testing::RunTask;

// A Redis whose functions answer what no function of this release answers.
class OddRedis final : public redis::Client {
 public:
  Task<absl::StatusOr<Reply::Array>> Run(redis::Function, std::vector<std::string>, Deadline) override {
    co_return reply;
  }

  absl::StatusOr<Reply::Array> reply;
};

Reply Text(const std::string& text) { return Reply(text); }
Reply List(Reply::Array array) { return Reply(std::move(array)); }

class OddReplies : public ::testing::Test {
 protected:
  // Every call of every store, with the reply given.
  std::vector<absl::Status> AskEverything(const absl::StatusOr<Reply::Array>& reply) {
    redis_.reply = reply;
    const Call call = CallOf(Role::kPatient, "patient-1", 1, "bytes");
    const ThreadRef ref{"patient-1", "t1"};
    const auto entry = std::make_shared<const LogEntry>(LogEntryOf({1, 1}, "a m patient-1/t1 1 patient-1"));
    Message share;
    share.share = ShareReference{};
    const WorkStore::Step step{.thread = ref};
    return {RunTask(teams_.Create(call, {})).status(),
            RunTask(teams_.AddMember(call, "a", {})),
            RunTask(teams_.RemoveMember(call, "a", "p", false, {})),
            RunTask(teams_.Enrol(call, "a", {})).status(),
            RunTask(teams_.Get(call, "a")).status(),
            RunTask(teams_.Patients(call, "a")).status(),
            RunTask(teams_.EnrolmentOf(call, "a", "p")).status(),
            RunTask(teams_.MembershipsOf("p", call.deadline)).status(),
            RunTask(teams_.Unenrol(call, "a", "p", true, {})),
            RunTask(teams_.AllTeams(call)).status(),
            RunTask(teams_.SetSettings(call, "a", {}, {})).status(),
            RunTask(teams_.SettingsOf("a", call.deadline)).status(),
            RunTask(work_.RunTimers({}, 1, call.deadline)).status(),
            RunTask(teams_.TeamsOfPatient(call, "p")).status(),
            RunTask(threads_.Start(call, {}, {}, {})).status(),
            RunTask(threads_.Append(call, ref, {}, {})).status(),
            RunTask(threads_.Mark(call, ref, {}, 1, {})).status(),
            RunTask(threads_.Retract(call, ref, 1, {})),
            RunTask(threads_.Receipts(call, ref, 0, 10)).status(),
            RunTask(threads_.DeliverShare(call, {}, share, {})).status(),
            RunTask(threads_.RevokeShare(call, "p", "patients/p/shares/s", {})).status(),
            RunTask(threads_.TeamOf(call, ref)).status(),
            RunTask(threads_.Get(call, ref, "p")).status(),
            RunTask(threads_.List(call, {.patient = "p"})).status(),
            RunTask(threads_.Messages(call, {.thread = ref})).status(),
            RunTask(work_.Claim(call, step)).status(),
            RunTask(work_.Release(call, step)).status(),
            RunTask(work_.Reroute(call, {.thread = ref, .change = {.kind = Rerouted()}})).status(),
            RunTask(work_.Resolve(call, step)).status(),
            RunTask(work_.Reopen(call, step)).status(),
            RunTask(work_.SetUrgency(call, {.thread = ref, .change = {.kind = Reprioritized()}}, {}, {})).status(),
            RunTask(work_.ChangedBefore(call)).status(),
            RunTask(work_.ReadChange(call, ref, "p", 1)).status(),
            RunTask(work_.Changes(call, ref, "p", 0, 10)).status(),
            RunTask(inbox_.Threads("", 10)).status(),
            RunTask(inbox_.Threads({ref})).status(),
            RunTask(inbox_.Again({"p/t1"})).status(),
            RunTask(inbox_.End(call.deadline)).status(),
            RunTask(templates_.Save(call, {}, {})).status(),
            RunTask(templates_.List(call, "a", "", 10)).status(),
            RunTask(templates_.Get(call, "a", "visit")).status(),
            RunTask(events_.Read({})).status(),
            RunTask(events_.Details({entry})).status()};
  }

  OddRedis redis_;
  testing::FakeClock clock_;
  const KeyedHash hash_{SecretKey(SecretKey::Bytes{}), "request"};
  const store::Idempotency idempotency_{hash_, clock_};
  testing::TestKeys keys_{clock_};
  RedisCareTeamStore teams_{redis_, idempotency_, keys_.keys, OwnerKeys::OfSite(keys_.secret, keys_.random)};
  RedisThreadStore threads_{redis_, idempotency_, keys_.keys};
  RedisWorkStore work_{redis_, idempotency_, keys_.keys};
  RedisEventStore events_{redis_, keys_.keys};
  RedisInboxStore inbox_{redis_, keys_.keys};
  RedisTemplateStore templates_{redis_, idempotency_, OwnerKeys::OfSite(keys_.secret, keys_.random)};
};

TEST_F(OddReplies, AFailureOfRedisReachesTheCallerOfEveryStore) {
  const absl::Status away = Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "away");
  for (const absl::Status& status : AskEverything(away)) EXPECT_EQ(status, away);
}

TEST_F(OddReplies, NothingThatRedisAnswersIsFatal) {
  const std::vector<Reply::Array> odd = {
      {},
      {Text("what")},
      {Text("OK"), Text("")},
      {Text("OK"), Text("too many words for any outcome")},
      {Reply()},
      {Reply(), Reply()},
      {Reply(int64_t{7})},
      {List({}), List({})},
      {List({Text("x")}), List({Text("x")})},
      {List({List({})}), List({}), List({})},
      {List({List({Text("x")})}), List({Text("1"), Text("2")}), List({Text("not a place")})},
      {Reply(int64_t{0}), Text("not a place"), Reply(int64_t{0})},
      {Reply(int64_t{0}), Text("1-1"), Reply(int64_t{0}), List({})},
      {Reply(int64_t{0}), Text("1-1"), Reply(int64_t{0}), List({Text("1-1"), Text("what")})},
      {List({Reply(int64_t{1}), Text("claim"), Text("p"), Text("x"), Text("y")}), List({})},
      {List({Reply(int64_t{1}), Text("what"), Text("p"), Text("1"), Text("\x01")}), List({})},
      {List({Reply(int64_t{1}), Text("write"), Text("p"), Text("1"), Text("y")}), List({})},
      {List({List({Reply(int64_t{1}), Text("p"), Text("1"), Text("x"), Text("y")})})},
      {List({List({Reply(int64_t{1}), Text("write"), Text("p"), Text("1"), Text("y"), Text("z")})})},
  };
  for (const Reply::Array& reply : odd) {
    for (const absl::Status& status : AskEverything(reply)) {
      EXPECT_TRUE(status.ok() || absl::IsInternal(status) || absl::IsNotFound(status)) << status;
    }
  }
}

TEST_F(OddReplies, AWriteWhoseOutcomeHasAnotherShapeIsInternal) {
  redis_.reply = Reply::Array{Text("OK"), Text("one")};
  const Call call = CallOf(Role::kPatient, "patient-1", 1, "bytes");
  EXPECT_TRUE(absl::IsInternal(RunTask(threads_.Append(call, {"p", "t"}, {}, {})).status()));
  EXPECT_TRUE(absl::IsInternal(RunTask(teams_.Enrol(call, "a", {})).status()));
  EXPECT_TRUE(absl::IsInternal(RunTask(templates_.Save(call, {}, {})).status()));
}

TEST(Rows, PlacesAreReadAsRedisWritesThem) {
  EXPECT_EQ(ParsePlace("1750000000000-7").value(), (Place{1'750'000'000'000, 7}));
  EXPECT_EQ(PlaceText({5, 6}), "5-6");
  for (const char* bad : {"", "5", "5-", "-5", "a-b", "5-6-7", "99999999999999999999-1"})
    EXPECT_FALSE(ParsePlace(bad).ok()) << bad;
}

TEST_F(OddReplies, AnEventThatCannotBeReadIsNone) {
  const auto entry = [](std::string text) {
    return std::make_shared<const LogEntry>(LogEntryOf({1, 1}, std::move(text)));
  };
  ASSERT_TRUE(RunTask(keys_.keys.ForWriting("patient-1")).ok());
  redis_.reply = Reply::Array{List({}), List({Text("x")}), List({}), List({Text("a"), Reply(int64_t{1})})};
  const auto events = RunTask(events_.Details({entry("a m patient-1/t1 1 p"), entry("a t patient-1/t1 0 p"),
                                               entry("a ? patient-1/t1 0 p"), entry("a r patient-1/t1 3 p")}));
  ASSERT_TRUE(events.ok());
  ASSERT_NE((*events)[3].of_team, nullptr);
  for (size_t i : {0, 1, 2}) EXPECT_EQ((*events)[i].of_team, nullptr) << i;
  EXPECT_EQ(std::get<ReadMarked>((*events)[3].of_team->what).up_to, 3);
}

TEST(Rows, AMessageInTheLogSaysWhenAndWhetherItIsOfStaff) {
  const LogEntry patients = LogEntryOf({1, 1}, "a m patient-1/t1 7 patient-1 1750000000000 p");
  EXPECT_EQ(patients.time, absl::FromUnixMillis(1'750'000'000'000));
  EXPECT_FALSE(patients.of_staff);
  EXPECT_TRUE(LogEntryOf({1, 1}, "a m patient-1/t1 7 nurse-1 1750000000000 s").of_staff);
  EXPECT_FALSE(LogEntryOf({1, 1}, "a m patient-1/t1 7 - 1750000000000 a").of_staff);
}

TEST(Rows, EntriesOfTheLogAreReadAsTheFunctionsWriteThem) {
  const LogEntry message = LogEntryOf({5, 6}, "a m patient-1/t1 7 nurse-1");
  EXPECT_EQ(message.kind, LogEntry::Kind::kMessage);
  EXPECT_EQ(message.place, (Place{5, 6}));
  EXPECT_EQ(message.thread, (ThreadRef{"patient-1", "t1"}));
  EXPECT_EQ(message.number, 7);
  EXPECT_EQ(message.team, "a");
  EXPECT_EQ(message.person, "nurse-1");
  const LogEntry left = LogEntryOf({5, 7}, "a l - 0 nurse-1");
  EXPECT_EQ(left.kind, LogEntry::Kind::kLeftTeam);
  EXPECT_EQ(left.thread, ThreadRef());
  EXPECT_EQ(left.person, "nurse-1");
}

TEST(Rows, AnEntryIsGivenThePatientsIdWhereverThePseudonymStands) {
  LogEntry by_patient = LogEntryOf({1, 1}, "a m f00/t1 7 f00");
  NamePatient(by_patient, "f00", "patient-1");
  EXPECT_EQ(by_patient.thread, (ThreadRef{"patient-1", "t1"}));
  EXPECT_EQ(by_patient.person, "patient-1");
  EXPECT_EQ(by_patient.text, "a m f00/t1 7 f00") << "as it is stored";
  LogEntry care = LogEntryOf({1, 1}, "f00 g - 0 daughter");
  EXPECT_EQ(PseudonymIn(care), "f00");
  NamePatient(care, "f00", "patient-1");
  EXPECT_EQ(care.team, "patient-1");
  LogEntry by_nurse = LogEntryOf({1, 1}, "a m f00/t1 7 nurse-1");
  NamePatient(by_nurse, "f00", "patient-1");
  EXPECT_EQ(by_nurse.person, "nurse-1");
}

TEST(Rows, EntriesOfTheLogThatThisReleaseDoesNotKnowAreOfNoKind) {
  for (const char* text : {"", "a", "a q p/t 1 s", "a mm p/t 1 s", "a m p/t one s", "a m p/t 1"}) {
    EXPECT_EQ(LogEntryOf({1, 1}, text).kind, LogEntry::Kind::kUnknown) << text;
  }
  EXPECT_EQ(LogEntryOf({1, 1}, "a q p/t 1 s and more").team, "a");
}

}  // namespace
}  // namespace careloop::messaging
