#include <filesystem>

#include "tests/contract/messaging/store_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Pair;
using testing::RunTask;
using ::testing::UnorderedElementsAre;

using Permission = CaregiverPermission;
using Kind = LogEntry::Kind;

auto IsAbsent() { return FailsWith(absl::StatusCode::kNotFound, reason::kNotFound); }
auto IsAtALimit() { return FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState); }

// Team "a" with patient-1, whose daughter helps or does not.
class CaregiverFunctions : public StoreTest {
 protected:
  void SetUp() override { SetUpTeamA(); }

  Caregiver CaregiverFor(const std::string& patient, const std::string& person = "daughter",
                         std::optional<absl::Time> expires = {}) {
    return {.patient = patient,
            .person = person,
            .display_name = StrCat("Demo ", person),
            .relationship = "Daughter",
            .patient_display_name = "Demo Patient",
            .scope = {Permission::kReadMessages, Permission::kWriteMessages},
            .added = now(),
            .expires = expires};
  }
  absl::StatusOr<absl::Time> Add(Caregiver caregiver) {
    return RunTask(teams_.AddCaregiver(Changing(), std::move(caregiver)));
  }
  absl::Status Remove(const std::string& patient, const std::string& person = "daughter") {
    return RunTask(teams_.RemoveCaregiver(Changing(), patient, person, now()));
  }
  std::vector<Caregiver> Of(const std::string& patient) {
    return RunTask(teams_.CaregiversOf(Reading(), patient)).value();
  }
  Cares CaresOf(const std::string& person) { return RunTask(teams_.CaresOf(person, Reading().deadline)).value(); }

  Call As(const std::string& person = "daughter") { return Changing(Role::kCaregiver, person); }
  Person Daughter() { return CaregiverFor("patient-1").AsPerson(); }
  absl::StatusOr<ThreadStore::Started> Start() {
    return RunTask(threads_.Start(As(), NewThread({"patient-1", "t2"}, "a"),
                                  {.sender = Daughter(), .sent = now(), .text = "first"}, Received()));
  }
  absl::StatusOr<Sent> SendTo(const ThreadRef& thread) {
    return RunTask(threads_.Append(As(), thread, {.sender = Daughter(), .sent = now(), .text = "text"}, Received()));
  }
  absl::StatusOr<ReadMark> MarkIn(const ThreadRef& thread) {
    return RunTask(threads_.Mark(As(), thread, Daughter(), 1, now()));
  }
  absl::Status RetractIn(const ThreadRef& thread, int64_t number) {
    return RunTask(threads_.Retract(As(), thread, number, {Daughter(), now(), "A mistake."}));
  }
  absl::Status ReadAll(const ThreadRef& thread) {
    const absl::Status got = RunTask(threads_.Get(As(), thread, "daughter")).status();
    EXPECT_EQ(RunTask(threads_.Messages(As(), {.thread = thread})).status(), got);
    EXPECT_EQ(RunTask(threads_.Receipts(As(), thread, 0, 10)).status(), got);
    return got;
  }
  static void ExpectNothingWritten(const std::map<std::string, std::string>& before) {
    EXPECT_EQ(Everything(), before);
  }
};

// ---- add_caregiver ----------------------------------------------------------------------------------------------

TEST_F(CaregiverFunctions, AddIsSeenFromThePatientAndFromThePerson) {
  const Caregiver daughter = CaregiverFor("patient-1", "daughter", now() + absl::Hours(24));
  EXPECT_EQ(Add(daughter).value(), now());
  EXPECT_THAT(Of("patient-1"), ElementsAre(daughter));
  EXPECT_THAT(CaresOf("daughter"), ElementsAre(std::pair("patient-1", daughter)));
  EXPECT_THAT(Of("patient-2"), IsEmpty());
  EXPECT_THAT(CaresOf("son"), IsEmpty());
}

TEST_F(CaregiverFunctions, WhoHelpsSomebodyWhoseKeysCannotBeReadSeesTheOthers) {
  ASSERT_TRUE(Add(CaregiverFor("patient-1")).ok());
  ASSERT_TRUE(Add(CaregiverFor("patient-lost")).ok());
  const std::string file = StrCat(redis().key_folder(), "/", NameOf("patient-lost"), ".keys");
  std::filesystem::resize_file(file, 10);
  clock().Advance(PatientKeys::kNoticed);
  EXPECT_THAT(CaresOf("daughter"), ElementsAre(Key("patient-1")));
  std::filesystem::remove(file);
  clock().Advance(PatientKeys::kNoticed);
  EXPECT_THAT(CaresOf("daughter"), ElementsAre(Key("patient-1"))) << "nor of one who has none";
}

TEST_F(CaregiverFunctions, EachPermissionIsKeptAlone) {
  for (const Permission permission :
       {Permission::kReadMessages, Permission::kWriteMessages, Permission::kReadJournal, Permission::kWriteJournal}) {
    Caregiver caregiver = CaregiverFor("patient-1");
    caregiver.scope = {permission};
    ASSERT_TRUE(Add(caregiver).ok());
    EXPECT_THAT(Of("patient-1"), ElementsAre(caregiver));
    ASSERT_TRUE(Remove("patient-1").ok());
  }
}

TEST_F(CaregiverFunctions, AddAnswersTheTimeOfTheFirstCall) {
  const Call call = Changing();
  const auto first = RunTask(teams_.AddCaregiver(call, CaregiverFor("patient-1")));
  clock().Advance(absl::Minutes(1));
  EXPECT_EQ(RunTask(teams_.AddCaregiver(call, CaregiverFor("patient-1"))).value(), first.value());
}

TEST_F(CaregiverFunctions, AddRefusesAnEndThatHasPassedAndWritesNothing) {
  const auto before = Everything();
  EXPECT_THAT(Add(CaregiverFor("patient-1", "daughter", now())),
              FailsWith(absl::StatusCode::kInvalidArgument, reason::kInvalidField));
  ExpectNothingWritten(before);
}

TEST_F(CaregiverFunctions, AddRefusesACaregiverTwiceAndWritesNothing) {
  ASSERT_TRUE(Add(CaregiverFor("patient-1")).ok());
  const auto before = Everything();
  EXPECT_THAT(Add(CaregiverFor("patient-1")), FailsWith(absl::StatusCode::kAlreadyExists, reason::kAlreadyExists));
  ExpectNothingWritten(before);
}

TEST_F(CaregiverFunctions, AddRefusesCaregiver11OfAPatientAndWritesNothing) {
  for (int i = 0; i < kMostCaregiversPerPatient; ++i) {
    ASSERT_TRUE(Add(CaregiverFor("patient-1", StrCat("helper-", i))).ok());
  }
  const auto before = Everything();
  EXPECT_THAT(Add(CaregiverFor("patient-1")), IsAtALimit());
  ExpectNothingWritten(before);
}

TEST_F(CaregiverFunctions, AddRefusesPatient21OfACaregiverAndWritesNothing) {
  for (int i = 0; i < kMostPatientsPerCaregiver; ++i) ASSERT_TRUE(Add(CaregiverFor(StrCat("p", i))).ok());
  const auto before = Everything();
  EXPECT_THAT(Add(CaregiverFor("patient-1")), IsAtALimit());
  ExpectNothingWritten(before);
}

TEST_F(CaregiverFunctions, WhoseTimeHasEndedCountsForNoLimitAndMayBeAddedAgain) {
  const absl::Time soon = now() + absl::Seconds(1);
  for (int i = 1; i < kMostCaregiversPerPatient; ++i) {
    ASSERT_TRUE(Add(CaregiverFor("patient-1", StrCat("helper-", i), soon)).ok());
  }
  for (int i = 1; i < kMostPatientsPerCaregiver; ++i) {
    ASSERT_TRUE(Add(CaregiverFor(StrCat("p", i), "daughter", soon)).ok());
  }
  ASSERT_TRUE(Add(CaregiverFor("patient-1", "daughter", soon)).ok());
  clock().Advance(absl::Seconds(1));
  ASSERT_TRUE(Add(CaregiverFor("patient-1")).ok());
  EXPECT_THAT(Of("patient-1"), ElementsAre(Field(&Caregiver::person, "daughter"))) << "what has ended is dropped";
  EXPECT_THAT(CaresOf("daughter"), ElementsAre(Key("patient-1")));
  EXPECT_THAT(Of("p1"), IsEmpty());
}

TEST_F(CaregiverFunctions, ARecordThatThisReleaseDoesNotKnowIsRefusedAndOpensNothing) {
  ASSERT_TRUE(Add(CaregiverFor("patient-1")).ok());
  Raw({"HSET", StrCat(kTag, ":patient:", NameOf("patient-1"), ":caregivers"), "daughter", "rw - \x7fsomething else"});
  EXPECT_THAT(RunTask(teams_.CaregiversOf(Reading(), "patient-1")),
              FailsWith(absl::StatusCode::kInternal, reason::kInternal));
  EXPECT_THAT(CaresOf("daughter"), IsEmpty());
}

// ---- remove_caregiver -------------------------------------------------------------------------------------------

TEST_F(CaregiverFunctions, RemoveTakesThatCaregiverFromThatPatientOnly) {
  ASSERT_TRUE(Add(CaregiverFor("patient-1")).ok());
  ASSERT_TRUE(Add(CaregiverFor("patient-2")).ok());
  ASSERT_TRUE(Add(CaregiverFor("patient-1", "son")).ok());
  ASSERT_TRUE(Remove("patient-1").ok());
  EXPECT_THAT(Of("patient-1"), ElementsAre(Field(&Caregiver::person, "son")));
  EXPECT_THAT(CaresOf("daughter"), ElementsAre(Key("patient-2")));
}

TEST_F(CaregiverFunctions, RemoveRefusesWhoIsNoCaregiverOrIsOneNoMoreAndWritesNothing) {
  ASSERT_TRUE(Add(CaregiverFor("patient-1", "son", now() + absl::Seconds(1))).ok());
  clock().Advance(absl::Seconds(1));
  const auto before = Everything();
  EXPECT_THAT(Remove("patient-1"), IsAbsent());
  EXPECT_THAT(Remove("patient-1", "son"), IsAbsent());
  ExpectNothingWritten(before);
}

// ---- what a caregiver reads and writes --------------------------------------------------------------------------

TEST_F(CaregiverFunctions, ACaregiverReadsAndWritesAsThePatientDoesWithAMarkOfTheirOwn) {
  ASSERT_TRUE(Add(CaregiverFor("patient-1")).ok());
  const ThreadRef thread = StartThread("t1");
  EXPECT_TRUE(ReadAll(thread).ok());
  EXPECT_EQ(SeenBy(thread, "daughter").unread, 1);
  EXPECT_TRUE(MarkIn(thread).ok());
  EXPECT_EQ(SendTo(thread).value().number, 2);
  EXPECT_EQ(SeenBy(thread, "daughter").unread, 0);
  EXPECT_EQ(SeenBy(thread, "patient-1").unread, 1) << "the patient has not read what another wrote";
  EXPECT_TRUE(SeenBy(thread, "nurse-1").work.waiting_since.has_value()) << "it waits for an answer";
  EXPECT_TRUE(RetractIn(thread, 2).ok());
  EXPECT_TRUE(Start().ok());
}

TEST_F(CaregiverFunctions, WhoIsNoCaregiverOfThePatientReadsAndWritesNothing) {
  ASSERT_TRUE(Add(CaregiverFor("patient-2")).ok());
  const ThreadRef thread = StartThread("t1");
  const auto before = Everything();
  EXPECT_THAT(ReadAll(thread), IsAbsent());
  EXPECT_THAT(MarkIn(thread), IsAbsent());
  EXPECT_THAT(SendTo(thread), IsAbsent());
  EXPECT_THAT(RetractIn(thread, 1), IsAbsent());
  EXPECT_THAT(Start(), IsAbsent());
  ExpectNothingWritten(before);
}

TEST_F(CaregiverFunctions, WhoseTimeHasEndedWritesNothing) {
  ASSERT_TRUE(Add(CaregiverFor("patient-1", "daughter", now() + absl::Seconds(1))).ok());
  const ThreadRef thread = StartThread("t1");
  ASSERT_TRUE(SendTo(thread).ok());
  clock().Advance(absl::Seconds(1));
  const auto before = Everything();
  EXPECT_THAT(SendTo(thread), IsAbsent());
  EXPECT_THAT(RetractIn(thread, 2), IsAbsent());
  EXPECT_THAT(Start(), IsAbsent());
  ExpectNothingWritten(before);
}

TEST_F(CaregiverFunctions, WhoMayReadOnlyReadsAndMarksAndWritesNothing) {
  ASSERT_TRUE(Add(CaregiverFor("patient-1")).ok());
  const ThreadRef thread = StartThread("t1");
  ASSERT_TRUE(SendTo(thread).ok());
  ASSERT_TRUE(Remove("patient-1").ok());
  Caregiver reader = CaregiverFor("patient-1");
  reader.scope = {Permission::kReadMessages, Permission::kReadJournal, Permission::kWriteJournal};
  ASSERT_TRUE(Add(reader).ok());
  EXPECT_TRUE(ReadAll(thread).ok());
  EXPECT_TRUE(MarkIn(thread).ok());
  const auto before = Everything();
  EXPECT_THAT(SendTo(thread), IsAbsent());
  EXPECT_THAT(RetractIn(thread, 2), IsAbsent());
  EXPECT_THAT(Start(), IsAbsent());
  ExpectNothingWritten(before);
}

TEST_F(CaregiverFunctions, WhoMayKeepTheJournalOnlyReadsNoMessage) {
  Caregiver caregiver = CaregiverFor("patient-1");
  caregiver.scope = {Permission::kReadJournal, Permission::kWriteJournal};
  ASSERT_TRUE(Add(caregiver).ok());
  const ThreadRef thread = StartThread("t1");
  EXPECT_THAT(ReadAll(thread), IsAbsent());
  EXPECT_THAT(MarkIn(thread), IsAbsent());
}

// ---- The log ----------------------------------------------------------------------------------------------------

TEST_F(CaregiverFunctions, AdditionAndEndAreToldToThePatientAndToThePersonAlone) {
  const Place before = RunTask(events_.Read({.person = "nobody"})).value().place;
  ASSERT_TRUE(Add(CaregiverFor("patient-1")).ok());
  ASSERT_TRUE(Remove("patient-1").ok());
  const auto kinds = [&](LogQuery query) {
    query.after = before;
    std::vector<Kind> found;
    const LogPage page = RunTask(events_.Read(std::move(query))).value();
    for (const auto& entry : page.entries) {
      EXPECT_EQ(entry->person, "daughter");
      EXPECT_EQ(entry->is_of_caregiver() ? entry->team : entry->thread.patient, "patient-1");
      found.push_back(entry->kind);
    }
    return found;
  };
  EXPECT_THAT(kinds({.patient = "patient-1"}), ElementsAre(Kind::kCaregiverChanged, Kind::kCaregiverChanged));
  EXPECT_THAT(kinds({.person = "daughter"}), ElementsAre(Kind::kCaregiverAdded, Kind::kCaregiverRemoved));
  EXPECT_THAT(
      kinds({.person = "daughter", .patients = {"patient-1"}}),
      ElementsAre(Kind::kCaregiverAdded, Kind::kCaregiverChanged, Kind::kCaregiverRemoved, Kind::kCaregiverChanged));
  EXPECT_THAT(kinds({.person = "nurse-1", .teams = {"a", "patient-1"}}), IsEmpty());
  EXPECT_THAT(kinds({.person = "son", .patients = {"patient-2"}}), IsEmpty());
}

TEST_F(CaregiverFunctions, AnEndByItselfIsToldToThePersonWhenItIsDropped) {
  const absl::Time soon = now() + absl::Seconds(1);
  ASSERT_TRUE(Add(CaregiverFor("patient-1", "daughter", soon)).ok());
  ASSERT_TRUE(Add(CaregiverFor("patient-1", "son", soon)).ok());
  ASSERT_TRUE(Add(CaregiverFor("p2", "daughter", soon)).ok());
  const Place before = RunTask(events_.Read({.person = "nobody"})).value().place;
  clock().Advance(absl::Seconds(1));
  ASSERT_TRUE(Add(CaregiverFor("patient-1")).ok());
  const auto told = [&](const std::string& person) {
    std::vector<std::pair<Kind, std::string>> found;
    const LogPage page = RunTask(events_.Read({.after = before, .person = person})).value();
    for (const auto& entry : page.entries) found.emplace_back(entry->kind, entry->team);
    return found;
  };
  EXPECT_THAT(told("daughter"),
              ElementsAre(Pair(Kind::kCaregiverRemoved, "patient-1"), Pair(Kind::kCaregiverRemoved, "p2"),
                          Pair(Kind::kCaregiverAdded, "patient-1")));
  EXPECT_THAT(told("son"), ElementsAre(Pair(Kind::kCaregiverRemoved, "patient-1")));
  const LogPage of_patient = RunTask(events_.Read({.after = before, .patient = "patient-1"})).value();
  ASSERT_EQ(of_patient.entries.size(), 1u);
  EXPECT_EQ(of_patient.entries[0]->kind, Kind::kCaregiverChanged) << "that of who was added";
}

TEST_F(CaregiverFunctions, TheEventHoldsTheCaregiverAsTheyAreOrThatTheyAreNotAnyMore) {
  const Caregiver daughter = CaregiverFor("patient-1");
  ASSERT_TRUE(Add(daughter).ok());
  const LogPage page = RunTask(events_.Read({.patient = "patient-1"})).value();
  const auto told = [&] {
    const auto views = RunTask(events_.Details({page.entries.back()})).value();
    return std::get<CaregiverChanged>(views.at(0).of_patient->what);
  };
  EXPECT_EQ(told().person, "daughter");
  EXPECT_EQ(told().caregiver, daughter);
  ASSERT_TRUE(Remove("patient-1").ok());
  EXPECT_EQ(told().caregiver, std::nullopt);
}

TEST_F(CaregiverFunctions, ACaregiverIsToldWhatHappensInThePatientsThreads) {
  const ThreadRef thread = StartThread("t1");
  Send(thread, "nurse-1");
  const auto page = RunTask(events_.Read({.person = "daughter", .patients = {"patient-1"}})).value();
  EXPECT_EQ(page.entries.size(), 3u);
}

}  // namespace
}  // namespace careloop::messaging
