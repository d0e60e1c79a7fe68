#include "services/messaging/store/redis_erasure_store.h"
#include "tests/contract/messaging/work_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

class RevocationFunctions : public WorkFunctions {
 protected:
  static std::string ShareOf(const std::string& patient, const std::string& id = "s1") {
    return StrCat("patients/", patient, "/shares/", id);
  }
  ThreadStore::Delivered Deliver(const std::string& patient = "patient-1", const std::string& id = "s1") {
    Message message = MessageFrom(patient, "");
    message.share = ShareReference{.name = ShareOf(patient, id), .entry_count = 2};
    return RunTask(threads_.DeliverShare(Changing(), NewThread({patient, "new"}, "a"), std::move(message), Received()))
        .value();
  }
  absl::Time Revoke(absl::Time revoked, const std::string& patient = "patient-1", const std::string& id = "s1") {
    return RevokeBy(Changing(), revoked, patient, id);
  }
  absl::Time RevokeBy(const Call& call, absl::Time revoked, const std::string& patient = "patient-1",
                      const std::string& id = "s1") {
    return RunTask(threads_.RevokeShare(call, patient, ShareOf(patient, id), revoked)).value();
  }
  std::optional<absl::Time> Shown(const ThreadStore::Delivered& delivered, const std::string& patient = "patient-1") {
    const int64_t number = delivered.sent.number;
    const auto page = RunTask(threads_.Messages(
        Reading(), {.thread = {patient, delivered.thread}, .above = number - 1, .below = number + 1}));
    EXPECT_FALSE(page.value().messages.at(0).retraction.has_value());
    return page.value().messages.at(0).share.value().revoked;
  }

  const absl::Time first_ = now() - absl::Seconds(1);
};

TEST_F(RevocationFunctions, AShareIsInForceUntilItIsRevokedAndThenSaysWhen) {
  const auto delivered = Deliver();
  EXPECT_EQ(Shown(delivered), std::nullopt);
  EXPECT_EQ(Revoke(first_), first_);
  EXPECT_EQ(Shown(delivered), first_);
}

TEST_F(RevocationFunctions, WhoWatchesIsToldWithTheMessageAsItIsSince) {
  const auto delivered = Deliver();
  const Place start = RunTask(events_.Read({.teams = {"a"}})).value().place;
  Revoke(first_);
  EXPECT_EQ(LogTexts().back(), StrCat("a s patient-1/", delivered.thread, " ", delivered.sent.number, " patient-1"));
  const LogPage page = RunTask(events_.Read({.after = start, .teams = {"a"}})).value();
  ASSERT_THAT(page.entries, SizeIs(1));
  EXPECT_EQ(page.entries[0]->person, "patient-1");
  const auto events = RunTask(events_.Details(page.entries)).value();
  for (const auto& view : {events[0].of_patient, events[0].of_team}) {
    const Message& told = std::get<ShareRevoked>(view->what).message;
    EXPECT_EQ(told.number, delivered.sent.number);
    EXPECT_EQ(told.share->name, ShareOf("patient-1"));
    EXPECT_EQ(told.share->revoked, first_);
  }
}

TEST_F(RevocationFunctions, ARevocationThatComesFirstIsRememberedAndTheShareArrivesRevoked) {
  const auto log = LogTexts();
  Revoke(first_);
  EXPECT_EQ(LogTexts(), log) << "there is nothing yet of which to tell";
  clock().Advance(absl::Hours(24 * 400));
  const auto delivered = Deliver();
  EXPECT_EQ(Shown(delivered), first_);
  const LogPage page = RunTask(events_.Read({.teams = {"a"}})).value();
  const auto events = RunTask(events_.Details(page.entries)).value();
  EXPECT_EQ(std::get<MessageSent>(events.back().of_team->what).message.share->revoked, first_);
}

TEST_F(RevocationFunctions, ARevocationHappensOnceForEverAndTheFirstTimeStays) {
  const auto delivered = Deliver();
  const Call call = Changing();
  EXPECT_EQ(RevokeBy(call, first_), first_);
  const auto before = Everything();
  clock().Advance(absl::Minutes(1));
  EXPECT_EQ(RevokeBy(call, first_), first_) << "the same request";
  EXPECT_EQ(Everything(), before);
  const auto log = LogTexts();
  clock().Advance(absl::Hours(24 * 400));
  EXPECT_EQ(Revoke(now()), first_) << "another one, long after";
  EXPECT_EQ(LogTexts(), log);
  EXPECT_EQ(Shown(delivered), first_);
}

TEST_F(RevocationFunctions, AShareThatIsDeliveredOnceMoreHasItsFirstAnswerAndStaysRevoked) {
  const auto delivered = Deliver();
  Revoke(first_);
  const auto again = Deliver();
  EXPECT_EQ(again.thread, delivered.thread);
  EXPECT_EQ(again.sent.number, delivered.sent.number);
  EXPECT_EQ(Shown(again), first_);
}

TEST_F(RevocationFunctions, NeitherAnotherShareNorThatOfAnotherPatientIsRevoked) {
  Enrol("a", "patient-2");
  const auto revoked = Deliver();
  const auto other = Deliver("patient-1", "s2");
  const auto of_another = Deliver("patient-2");
  Revoke(first_);
  EXPECT_EQ(Shown(revoked), first_);
  EXPECT_EQ(Shown(other), std::nullopt);
  EXPECT_EQ(Shown(of_another, "patient-2"), std::nullopt);
}

TEST_F(RevocationFunctions, TheTeamThatHasTheThreadNowIsToldAndTheOneThatHadItIsNot) {
  const auto delivered = Deliver();
  ASSERT_EQ(delivered.thread, thread_.thread);
  ASSERT_TRUE(Reroute("nurse-1", "b").ok());
  const auto told_a = EventsOf("a");
  Revoke(first_);
  EXPECT_EQ(EventsOf("a"), told_a);
  EXPECT_EQ(EventsOf("b").back(), StrCat("s patient-1/", thread_.thread, " ", delivered.sent.number, " patient-1"));
  EXPECT_EQ(Shown(delivered), first_);
}

TEST_F(RevocationFunctions, OfAPatientWhoIsNotWithTheTeamAnyMoreThePatientAloneIsToldWhatItSays) {
  Deliver();
  ASSERT_TRUE(RunTask(teams_.Unenrol(Changing(), "a", "patient-1", true, now())).ok());
  Revoke(first_);
  const LogPage page = RunTask(events_.Read({.patient = "patient-1"})).value();
  const auto events = RunTask(events_.Details(page.entries)).value();
  EXPECT_TRUE(std::holds_alternative<ShareRevoked>(events.back().of_patient->what));
  EXPECT_TRUE(std::holds_alternative<EnrolmentEnded>(events.back().of_team->what));
}

TEST_F(RevocationFunctions, OfWhoWasErasedNothingIsKept) {
  Enrol("a", "patient-gone-revoked");
  store::Erasures erasures{redis().client(), redis().idempotency(), redis().keys(), redis().loop()};
  RedisErasureStore erasure{erasures, redis().site_keys()};
  ASSERT_TRUE(RunTask(erasure.Erase(Changing(), "patient-gone-revoked", now())).ok());
  const auto log = LogTexts();
  EXPECT_EQ(Revoke(first_, "patient-gone-revoked"), first_);
  EXPECT_EQ(Raw({"KEYS", StrCat(kTag, ":revoked:*")}).array().size(), 0U);
  EXPECT_EQ(LogTexts(), log);
}

}  // namespace
}  // namespace careloop::messaging
