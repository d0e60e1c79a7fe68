#include "tests/contract/journal/store_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

class CourseFunctionsTest : public JournalStoreTest {
 protected:
  TreatmentCourse CourseOf(const std::string& id, absl::Time started, const std::string& treatment = "letrozole") {
    return {.patient = "p-1",
            .id = id,
            .treatment = treatment,
            .started = started,
            .time_zone = "Europe/Berlin",
            .recorded = Now()};
  }
  absl::StatusOr<CourseReceipt> Start(const TreatmentCourse& course, Call call = NewCall()) {
    return RunTask(courses_.Start(call, course));
  }
  absl::StatusOr<absl::Time> Stop(const std::string& id, absl::Time time, Call call = NewCall()) {
    const auto seen = Get(id);
    return RunTask(courses_.Stop(call, seen.ok() ? *seen : CourseOf(id, Now()), {time, "UTC", StopReason::kEffects}));
  }
  absl::StatusOr<TreatmentCourse> Get(const std::string& id) {
    const Call call = NewCall();
    return RunTask(courses_.Get(call, "p-1", id));
  }
  absl::StatusOr<PageOf<TreatmentCourse>> List(CourseFilter filter, PageRequest page = {.size = 50}) {
    const Call call = NewCall();
    return RunTask(courses_.List(call, "p-1", filter, std::move(page)));
  }
  std::vector<std::string> IdsIn(CourseFilter filter) { return IdsOf(List(filter)); }
  static std::vector<std::string> IdsOf(const absl::StatusOr<PageOf<TreatmentCourse>>& page) {
    std::vector<std::string> ids;
    for (const TreatmentCourse& course : page.value().items) ids.push_back(course.id);
    return ids;
  }
  absl::Status AddNote(const std::string& id, absl::Time time, const std::string& text, Call call = NewCall()) {
    return RunTask(courses_.AddNote(call, Get(id).value(), {time, "UTC", text, Now()}));
  }
  static std::string FirstViolation(const absl::Status& status) {
    const auto violations = ViolationsOf(status);
    return violations.empty() ? "" : violations[0].field + ": " + violations[0].description;
  }
  const Call call_ = NewCall();
  std::vector<std::string> Taking() {
    const Call call = NewCall();
    return RunTask(entries_.Record(call, EntryAt(Now()), NoAlerts()))->treatments;
  }
};

TEST_F(CourseFunctionsTest, StartKeepsTheCourseAsItIs) {
  const TreatmentCourse course = CourseOf("c-1", Now() - absl::Hours(24 * 365));
  const auto receipt = Start(course);
  ASSERT_TRUE(receipt.ok()) << receipt.status();
  EXPECT_EQ(receipt->id, "c-1");
  EXPECT_EQ(receipt->started, course.started);
  EXPECT_EQ(receipt->recorded, course.recorded);
  EXPECT_EQ(Get("c-1").value(), course);
}

TEST_F(CourseFunctionsTest, StartTakesTimesBefore1970) {
  const absl::Time started = absl::FromUnixSeconds(-1'000'000'000);
  ASSERT_TRUE(Start(CourseOf("old", started)).ok());
  ASSERT_TRUE(Start(CourseOf("new", Now())).ok());
  EXPECT_EQ(Get("old")->started, started);
  EXPECT_THAT(IdsIn(CourseFilter::kAny), ElementsAre("new", "old"));
}

TEST_F(CourseFunctionsTest, StartRepeatedAnswersTheFirstReceipt) {
  ASSERT_TRUE(Start(CourseOf("c-1", Now()), NewCall(1)).ok());
  EXPECT_EQ(Start(CourseOf("c-2", Now()), NewCall(1))->id, "c-1");
  EXPECT_THAT(IdsIn(CourseFilter::kAny), ElementsAre("c-1"));
}

TEST_F(CourseFunctionsTest, StopEndsACourseOnce) {
  ASSERT_TRUE(Start(CourseOf("c-1", Now() - absl::Hours(1))).ok());
  EXPECT_EQ(Stop("c-1", Now(), NewCall(1)).value(), Now());
  EXPECT_EQ(Get("c-1")->stop, (CourseStop{Now(), "UTC", StopReason::kEffects}));
  EXPECT_EQ(Stop("c-1", Now(), NewCall(1)).value(), Now());
  const auto refused = Stop("c-1", Now());
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused.status()), reason::kFailedState);
}

TEST_F(CourseFunctionsTest, StopRefusesATimeBeforeTheStart) {
  ASSERT_TRUE(Start(CourseOf("c-1", Now())).ok());
  const auto refused = Stop("c-1", Now() - absl::Microseconds(1));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
  ASSERT_THAT(ViolationsOf(refused.status()), SizeIs(1));
  EXPECT_EQ(ViolationsOf(refused.status())[0].field, "stopped_time");
  EXPECT_TRUE(Stop("c-1", Now()).ok());
}

TEST_F(CourseFunctionsTest, StopAndGetAnswerNotFoundForAnAbsentCourse) {
  EXPECT_EQ(Stop("absent", Now()).status(), NotFound("treatment course"));
  EXPECT_EQ(Get("absent").status(), NotFound("treatment course"));
}

TEST_F(CourseFunctionsTest, StopOfOneOfTwoCoursesLeavesTheTreatmentTaken) {
  ASSERT_TRUE(Start(CourseOf("c-1", Now())).ok());
  ASSERT_TRUE(Start(CourseOf("c-2", Now())).ok());
  ASSERT_TRUE(Stop("c-1", Now()).ok());
  EXPECT_THAT(Taking(), ElementsAre("letrozole"));
  ASSERT_TRUE(Stop("c-2", Now()).ok());
  EXPECT_THAT(Taking(), IsEmpty());
}

TEST_F(CourseFunctionsTest, NotesAreKeptInTheOrderOfRecording) {
  ASSERT_TRUE(Start(CourseOf("c-1", Now() - absl::Hours(5))).ok());
  ASSERT_TRUE(Start(CourseOf("c-2", Now())).ok());
  EXPECT_TRUE(AddNote("c-1", Now() - absl::Hours(1), "halved", NewCall(1)).ok());
  EXPECT_TRUE(AddNote("c-1", Now() - absl::Hours(5), "from the first instant on").ok());
  EXPECT_TRUE(AddNote("c-1", Now() - absl::Hours(1), "halved", NewCall(1)).ok());  // repeated
  const std::vector<CourseNote> notes = Get("c-1")->notes;
  ASSERT_THAT(notes, SizeIs(2));
  EXPECT_EQ(notes[0], (CourseNote{Now() - absl::Hours(1), "UTC", "halved", Now()}));
  EXPECT_EQ(notes[1].text, "from the first instant on");
  EXPECT_THAT(Get("c-2")->notes, IsEmpty());
  EXPECT_THAT(List(CourseFilter::kAny)->items[1].notes, SizeIs(2));
}

TEST_F(CourseFunctionsTest, NotesAreRefusedOutsideTheCourse) {
  ASSERT_TRUE(Start(CourseOf("c-1", Now() - absl::Hours(5))).ok());
  EXPECT_EQ(FirstViolation(AddNote("c-1", Now() - absl::Hours(6), "early")), "time: is before the course started");
  ASSERT_TRUE(Stop("c-1", Now() - absl::Hours(1)).ok());
  EXPECT_EQ(FirstViolation(AddNote("c-1", Now(), "late")), "time: is after the course stopped");
  EXPECT_TRUE(AddNote("c-1", Now() - absl::Hours(1), "the last one").ok());
  EXPECT_EQ(RunTask(courses_.AddNote(call_, CourseOf("absent", Now()), {Now(), "UTC", "?", Now()})),
            NotFound("treatment course"));
}

TEST_F(CourseFunctionsTest, StopIsRefusedToWhoDoesNotKnowOfANote) {
  const TreatmentCourse bare = CourseOf("c-1", Now() - absl::Hours(5));
  ASSERT_TRUE(Start(bare).ok());
  ASSERT_TRUE(AddNote("c-1", Now() - absl::Hours(1), "halved").ok());
  const auto refused = RunTask(courses_.Stop(call_, bare, {Now() - absl::Hours(2), "UTC", StopReason::kOther}));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(refused.status()), reason::kVersionConflict);
  EXPECT_FALSE(Get("c-1")->stop);
  EXPECT_THAT(Taking(), ElementsAre("letrozole"));
  EXPECT_TRUE(Stop("c-1", Now()).ok());
}

TEST_F(CourseFunctionsTest, NotesAreRefusedToWhoDoesNotKnowOfTheStop) {
  const TreatmentCourse running = CourseOf("c-1", Now() - absl::Hours(5));
  ASSERT_TRUE(Start(running).ok());
  ASSERT_TRUE(Stop("c-1", Now()).ok());
  const absl::Status refused = RunTask(courses_.AddNote(call_, running, {Now(), "UTC", "?", Now()}));
  EXPECT_EQ(refused.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(refused), reason::kVersionConflict);
  ASSERT_TRUE(Start(CourseOf("c-2", Now())).ok());
  TreatmentCourse stopped = Get("c-2").value();
  stopped.stop = CourseStop{Now(), "UTC", StopReason::kOther};
  EXPECT_EQ(RunTask(courses_.AddNote(call_, stopped, {Now(), "UTC", "?", Now()})).code(), absl::StatusCode::kAborted);
}

TEST_F(CourseFunctionsTest, NotesAreAtMostFifty) {
  ASSERT_TRUE(Start(CourseOf("c-1", Now() - absl::Hours(5))).ok());
  for (int i = 0; i < kMostNotes; ++i) ASSERT_TRUE(AddNote("c-1", Now(), "note").ok());
  const absl::Status refused = AddNote("c-1", Now(), "one more");
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused), reason::kFailedState);
}

TEST_F(CourseFunctionsTest, ListIsLatestStartedFirstAndTakesAState) {
  ASSERT_TRUE(Start(CourseOf("c-1", Now() - absl::Hours(2))).ok());
  ASSERT_TRUE(Start(CourseOf("c-2", Now() - absl::Hours(3))).ok());
  ASSERT_TRUE(Start(CourseOf("c-3", Now())).ok());
  ASSERT_TRUE(Stop("c-1", Now()).ok());
  EXPECT_THAT(IdsIn(CourseFilter::kAny), ElementsAre("c-3", "c-1", "c-2"));
  EXPECT_THAT(IdsIn(CourseFilter::kActive), ElementsAre("c-3", "c-2"));
  EXPECT_THAT(IdsIn(CourseFilter::kStopped), ElementsAre("c-1"));
}

TEST_F(CourseFunctionsTest, ListGoesOnWhereThePageBeforeEnded) {
  for (const char* id : {"c-1", "c-2", "c-3"}) ASSERT_TRUE(Start(CourseOf(id, Now())).ok());
  const auto first = List(CourseFilter::kActive, {.size = 2});
  EXPECT_THAT(IdsOf(first), ElementsAre("c-3", "c-2"));
  const auto second = List(CourseFilter::kActive, {.size = 2, .after = first->next});
  EXPECT_THAT(IdsOf(second), ElementsAre("c-1"));
  EXPECT_EQ(second->next, "");
}

}  // namespace
}  // namespace careloop::journal
