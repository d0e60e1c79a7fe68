#include "services/journal/domain/shares.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "services/journal/domain/instant.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fixed_random.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"
#include "tests/unit/journal/fake_courier.h"
#include "tests/unit/journal/fakes.h"

namespace careloop::journal {
namespace {

using testing::CallOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

class SharesTest : public ::testing::Test {
 protected:
  SharesTest() { teams_.teams["p-1"] = {"t-1"}; }

  absl::StatusOr<Share> Create(NewShare share, int request = 1, Role role = Role::kPatient,
                               const std::string& subject = "p-1") {
    const Call call = CallOf(role, subject, request);
    return RunTask(shares_.Create(call, std::move(share)));
  }
  static NewShare Standing(const std::string& team = "") {
    return {.patient = "p-1", .care_team = team, .scope = StandingScope{absl::UnixEpoch()}, .expires = std::nullopt};
  }

  testing::FakeClock clock_;
  testing::FixedRandom random_;
  NewShare SymptomsOf(ShareScope scope) {
    NewShare share = Standing();
    share.scope = std::move(scope);
    share.view = ShareView::kSymptoms;
    return share;
  }
  NewShare SymptomsOfThePast() {
    return SymptomsOf(PeriodScope{clock_.Now() - absl::Hours(2), clock_.Now() - absl::Hours(1)});
  }
  // The numbers from 1 on.
  void Keep(int count) {
    for (int64_t number = 1; number <= count; ++number) {
      entries_.entries[number] = {.patient = "p-1", .number = number, .observed = {.note = "private"}};
    }
  }
  void AnswerIn(int64_t number) {
    entries_.entries.at(number).observed.answers = {{.symptom = "rash", .presence = false}};
  }

  FakeShareStore store_;
  FakeEntryStore entries_;
  FakeCareTeams teams_;
  JournalAccess access_{teams_, clock_};
  int queued_ = 0;
  Shares shares_{{store_, entries_, access_, teams_}, clock_, random_, [this] { ++queued_; }};
};

TEST_F(SharesTest, CreatesAShareWithTheOnlyTeamAndWakesTheDelivery) {
  const auto share = Create(Standing());
  ASSERT_TRUE(share.ok()) << share.status();
  EXPECT_EQ(share->care_team, "t-1");
  EXPECT_EQ(share->created, clock_.Now());
  EXPECT_EQ(share->delivered, std::nullopt);
  EXPECT_THAT(share->id, SizeIs(26));
  EXPECT_EQ(store_.shares.at(share->id), *share);
  EXPECT_EQ(queued_, 1);
}

TEST_F(SharesTest, TakesTheTeamThatIsNamed) {
  teams_.teams["p-1"] = {"t-1", "t-2"};
  EXPECT_EQ(Create(Standing("t-2"))->care_team, "t-2");
}

TEST_F(SharesTest, CreatesAShareWithACaregiverOfThePatientAndWakesNothing) {
  teams_.cares["daughter"] = {.since = clock_.Now()};
  NewShare given = Standing();
  given.caregiver = "daughter";
  const auto share = Create(given);
  ASSERT_TRUE(share.ok()) << share.status();
  EXPECT_EQ(share->caregiver, (Caregiver{"daughter", clock_.Now()}));
  EXPECT_EQ(share->care_team, "");
  EXPECT_EQ(queued_, 0);
}

TEST_F(SharesTest, RefusesACaregiverWhoIsNoneOrWhomNobodyKnows) {
  NewShare given = Standing();
  given.caregiver = "daughter";
  EXPECT_EQ(std::string(Create(given).status().message()), "caregiver: is no caregiver of the patient");
  teams_.cares["daughter"] = {.since = clock_.Now()};
  teams_.failure = PeerDown();
  EXPECT_EQ(Create(given).status(), PeerDown());
  EXPECT_THAT(store_.shares, IsEmpty());
}

TEST_F(SharesTest, SaysWhichAreWithAFormerCaregiverOnceMessagingSaysSo) {
  teams_.cares["daughter"] = {.since = clock_.Now()};
  NewShare given = Standing();
  given.caregiver = "daughter";
  ASSERT_TRUE(Create(given).ok() && Create(Standing(), 2).ok());
  const auto former = [&] {
    const Call call = CallOf(Role::kPatient, "p-1");
    const auto covering = RunTask(shares_.Covering(call, "p-1", 1)).value();
    const auto listed = RunTask(shares_.List(call, "p-1", {}));
    std::vector<std::string> persons;
    for (const Share& share : listed->items) {
      const auto same =
          std::find_if(covering.begin(), covering.end(), [&](const Share& s) { return s.id == share.id; });
      EXPECT_TRUE(same != covering.end() && *same == share);
      if (share.former_caregiver) persons.push_back(share.caregiver->person);
    }
    return persons;
  };
  EXPECT_THAT(former(), IsEmpty());
  teams_.cares["daughter"].since = clock_.Now() + absl::Hours(1);
  EXPECT_THAT(former(), ElementsAre("daughter")) << "added again";
  teams_.cares.clear();
  EXPECT_THAT(former(), ElementsAre("daughter"));
  teams_.failure = PeerDown();
  EXPECT_THAT(former(), IsEmpty()) << "nobody can say";
}

TEST_F(SharesTest, LeavesTimeToAnswerThePatientWhileNobodySaysWhoIsACaregiver) {
  teams_.cares["daughter"] = {.since = clock_.Now()};
  NewShare given = Standing();
  given.caregiver = "daughter";
  ASSERT_TRUE(Create(given).ok());
  const Call call = CallOf(Role::kPatient, "p-1");
  ASSERT_TRUE(RunTask(shares_.List(call, "p-1", {})).ok());
  EXPECT_LT(teams_.last_deadline, call.deadline);
  teams_.last_deadline = call.deadline;
  ASSERT_TRUE(RunTask(shares_.Covering(call, "p-1", 1)).ok());
  EXPECT_LT(teams_.last_deadline, call.deadline);
}

TEST_F(SharesTest, AsksNobodyWhoIsACaregiverUnlessAShareWithOneIsInForce) {
  const auto asked = [&] {
    const Call call = CallOf(Role::kPatient, "p-1");
    const int before = teams_.asked;
    EXPECT_FALSE(RunTask(shares_.List(call, "p-1", {}))->items.at(0).former_caregiver);
    return teams_.asked - before;
  };
  Share share = Create(Standing()).value();
  EXPECT_EQ(asked(), 0);
  share.caregiver = Caregiver{"daughter", clock_.Now()};
  share.revoked = clock_.Now();
  store_.shares[share.id] = share;
  EXPECT_EQ(asked(), 0);
  store_.shares[share.id].revoked.reset();
  store_.shares[share.id].expires = clock_.Now();
  EXPECT_EQ(asked(), 0);
}

TEST_F(SharesTest, NeedsATeamToBeNamedWhenThereAreSeveral) {
  teams_.teams["p-1"] = {"t-1", "t-2"};
  EXPECT_EQ(std::string(Create(Standing()).status().message()),
            "care_team: is needed, since the patient has 2 care teams");
}

TEST_F(SharesTest, RefusesATeamThatHasNotEnrolledThePatient) {
  EXPECT_EQ(std::string(Create(Standing("t-9")).status().message()),
            "care_team: is unknown or has not enrolled the patient");
}

TEST_F(SharesTest, RefusesAPatientWithoutACareTeam) {
  teams_.teams.clear();
  const auto refused = Create(Standing());
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused.status()), reason::kFailedState);
}

TEST_F(SharesTest, TakesANamedTeamAtThePatientsWordWhileNobodyCanSayWhichTeamsThereAre) {
  teams_.failure = PeerDown();
  EXPECT_EQ(Create(Standing("t-9"))->care_team, "t-9");
  EXPECT_EQ(queued_, 1);
}

TEST_F(SharesTest, CreatesNothingWithoutANamedTeamWhileNobodyCanSayWhichTeamsThereAre) {
  teams_.failure = PeerDown();
  EXPECT_EQ(Create(Standing()).status(), PeerDown());
  EXPECT_THAT(store_.shares, IsEmpty());
  EXPECT_EQ(queued_, 0);
}

TEST_F(SharesTest, RefusesSymptomsOfEntriesWithoutAny) {
  Keep(2);
  const auto refused = Create(SymptomsOf(EntriesScope{{1, 2}}));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(refused.status().message(),
            "symptoms_only: what is shared answers about no symptom: the share would open nothing");
  EXPECT_EQ(entries_.previewed, ShareScope(EntriesScope{{1, 2}}));
  EXPECT_THAT(store_.shares, IsEmpty());
  EXPECT_EQ(queued_, 0);
  AnswerIn(2);
  EXPECT_TRUE(Create(SymptomsOf(EntriesScope{{1, 2}})).ok()) << "one of them is enough, were it a no";
}

TEST_F(SharesTest, RefusesSymptomsOfAPeriodThatHasPassedWithoutAny) {
  Keep(250);
  const NewShare given = SymptomsOfThePast();
  EXPECT_THAT(Create(given).status().message(), ::testing::StartsWith("symptoms_only: "));
  EXPECT_EQ(entries_.previews, 3);
  EXPECT_EQ(entries_.last_preview.start, std::get<PeriodScope>(given.scope).start) << "not from the latest entry on";
  EXPECT_EQ(entries_.last_preview.end, std::get<PeriodScope>(given.scope).end);
  AnswerIn(130);
  EXPECT_TRUE(Create(given).ok());
  EXPECT_EQ(entries_.previews, 5) << "as far as it has to look";
}

TEST_F(SharesTest, TakesSymptomsOfWhatIsStillToComeWithoutLooking) {
  Keep(1);
  EXPECT_TRUE(Create(SymptomsOf(StandingScope{absl::UnixEpoch()}), 1).ok());
  EXPECT_TRUE(Create(SymptomsOf(PeriodScope{absl::UnixEpoch(), clock_.Now() + absl::Microseconds(1)}), 2).ok());
  NewShare all = SymptomsOf(EntriesScope{{1}});
  all.view = ShareView::kAll;
  EXPECT_TRUE(Create(all, 3).ok());
  EXPECT_EQ(entries_.previews, 0);
  EXPECT_FALSE(Create(SymptomsOf(PeriodScope{absl::UnixEpoch(), clock_.Now()}), 4).ok()) << "has just passed";
}

TEST_F(SharesTest, LeavesItToTheStoreToSayThatThereIsNoEntry) {
  EXPECT_TRUE(Create(SymptomsOf(EntriesScope{{7}}), 1).ok());
  EXPECT_TRUE(Create(SymptomsOfThePast(), 2).ok());
}

TEST_F(SharesTest, CreatesNothingWhenNobodyCanSayWhatItWouldShow) {
  entries_.failure = StoreDown();
  EXPECT_EQ(Create(SymptomsOf(EntriesScope{{1}})).status(), StoreDown());
  EXPECT_THAT(store_.shares, IsEmpty());
}

TEST_F(SharesTest, AnswersARepeatedCallWithTheFirstShareAlsoWhenItWouldOpenNothingByNow) {
  Keep(1);
  AnswerIn(1);
  const auto first = Create(SymptomsOf(EntriesScope{{1}}));
  entries_.entries.at(1).observed.answers.clear();
  EXPECT_EQ(Create(SymptomsOf(EntriesScope{{1}})).value(), *first);
}

TEST_F(SharesTest, QueuesNothingWhenTheStoreRefuses) {
  store_.failure = StoreDown();
  EXPECT_EQ(Create(Standing()).status(), StoreDown());
  EXPECT_EQ(queued_, 0);
}

TEST_F(SharesTest, AnswersARepeatedCallWithTheFirstShareAlsoWhenMessagingIsDownOrThePatientHasLeftTheTeam) {
  const auto first = Create(Standing());
  teams_.failure = PeerDown();
  EXPECT_EQ(Create(Standing()).value(), *first);
  teams_.failure = absl::OkStatus();
  teams_.teams["p-1"] = {"t-2"};
  EXPECT_EQ(Create(Standing()).value(), *first);
  EXPECT_THAT(store_.shares, SizeIs(1));
}

TEST_F(SharesTest, AnswersARepeatedCallWithTheFirstShare) {
  const auto first = Create(Standing());
  clock_.Advance(absl::Hours(1));
  const auto again = Create(Standing());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(*again, *first);
  EXPECT_THAT(store_.shares, SizeIs(1));
}

TEST_F(SharesTest, KeepsWholeMicroseconds) {
  const absl::Time time = clock_.Now() + absl::Nanoseconds(1500);
  NewShare share = Standing();
  share.scope = PeriodScope{time, time + absl::Hours(1)};
  share.expires = time;
  const auto created = Create(share);
  EXPECT_EQ(created->scope, ShareScope(PeriodScope{StoredInstant(time), StoredInstant(time + absl::Hours(1))}));
  EXPECT_EQ(created->expires, StoredInstant(time));
}

TEST_F(SharesTest, RefusesToShareOrRevokeAnotherPatientsJournal) {
  EXPECT_EQ(Create(Standing(), 1, Role::kPatient, "p-2").status(), NotFound("patient"));
  const auto share = Create(Standing());
  const Call call = CallOf(Role::kPatient, "p-2", 2);
  EXPECT_EQ(RunTask(shares_.Revoke(call, "p-1", share->id)).status(), NotFound("share"));
  EXPECT_EQ(store_.shares.at(share->id).revoked, std::nullopt);
}

TEST_F(SharesTest, RevokesAShareOnceKeepsTheFirstTimeAndWakesTheDelivery) {
  const auto share = Create(Standing());
  const Call call = CallOf(Role::kPatient, "p-1", 2);
  const absl::Time first = clock_.Now();
  queued_ = 0;
  EXPECT_EQ(RunTask(shares_.Revoke(call, "p-1", share->id))->revoked, first);
  EXPECT_EQ(queued_, 1);
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(RunTask(shares_.Revoke(call, "p-1", share->id))->revoked, first);
  EXPECT_EQ(RunTask(shares_.Revoke(call, "p-1", "absent")).status(), NotFound("share"));
}

TEST_F(SharesTest, ShowsAClinicianOnlyWhatIsInForceForTheirTeams) {
  ASSERT_TRUE(Create(Standing()).ok());
  teams_.teams["n-1"] = {"t-1"};
  const Call call = CallOf(Role::kClinician, "n-1");
  EXPECT_TRUE(RunTask(shares_.List(call, "p-1", {})).ok());
  ASSERT_THAT(store_.readers, SizeIs(1));
  EXPECT_THAT(store_.readers[0].teams, ElementsAre("t-1"));
}

TEST_F(SharesTest, ShowsThePatientAllAndOthersNothing) {
  ASSERT_TRUE(Create(Standing()).ok());
  const Call patient = CallOf(Role::kPatient, "p-1");
  EXPECT_THAT(RunTask(shares_.List(patient, "p-1", {}))->items, SizeIs(1));
  EXPECT_THAT(store_.readers, IsEmpty());
  const Call other = CallOf(Role::kClinician, "n-9");
  EXPECT_EQ(RunTask(shares_.List(other, "p-1", {})).status(), NotFound("patient"));
}

class ShareDeliveryTest : public ::testing::Test {
 protected:
  ShareDeliveryTest() { store_.shares["s-1"] = share_; }

  FakeShareStore store_;
  FakeCourier courier_;
  testing::FakeClock clock_;
  ShareDelivery delivery_{courier_, store_, clock_};
  const Share share_ = {.patient = "p-1", .id = "s-1", .care_team = "t-1", .created = absl::UnixEpoch()};
};

TEST_F(ShareDeliveryTest, NotesWhereTheMessageIsOnceItIsThere) {
  EXPECT_TRUE(RunTask(delivery_.Deliver(share_)).ok());
  EXPECT_EQ(store_.shares["s-1"].delivered,
            (ShareDelivered{"patients/p-1/threads/t1", absl::UnixEpoch() + absl::Seconds(1)}));
}

TEST_F(ShareDeliveryTest, NotesNothingWhenMessagingDoesNotAnswer) {
  courier_.failure = PeerDown();
  EXPECT_EQ(RunTask(delivery_.Deliver(share_)), PeerDown());
  EXPECT_EQ(store_.shares["s-1"].delivered, std::nullopt);
}

TEST_F(ShareDeliveryTest, FailsWhenItCannotBeNotedSoThatItIsTriedAgain) {
  store_.failure = StoreDown();
  EXPECT_EQ(RunTask(delivery_.Deliver(share_)), StoreDown());
  EXPECT_EQ(RunTask(delivery_.GiveUp(share_, absl::StatusCode::kNotFound)), StoreDown());
}

TEST_F(ShareDeliveryTest, TellsOfARevocationAndNotesNothing) {
  EXPECT_TRUE(RunTask(delivery_.DeliverRevocation({"p-1", "s-1", clock_.Now()})).ok());
  ASSERT_THAT(courier_.revocations, SizeIs(1));
  EXPECT_EQ(courier_.revocations[0].id, "s-1");
  EXPECT_EQ(courier_.revocations[0].revoked, clock_.Now());
  EXPECT_EQ(store_.shares["s-1"], share_);
  courier_.failure = PeerDown();
  EXPECT_EQ(RunTask(delivery_.DeliverRevocation({"p-1", "s-1", clock_.Now()})), PeerDown());
}

TEST_F(ShareDeliveryTest, NotesWhyAndWhenItWasGivenUp) {
  clock_.Advance(absl::Nanoseconds(1500));
  EXPECT_TRUE(RunTask(delivery_.GiveUp(share_, absl::StatusCode::kFailedPrecondition)).ok());
  EXPECT_EQ(store_.shares["s-1"].refused, (ShareRefused{RefusalReason::kNotEnrolled, StoredInstant(clock_.Now())}));
  EXPECT_TRUE(RunTask(delivery_.GiveUp(share_, absl::StatusCode::kInvalidArgument)).ok());
  EXPECT_EQ(store_.shares["s-1"].refused->reason, RefusalReason::kRejected);
}

TEST_F(SharesTest, TellThePatientAloneWhatCoversAnEntryLatestCreatedFirst) {
  const auto add = [&](const std::string& id, int hours) {
    store_.shares[id] = {.patient = "p-1", .id = id, .created = clock_.Now() + absl::Hours(hours)};
  };
  add("a", 1);
  add("b", 2);
  add("c", 1);
  const auto covering = [&](Role role, const std::string& subject) {
    const Call call = CallOf(role, subject);
    std::vector<std::string> ids;
    const auto shares = RunTask(shares_.Covering(call, "p-1", 1));
    for (const Share& share : shares.value()) ids.push_back(share.id);
    return ids;
  };
  EXPECT_THAT(covering(Role::kPatient, "p-1"), ::testing::ElementsAre("b", "c", "a"));
  EXPECT_THAT(covering(Role::kClinician, "n-1"), ::testing::IsEmpty());
  EXPECT_THAT(covering(Role::kPatient, "p-2"), ::testing::IsEmpty());
}

}  // namespace
}  // namespace careloop::journal
