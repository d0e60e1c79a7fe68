#include <thread>

#include "tests/contract/messaging/store_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::ElementsAre;
using testing::RunTask;
using ::testing::SizeIs;

auto IsOther() { return FailsWith(absl::StatusCode::kAborted, reason::kVersionConflict); }

class SettingsFunctions : public StoreTest {
 protected:
  void SetUp() override { SetUpTeamA(); }

  static TeamSettings AllSet() {
    TeamSettings settings;
    settings.routine_answer = absl::Hours(24);
    settings.urgent_answer = absl::Minutes(30);
    settings.second_recipient = "nurse-1";
    settings.escalation_interval = absl::Minutes(7);
    settings.hours = OpeningHours{.time_zone = "Europe/Berlin",
                                  .shifts = {{absl::Weekday::monday, 480, 1020}, {absl::Weekday::sunday, 0, 1440}},
                                  .holidays = {absl::CivilDay(2026, 12, 25), absl::CivilDay(1969, 1, 1)}};
    settings.closed_text = "Grüße\nvom Team";
    settings.closed_urgent_text = "Es eilt.";
    return settings;
  }
  absl::StatusOr<int64_t> Set(TeamSettings settings, std::optional<int64_t> seen = {}, const std::string& team = "a") {
    return RunTask(teams_.SetSettings(Changing(), team, std::move(settings), seen));
  }
  absl::StatusOr<TeamSettings> Read(const std::string& team = "a") {
    return RunTask(teams_.SettingsOf(team, DeadlineAfter(absl::Seconds(20))));
  }
};

TEST_F(SettingsFunctions, ATeamThatHasNoneHasTheUsualOnes) {
  const TeamSettings settings = Read().value();
  EXPECT_EQ(settings.version, 0);
  EXPECT_EQ(settings.routine_answer, absl::Hours(48));
  EXPECT_EQ(settings.hours, std::nullopt);
  EXPECT_EQ(settings.team_name, "Team a");
}

TEST_F(SettingsFunctions, AllOfThemAreKept) {
  EXPECT_EQ(Set(AllSet()).value(), 1);
  const TeamSettings settings = Read().value();
  EXPECT_EQ(settings.version, 1);
  EXPECT_EQ(settings.routine_answer, absl::Hours(24));
  EXPECT_EQ(settings.urgent_answer, absl::Minutes(30));
  EXPECT_EQ(settings.second_recipient, "nurse-1");
  EXPECT_EQ(settings.escalation_interval, absl::Minutes(7));
  EXPECT_EQ(settings.hours, AllSet().hours);
  EXPECT_EQ(settings.closed_text, "Grüße\nvom Team");
  EXPECT_EQ(settings.closed_urgent_text, "Es eilt.");
  EXPECT_EQ(settings.team_name, "Team a");
}

TEST_F(SettingsFunctions, OverOnesThatWereNotSeenAreRefusedAndNothingIsWritten) {
  ASSERT_TRUE(Set(AllSet(), 0).ok());
  const auto before = Everything();
  EXPECT_THAT(Set(AllSet(), 0), IsOther());
  EXPECT_EQ(Everything(), before);
  EXPECT_EQ(Set(AllSet(), 1).value(), 2);
  EXPECT_EQ(Set(AllSet()).value(), 3);
}

TEST_F(SettingsFunctions, ASecondRecipientWhoIsNotOnTheTeamIsRefusedAndNothingIsWritten) {
  TeamSettings settings = AllSet();
  settings.second_recipient = "nurse-9";
  const auto before = Everything();
  EXPECT_THAT(Set(settings), FailsWith(absl::StatusCode::kInvalidArgument, reason::kInvalidField));
  EXPECT_EQ(Everything(), before);
}

TEST_F(SettingsFunctions, ASecondRecipientWhoLeavesTheTeamIsItNoMoreAndWhatIsReadCanBeSet) {
  Join("a", "nurse-2");
  ASSERT_EQ(Set(AllSet()).value(), 1);
  const auto leave = [&](const std::string& person) {
    ASSERT_TRUE(RunTask(teams_.RemoveMember(Changing(), "a", person, true, now())).ok());
  };
  leave("nurse-2");
  EXPECT_EQ(Read().value().version, 1) << "they were not";
  EXPECT_EQ(Read().value().second_recipient, "nurse-1");
  leave("nurse-1");
  const TeamSettings left = Read().value();
  EXPECT_EQ(left.second_recipient, "");
  EXPECT_EQ(left.version, 2);
  EXPECT_EQ(left.escalation_interval, absl::Minutes(7));
  EXPECT_EQ(left.hours, AllSet().hours);
  EXPECT_THAT(Set(left, 1), IsOther()) << "what was seen before they left";
  EXPECT_EQ(Set(left, 2).value(), 3);
  Join("a", "nurse-1");
  EXPECT_EQ(Read().value().second_recipient, "");
}

TEST_F(SettingsFunctions, OfAnUnknownTeamAreNotFound) {
  EXPECT_THAT(Set(AllSet(), {}, "absent"), FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
  EXPECT_THAT(Read("absent"), FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
}

// ---- reception --------------------------------------------------------------------------------------------------

class ReceptionFunctions : public SettingsFunctions {
 protected:
  // The team is not there since then.
  Reception Closed(absl::Time since, int64_t settings_version = 0) {
    Reception reception = Received();
    reception.settings_version = settings_version;
    Message reply{.sender = {kAutomaticSender, Role::kService, "Team a", ""}, .sent = now(), .text = "Call 112."};
    reply.automatic = AutomaticMessage{.kind = AutomaticMessage::Kind::kClosed, .next_staffed = Monday()};
    reception.closed = Reception::Closed{since, std::move(reply)};
    return reception;
  }
  absl::StatusOr<Sent> SendTo(const ThreadRef& thread, Reception reception, const std::string& sender = "patient-1") {
    return RunTask(
        threads_.Append(Changing(RoleOf(sender), sender), thread, MessageFrom(sender, "x"), std::move(reception)));
  }
  std::vector<Message> All(const ThreadRef& thread) {
    return RunTask(threads_.Messages(Reading(), {.thread = thread})).value().messages;
  }
  absl::Time Monday() { return monday_; }

  const absl::Time monday_ = now() + absl::Hours(40);
};

TEST_F(ReceptionFunctions, AClosedTeamAnswersOnceInAThreadUntilItOpensAndThenOnceMore) {
  const ThreadRef thread = StartThread("t1");
  ASSERT_EQ(SendTo(thread, Closed(now())).value().number, 2);
  ASSERT_EQ(SendTo(thread, Closed(now())).value().number, 4);
  clock().Advance(absl::Hours(48));
  ASSERT_EQ(SendTo(thread, Closed(now())).value().number, 5);
  const std::vector<Message> messages = All(thread);
  ASSERT_THAT(messages, SizeIs(6));
  for (const size_t at : {2u, 5u}) {
    EXPECT_EQ(messages[at].sender.id, kAutomaticSender);
    EXPECT_EQ(messages[at].sender.role, Role::kService);
    EXPECT_EQ(messages[at].text, "Call 112.");
    ASSERT_TRUE(messages[at].automatic.has_value());
    EXPECT_EQ(messages[at].automatic->kind, AutomaticMessage::Kind::kClosed);
  }
  EXPECT_EQ(messages[2].automatic->next_staffed, Monday());
  EXPECT_FALSE(messages[1].automatic.has_value());
}

TEST_F(ReceptionFunctions, AClosedTeamThatHasNotBeenThereSinceItsReplySendsNoOtherHoweverItsHoursAreEdited) {
  const ThreadRef thread = StartThread("t1");
  const absl::Time noon = now();
  for (const int hours_before : {3, 0, 1, 2}) {
    ASSERT_TRUE(SendTo(thread, Closed(noon - absl::Hours(hours_before))).ok());
    clock().Advance(absl::Minutes(1));
  }
  EXPECT_THAT(All(thread), SizeIs(6)) << "the first message, four more and one reply";
  ASSERT_TRUE(SendTo(thread, Closed(noon + absl::Milliseconds(1))).ok());
  EXPECT_THAT(All(thread), SizeIs(8));
}

// An earlier release has kept until when the team is away.
TEST_F(ReceptionFunctions, WhenTheTeamIsThereAgainAsAnEarlierReleaseNotedItIsNoReply) {
  const ThreadRef thread = StartThread("t1");
  Raw({"HSET", StrCat(kTag, ":", ThreadKey("patient-1", "t1")), "replied", StrCat(absl::ToUnixMillis(Monday()))});
  ASSERT_TRUE(SendTo(thread, Closed(now())).ok());
  EXPECT_THAT(All(thread), SizeIs(3)) << "a patient may wait for an answer for days without one";
  ASSERT_TRUE(SendTo(thread, Closed(now())).ok());
  EXPECT_THAT(All(thread), SizeIs(4));
}

TEST_F(ReceptionFunctions, OfTwoMessagesAtOnceByTwoInstancesOneIsAnswered) {
  const ThreadRef thread = StartThread("t1");
  const Reception closed = Closed(now());
  std::vector<std::thread> instances;
  for (int i = 0; i < 2; ++i) {
    instances.emplace_back([&, i] {
      for (int n = 0; n < 20; ++n) {
        const Call call = testing::CallOf(Role::kPatient, "patient-1", 7'000 + i * 100 + n);
        ASSERT_TRUE(RunTask(threads_.Append(call, thread, MessageFrom("patient-1", "x"), closed)).ok());
      }
    });
  }
  for (std::thread& instance : instances) instance.join();
  int replies = 0;
  for (const Message& message : All(thread)) replies += message.automatic ? 1 : 0;
  EXPECT_EQ(replies, 1);
}

TEST_F(ReceptionFunctions, TheAutomaticReplyIsNoAnswerAndNothingThatAStepHasToHaveSeen) {
  const ThreadRef thread = StartThread("t1");
  ASSERT_TRUE(SendTo(thread, Closed(now())).ok());
  EXPECT_TRUE(SeenBy(thread, "nurse-1").work.waiting_since.has_value());
  const WorkStore::Step step{.thread = thread,
                             .seen = Seen{0, 2},
                             .change = {.person = {"nurse-1", Role::kClinician, "Demo", "Nurse"}, .time = now()}};
  EXPECT_TRUE(RunTask(work_.Claim(Changing(Role::kClinician, "nurse-1"), step)).ok());
}

TEST_F(ReceptionFunctions, ANewThreadIsAnsweredToo) {
  const Call call = Changing(Role::kPatient, "patient-1");
  ASSERT_TRUE(
      RunTask(threads_.Start(call, NewThread({"patient-1", "t1"}, "a"), MessageFrom("patient-1", "x"), Closed(now())))
          .ok());
  EXPECT_THAT(All({"patient-1", "t1"}), SizeIs(2));
}

TEST_F(ReceptionFunctions, AShareIsAnsweredToo) {
  const ThreadRef thread = StartThread("t1");
  for (const char* id : {"s1", "s2"}) {
    Message share = MessageFrom("patient-1", "");
    share.share = ShareReference{.name = StrCat("patients/patient-1/shares/", id)};
    const Reception closed = Closed(now());
    ASSERT_TRUE(RunTask(threads_.DeliverShare(Changing(), NewThread({"patient-1", "new"}, "a"), share, closed)).ok());
  }
  const std::vector<Message> messages = All(thread);
  ASSERT_THAT(messages, SizeIs(4)) << "one of them, as the team is away once";
  EXPECT_TRUE(messages[2].automatic.has_value());
  EXPECT_TRUE(SeenBy(thread, "nurse-1").work.waiting_since) << "the reply is no answer";
}

TEST_F(ReceptionFunctions, ThatFollowsFromOtherSettingsThanTheTeamHasIsRefusedAndNothingIsWritten) {
  const ThreadRef thread = StartThread("t1");
  Send(thread, "nurse-1");
  ASSERT_TRUE(Set(AllSet()).ok());
  const auto before = Everything();
  EXPECT_THAT(SendTo(thread, Received()), IsOther());
  EXPECT_THAT(SendTo(thread, Closed(now())), IsOther());
  EXPECT_THAT(RunTask(threads_.Start(Changing(Role::kPatient, "patient-1"), NewThread({"patient-1", "t2"}, "a"),
                                     MessageFrom("patient-1", "x"), Received())),
              IsOther());
  Message share = MessageFrom("patient-1", "");
  share.share = ShareReference{.name = "patients/patient-1/shares/s1"};
  EXPECT_THAT(RunTask(threads_.DeliverShare(Changing(), NewThread({"patient-1", "new"}, "a"), share, Received())),
              IsOther());
  EXPECT_EQ(Everything(), before);
  EXPECT_TRUE(SendTo(thread, Closed(now(), 1)).ok());
}

TEST_F(ReceptionFunctions, MattersToThePatientsSideAloneAndAlsoWhereItWaitsAlready) {
  const ThreadRef thread = StartThread("t1");
  ASSERT_TRUE(Set(AllSet()).ok());
  EXPECT_THAT(SendTo(thread, Received()), IsOther());
  EXPECT_THAT(SendTo(thread, Closed(now())), IsOther());
  EXPECT_TRUE(SendTo(thread, Received(), "nurse-1").ok());
}

TEST_F(ReceptionFunctions, AWarningWordMarksTheThreadUntilItIsAnsweredAndIsToldOnce) {
  const ThreadRef thread = StartThread("t1");
  Reception warned = Received();
  warned.attention = true;
  const auto told = [] { return Raw({"XLEN", StrCat(kTag, ":log")}).integer(); };
  const auto before = told();
  ASSERT_TRUE(SendTo(thread, warned).ok());
  EXPECT_EQ(SeenBy(thread, "nurse-1").work.attention, 2);
  EXPECT_EQ(told(), before + 2) << "the message, and that the thread has changed";
  ASSERT_TRUE(SendTo(thread, warned).ok());
  EXPECT_EQ(SeenBy(thread, "nurse-1").work.attention, 2);
  EXPECT_EQ(told(), before + 3);
  Send(thread, "nurse-1");
  EXPECT_EQ(SeenBy(thread, "nurse-1").work.attention, 0);
  Reception first = warned;
  ASSERT_TRUE(RunTask(threads_.Start(Changing(Role::kPatient, "patient-1"), NewThread({"patient-1", "t2"}, "a"),
                                     MessageFrom("patient-1", "x"), first))
                  .ok());
  EXPECT_EQ(SeenBy({"patient-1", "t2"}, "nurse-1").work.attention, 1);
}

TEST_F(ReceptionFunctions, OfAnotherTeamThanTheThreadIsWithIsRefused) {
  AddTeam("b");
  Join("b", "nurse-2");
  Enrol("b", "patient-1");
  const ThreadRef thread = StartThread("t1", "b");
  Raw({"HDEL", StrCat(kTag, ":", ThreadKey("patient-1", "t1")), "waiting"});
  EXPECT_THAT(SendTo(thread, Received("a")), IsOther());
  EXPECT_TRUE(SendTo(thread, Received("b")).ok());
}

TEST_F(ReceptionFunctions, ATeamThatNobodyIsOnIsWrittenToByNobodyAndNothingIsWritten) {
  const ThreadRef thread = StartThread("t1");
  EXPECT_TRUE(Read().value().has_members);
  ASSERT_TRUE(RunTask(teams_.RemoveMember(Changing(), "a", "nurse-1", true, now())).ok());
  EXPECT_FALSE(Read().value().has_members);
  const auto before = Everything();
  const auto is_refused = FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState);
  EXPECT_THAT(SendTo(thread, Received()), is_refused);
  EXPECT_THAT(RunTask(threads_.Start(Changing(Role::kPatient, "patient-1"), NewThread({"patient-1", "t2"}, "a"),
                                     MessageFrom("patient-1", "x"), Received())),
              is_refused);
  Message share = MessageFrom("patient-1", "");
  share.share = ShareReference{.name = "patients/patient-1/shares/s1"};
  EXPECT_THAT(RunTask(threads_.DeliverShare(Changing(), NewThread({"patient-1", "new"}, "a"), share, Received())),
              FailsWith(absl::StatusCode::kAborted, reason::kFailedState))
      << "and is tried again until somebody is on it";
  EXPECT_EQ(Everything(), before);
  Join("a", "nurse-1");
  EXPECT_TRUE(SendTo(thread, Received()).ok());
}

TEST_F(ReceptionFunctions, APatientWhoIsNotWithTheTeamAnyMoreCannotWriteAndNothingIsWritten) {
  const ThreadRef thread = StartThread("t1");
  Raw({"HDEL", StrCat(kTag, ":team:a:patients"), NameOf("patient-1")});
  const auto before = Everything();
  EXPECT_THAT(SendTo(thread, Received()), FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
  EXPECT_EQ(Everything(), before);
}

}  // namespace
}  // namespace careloop::messaging
