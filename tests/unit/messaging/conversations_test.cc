#include "services/messaging/domain/conversations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/error.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_messaging_stores.h"
#include "tests/support/fixed_random.h"
#include "tests/support/manual_scheduler.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"
#include "tests/unit/messaging/fake_inbox_store.h"
#include "tests/unit/messaging/fake_template_store.h"

namespace careloop::messaging {
namespace {

using testing::CallOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

class FakePublications final : public PublicationSource {
 public:
  Task<absl::StatusOr<Disclaimed<AttachedPublication>>> Current(const Call&, std::string id) override {
    if (!failure.ok()) co_return failure;
    if (id == "absent") co_return NotFound("publication");
    co_return Disclaimed<AttachedPublication>({id, 3, "Title", "Summary"}, Disclaimer::Create(1, "en", "text").value(),
                                              SponsorAcknowledgement::Create("none").value());
  }
  Task<absl::StatusOr<PublicationState>> StateOf(const Call&, std::string, int, Deadline) override {
    co_return PublicationState::kCurrent;
  }

  absl::Status failure;
};

const Call kPatient = CallOf(Role::kPatient, "patient-1", 1);
const Call kNurse = CallOf(Role::kClinician, "nurse-1", 1);

class ConversationsTest : public ::testing::Test {
 protected:
  ConversationsTest() {
    teams_.Join("a", "nurse-1", "Oncology nurse");
    teams_.Enrol("a", "patient-1");
    store_.AddThread("patient-1", "t1", "a");
    for (const char* team : {"a", "b", "c"}) site_.Start(std::string("of-") + team, team);
    inbox_.OnLogStart({site_.log().back()});
  }

  // The threads of nurse-1.
  std::vector<std::string> Listed(Conversations::Listing listing) {
    std::vector<std::string> ids;
    const auto listed = RunTask(conversations_.List(kNurse, std::move(listing))).value();
    for (const Thread& thread : listed.threads) ids.push_back(thread.ref.thread);
    EXPECT_TRUE(listed.counts.has_value());
    return ids;
  }

  absl::StatusOr<Conversations::Opened> Start(const Call& call, const std::string& team,
                                              const std::string& patient = "patient-1") {
    return RunTask(conversations_.Start(call, {patient, team, "Subject", "Text"}));
  }
  absl::StatusOr<Message> Send(const Call& call, std::vector<std::string> publications = {}) {
    return RunTask(conversations_.Send(call, {{"patient-1", "t1"}, "Text", std::move(publications)}));
  }
  absl::StatusOr<Message> SendTemplate(const Call& call, Templates::Use use) {
    Conversations::Draft draft{.thread = {"patient-1", "t1"}, .text = {}, .publications = {}};
    draft.filled_in = std::move(use);
    return RunTask(conversations_.Send(call, std::move(draft)));
  }
  static std::vector<std::string> FieldsOf(const absl::Status& status) {
    std::vector<std::string> fields;
    for (const FieldViolation& violation : ViolationsOf(status)) fields.push_back(violation.field);
    return fields;
  }

  testing::FakeClock clock_;
  testing::FixedRandom random_;
  testing::FakeCareTeamStore teams_;
  testing::FakeThreadStore store_;
  FakePublications publications_;
  const WarningWords words_ = WarningWords::Parse("file", "chest pain").value();
  TeamCalendars calendars_{teams_, clock_, {"Call 112.", "Your alert is with the team."}};
  Access access_{teams_, store_, clock_};
  testing::ManualScheduler scheduler_;
  InboxSite site_;
  FakeInboxStore inbox_store_{site_};
  Inbox inbox_{inbox_store_, scheduler_, clock_};
  FakeTemplateStore template_store_;
  Templates templates_{template_store_, teams_, access_, calendars_, clock_};
  PublicationStates states_{publications_, clock_};
  Conversations conversations_{
      {store_, access_, calendars_, words_, publications_, states_, inbox_, templates_, clock_, random_}};
};

// ---- Templates --------------------------------------------------------------------------------------------------

TEST_F(ConversationsTest, ATemplateIsSavedByAMemberOfTheTeamWithBracesThatAreVariablesOnly) {
  MessageTemplate draft{.team = "a", .id = "visit", .title = "Visit", .text = "Come {day}.", .saved_by = {}};
  const auto saved = RunTask(templates_.Save(kNurse, draft, 7));
  EXPECT_EQ(saved->saved_by.title, "Oncology nurse");
  EXPECT_EQ(saved->version, 1);
  EXPECT_EQ(saved->saved, clock_.Now());
  EXPECT_EQ(template_store_.asked_seen, 7);
  draft.text = "Come {Day}.";
  EXPECT_THAT(FieldsOf(RunTask(templates_.Save(kNurse, draft, {})).status()), ElementsAre("text"));
  draft.team = "b";
  EXPECT_EQ(RunTask(templates_.Save(kNurse, draft, {})).status(), NotFound("care team"));
  EXPECT_EQ(RunTask(templates_.List(kNurse, "b", "", 10)).status(), NotFound("care team"));
  EXPECT_EQ(RunTask(templates_.List(kNurse, "a", "", 10))->templates.size(), 1u);
}

TEST_F(ConversationsTest, ATemplateIsSentByAClinicianAsItIsInTheVersionThatTheySaw) {
  template_store_.templates["a/visit"] = {
      .team = "a", .id = "visit", .title = {}, .text = "Come {day}. {sender}", .version = 3, .saved_by = {}};
  const Templates::Use use{.team = "a", .id = "visit", .values = {{"day", "now"}}, .seen = 3};
  const auto sent = SendTemplate(kNurse, use);
  EXPECT_EQ(sent->text, "Come now. " + sent->sender.display_name);
  EXPECT_EQ(sent->made_of, (TemplateReference{"a", "visit", 3}));
  EXPECT_THAT(FieldsOf(SendTemplate(kPatient, use).status()), ElementsAre("template"));
  Templates::Use wrong = use;
  wrong.seen = 2;
  EXPECT_TRUE(absl::IsAborted(SendTemplate(kNurse, wrong).status()));
  wrong.team = "b";
  EXPECT_THAT(FieldsOf(SendTemplate(kNurse, wrong).status()), ElementsAre("template.name"));
  wrong = use;
  wrong.id = "absent";
  EXPECT_THAT(FieldsOf(SendTemplate(kNurse, wrong).status()), ElementsAre("template.name"));
  template_store_.failure = Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "away");
  EXPECT_EQ(SendTemplate(kNurse, use).status(), template_store_.failure);
}

// ---- Start ------------------------------------------------------------------------------------------------------

TEST_F(ConversationsTest, AThreadIsStartedWithTheOnlyTeamWhenNoneIsNamed) {
  const auto opened = Start(kPatient, "");
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->thread.care_team, "a");
  EXPECT_EQ(opened->first.number, 1);
  EXPECT_EQ(opened->first.text, "Text");
  EXPECT_EQ(store_.started.subject, "Subject");
  EXPECT_EQ(opened->thread.patient_display_name, "Demo Patient");
}

TEST_F(ConversationsTest, AStartedThreadIsAnsweredAsItWasWhenItWasStartedAlsoIfItHasGrownSince) {
  const auto opened = Start(kPatient, "a");
  EXPECT_EQ(opened->thread.last_number, 1);
  EXPECT_EQ(opened->thread.read_up_to, 1);
  EXPECT_EQ(opened->thread.unread, 0);
  EXPECT_EQ(opened->thread.started, store_.time);
  EXPECT_EQ(opened->thread.last_time, store_.time);
  EXPECT_EQ(opened->first.sent, store_.time);
}

TEST_F(ConversationsTest, OfSeveralTeamsOneHasToBeNamed) {
  teams_.Enrol("b", "patient-1");
  EXPECT_THAT(FieldsOf(Start(kPatient, "").status()), ElementsAre("care_team"));
  EXPECT_EQ(Start(kPatient, "b")->thread.care_team, "b");
  EXPECT_EQ(Start(kNurse, "")->thread.care_team, "a") << "only one connects the two";
}

TEST_F(ConversationsTest, ATeamThatDoesNotConnectTheTwoIsAWrongField) {
  teams_.Enrol("b", "patient-1");
  EXPECT_THAT(FieldsOf(Start(kNurse, "b").status()), ElementsAre("care_team"));
  EXPECT_THAT(FieldsOf(Start(kPatient, "unknown").status()), ElementsAre("care_team"));
}

TEST_F(ConversationsTest, APatientWithoutATeamCannotStart) {
  const absl::Status status = Start(CallOf(Role::kPatient, "patient-9", 1), "", "patient-9").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), reason::kFailedState);
}

TEST_F(ConversationsTest, AThreadOfAPatientWhoIsNotTheCallersIsNotFound) {
  EXPECT_EQ(Start(CallOf(Role::kPatient, "patient-2", 1), "a").status(), NotFound("patient"));
  EXPECT_EQ(Start(CallOf(Role::kClinician, "nurse-2", 1), "a").status(), NotFound("patient"));
}

// ---- Send -------------------------------------------------------------------------------------------------------

TEST_F(ConversationsTest, AMessageShowsWhoSentItAndHasTheNumberAndTimeThatItGot) {
  const auto message = Send(kNurse);
  ASSERT_TRUE(message.ok());
  EXPECT_EQ(message->sender, (Person{"nurse-1", Role::kClinician, "Demo nurse-1", "Oncology nurse"}));
  EXPECT_EQ(message->number, 7);
  EXPECT_EQ(message->sent, store_.time);
  EXPECT_EQ(store_.appended_team, "a");
  EXPECT_EQ(store_.message.sent, clock_.Now());
}

TEST_F(ConversationsTest, PublicationsAreStoredAsTheyAreNowInTheirOrder) {
  const auto message = Send(kNurse, {"fatigue", "pain"});
  ASSERT_THAT(store_.message.publications, SizeIs(2));
  EXPECT_EQ(store_.message.publications[0].content().id, "fatigue");
  EXPECT_EQ(store_.message.publications[1].content().id, "pain");
  EXPECT_EQ(message->publications, store_.message.publications);
}

TEST_F(ConversationsTest, AnUnknownPublicationIsAWrongFieldAndNothingIsSent) {
  EXPECT_THAT(FieldsOf(Send(kNurse, {"fatigue", "absent"}).status()), ElementsAre("publications[1]"));
  EXPECT_EQ(store_.appended_team, "");
}

TEST_F(ConversationsTest, WithoutContentAMessageWithAPublicationIsNotSentAndOneWithoutIs) {
  publications_.failure = Error(absl::StatusCode::kUnavailable, reason::kPeerUnavailable, "away");
  EXPECT_EQ(Send(kNurse, {"fatigue"}).status(), publications_.failure);
  EXPECT_EQ(store_.appended_team, "");
  EXPECT_TRUE(Send(kNurse).ok());
}

TEST_F(ConversationsTest, AMessageThatIsSentAgainIsAnsweredAsItWasSentWithoutAskingContent) {
  ASSERT_TRUE(Send(kNurse, {"fatigue"}).ok());
  const Message first = store_.message;
  store_.earlier = Sent{7, store_.time};
  store_.appended_team = "";
  publications_.failure = Error(absl::StatusCode::kUnavailable, reason::kPeerUnavailable, "away");
  const auto again = Send(kNurse, {"fatigue"});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->publications, first.publications);
  EXPECT_EQ(store_.appended_team, "") << "nothing is sent";
  EXPECT_EQ(store_.repetitions, 1);
}

TEST_F(ConversationsTest, AMessageThatIsSentAgainInAThreadThatIsNoLongerTheCallersIsNotShown) {
  store_.earlier = Sent{7, store_.time};
  EXPECT_EQ(Send(CallOf(Role::kClinician, "nurse-2", 1), {"fatigue"}).status(), NotFound("thread"));
  EXPECT_EQ(store_.repetitions, 0);
}

TEST_F(ConversationsTest, AThreadThatIsStartedAgainIsRecordedAsSeenByThoseAloneWhoMaySeeIt) {
  store_.started_before = ThreadStore::Started{"t1", store_.time};
  EXPECT_EQ(Start(CallOf(Role::kClinician, "nurse-2", 1), "a").status(), NotFound("thread"));
  EXPECT_EQ(store_.repetitions, 0);
  ASSERT_TRUE(Start(kNurse, "a").ok());
  EXPECT_EQ(store_.repetitions, 1);
  store_.failure = Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "away");
  EXPECT_EQ(Start(kNurse, "a").status(), store_.failure) << "no record, no answer";
}

TEST_F(ConversationsTest, NothingIsDoneInAThreadThatIsNotTheCallers) {
  const Call other = CallOf(Role::kClinician, "nurse-2", 1);
  const absl::Status absent = NotFound("thread");
  EXPECT_EQ(Send(other).status(), absent);
  EXPECT_EQ(Send(other, {"absent"}).status(), absent) << "before any publication is looked up";
  EXPECT_EQ(RunTask(conversations_.MarkRead(other, {"patient-1", "t1"}, 1)).status(), absent);
  EXPECT_EQ(RunTask(conversations_.Get(other, {"patient-1", "t1"})).status(), absent);
  EXPECT_EQ(RunTask(conversations_.Messages(other, {.thread = {"patient-1", "t1"}})).status(), absent);
  EXPECT_EQ(store_.appended_team, "");
}

// ---- warning words ----------------------------------------------------------------------------------------------

TEST_F(ConversationsTest, AWarningWordOfThePatientMarksTheThreadAndOneOfTheTeamDoesNot) {
  EXPECT_TRUE(
      RunTask(conversations_.Start(kPatient, {"patient-1", "a", "Subject", "Chest PAIN!"}))->thread.work.attention ==
      1);
  EXPECT_TRUE(store_.reception->attention);
  ASSERT_TRUE(RunTask(conversations_.Send(kPatient, {{"patient-1", "t1"}, "chest pain", {}})).ok());
  EXPECT_TRUE(store_.reception->attention);
  ASSERT_TRUE(Send(kPatient).ok());
  EXPECT_FALSE(store_.reception->attention);
  const auto by_subject = RunTask(conversations_.Start(kPatient, {"patient-1", "a", "Chest pain", "since noon"}));
  EXPECT_EQ(by_subject->thread.work.attention, 1);
  EXPECT_TRUE(store_.reception->attention) << "the subject is read first";
  EXPECT_TRUE(conversations_.IsWarning(kPatient, "chest pain"));
  EXPECT_FALSE(conversations_.IsWarning(kNurse, "chest pain"));
}

// ---- Retract, Receipts ------------------------------------------------------------------------------------------

TEST_F(ConversationsTest, ARetractionSaysWhoTookTheMessageBackWhenAndWhy) {
  store_.single = {Message{.number = 2, .text = "x"}};
  ASSERT_TRUE(RunTask(conversations_.Retract(kNurse, {"patient-1", "t1"}, 2, "wrong thread")).ok());
  EXPECT_EQ(store_.retraction->person.id, "nurse-1");
  EXPECT_EQ(store_.retraction->person.title, "Oncology nurse");
  EXPECT_EQ(store_.retraction->time, clock_.Now());
  EXPECT_EQ(store_.retraction->reason, "wrong thread");
}

TEST_F(ConversationsTest, TheMessageOfAShareAndOneThatIsNotThereAreNotTakenBack) {
  EXPECT_EQ(RunTask(conversations_.Retract(kPatient, {"patient-1", "t1"}, 2, "why")).status(), NotFound("message"));
  store_.single = {Message{.number = 2, .share = ShareReference{}}};
  EXPECT_TRUE(
      absl::IsFailedPrecondition(RunTask(conversations_.Retract(kPatient, {"patient-1", "t1"}, 2, "why")).status()));
  EXPECT_FALSE(store_.retraction.has_value());
  EXPECT_EQ(
      RunTask(conversations_.Retract(CallOf(Role::kClinician, "nurse-2", 1), {"patient-1", "t1"}, 2, "why")).status(),
      NotFound("thread"));
}

TEST_F(ConversationsTest, AMarkIsThatOfTheCallerAsOthersSeeThem) {
  ASSERT_TRUE(RunTask(conversations_.MarkRead(kNurse, {"patient-1", "t1"}, 2)).ok());
  EXPECT_EQ(store_.marked_by, (Person{"nurse-1", Role::kClinician, "Demo nurse-1", "Oncology nurse"}));
  EXPECT_EQ(store_.marked_at, clock_.Now());
}

TEST_F(ConversationsTest, ReceiptsComeInPagesThatSayWhetherThereAreMore) {
  const auto first = RunTask(conversations_.Receipts(kPatient, {"patient-1", "t1"}, 0, 4));
  EXPECT_THAT(first->receipts, SizeIs(4));
  EXPECT_TRUE(first->more);
  EXPECT_FALSE(RunTask(conversations_.Receipts(kPatient, {"patient-1", "t1"}, 4, 4))->more);
  EXPECT_EQ(
      RunTask(conversations_.Receipts(CallOf(Role::kClinician, "nurse-2", 1), {"patient-1", "t1"}, 0, 4)).status(),
      NotFound("thread"));
}

// ---- reception --------------------------------------------------------------------------------------------------

TEST_F(ConversationsTest, WhatThePatientSendsIsReceivedByTheTeamAndWhatTheTeamSendsIsNot) {
  ASSERT_TRUE(Send(kPatient).ok());
  EXPECT_EQ(store_.reception->team, "a");
  EXPECT_EQ(store_.reception->due.routine, clock_.Now() + absl::Hours(48));
  ASSERT_TRUE(Send(kNurse).ok());
  EXPECT_FALSE(store_.reception.has_value());
  ASSERT_TRUE(Start(kPatient, "a").ok());
  EXPECT_EQ(store_.reception->team, "a");
  ASSERT_TRUE(Start(kNurse, "a").ok());
  EXPECT_FALSE(store_.reception.has_value());
}

TEST_F(ConversationsTest, AMessageIsReceivedAnewByTheTeamThatTheThreadHasGoneToWithItsSettings) {
  ASSERT_TRUE(Send(kPatient).ok());
  teams_.Enrol("b", "patient-1");
  store_.AddThread("patient-1", "t1", "b");
  const int reads = teams_.settings_reads;
  store_.refused_receptions = 1;
  ASSERT_TRUE(Send(kPatient).ok());
  EXPECT_EQ(store_.reception->team, "b");
  EXPECT_EQ(teams_.settings_reads, reads + 1);
}

TEST_F(ConversationsTest, AMessageThatIsNeverReceivedIsGivenUp) {
  store_.refused_receptions = 100;
  EXPECT_TRUE(absl::IsAborted(Send(kPatient).status()));
  EXPECT_EQ(store_.receptions, 3);
  store_.receptions = 0;
  EXPECT_TRUE(absl::IsAborted(Start(kPatient, "a").status()));
  EXPECT_EQ(store_.receptions, 3);
}

TEST_F(ConversationsTest, AThreadSaysWhetherItsReaderMayWriteInIt) {
  const auto get = [&](const Call& call) { return RunTask(conversations_.Get(call, {"patient-1", "t1"}))->thread; };
  store_.started.care_team = "a";
  EXPECT_TRUE(get(kPatient).availability->can_send);
  store_.started.enrolled = false;
  EXPECT_FALSE(get(kPatient).availability->can_send);
  EXPECT_TRUE(get(kNurse).availability->can_send) << "the team may close what is open";
}

// ---- reads ------------------------------------------------------------------------------------------------------

TEST_F(ConversationsTest, AThreadIsReadAsTheCaller) {
  ASSERT_TRUE(RunTask(conversations_.Get(kNurse, {"patient-1", "t1"})).ok());
  EXPECT_EQ(store_.asked_reader, "nurse-1");
}

TEST_F(ConversationsTest, APatientListsTheirOwnThreadsOnlyWithAnyTeamOrTheOneNamed) {
  ASSERT_TRUE(RunTask(conversations_.List(kPatient, {.most = 7})).ok());
  EXPECT_EQ(store_.asked_list.patient, "patient-1");
  EXPECT_EQ(store_.asked_list.team, "");
  EXPECT_EQ(store_.asked_list.most, 7);
  ASSERT_TRUE(RunTask(conversations_.List(kPatient, {.patient = "patient-1", .care_team = "b"})).ok());
  EXPECT_EQ(store_.asked_list.patient, "patient-1");
  EXPECT_EQ(store_.asked_list.team, "b");
  EXPECT_EQ(RunTask(conversations_.List(kPatient, {.patient = "patient-2"})).status(), NotFound("patient"));
}

TEST_F(ConversationsTest, FiltersAreForACareTeam) {
  EXPECT_THAT(FieldsOf(RunTask(conversations_.List(kPatient, {.filters = {InboxFilter::kMine}})).status()),
              ElementsAre("filters"));
  EXPECT_THAT(FieldsOf(RunTask(conversations_.List(kPatient, {.subject = "x"})).status()), ElementsAre("subject"));
}

TEST_F(ConversationsTest, AClinicianListsTheThreadsOfTheirTeams) {
  teams_.Join("c", "nurse-1");
  EXPECT_THAT(Listed({}), ElementsAre("of-a", "of-c"));
  EXPECT_THAT(Listed({.care_team = "c"}), ElementsAre("of-c"));
  EXPECT_THAT(Listed({.filters = {InboxFilter::kMine}}), IsEmpty());
  EXPECT_THAT(Listed({.subject = "of-c"}), ElementsAre("of-c"));
}

TEST_F(ConversationsTest, AClinicianListsAPatientThroughTheTeamsTheyShareOnly) {
  teams_.Enrol("b", "patient-1");
  EXPECT_THAT(Listed({.patient = "patient-1"}), ElementsAre("of-a"));
  EXPECT_EQ(RunTask(conversations_.List(kNurse, {.patient = "patient-2"})).status(), NotFound("patient"));
}

TEST_F(ConversationsTest, ATeamThatIsNotTheCliniciansListsNothingAlsoOfAPatientTheyMaySee) {
  teams_.Enrol("b", "patient-1");
  EXPECT_THAT(Listed({.care_team = "b"}), IsEmpty());
  EXPECT_THAT(Listed({.patient = "patient-1", .care_team = "b"}), IsEmpty());
}

}  // namespace
}  // namespace careloop::messaging
