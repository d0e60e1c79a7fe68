#include "services/journal/domain/treatment_courses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_clock.h"
#include "tests/support/fixed_random.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"
#include "tests/unit/journal/fakes.h"

namespace careloop::journal {
namespace {

using testing::CallOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

class TreatmentCoursesTest : public ::testing::Test {
 protected:
  absl::StatusOr<TreatmentCourse> Start(NewCourse course, const std::string& subject = "p-1") {
    const Call call = CallOf(Role::kPatient, subject, 1);
    return RunTask(courses_.Start(call, std::move(course)));
  }
  static NewCourse Letrozole() { return {"p-1", "letrozole", std::nullopt, "Europe/Berlin"}; }

  testing::FakeClock clock_;
  testing::FixedRandom random_;
  FakeCourseStore store_;
  FakeContent content_;
  FakeCareTeams teams_;
  JournalAccess access_{teams_, clock_};
  TreatmentCourses courses_{store_, access_, content_, clock_, random_};
};

TEST_F(TreatmentCoursesTest, StartACourseNow) {
  const auto course = Start(Letrozole());
  ASSERT_TRUE(course.ok()) << course.status();
  EXPECT_EQ(course->started, clock_.Now());
  EXPECT_EQ(course->recorded, clock_.Now());
  EXPECT_EQ(course->stop, std::nullopt);
  EXPECT_EQ(store_.courses.at(course->id), *course);
}

TEST_F(TreatmentCoursesTest, AnswerARepeatedCallWithTheFirstCourse) {
  const auto first = Start(Letrozole());
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(*Start(Letrozole()), *first);
  EXPECT_THAT(store_.courses, SizeIs(1));
}

TEST_F(TreatmentCoursesTest, AnswerARepeatedCallAlsoWhenContentIsDownOrHasTakenTheTreatmentOut) {
  const auto first = Start(Letrozole());
  for (const absl::Status& answer : {PeerDown(), NotFound("treatment")}) {
    content_.failure = answer;
    EXPECT_EQ(Start(Letrozole()).value(), *first) << answer;
  }
}

TEST_F(TreatmentCoursesTest, RefuseATreatmentThatTheCatalogueDoesNotHave) {
  NewCourse course = Letrozole();
  course.treatment = "snake-oil";
  const auto refused = Start(course);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("treatment: is not in the catalogue"));
  EXPECT_THAT(store_.courses, IsEmpty());
}

TEST_F(TreatmentCoursesTest, StoreNothingWhileContentCannotSay) {
  content_.failure = PeerDown();
  EXPECT_EQ(Start(Letrozole()).status(), PeerDown());
  EXPECT_THAT(store_.courses, IsEmpty());
}

TEST_F(TreatmentCoursesTest, RefuseATimeInTheFuture) {
  NewCourse course = Letrozole();
  course.started = clock_.Now() + absl::Hours(1);
  EXPECT_THAT(std::string(Start(course).status().message()), HasSubstr("started_time: is 1h in the future"));
  const Call call = CallOf(Role::kPatient, "p-1", 1);
  const NewStop stop{"p-1", "c-1", clock_.Now() + absl::Hours(2), "UTC", StopReason::kOther};
  EXPECT_THAT(std::string(RunTask(courses_.Stop(call, stop)).status().message()),
              HasSubstr("stopped_time: is 2h in the future"));
}

TEST_F(TreatmentCoursesTest, StopACourseNow) {
  const auto course = Start(Letrozole());
  const Call call = CallOf(Role::kPatient, "p-1", 2);
  const auto stopped = RunTask(courses_.Stop(call, {"p-1", course->id, std::nullopt, "UTC", StopReason::kEffects}));
  ASSERT_TRUE(stopped.ok());
  EXPECT_EQ(stopped->stop, (CourseStop{clock_.Now(), "UTC", StopReason::kEffects}));
}

TEST_F(TreatmentCoursesTest, PassOnThatTheStoreRefuses) {
  const Call call = CallOf(Role::kPatient, "p-1", 2);
  EXPECT_EQ(RunTask(courses_.Stop(call, {"p-1", "absent", std::nullopt, "UTC", StopReason::kOther})).status(),
            NotFound("treatment course"));
  store_.failure = StoreDown();
  EXPECT_EQ(Start(Letrozole()).status(), StoreDown());
}

TEST_F(TreatmentCoursesTest, AreOnlyThePatientsOwn) {
  EXPECT_EQ(Start(Letrozole(), "p-2").status(), NotFound("patient"));
  const Call other = CallOf(Role::kPatient, "p-2", 2);
  EXPECT_EQ(RunTask(courses_.Stop(other, {"p-1", "c-1", std::nullopt, "UTC", StopReason::kOther})).status(),
            NotFound("treatment course"));
  EXPECT_EQ(RunTask(courses_.List(other, "p-1", CourseFilter::kAny, {})).status(), NotFound("patient"));
  const Call own = CallOf(Role::kPatient, "p-1");
  EXPECT_TRUE(RunTask(courses_.List(own, "p-1", CourseFilter::kAny, {})).ok());
}

TEST_F(TreatmentCoursesTest, AreListedToACaregiverWhoMayReadTheJournalAndChangedByNoCaregiver) {
  const std::string id = Start(Letrozole())->id;
  teams_.cares["c-1"] = {.since = absl::UnixEpoch(), .reads_journal = true, .writes_journal = true};
  const Call call = CallOf(Role::kCaregiver, "c-1", 7);
  EXPECT_THAT(RunTask(courses_.List(call, "p-1", CourseFilter::kAny, {}))->items, SizeIs(1));
  EXPECT_EQ(RunTask(courses_.Start(call, Letrozole())).status(), NotFound("patient"));
  EXPECT_EQ(RunTask(courses_.Stop(call, {"p-1", id, std::nullopt, "UTC"})).status(), NotFound("treatment course"));
  EXPECT_EQ(RunTask(courses_.AddNote(call, {"p-1", id, std::nullopt, "UTC", "x"})).status(),
            NotFound("treatment course"));
}

class CourseNotesTest : public TreatmentCoursesTest {
 protected:
  CourseNotesTest() { id_ = Start(Letrozole())->id; }
  absl::StatusOr<TreatmentCourse> AddNote(std::optional<absl::Time> time, const std::string& subject = "p-1") {
    const Call call = CallOf(Role::kPatient, subject, 2);
    return RunTask(courses_.AddNote(call, {"p-1", id_, time, "Europe/Berlin", "Dose halved"}));
  }
  absl::StatusOr<TreatmentCourse> Stop(std::optional<absl::Time> time) {
    const Call call = CallOf(Role::kPatient, "p-1", 3);
    return RunTask(courses_.Stop(call, {"p-1", id_, time, "Europe/Berlin", StopReason::kOther}));
  }
  std::string id_;
};

TEST_F(CourseNotesTest, AreOfNowUnlessATimeIsGiven) {
  clock_.Advance(absl::Hours(1));
  const auto course = AddNote(std::nullopt);
  ASSERT_TRUE(course.ok()) << course.status();
  ASSERT_THAT(course->notes, SizeIs(1));
  EXPECT_EQ(course->notes[0], (CourseNote{clock_.Now(), "Europe/Berlin", "Dose halved", clock_.Now()}));
  EXPECT_EQ(AddNote(clock_.Now() - absl::Minutes(5))->notes[1].time, clock_.Now() - absl::Minutes(5));
}

TEST_F(CourseNotesTest, AreRefusedInTheFutureAndOfAnotherPatientsCourse) {
  EXPECT_EQ(ViolationsOf(AddNote(clock_.Now() + absl::Hours(1)).status()).at(0).field, "time");
  EXPECT_EQ(AddNote(std::nullopt, "p-2").status(), NotFound("treatment course"));
  id_ = "absent";
  EXPECT_EQ(AddNote(std::nullopt).status(), NotFound("treatment course"));
}

TEST_F(CourseNotesTest, AreAddedAlsoWhenTheCourseIsStoppedJustThen) {
  store_.stops_before_noting = 1;
  EXPECT_THAT(AddNote(std::nullopt)->notes, SizeIs(1));
  store_.stops_before_noting = 2;
  EXPECT_EQ(AddNote(std::nullopt).status().code(), absl::StatusCode::kAborted);
}

TEST_F(CourseNotesTest, AreNeverLaterThanTheStop) {
  clock_.Advance(absl::Hours(2));
  ASSERT_TRUE(AddNote(clock_.Now() - absl::Hours(1)).ok());
  const auto refused = Stop(clock_.Now() - absl::Hours(1) - absl::Microseconds(1));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ViolationsOf(refused.status()).at(0).field, "stopped_time");
  EXPECT_FALSE(store_.courses.at(id_).stop);
  EXPECT_TRUE(Stop(clock_.Now() - absl::Hours(1)).ok());
}

TEST_F(CourseNotesTest, OfAClockThatIsAheadDoNotKeepACourseFromBeingStoppedNow) {
  const absl::Time ahead = clock_.Now() + absl::Minutes(3);
  ASSERT_TRUE(AddNote(ahead).ok());
  EXPECT_EQ(Stop(clock_.Now()).status().code(), absl::StatusCode::kInvalidArgument) << "where a time is given";
  const auto stopped = Stop(std::nullopt);
  ASSERT_TRUE(stopped.ok()) << stopped.status();
  EXPECT_EQ(stopped->stop->time, ahead);
}

TEST_F(CourseNotesTest, AndStopsOfNowAreNotBeforeACourseWhoseStartIsOfAClockThatIsAhead) {
  const absl::Time ahead = clock_.Now() + absl::Minutes(3);
  store_.courses.at(id_).started = ahead;
  EXPECT_EQ(AddNote(std::nullopt)->notes.at(0).time, ahead);
  store_.courses.at(id_).notes.clear();
  EXPECT_EQ(Stop(std::nullopt)->stop->time, ahead);
  store_.courses.at(id_).stop.reset();
  EXPECT_EQ(Stop(clock_.Now())->stop->time, clock_.Now()) << "where a time is given, for the store to refuse";
}

TEST_F(CourseNotesTest, DoNotKeepACourseFromBeingStoppedThatAreAddedJustThen) {
  store_.notes_before_stopping = 1;
  EXPECT_TRUE(Stop(std::nullopt).ok());
  store_.courses.at(id_).stop.reset();
  store_.notes_before_stopping = 2;
  EXPECT_EQ(Stop(std::nullopt).status().code(), absl::StatusCode::kAborted);
}

}  // namespace
}  // namespace careloop::journal
