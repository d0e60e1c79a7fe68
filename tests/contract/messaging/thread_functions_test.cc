#include <set>
#include <thread>

#include "tests/contract/messaging/store_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

class ThreadFunctions : public StoreTest {
 protected:
  void SetUp() override {
    SetUpTeamA();
    Join("a", "nurse-2");
  }

  absl::StatusOr<MessagePage> Messages(MessageQuery query) {
    return RunTask(threads_.Messages(Reading(), std::move(query)));
  }
  std::vector<int64_t> Numbers(MessageQuery query) {
    std::vector<int64_t> numbers;
    const MessagePage page = Messages(std::move(query)).value();
    for (const Message& message : page.messages) numbers.push_back(message.number);
    return numbers;
  }
};

// ---- start_thread -----------------------------------------------------------------------------------------------

TEST_F(ThreadFunctions, StartMakesAThreadWithItsFirstMessageReadByTheStarter) {
  const ThreadRef ref = StartThread("t1");
  const Thread thread = SeenBy(ref, "patient-1");
  EXPECT_EQ(thread.ref, ref);
  EXPECT_EQ(thread.care_team, "a");
  EXPECT_EQ(thread.subject, "About the tablets");
  EXPECT_EQ(thread.patient_display_name, "Demo patient-1");
  EXPECT_EQ(thread.started, now());
  EXPECT_EQ(thread.last_time, now());
  EXPECT_EQ(thread.last_number, 1);
  EXPECT_EQ(thread.read_up_to, 1);
  EXPECT_EQ(thread.unread, 0);
  EXPECT_EQ(SeenBy(ref, "nurse-1").unread, 1);
}

TEST_F(ThreadFunctions, StartRepeatedAnswersTheFirstThread) {
  const Call call = Changing(Role::kPatient, "patient-1");
  const auto first =
      RunTask(threads_.Start(call, NewThread({"patient-1", "t1"}, "a"), MessageFrom("patient-1", "x"), Received()));
  clock().Advance(absl::Seconds(5));
  const auto again =
      RunTask(threads_.Start(call, NewThread({"patient-1", "t2"}, "a"), MessageFrom("patient-1", "x"), Received()));
  EXPECT_EQ(again.value().thread, "t1");
  EXPECT_EQ(again.value().time, first.value().time);
  EXPECT_THAT(RunTask(threads_.TeamOf(Reading(), {"patient-1", "t2"})),
              FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
}

TEST_F(ThreadFunctions, StartRefusesATeamThatHasNotEnrolledThePatientAndWritesNothing) {
  AddTeam("b");
  const auto before = Everything();
  EXPECT_THAT(RunTask(threads_.Start(Changing(), NewThread({"patient-1", "t1"}, "b"), MessageFrom("patient-1", "x"),
                                     Received())),
              FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
  EXPECT_EQ(Everything(), before);
}

// ---- send -------------------------------------------------------------------------------------------------------

TEST_F(ThreadFunctions, SendNumbersMessagesWithoutGaps) {
  const ThreadRef thread = StartThread("t1");
  EXPECT_EQ(Send(thread, "nurse-1").number, 2);
  EXPECT_EQ(Send(thread, "patient-1").number, 3);
}

TEST_F(ThreadFunctions, SendNumbersMessagesWithoutGapsWhenManySendAtOnce) {
  const std::vector<ThreadRef> threads = {StartThread("t1"), StartThread("t2"), StartThread("t3")};
  constexpr int kSenders = 6, kEach = 40;
  for (const char* nurse : {"nurse-0", "nurse-3", "nurse-4", "nurse-5"}) Join("a", nurse);
  std::vector<std::vector<std::pair<size_t, int64_t>>> got(kSenders);
  std::vector<std::thread> senders;
  for (int s = 0; s < kSenders; ++s) {
    senders.emplace_back([&, s] {
      for (int i = 0; i < kEach; ++i) {
        const size_t t = static_cast<size_t>(s + i) % threads.size();
        const Call call = testing::CallOf(Role::kClinician, StrCat("nurse-", s), 5'000 + i);
        const auto sent =
            RunTask(threads_.Append(call, threads[t], MessageFrom(StrCat("nurse-", s), "text"), Received()));
        got[static_cast<size_t>(s)].emplace_back(t, sent.value().number);
      }
    });
  }
  for (std::thread& sender : senders) sender.join();
  std::vector<std::set<int64_t>> numbers(threads.size());
  for (const auto& of_sender : got) {
    for (const auto& [t, number] : of_sender)
      EXPECT_TRUE(numbers[t].insert(number).second) << number << " was given twice";
  }
  for (size_t t = 0; t < threads.size(); ++t) {
    EXPECT_THAT(numbers[t], SizeIs(kSenders * kEach / 3));
    EXPECT_EQ(*numbers[t].begin(), 2);
    EXPECT_EQ(*numbers[t].rbegin(), 1 + kSenders * kEach / 3);
    EXPECT_EQ(SeenBy(threads[t], "patient-1").last_number, *numbers[t].rbegin());
  }
}

TEST_F(ThreadFunctions, SendNeverGivesATimeBeforeThatOfTheMessageBefore) {
  const ThreadRef thread = StartThread("t1");
  clock().Advance(absl::Seconds(2));
  const absl::Time ahead = Send(thread, "nurse-1").time;
  clock().Advance(-absl::Seconds(1));
  EXPECT_EQ(Send(thread, "patient-1").time, ahead);
  const MessagePage page = Messages({.thread = thread}).value();
  EXPECT_THAT(page.messages, ElementsAre(Field(&Message::sent, ahead - absl::Seconds(2)), Field(&Message::sent, ahead),
                                         Field(&Message::sent, ahead)));
  EXPECT_EQ(SeenBy(thread, "nurse-1").last_time, ahead);
}

TEST_F(ThreadFunctions, SendMarksTheThreadAsReadByTheSenderSoThatOwnMessagesAreNeverUnread) {
  const ThreadRef thread = StartThread("t1");
  Send(thread, "patient-1");
  Send(thread, "nurse-1");
  EXPECT_EQ(SeenBy(thread, "nurse-1").read_up_to, 3);
  EXPECT_EQ(SeenBy(thread, "nurse-1").unread, 0);
  EXPECT_EQ(SeenBy(thread, "patient-1").read_up_to, 2);
  EXPECT_EQ(SeenBy(thread, "patient-1").unread, 1);
  EXPECT_EQ(SeenBy(thread, "nurse-2").unread, 3);
}

TEST_F(ThreadFunctions, SendRefusesAThreadThatDoesNotExistAndWritesNothing) {
  StartThread("t1");
  const auto before = Everything();
  EXPECT_THAT(RunTask(threads_.Append(Changing(), {"patient-1", "absent"}, MessageFrom("patient-1", "x"), Received())),
              FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
  EXPECT_THAT(RunTask(threads_.Append(Changing(), {"patient-2", "t1"}, MessageFrom("patient-2", "x"), Received())),
              FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
  EXPECT_EQ(Everything(), before);
}

TEST_F(ThreadFunctions, SendRefusesAClinicianOfAnotherTeamAndWritesNothing) {
  AddTeam("b");
  Join("b", "nurse-3");
  const ThreadRef thread = StartThread("t1");
  const auto before = Everything();
  EXPECT_THAT(RunTask(threads_.Append(Changing(), thread, MessageFrom("nurse-3", "x"), Received())),
              FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
  EXPECT_EQ(Everything(), before);
}

TEST_F(ThreadFunctions, SendRefusesAClinicianWhoIsNotOnTheTeamNowAndWritesNothing) {
  const ThreadRef thread = StartThread("t1");
  ASSERT_TRUE(RunTask(teams_.RemoveMember(Changing(), "a", "nurse-2", true, now())).ok());
  const auto before = Everything();
  EXPECT_THAT(RunTask(threads_.Append(Changing(), thread, MessageFrom("nurse-2", "x"), Received())),
              FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
  EXPECT_EQ(Everything(), before);
}

TEST_F(ThreadFunctions, SendKeepsEverythingOfAMessage) {
  const ThreadRef thread = StartThread("t1");
  Message message = MessageFrom("nurse-1", "Grüße\n☕");
  message.publications.emplace_back(AttachedPublication{"fatigue", 3, "Fatigue", "A summary"},
                                    Disclaimer::Create(2, "en", "Not medical advice").value(),
                                    SponsorAcknowledgement::Create("No sponsor").value());
  message.share = ShareReference{.name = "patients/patient-1/shares/s1",
                                 .scope = ShareReference::Scope::kPeriod,
                                 .start = now(),
                                 .end = now() + absl::Hours(1),
                                 .expires = now() + absl::Hours(2)};
  ASSERT_TRUE(RunTask(threads_.Append(Changing(), thread, message, Received())).ok());
  const Message read = Messages({.thread = thread, .above = 1}).value().messages.at(0);
  EXPECT_EQ(read.sender, message.sender);
  EXPECT_EQ(read.sent, message.sent);
  EXPECT_EQ(read.text, message.text);
  EXPECT_EQ(read.publications, message.publications);
  EXPECT_EQ(read.share, message.share);
}

// ---- mark_read --------------------------------------------------------------------------------------------------

TEST_F(ThreadFunctions, MarkMovesForwardAndCountsWhatIsLeft) {
  const ThreadRef thread = StartThread("t1");
  Send(thread, "patient-1");
  Send(thread, "patient-1");
  const ReadMark mark = Mark(thread, "nurse-1", 2);
  EXPECT_EQ(mark.up_to, 2);
  EXPECT_EQ(mark.unread, 1);
  EXPECT_EQ(SeenBy(thread, "nurse-1").read_up_to, 2);
  EXPECT_EQ(SeenBy(thread, "nurse-1").unread, 1);
}

TEST_F(ThreadFunctions, MarkBelowTheMarkChangesNothingTellsNobodyAndSucceeds) {
  const ThreadRef thread = StartThread("t1");
  Send(thread, "patient-1");
  Mark(thread, "nurse-1", 2);
  const auto events = Raw({"XLEN", StrCat(kTag, ":log")}).integer();
  EXPECT_EQ(Mark(thread, "nurse-1", 1).up_to, 2);
  EXPECT_EQ(Mark(thread, "nurse-1", 2).up_to, 2);
  EXPECT_EQ(SeenBy(thread, "nurse-1").read_up_to, 2);
  EXPECT_EQ(Raw({"XLEN", StrCat(kTag, ":log")}).integer(), events);
}

TEST_F(ThreadFunctions, MarkRefusesANumberAboveTheLastMessageAndWritesNothing) {
  const ThreadRef thread = StartThread("t1");
  const auto before = Everything();
  EXPECT_THAT(RunTask(threads_.Mark(Changing(), thread, PersonOf("nurse-1"), 2, now())),
              FailsWith(absl::StatusCode::kInvalidArgument, reason::kInvalidField));
  EXPECT_EQ(Everything(), before);
}

TEST_F(ThreadFunctions, MarkRefusesAThreadThatDoesNotExistAndWritesNothing) {
  const auto before = Everything();
  EXPECT_THAT(RunTask(threads_.Mark(Changing(), {"patient-1", "absent"}, PersonOf("nurse-1"), 1, now())),
              FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
  EXPECT_EQ(Everything(), before);
}

TEST_F(ThreadFunctions, MarkRefusesAClinicianWhoIsNotOnTheTeamNowAndWritesNothing) {
  const ThreadRef thread = StartThread("t1");
  ASSERT_TRUE(RunTask(teams_.RemoveMember(Changing(), "a", "nurse-2", true, now())).ok());
  const auto before = Everything();
  EXPECT_THAT(RunTask(threads_.Mark(Changing(), thread, PersonOf("nurse-2"), 1, now())),
              FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
  EXPECT_EQ(Everything(), before);
}

TEST_F(ThreadFunctions, MarksOfReadersAreTheirOwn) {
  const ThreadRef thread = StartThread("t1");
  Mark(thread, "nurse-1", 1);
  EXPECT_EQ(SeenBy(thread, "nurse-1").unread, 0);
  EXPECT_EQ(SeenBy(thread, "nurse-2").unread, 1);
}

// ---- team_of_thread, thread, ends -------------------------------------------------------------------------------

TEST_F(ThreadFunctions, TheTeamOfAThreadIsFoundUnderItsOwnPatientOnly) {
  StartThread("t1");
  EXPECT_EQ(RunTask(threads_.TeamOf(Reading(), {"patient-1", "t1"})).value(), "a");
  EXPECT_THAT(RunTask(threads_.TeamOf(Reading(), {"patient-2", "t1"})),
              FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
}

TEST_F(ThreadFunctions, GetOfAnAbsentThreadIsNotFound) {
  EXPECT_THAT(RunTask(threads_.Get(Reading(), {"patient-1", "absent"}, "nurse-1")),
              FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
}

TEST_F(ThreadFunctions, GetAnswersWhereTheLogIsAtThatMoment) {
  const ThreadRef thread = StartThread("t1");
  const Place place = RunTask(threads_.Get(Reading(), thread, "nurse-1")).value().place;
  EXPECT_GT(place, Place());
  EXPECT_THAT(RunTask(events_.Read({.after = place, .teams = {"a"}})).value().entries, IsEmpty());
  Send(thread, "nurse-1");
  EXPECT_THAT(RunTask(events_.Read({.after = place, .teams = {"a"}})).value().entries, SizeIs(1));
}

// ---- messages ---------------------------------------------------------------------------------------------------

TEST_F(ThreadFunctions, MessagesOfAnAbsentThreadAreNotFound) {
  EXPECT_THAT(Messages({.thread = {"patient-1", "absent"}}), FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
}

TEST_F(ThreadFunctions, MessagesComeInBothOrdersAndWithinLimits) {
  const ThreadRef thread = StartThread("t1");
  for (int i = 2; i <= 6; ++i) Send(thread, "nurse-1");
  EXPECT_THAT(Numbers({.thread = thread}), ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(Numbers({.thread = thread, .newest_first = true}), ElementsAre(6, 5, 4, 3, 2, 1));
  EXPECT_THAT(Numbers({.thread = thread, .above = 2}), ElementsAre(3, 4, 5, 6));
  EXPECT_THAT(Numbers({.thread = thread, .above = 2, .below = 5}), ElementsAre(3, 4));
  EXPECT_THAT(Numbers({.thread = thread, .newest_first = true, .above = 2, .below = 5}), ElementsAre(4, 3));
  EXPECT_THAT(Numbers({.thread = thread, .above = 6}), IsEmpty());
  EXPECT_THAT(Numbers({.thread = thread, .above = 4, .below = 3}), IsEmpty());
}

TEST_F(ThreadFunctions, MessagesSayWhetherThereAreMore) {
  const ThreadRef thread = StartThread("t1");
  Send(thread, "nurse-1");
  EXPECT_TRUE(Messages({.thread = thread, .most = 1}).value().more);
  EXPECT_FALSE(Messages({.thread = thread, .most = 2}).value().more);
  EXPECT_FALSE(Messages({.thread = thread, .most = 3}).value().more);
}

TEST_F(ThreadFunctions, MessagesEndAPageBeforeItGrowsOverAMegabyte) {
  const ThreadRef thread = StartThread("t1");
  for (int i = 0; i < 30; ++i) Send(thread, "nurse-1", std::string(40'000, 'x'));
  const MessagePage page = Messages({.thread = thread, .most = 200}).value();
  EXPECT_TRUE(page.more);
  EXPECT_THAT(page.messages, SizeIs(27));  // the first message and 26 of 40,000 bytes
  EXPECT_THAT(Numbers({.thread = thread, .above = 27, .most = 200}), ElementsAre(28, 29, 30, 31));
}

TEST_F(ThreadFunctions, MessagesSayWhereTheLogIsAtThatMoment) {
  const ThreadRef thread = StartThread("t1");
  EXPECT_GT(Messages({.thread = thread}).value().place, Place());
}

}  // namespace
}  // namespace careloop::messaging
