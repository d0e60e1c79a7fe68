#include "services/messaging/domain/caregivers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/base/error.h"
#include "services/messaging/domain/care_teams.h"
#include "services/messaging/domain/conversations.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_messaging_stores.h"
#include "tests/support/fixed_random.h"
#include "tests/support/manual_scheduler.h"
#include "tests/support/matchers.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"
#include "tests/unit/messaging/fake_inbox_store.h"
#include "tests/unit/messaging/fake_template_store.h"

namespace careloop::messaging {
namespace {

using Permission = CaregiverPermission;
using testing::CallOf;
using ::testing::ElementsAre;
using testing::FailsWith;
using ::testing::Field;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

const CaregiverScope kMessages = {Permission::kReadMessages, Permission::kWriteMessages};

auto IsTooNarrow() { return FailsWith(absl::StatusCode::kPermissionDenied, reason::kCaregiverScopeTooNarrow); }

class NoPublications final : public PublicationSource {
 public:
  Task<absl::StatusOr<Disclaimed<AttachedPublication>>> Current(const Call&, std::string) override {
    co_return NotFound("publication");
  }
  Task<absl::StatusOr<PublicationState>> StateOf(const Call&, std::string, int, Deadline) override {
    co_return NotFound("publication");
  }
};

// Team a looks after patient-1, who has the thread t1, and patient-2, who has t2. writer may read and write the
// messages of patient-1, reader read them, diarist only keeps the journal, former has had their time.
class CaregiversTest : public ::testing::Test {
 protected:
  CaregiversTest() {
    store_.Join("a", "nurse-1");
    for (const char* patient : {"patient-1", "patient-2"}) store_.Enrol("a", patient);
    threads_.AddThread("patient-1", "t1", "a");
    threads_.AddThread("patient-2", "t2", "a");
    store_.Help("patient-1", "writer", kMessages);
    store_.Help("patient-1", "reader", {Permission::kReadMessages, Permission::kReadJournal});
    store_.Help("patient-1", "diarist", {Permission::kReadJournal, Permission::kWriteJournal});
    store_.Help("patient-1", "former", kMessages, clock_.Now());
  }

  static Call By(const std::string& person) { return CallOf(Role::kCaregiver, person, 1); }
  absl::StatusOr<Message> Send(const std::string& person) {
    return RunTask(
        conversations_.Send(By(person), {.thread = {"patient-1", "t1"}, .text = "Text", .publications = {}}));
  }
  absl::StatusOr<Conversations::Opened> Start(const std::string& person) {
    return RunTask(conversations_.Start(By(person), {"patient-1", "", "Subject", "Text"}));
  }
  absl::StatusOr<ThreadSnapshot> Get(const std::string& person, const ThreadRef& thread = {"patient-1", "t1"}) {
    return RunTask(conversations_.Get(By(person), thread));
  }
  absl::StatusOr<ReadMark> Mark(const std::string& person) {
    return RunTask(conversations_.MarkRead(By(person), {"patient-1", "t1"}, 1));
  }
  absl::StatusOr<Conversations::Listed> List(const std::string& person, std::optional<std::string> patient = {}) {
    return RunTask(conversations_.List(By(person), {.patient = std::move(patient)}));
  }
  absl::StatusOr<CareTeams::AccessAnswer> Check(Role role, const std::string& caller, const std::string& person) {
    return RunTask(care_teams_.Check(CallOf(role, caller), "patient-1", person));
  }

  testing::FakeClock clock_;
  testing::FixedRandom random_;
  testing::FakeCareTeamStore store_;
  testing::FakeThreadStore threads_;
  NoPublications publications_;
  const WarningWords words_ = WarningWords::Parse("file", "chest pain").value();
  TeamCalendars calendars_{store_, clock_, {"Call 112.", "Your alert is with the team."}};
  Access access_{store_, threads_, clock_};
  Caregivers caregivers_{store_, access_, clock_};
  CareTeams care_teams_{store_, access_, calendars_, clock_, random_};
  testing::ManualScheduler scheduler_;
  InboxSite site_;
  FakeInboxStore inbox_store_{site_};
  Inbox inbox_{inbox_store_, scheduler_, clock_};
  FakeTemplateStore template_store_;
  Templates templates_{template_store_, store_, access_, calendars_, clock_};
  PublicationStates states_{publications_, clock_};
  Conversations conversations_{
      {threads_, access_, calendars_, words_, publications_, states_, inbox_, templates_, clock_, random_}};
};

// ---- Add, Remove, List ------------------------------------------------------------------------------------------

TEST_F(CaregiversTest, ThePatientAddsSomebodyUnderTheNamesThatTheyGive) {
  const auto added = RunTask(caregivers_.Add(CallOf(Role::kPatient, "patient-2", 1),
                                             {.patient = "patient-2", .person = "son", .scope = kMessages}));
  ASSERT_TRUE(added.ok()) << added.status();
  EXPECT_EQ(added->patient_display_name, "Demo patient");
  EXPECT_EQ(added->added, clock_.Now());
  EXPECT_THAT(RunTask(caregivers_.List(By("son"), std::nullopt)).value(),
              ElementsAre(Field(&Caregiver::patient, "patient-2")));
}

TEST_F(CaregiversTest, NobodyElseAddsACaregiver) {
  const Caregiver son{.patient = "patient-1", .person = "son", .scope = kMessages};
  for (const auto& [role, caller] :
       {std::pair(Role::kPatient, "patient-2"), std::pair(Role::kCaregiver, "writer"),
        std::pair(Role::kCaregiver, "patient-1"), std::pair(Role::kClinician, "nurse-1")}) {
    EXPECT_EQ(RunTask(caregivers_.Add(CallOf(role, caller, 1), son)).status(), NotFound("patient"));
  }
}

TEST_F(CaregiversTest, APatientIsNotTheirOwnCaregiver) {
  const auto refused =
      RunTask(caregivers_.Add(CallOf(Role::kPatient, "patient-1", 1), {.patient = "patient-1", .person = "patient-1"}));
  EXPECT_THAT(refused, FailsWith(absl::StatusCode::kInvalidArgument, reason::kInvalidField));
}

TEST_F(CaregiversTest, ThePatientAndTheCaregiverMayEndItAndNobodyElse) {
  const auto remove = [&](Role role, const std::string& caller, const std::string& person) {
    return RunTask(caregivers_.Remove(CallOf(role, caller, 1), "patient-1", person));
  };
  EXPECT_EQ(remove(Role::kPatient, "patient-2", "writer"), NotFound("caregiver"));
  EXPECT_EQ(remove(Role::kCaregiver, "reader", "writer"), NotFound("caregiver"));
  EXPECT_EQ(remove(Role::kClinician, "writer", "writer"), NotFound("caregiver"));
  EXPECT_TRUE(Send("writer").ok());
  EXPECT_TRUE(remove(Role::kCaregiver, "writer", "writer").ok());
  EXPECT_EQ(Send("writer").status(), NotFound("thread")) << "at once, though it was remembered";
  EXPECT_TRUE(remove(Role::kPatient, "patient-1", "reader").ok());
  EXPECT_EQ(Get("reader").status(), NotFound("thread"));
}

TEST_F(CaregiversTest, ListsWhoMayHelpNowToThePatientAndToStaffWhoLookAfterThem) {
  for (const auto& [role, caller] : {std::pair(Role::kPatient, "patient-1"), std::pair(Role::kClinician, "nurse-1")}) {
    const auto listed = RunTask(caregivers_.List(CallOf(role, caller), "patient-1"));
    EXPECT_THAT(listed.value(), ElementsAre(Field(&Caregiver::person, "diarist"), Field(&Caregiver::person, "reader"),
                                            Field(&Caregiver::person, "writer")));
  }
  EXPECT_EQ(RunTask(caregivers_.List(CallOf(Role::kPatient, "patient-2"), "patient-1")).status(), NotFound("patient"));
  EXPECT_EQ(RunTask(caregivers_.List(CallOf(Role::kClinician, "nurse-2"), "patient-1")).status(), NotFound("patient"));
  EXPECT_THAT(RunTask(caregivers_.List(CallOf(Role::kClinician, "nurse-1"), std::nullopt)),
              FailsWith(absl::StatusCode::kInvalidArgument, reason::kInvalidField));
}

TEST_F(CaregiversTest, ACaregiverIsListedThemselvesAlone) {
  EXPECT_THAT(RunTask(caregivers_.List(By("writer"), "patient-1")).value(),
              ElementsAre(Field(&Caregiver::person, "writer")));
  EXPECT_THAT(RunTask(caregivers_.List(By("nobody"), std::nullopt)).value(), IsEmpty());
  EXPECT_THAT(RunTask(caregivers_.List(By("former"), std::nullopt)).value(), IsEmpty());
  EXPECT_EQ(RunTask(caregivers_.List(By("writer"), "patient-2")).status(), NotFound("patient"));
  EXPECT_EQ(RunTask(caregivers_.List(By("former"), "patient-1")).status(), NotFound("patient"));
}

// ---- What they may do -------------------------------------------------------------------------------------------

TEST_F(CaregiversTest, WhatACaregiverWritesIsMarkedAsTheirsUnderTheNamesThatThePatientGaveThem) {
  const Person writer{"writer", Role::kCaregiver, "Demo writer", "Daughter"};
  EXPECT_EQ(Send("writer").value().sender, writer);
  EXPECT_TRUE(threads_.reception.has_value()) << "it waits for an answer as the patient's own does";
  EXPECT_EQ(Start("writer").value().first.sender, writer);
  EXPECT_TRUE(Mark("writer").ok());
  EXPECT_EQ(threads_.marked_by, writer);
}

TEST_F(CaregiversTest, WhoMayReadOnlyIsToldThatTheyMayNotWrite) {
  EXPECT_TRUE(Get("reader").ok());
  EXPECT_TRUE(Mark("reader").ok());
  EXPECT_THAT(Send("reader"), IsTooNarrow());
  EXPECT_THAT(Start("reader"), IsTooNarrow());
}

TEST_F(CaregiversTest, WhetherACaregiverMayWriteIsKnownBeforeTyping) {
  EXPECT_TRUE(Get("writer")->thread.availability->can_send);
  EXPECT_FALSE(Get("reader")->thread.availability->can_send);
  EXPECT_TRUE(Get("reader")->thread.availability->reads_only);
}

TEST_F(CaregiversTest, ToAnybodyElseThePatientAndTheirThreadsDoNotExist) {
  for (const std::string person : {"nobody", "diarist", "former", "patient-1", "nurse-1"}) {
    EXPECT_EQ(Get(person).status(), NotFound("thread")) << person;
    EXPECT_EQ(Mark(person).status(), NotFound("thread")) << person;
    EXPECT_EQ(Send(person).status(), NotFound("thread")) << person;
    EXPECT_EQ(Start(person).status(), NotFound("patient")) << person;
    EXPECT_EQ(List(person, "patient-1").status(), NotFound("patient")) << person;
  }
  EXPECT_EQ(Get("writer", {"patient-2", "t2"}).status(), NotFound("thread"));
  EXPECT_EQ(Get("writer", {"patient-1", "absent"}).status(), NotFound("thread"));
  EXPECT_EQ(List("writer", "patient-2").status(), NotFound("patient"));
}

TEST_F(CaregiversTest, TheEndOfTheirTimeActsAtOnceThoughTheyAreRemembered) {
  store_.Help("patient-1", "short", kMessages, clock_.Now() + absl::Milliseconds(100));
  EXPECT_TRUE(Send("short").ok());
  clock_.Advance(absl::Milliseconds(100));
  EXPECT_EQ(Send("short").status(), NotFound("thread"));
  EXPECT_EQ(Get("short").status(), NotFound("thread"));
}

TEST_F(CaregiversTest, ARemovalElsewhereActsWithinHalfASecond) {
  EXPECT_TRUE(Get("writer").ok());
  store_.Dismiss("patient-1", "writer");
  clock_.Advance(absl::Milliseconds(500));
  EXPECT_EQ(Get("writer").status(), NotFound("thread"));
}

TEST_F(CaregiversTest, WhoHasJustBeenAddedIsNotRefusedByWhatIsRemembered) {
  EXPECT_EQ(Send("late").status(), NotFound("thread"));
  store_.Help("patient-1", "late", kMessages);
  clock_.Advance(absl::Milliseconds(500));
  EXPECT_TRUE(Send("late").ok());
}

TEST_F(CaregiversTest, WhenNobodyCanSayWhatTheyMayDoNothingIsShown) {
  store_.failure = Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "away");
  EXPECT_TRUE(absl::IsUnavailable(Get("writer").status()));
  EXPECT_TRUE(absl::IsUnavailable(List("writer").status()));
  EXPECT_TRUE(absl::IsUnavailable(RunTask(caregivers_.List(By("writer"), std::nullopt)).status()));
}

TEST_F(CaregiversTest, TheListAsksForThreadsOfThoseWhoLetThemRead) {
  store_.Help("patient-2", "writer", {Permission::kReadJournal});
  EXPECT_TRUE(List("writer").ok());
  EXPECT_EQ(threads_.asked_list.patient, "patient-1");
  EXPECT_EQ(threads_.asked_list.reader, "writer");
  EXPECT_TRUE(List("nobody").ok());
  EXPECT_EQ(threads_.asked_list.patient, "-") << "nobody";
}

// ---- Care teams -------------------------------------------------------------------------------------------------

TEST_F(CaregiversTest, TheTeamsOfACaregiverAreThoseOfWhoLetThemReadAndSayWhetherTheyMayWrite) {
  const auto teams = [&](const std::string& person, std::optional<std::string> patient = {}) {
    return RunTask(care_teams_.List(By(person), std::move(patient), "", 50));
  };
  ASSERT_THAT(teams("writer")->teams, ElementsAre(Field(&CareTeam::id, "a")));
  EXPECT_TRUE(teams("writer")->teams[0].availability->can_send);
  EXPECT_FALSE(teams("reader")->teams[0].availability->can_send);
  EXPECT_TRUE(RunTask(care_teams_.Get(By("reader"), "a"))->team.availability->reads_only);
  EXPECT_THAT(teams("writer", "patient-1")->teams, SizeIs(1));
  EXPECT_EQ(teams("writer", "patient-2").status(), NotFound("patient"));
  for (const char* nobody : {"diarist", "former", "nobody"}) {
    EXPECT_THAT(teams(nobody)->teams, IsEmpty()) << nobody;
    EXPECT_EQ(teams(nobody, "patient-1").status(), NotFound("patient")) << nobody;
    EXPECT_EQ(RunTask(care_teams_.Get(By(nobody), "a")).status(), NotFound("care team")) << nobody;
  }
}

TEST_F(CaregiversTest, NobodyElseNamesAPatientOfCareTeams) {
  EXPECT_THAT(RunTask(care_teams_.List(CallOf(Role::kClinician, "nurse-1"), "patient-1", "", 50)),
              FailsWith(absl::StatusCode::kInvalidArgument, reason::kInvalidField));
}

// ---- CheckAccess ------------------------------------------------------------------------------------------------

TEST_F(CaregiversTest, CheckAnswersWhatACaregiverMayDoToThemselvesThePatientAndServices) {
  for (const auto& [role, caller] : {std::pair(Role::kCaregiver, "writer"), std::pair(Role::kPatient, "patient-1"),
                                     std::pair(Role::kService, "journal")}) {
    const auto answer = Check(role, caller, "writer");
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_TRUE(answer->allowed);
    ASSERT_TRUE(answer->care.has_value());
    EXPECT_EQ(answer->care->scope, kMessages);
    EXPECT_EQ(answer->care->added, absl::UnixEpoch());
    EXPECT_THAT(answer->teams, IsEmpty());
  }
}

TEST_F(CaregiversTest, CheckAnswersNoForWhoseTimeHasEnded) {
  EXPECT_FALSE(Check(Role::kCaregiver, "former", "").value().allowed);
  EXPECT_FALSE(Check(Role::kService, "journal", "former").value().allowed);
}

TEST_F(CaregiversTest, CheckAnswersInTheRoleOfTheCallerOnly) {
  store_.Help("patient-1", "nurse-1", kMessages);
  EXPECT_FALSE(Check(Role::kClinician, "nurse-1", "")->care.has_value());
  EXPECT_THAT(Check(Role::kCaregiver, "nurse-1", "")->teams, IsEmpty());
  EXPECT_FALSE(Check(Role::kCaregiver, "patient-1", "").value().allowed) << "an id alone is nobody";
}

TEST_F(CaregiversTest, APatientMayAskWhoMaySeeThemAndACaregiverMayNot) {
  EXPECT_THAT(Check(Role::kPatient, "patient-1", "nurse-1")->teams, ElementsAre("a"));
  EXPECT_FALSE(Check(Role::kPatient, "patient-1", "nobody")->allowed);
  const auto denied = FailsWith(absl::StatusCode::kPermissionDenied, reason::kRoleNotAllowed);
  EXPECT_THAT(Check(Role::kCaregiver, "writer", "nurse-1"), denied);
  EXPECT_THAT(Check(Role::kPatient, "patient-2", "writer"), denied);
}

}  // namespace
}  // namespace careloop::messaging
