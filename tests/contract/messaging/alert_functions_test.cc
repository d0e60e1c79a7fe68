#include "tests/contract/messaging/work_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::Contains;
using testing::RunTask;
using ::testing::SizeIs;

constexpr char kAlert[] = "patients/patient-1/alerts/a1";

// Besides what WorkFunctions has: alerts of patient-1 for team a.
class AlertFunctions : public WorkFunctions {
 protected:
  struct Given {
    int trigger = 1;
    bool can_wait = false;
    std::string team = "a";
    std::string alert = kAlert;
    std::string new_thread = "new";
    std::string received_by = "";  // empty: `team`
    int64_t settings = 0;
    std::optional<absl::Time> closed_since = {};
  };

  void SetUp() override {
    WorkFunctions::SetUp();
    thread_ = {"patient-1", "new"};
  }
  Reception ReceptionFor(const Given& given) {
    Reception reception = Received(given.received_by.empty() ? given.team : given.received_by);
    reception.settings_version = given.settings;
    if (!given.closed_since) return reception;
    Message reply{.sender = {kAutomaticSender, Role::kService, "Team a", ""}, .sent = now(), .text = "Call 112."};
    using Kind = AutomaticMessage::Kind;
    reply.automatic = AutomaticMessage{.kind = given.can_wait ? Kind::kClosed : Kind::kUrgentAlertClosed,
                                       .next_staffed = *given.closed_since + absl::Hours(40)};
    reception.closed = Reception::Closed{*given.closed_since, std::move(reply)};
    return reception;
  }
  absl::StatusOr<ThreadStore::Delivered> Deliver(const Given& given) {
    Message message = MessageFrom("patient-1", "");
    message.alert = AlertReference{.name = given.alert,
                                   .trigger = given.trigger,
                                   .symptom = "symptoms/nausea",
                                   .time = now(),
                                   .can_wait = given.can_wait};
    Thread thread = NewThread({"patient-1", given.new_thread}, given.team);
    return RunTask(threads_.DeliverAlert(Changing(), std::move(thread), std::move(message), ReceptionFor(given)));
  }
  absl::StatusOr<ThreadStore::Delivered> Deliver(int trigger = 1, bool can_wait = false) {
    return Deliver(Given{.trigger = trigger, .can_wait = can_wait});
  }
  std::string TeamOfAlert() { return RunTask(threads_.TeamOfAlert(Reading(), "patient-1", kAlert)).value(); }
  void RunTimers() { ASSERT_TRUE(RunTask(work_.RunTimers(now(), 100, DeadlineAfter(absl::Seconds(20)))).ok()); }
  std::vector<Message> Messages() {
    return RunTask(threads_.Messages(Reading(), {.thread = thread_})).value().messages;
  }
};

TEST_F(AlertFunctions, AnAlertBecomesAnUrgentThreadOfItsOwn) {
  const auto delivered = Deliver();
  EXPECT_EQ(delivered.value().thread, "new");
  EXPECT_EQ(delivered.value().sent.number, 1);
  EXPECT_EQ(delivered.value().sent.time, now());
  const auto page = RunTask(threads_.Messages(Reading(), {.thread = {"patient-1", "new"}})).value();
  EXPECT_EQ(page.messages.at(0).alert, (AlertReference{.name = kAlert, .symptom = "symptoms/nausea", .time = now()}));
  EXPECT_EQ(Now().urgency, Urgency::kUrgent);
  EXPECT_EQ(Now().waiting_since, now());
  EXPECT_EQ(Now().due, DueFrom(now()).urgent);
  EXPECT_EQ(SeenBy({"patient-1", "new"}, "patient-1").unread, 0);
  EXPECT_EQ(SeenBy({"patient-1", "new"}, "nurse-1").unread, 1);
}

TEST_F(AlertFunctions, WhatAnAlertMakesUrgentIsAChangeByItsPatient) {
  ASSERT_TRUE(Deliver(1, true).ok());
  EXPECT_THAT(History(), ::testing::IsEmpty());
  clock().Advance(absl::Minutes(1));
  ASSERT_TRUE(Deliver(2).ok());
  ASSERT_TRUE(Deliver(3).ok());
  const std::vector<ThreadChange> history = History();
  ASSERT_THAT(history, SizeIs(1)) << "urgent is urgent";
  EXPECT_EQ(std::get<Reprioritized>(history[0].kind).urgency, Urgency::kUrgent);
  EXPECT_EQ(history[0].person, (Person{"patient-1", Role::kPatient, "Demo patient-1", "Nurse"}));
  EXPECT_EQ(history[0].time, now());
  EXPECT_EQ(history[0].note, "");
  EXPECT_EQ(Now().version, 1);
  EXPECT_THAT(EventsOf("a"), Contains("w patient-1/new 1 patient-1"));
}

TEST_F(AlertFunctions, OneThatCanWaitIsRoutineAndThereAllTheSame) {
  ASSERT_TRUE(Deliver(1, true).ok());
  EXPECT_EQ(Now().urgency, Urgency::kRoutine);
  EXPECT_EQ(Now().due, DueFrom(now()).routine);
}

TEST_F(AlertFunctions, AFurtherTriggerIsAddedToTheThreadAndMakesItDueSooner) {
  ASSERT_TRUE(Deliver(1, true).ok());
  clock().Advance(absl::Minutes(1));
  const auto second = Deliver({.trigger = 2, .new_thread = "other"});
  EXPECT_EQ(second.value().thread, "new");
  EXPECT_EQ(second.value().sent.number, 2);
  EXPECT_EQ(Now().urgency, Urgency::kUrgent);
  EXPECT_EQ(Now().due, DueFrom(now()).urgent);
  EXPECT_EQ(SeenBy({"patient-1", "new"}, "patient-1").unread, 0);
}

TEST_F(AlertFunctions, AFurtherTriggerDoesNotPutOffWhatIsDue) {
  ASSERT_TRUE(Deliver().ok());
  const auto due = Now().due;
  clock().Advance(absl::Minutes(1));
  ASSERT_TRUE(Deliver(2).ok());
  EXPECT_EQ(Now().due, due);
}

TEST_F(AlertFunctions, ATriggerThatMakesUrgentDoesNotPutOffWhatIsDueSoonerEither) {
  ASSERT_TRUE(Deliver(1, true).ok());
  const auto due = Now().due;
  clock().Advance(absl::Hours(47) + absl::Minutes(30));
  ASSERT_TRUE(Deliver(2).ok());
  EXPECT_EQ(Now().urgency, Urgency::kUrgent);
  EXPECT_EQ(Now().due, due);
}

TEST_F(AlertFunctions, WhatOthersWroteStaysUnreadToThePatient) {
  ASSERT_TRUE(Deliver().ok());
  Send({"patient-1", "new"}, "nurse-1");
  ASSERT_TRUE(Deliver(2).ok());
  EXPECT_EQ(SeenBy({"patient-1", "new"}, "patient-1").unread, 2);
}

TEST_F(AlertFunctions, ATriggerIsDeliveredOnceForEver) {
  const auto first = Deliver();
  ASSERT_TRUE(Deliver(2).ok());
  clock().Advance(absl::Hours(24 * 365));
  const auto again = Deliver();
  EXPECT_EQ(again.value().thread, first.value().thread);
  EXPECT_EQ(again.value().sent.number, 1);
  EXPECT_EQ(again.value().sent.time, first.value().sent.time);
  EXPECT_EQ(SeenBy({"patient-1", "new"}, "nurse-1").last_number, 2);
}

TEST_F(AlertFunctions, TriggersMayComeInAnyOrder) {
  ASSERT_TRUE(Deliver(2).ok());
  EXPECT_EQ(Deliver(1).value().sent.number, 2);
}

TEST_F(AlertFunctions, AnotherAlertHasAThreadOfItsOwn) {
  ASSERT_TRUE(Deliver().ok());
  EXPECT_EQ(Deliver({.alert = "patients/patient-1/alerts/a2", .new_thread = "second"}).value().thread, "second");
}

TEST_F(AlertFunctions, IsRefusedByATeamThatHasNotEnrolledThePatientAndNotRemembered) {
  AddTeam("c");
  Join("c", "nurse-1");
  EXPECT_TRUE(absl::IsFailedPrecondition(Deliver({.team = "c"}).status()));
  Enrol("c", "patient-1");
  EXPECT_EQ(Deliver({.team = "c"}).value().thread, "new");
}

TEST_F(AlertFunctions, IsToldToTheTeamAsANewThreadAndAsWorkThatHasBecomeUrgent) {
  ASSERT_TRUE(Deliver(1, true).ok());
  EXPECT_THAT(EventsOf("a"), Contains("t patient-1/new 0 patient-1"));
  EXPECT_THAT(EventsOf("a"), Contains(StrCat("m patient-1/new 1 patient-1 ", absl::ToUnixMillis(now()), " p")));
  ASSERT_TRUE(Deliver(2).ok());
  EXPECT_EQ(EventsOf("a").back(), "w patient-1/new 1 patient-1");
  const size_t told = EventsOf("a").size();
  ASSERT_TRUE(Deliver(3).ok());
  EXPECT_THAT(EventsOf("a"), SizeIs(told + 1)) << "it was urgent before";
}

TEST_F(AlertFunctions, IsLateAndGoesOnAtItsUrgentTime) {
  ASSERT_TRUE(Deliver(1, true).ok());
  ASSERT_TRUE(Deliver(2).ok());
  clock().Advance(absl::Hours(1));
  RunTimers();
  EXPECT_TRUE(Now().overdue);
  clock().Advance(absl::Minutes(15));
  RunTimers();
  EXPECT_THAT(History(), SizeIs(2)) << "it became urgent, and nobody has claimed it";
}

TEST_F(AlertFunctions, WhatWasLateBeforeGoesOnAtOnce) {
  ASSERT_TRUE(Deliver(1, true).ok());
  clock().Advance(absl::Hours(48));
  RunTimers();
  ASSERT_TRUE(Now().overdue);
  const auto due = Now().due;
  ASSERT_TRUE(Deliver(2).ok());
  EXPECT_EQ(Now().due, due);
  RunTimers();
  EXPECT_THAT(History(), SizeIs(2)) << "it became urgent, and went on";
}

TEST_F(AlertFunctions, WhatWasLateBeforeAndIsClaimedStaysWithWhoHasIt) {
  ASSERT_TRUE(Deliver(1, true).ok());
  ASSERT_TRUE(Claim("nurse-1").ok());
  clock().Advance(absl::Hours(48));
  RunTimers();
  ASSERT_TRUE(Deliver(2).ok());
  RunTimers();
  EXPECT_THAT(History(), SizeIs(2)) << "the claim, and that it became urgent";
}

TEST_F(AlertFunctions, ATeamThatIsNotThereAnswersAutomatically) {
  const absl::Time closed = now();
  ASSERT_TRUE(Deliver({.closed_since = closed}).ok());
  ASSERT_TRUE(Deliver({.trigger = 2, .closed_since = closed}).ok());
  const std::vector<Message> messages = Messages();
  ASSERT_THAT(messages, SizeIs(3)) << "one reply for each time that the team is away";
  EXPECT_EQ(messages[1].automatic->next_staffed, closed + absl::Hours(40));
  EXPECT_EQ(SeenBy(thread_, "patient-1").unread, 2);
  EXPECT_EQ(messages[1].automatic->kind, AutomaticMessage::Kind::kUrgentAlertClosed);
  EXPECT_TRUE(Now().waiting_since) << "the reply is no answer";
  clock().Advance(absl::Hours(64));
  ASSERT_TRUE(Deliver({.trigger = 3, .closed_since = now()}).ok());
  EXPECT_THAT(Messages(), SizeIs(5)) << "it is away once more";
}

TEST_F(AlertFunctions, AnUrgentAlertIsAnsweredAlsoWhereAMessageThatIsNotWasAnsweredBefore) {
  const absl::Time closed = now();
  ASSERT_TRUE(Deliver({.can_wait = true, .closed_since = closed}).ok());
  ASSERT_TRUE(Deliver({.trigger = 2, .closed_since = closed}).ok());
  ASSERT_TRUE(Deliver({.trigger = 3, .can_wait = true, .closed_since = closed}).ok());
  std::vector<AutomaticMessage::Kind> replies;
  for (const Message& message : Messages()) {
    if (message.automatic) replies.push_back(message.automatic->kind);
  }
  EXPECT_THAT(replies,
              ::testing::ElementsAre(AutomaticMessage::Kind::kClosed, AutomaticMessage::Kind::kUrgentAlertClosed));
}

TEST_F(AlertFunctions, WhatThePatientWritesToAnUrgentAlertIsAnsweredToo) {
  const absl::Time closed = now();
  ASSERT_TRUE(Deliver({.closed_since = closed}).ok());
  Reception reception = ReceptionFor({.can_wait = true, .closed_since = closed});
  const Call call = Changing(Role::kPatient, "patient-1");
  ASSERT_TRUE(RunTask(threads_.Append(call, thread_, MessageFrom("patient-1", "worse"), std::move(reception))).ok());
  EXPECT_THAT(Messages(), SizeIs(4));
}

TEST_F(AlertFunctions, ThatIsReceivedByOtherSettingsThanTheTeamHasIsRefusedAndNothingIsWritten) {
  const auto before = Everything();
  EXPECT_THAT(Deliver({.settings = 1}), IsStale());
  EXPECT_THAT(Deliver({.received_by = "b"}), IsStale());
  EXPECT_EQ(Everything(), before);
}

TEST_F(AlertFunctions, WhoseThreadWasReroutedIsReceivedByTheTeamThatHasIt) {
  EXPECT_EQ(TeamOfAlert(), "");
  ASSERT_TRUE(Deliver(1).ok());
  EXPECT_EQ(TeamOfAlert(), "a");
  ASSERT_TRUE(Reroute("nurse-1", "b").ok());
  EXPECT_EQ(TeamOfAlert(), "b");
  EXPECT_THAT(Deliver({.trigger = 2}), IsStale());
  EXPECT_EQ(Deliver({.trigger = 2, .received_by = "b"}).value().thread, "new");
  EXPECT_EQ(SeenBy(thread_, "nurse-3").last_number, 2);
}

TEST_F(AlertFunctions, WhoseThreadWasReroutedIsAnsweredAutomaticallyByTheTeamThatHasItToo) {
  ASSERT_TRUE(Deliver({.closed_since = now()}).ok());
  ASSERT_TRUE(Reroute("nurse-1", "b").ok());
  ASSERT_TRUE(Deliver({.trigger = 2, .received_by = "b", .closed_since = now()}).ok());
  EXPECT_THAT(Messages(), SizeIs(4));
}

TEST_F(AlertFunctions, ForATeamThatNobodyIsOnIsRefusedAndNothingIsWritten) {
  ASSERT_TRUE(RunTask(teams_.RemoveMember(Changing(), "b", "nurse-3", true, now())).ok());
  const auto before = Everything();
  EXPECT_THAT(Deliver({.team = "b"}), FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
  EXPECT_EQ(Everything(), before);
}

TEST_F(AlertFunctions, WhoseThreadIsWithATeamThatNobodyIsOnAnyMoreStartsAnotherOne) {
  ASSERT_TRUE(Deliver(1).ok());
  ASSERT_TRUE(Reroute("nurse-1", "b").ok());
  ASSERT_TRUE(RunTask(teams_.RemoveMember(Changing(), "b", "nurse-3", true, now())).ok());
  EXPECT_EQ(TeamOfAlert(), "");
  EXPECT_EQ(Deliver({.trigger = 2, .new_thread = "second"}).value().thread, "second");
}

TEST_F(AlertFunctions, WhoseThreadNobodyMaySeeAnyMoreStartsAnotherOne) {
  ASSERT_TRUE(Deliver(1).ok());
  ASSERT_TRUE(Reroute("nurse-1", "b").ok());
  ASSERT_TRUE(RunTask(teams_.Unenrol(Changing(), "b", "patient-1", true, now())).ok());
  EXPECT_EQ(TeamOfAlert(), "");
  EXPECT_EQ(Deliver({.trigger = 2, .new_thread = "second"}).value().thread, "second");
  EXPECT_EQ(SeenBy({"patient-1", "second"}, "nurse-1").work.urgency, Urgency::kUrgent);
  EXPECT_EQ(Deliver({.trigger = 3, .new_thread = "third"}).value().thread, "second");
  EXPECT_EQ(Deliver({.trigger = 1, .new_thread = "fourth"}).value().thread, "new") << "as it was delivered first";
}

}  // namespace
}  // namespace careloop::messaging
