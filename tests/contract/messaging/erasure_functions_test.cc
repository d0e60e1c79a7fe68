#include "services/messaging/store/redis_erasure_store.h"
#include "services/messaging/store/rows.h"
#include "services/messaging/store/sealed_records.h"
#include "tests/contract/messaging/store_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::Eq;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

auto IsAbsent() { return FailsWith(absl::StatusCode::kNotFound, reason::kNotFound); }

// Team a with nurse-1, patient-1 and somebody else in each test, since that is for ever: they have the thread t1, which
// nurse-1 has claimed.
class ErasureFunctions : public StoreTest {
 protected:
  void SetUp() override {
    static int tests = 0;
    somebody_ = StrCat("patient-gone-", ++tests);
    SetUpTeamA();
    AddTeam("b");
    Join("b", "nurse-2");
    Enrol("a", somebody_);
    Enrol("b", somebody_);
    thread_ = StartThread("t1", "a", somebody_);
    other_ = StartThread("t2");
    const WorkStore::Step claim{.thread = thread_,
                                .seen = {},
                                .change = {.person = {"nurse-1", Role::kClinician, "Demo", "Nurse"}, .time = now()}};
    ASSERT_TRUE(RunTask(work_.Claim(Nurse(), claim)).ok());
  }
  Call Nurse() { return Changing(Role::kClinician, "nurse-1"); }
  Caregiver Daughter() {
    return {.patient = somebody_,
            .person = "daughter",
            .display_name = "Demo Daughter",
            .relationship = "Daughter",
            .scope = {CaregiverPermission::kReadMessages},
            .added = now()};
  }
  absl::Status Erase(const Call& call) { return RunTask(erasure_.Erase(call, somebody_, now())); }
  Place End() { return RunTask(inbox_.End(Reading().deadline)).value(); }
  static std::vector<LogEntry> LogAfter(Place place) {
    std::vector<LogEntry> entries;
    const redis::Reply rows = Raw({"XRANGE", StrCat(kTag, ":log"), StrCat("(", PlaceText(place)), "+"});
    for (const redis::Reply& row : rows.array()) {
      entries.push_back(LogEntryOf(ParsePlace(row.at(0).text()).value(), row.at(1).at(1).text()));
    }
    return entries;
  }

  store::Erasures erasures_{redis().client(), redis().idempotency(), redis().keys(), redis().loop()};
  RedisErasureStore erasure_{erasures_, redis().site_keys()};
  std::string somebody_;
  ThreadRef thread_;
  ThreadRef other_;
};

TEST_F(ErasureFunctions, NothingOfWhoWasErasedIsReadOrWritten) {
  ASSERT_TRUE(Erase(Changing()).ok());
  const Call own = Changing(Role::kPatient, somebody_);
  EXPECT_THAT(RunTask(threads_.Messages(own, {.thread = thread_})), IsAbsent());
  EXPECT_THAT(RunTask(threads_.List(own, {.patient = somebody_})), IsAbsent());
  EXPECT_THAT(RunTask(threads_.Messages(Nurse(), {.thread = thread_})), IsAbsent());
  EXPECT_THAT(RunTask(teams_.EnrolmentOf(Reading(), "a", somebody_)), IsAbsent());
  EXPECT_EQ(RunTask(threads_.Append(own, thread_, MessageFrom(somebody_, "x"), Received())).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(RunTask(teams_.Enrol(Changing(), "a", EnrolmentOf(somebody_))).status().code(),
            absl::StatusCode::kFailedPrecondition)
      << "an id is not used twice";
  EXPECT_THAT(RunTask(inbox_.Threads("", 10))->rows, SizeIs(1)) << "that of another";
  EXPECT_THAT(RunTask(inbox_.Threads("", 10))->unreadable, SizeIs(0)) << "nor is it tried again";
  EXPECT_TRUE(RunTask(threads_.Messages(Nurse(), {.thread = other_})).ok());
}

TEST_F(ErasureFunctions, EnrolmentsClaimsAndTimersEnd) {
  ASSERT_TRUE(Erase(Changing()).ok());
  EXPECT_THAT(RunTask(teams_.TeamsOfPatient(Reading(), somebody_)).value(), IsEmpty());
  EXPECT_THAT(RunTask(teams_.Patients(Reading(), "a")).value(), SizeIs(1));
  EXPECT_THAT(RunTask(teams_.Patients(Reading(), "b")).value(), IsEmpty());
  EXPECT_EQ(Raw({"SCARD", StrCat(kTag, ":person:nurse-1:claims")}).integer(), 0);
  EXPECT_TRUE(Raw({"ZSCORE", StrCat(kTag, ":timers"), StrCat(NameOf(somebody_), "/t1")}).is_nil());
  EXPECT_EQ(Raw({"ZCARD", StrCat(kTag, ":timers")}).integer(), 1) << "that of another";
}

TEST_F(ErasureFunctions, NobodyIsACaregiverOfThemAnyMore) {
  ASSERT_TRUE(RunTask(teams_.AddCaregiver(Changing(Role::kPatient, somebody_), Daughter())).ok());
  ASSERT_TRUE(Erase(Changing()).ok());
  EXPECT_THAT(RunTask(teams_.CaresOf("daughter", Reading().deadline)).value(), IsEmpty());
  EXPECT_EQ(Raw({"EXISTS", StrCat(kTag, ":patient:", NameOf(somebody_), ":caregivers")}).integer(), 0);
}

TEST_F(ErasureFunctions, WhatWasOnItsWayDoesNotBringThemBack) {
  const auto keys = RunTask(redis().keys().ForWriting(somebody_)).value();
  Raw({"SADD", StrCat(kTag, ":erased"), keys->owner()});  // and the keys are there for another moment
  ASSERT_TRUE(RunTask(teams_.Unenrol(Changing(), "a", somebody_, true, now())).ok());
  const auto is_refused = FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState);
  EXPECT_THAT(RunTask(teams_.Enrol(Changing(), "a", EnrolmentOf(somebody_))), is_refused);
  const Call own = Changing(Role::kPatient, somebody_);
  EXPECT_THAT(RunTask(teams_.AddCaregiver(own, Daughter())), is_refused);
  EXPECT_THAT(RunTask(threads_.Retract(own, thread_, 1, {PersonOf(somebody_), now(), ""})), is_refused);
}

TEST_F(ErasureFunctions, NothingIsSentOrDeliveredThatWasOnItsWay) {
  Raw({"SADD", StrCat(kTag, ":erased"), RunTask(redis().keys().ForWriting(somebody_)).value()->owner()});
  for (const char* team : {"a", "b"}) {
    ASSERT_TRUE(RunTask(teams_.Unenrol(Changing(), team, somebody_, true, now())).ok());
  }
  const Call own = Changing(Role::kPatient, somebody_);
  const auto is_refused = FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState);
  EXPECT_THAT(RunTask(threads_.Append(own, thread_, MessageFrom(somebody_, "x"), Received())), is_refused);
  const Thread another = NewThread({somebody_, "t3"}, "a");
  EXPECT_THAT(RunTask(threads_.Start(own, another, MessageFrom(somebody_, "x"), Received())), is_refused);
  Message share = MessageFrom(somebody_, "");
  share.share = ShareReference{.name = StrCat("patients/", somebody_, "/shares/s1"), .entry_count = 1};
  EXPECT_THAT(RunTask(threads_.DeliverShare(own, another, share, Received())), is_refused);
}

TEST_F(ErasureFunctions, TheLogSaysWhoItWasToTheServiceAloneAndBeforeWhatEnds) {
  const Place before = End();
  ASSERT_TRUE(Erase(Changing()).ok());
  const auto log = LogAfter(before);
  const LogEntry& entry = log.at(0);
  for (size_t i = 1; i < log.size(); ++i) EXPECT_NE(log[i].kind, LogEntry::Kind::kPatientErased);
  EXPECT_EQ(log.back().kind, LogEntry::Kind::kEnrolmentEnded);
  EXPECT_EQ(entry.kind, LogEntry::Kind::kPatientErased);
  EXPECT_EQ(entry.thread, (ThreadRef{NameOf(somebody_), kAllThreads}));
  EXPECT_EQ(OpenErased(entry.person, redis().site_keys()).value(), somebody_);
  EXPECT_FALSE(OpenErased(entry.person + "x", redis().site_keys()).ok());
}

TEST_F(ErasureFunctions, TeamsAreToldThatTheyEndedThoughTheKeysAreGone) {
  const Place before = End();
  ASSERT_TRUE(Erase(Changing()).ok());
  LogEntries entries;
  for (LogEntry entry : LogAfter(before)) {
    if (entry.team == ".") continue;
    NamePatient(entry, NameOf(somebody_), somebody_);
    entries.push_back(std::make_shared<const LogEntry>(std::move(entry)));
  }
  ASSERT_THAT(entries, SizeIs(3)) << "of a claim and two teams";
  const auto events = RunTask(events_.Details(entries));
  for (const EventViews& views : *events) {
    ASSERT_NE(views.of_team, nullptr);
    EXPECT_TRUE(std::holds_alternative<EnrolmentEnded>(views.of_team->what));
    EXPECT_EQ(views.of_team->thread.patient, somebody_);
  }
}

TEST_F(ErasureFunctions, WhoComesBackAfterwardsHasAGapInThePlaceOfWhatEnded) {
  ASSERT_TRUE(RunTask(teams_.AddCaregiver(Changing(Role::kPatient, somebody_), Daughter())).ok());
  const Place before = End();
  ASSERT_TRUE(Erase(Changing()).ok());
  RedisEventStore of_another_instance{redis().client(), redis().keys()};
  for (const LogQuery& query : {LogQuery{.after = before, .person = "daughter", .patients = {somebody_}},
                                LogQuery{.after = before, .person = "nurse-1", .teams = {"a"}}}) {
    const auto page = RunTask(of_another_instance.Read(query));
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_TRUE(page->unnamed);
    EXPECT_THAT(page->entries, IsEmpty()) << "none under a pseudonym";
    EXPECT_EQ(page->place, End());
  }
}

TEST_F(ErasureFunctions, OfTheirThreadsHelpersHaveTheAnswerAsOfNobodysAndTheyThemselvesAClearOne) {
  ASSERT_TRUE(RunTask(teams_.AddCaregiver(Changing(Role::kPatient, somebody_), Daughter())).ok());
  ASSERT_TRUE(Erase(Changing()).ok());
  const Person nurse{"nurse-1", Role::kClinician, "Demo", "Nurse"};
  const auto is_absent = Eq(NotFound("thread"));
  for (const auto& [role, person] : {std::pair(Role::kClinician, "nurse-1"), std::pair(Role::kCaregiver, "daughter")}) {
    Message message = MessageFrom(person, "x");
    message.sender.role = role;
    EXPECT_THAT(RunTask(threads_.Append(Changing(role, person), thread_, message, Received())).status(), is_absent);
    EXPECT_THAT(RunTask(threads_.Mark(Changing(role, person), thread_, message.sender, 1, now())).status(), is_absent);
    EXPECT_THAT(RunTask(threads_.Retract(Changing(role, person), thread_, 1, {message.sender, now(), ""})), is_absent);
  }
  const WorkStore::Step step{.thread = thread_, .seen = {}, .change = {.person = nurse, .time = now()}};
  EXPECT_THAT(RunTask(work_.Resolve(Nurse(), step)).status(), is_absent);
  EXPECT_THAT(RunTask(work_.ReadChange(Nurse(), thread_, "nurse-1", 1)).status(), is_absent);
  const Call own = Changing(Role::kPatient, somebody_);
  EXPECT_THAT(RunTask(threads_.Retract(own, thread_, 1, {PersonOf(somebody_), now(), ""})),
              FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
}

TEST_F(ErasureFunctions, WhatWasCutShortIsMadeWholeAndARepetitionIsWrittenOnce) {
  ASSERT_TRUE(RunTask(redis().keys().Destroy(somebody_)).ok());  // and the service ended there
  const Call call = Changing();
  ASSERT_TRUE(Erase(call).ok());
  EXPECT_THAT(RunTask(teams_.TeamsOfPatient(Reading(), somebody_)).value(), IsEmpty());
  const auto told = Raw({"XLEN", StrCat(kTag, ":log")}).integer();
  EXPECT_TRUE(Erase(call).ok());
  EXPECT_EQ(Raw({"XLEN", StrCat(kTag, ":log")}).integer(), told);
  EXPECT_TRUE(Erase(Changing()).ok());
}

TEST_F(ErasureFunctions, WhatWasCutShortIsFinishedWithoutARepetition) {
  const auto keys = RunTask(redis().keys().ForWriting(somebody_)).value();
  Raw({"SADD", StrCat(kTag, ":erased"), keys->owner()});  // recorded, and the service ended there
  EXPECT_EQ(RunTask(erasures_.Finish()).value(), 0);
  EXPECT_THAT(RunTask(threads_.Messages(Changing(Role::kPatient, somebody_), {.thread = thread_})), IsAbsent());
  EXPECT_TRUE(RunTask(threads_.Messages(Nurse(), {.thread = other_})).ok());
}

TEST_F(ErasureFunctions, OfSomebodyOfWhomNothingIsKeptIsDoneToo) {
  somebody_ += "-unknown";
  EXPECT_TRUE(Erase(Changing()).ok());
  EXPECT_EQ(RunTask(teams_.Enrol(Changing(), "a", EnrolmentOf(somebody_))).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace careloop::messaging
