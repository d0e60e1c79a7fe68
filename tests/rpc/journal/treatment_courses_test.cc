#include "common/rpc/page_token.h"
#include "tests/rpc/journal/journal_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using testing::RpcCaller;
using ::testing::SizeIs;

class TreatmentCoursesTest : public JournalFixture {
 protected:
  static v1::StartTreatmentCourseRequest StartRequest() {
    v1::StartTreatmentCourseRequest request;
    request.set_request_id(NextRequestId());
    request.set_parent("patients/p-1");
    request.set_treatment("treatments/letrozole");
    request.set_time_zone("Europe/Berlin");
    return request;
  }
  testing::Answer<v1::StartTreatmentCourseResponse> Start(const v1::StartTreatmentCourseRequest& request) {
    return patient_.Call(server_->stub(), &Stub::StartTreatmentCourse, request);
  }
  static v1::StopTreatmentCourseRequest StopRequest(const std::string& name) {
    v1::StopTreatmentCourseRequest request;
    request.set_request_id(NextRequestId());
    request.set_name(name);
    request.set_time_zone("Europe/Paris");
    request.set_reason(v1::STOP_REASON_EFFECTS);
    return request;
  }
  testing::Answer<v1::StopTreatmentCourseResponse> Stop(const v1::StopTreatmentCourseRequest& request) {
    return patient_.Call(server_->stub(), &Stub::StopTreatmentCourse, request);
  }
  std::vector<std::string> NamesIn(v1::TreatmentCourseState state) {
    v1::ListTreatmentCoursesRequest request;
    request.set_parent("patients/p-1");
    request.set_state(state);
    std::vector<std::string> names;
    const auto answer = patient_.Call(server_->stub(), &Stub::ListTreatmentCourses, request);
    for (const auto& course : answer.response.treatment_courses()) names.push_back(course.name());
    return names;
  }
};

TEST_F(TreatmentCoursesTest, TakeNotesWhileTheyGoOnAndAfterwards) {
  v1::StartTreatmentCourseRequest start = StartRequest();
  *start.mutable_started_time() = rpc::ToTimestamp(redis_->clock().Now() - absl::Hours(2));
  const std::string name = Start(start).response.treatment_course().name();
  v1::AddTreatmentCourseNoteRequest request;
  request.set_request_id(NextRequestId());
  request.set_name(name);
  request.set_time_zone("Europe/Berlin");
  request.set_text("Dose halved");
  const auto add = [&](const Person& person) {
    return person.Call(server_->stub(), &Stub::AddTreatmentCourseNote, request);
  };
  const auto noted = add(patient_);
  ASSERT_TRUE(noted.ok()) << noted.message;
  const auto& notes = noted.response.treatment_course().notes();
  ASSERT_THAT(notes, SizeIs(1));
  EXPECT_EQ(notes[0].text(), "Dose halved");
  EXPECT_EQ(notes[0].time_zone(), "Europe/Berlin");
  EXPECT_EQ(rpc::ToTime(notes[0].time()), redis_->clock().Now());
  EXPECT_EQ(add(patient_).response.SerializeAsString(), noted.response.SerializeAsString());  // repeated
  redis_->clock().Advance(absl::Hours(2));
  v1::StopTreatmentCourseRequest stop = StopRequest(name);
  *stop.mutable_stopped_time() = rpc::ToTimestamp(redis_->clock().Now() - absl::Hours(1));
  EXPECT_THAT(Stop(stop).response.treatment_course().notes(), SizeIs(1));
  request.set_request_id(NextRequestId());
  EXPECT_THAT(add(patient_).violations, ElementsAre("time: is after the course stopped"));
  *request.mutable_time() = stop.stopped_time();
  EXPECT_THAT(add(patient_).response.treatment_course().notes(), SizeIs(2));
  EXPECT_EQ(add(other_patient_).reason, "NOT_FOUND");
  EXPECT_EQ(add(nurse_).reason, "ROLE_NOT_ALLOWED");
  EXPECT_EQ(add(RpcCaller(Role::kCaregiver, "p-1")).reason, "ROLE_NOT_ALLOWED");
}

TEST_F(TreatmentCoursesTest, StartAndStop) {
  v1::StartTreatmentCourseRequest start = StartRequest();
  *start.mutable_started_time() = rpc::ToTimestamp(absl::FromUnixSeconds(-86'400));  // before 1970
  const auto started = Start(start);
  ASSERT_TRUE(started.ok()) << started.message;
  const v1::TreatmentCourse& course = started.response.treatment_course();
  EXPECT_EQ(course.treatment(), "treatments/letrozole");
  EXPECT_EQ(course.state(), v1::TREATMENT_COURSE_STATE_ACTIVE);
  EXPECT_EQ(course.started_time().seconds(), -86'400);
  EXPECT_EQ(course.started_time_zone(), "Europe/Berlin");
  EXPECT_EQ(rpc::ToTime(course.recorded_time()), redis_->clock().Now());
  const auto stopped = Stop(StopRequest(course.name()));
  ASSERT_TRUE(stopped.ok()) << stopped.message;
  EXPECT_EQ(stopped.response.treatment_course().state(), v1::TREATMENT_COURSE_STATE_STOPPED);
  EXPECT_EQ(stopped.response.treatment_course().stop_reason(), v1::STOP_REASON_EFFECTS);
  EXPECT_EQ(stopped.response.treatment_course().stopped_time_zone(), "Europe/Paris");
  EXPECT_EQ(rpc::ToTime(stopped.response.treatment_course().stopped_time()), redis_->clock().Now());
}

TEST_F(TreatmentCoursesTest, AreListedByState) {
  const std::string first = Start(StartRequest()).response.treatment_course().name();
  redis_->clock().Advance(absl::Seconds(1));
  const std::string second = Start(StartRequest()).response.treatment_course().name();
  ASSERT_TRUE(Stop(StopRequest(first)).ok());
  EXPECT_THAT(NamesIn(v1::TREATMENT_COURSE_STATE_UNSPECIFIED), ElementsAre(second, first));
  EXPECT_THAT(NamesIn(v1::TREATMENT_COURSE_STATE_ACTIVE), ElementsAre(second));
  EXPECT_THAT(NamesIn(v1::TREATMENT_COURSE_STATE_STOPPED), ElementsAre(first));
}

TEST_F(TreatmentCoursesTest, RepeatedAnswerTheSameCourse) {
  const v1::StartTreatmentCourseRequest start = StartRequest();
  const auto first = Start(start);
  redis_->clock().Advance(absl::Hours(1));
  EXPECT_EQ(Start(start).response.SerializeAsString(), first.response.SerializeAsString());
  const v1::StopTreatmentCourseRequest stop = StopRequest(first.response.treatment_course().name());
  const auto stopped = Stop(stop);
  redis_->clock().Advance(absl::Hours(1));
  EXPECT_EQ(Stop(stop).response.SerializeAsString(), stopped.response.SerializeAsString());
}

TEST_F(TreatmentCoursesTest, RepeatedAnswerTheSameCourseAlsoWhileContentIsDown) {
  v1::StartTreatmentCourseRequest start = StartRequest();
  const auto first = Start(start);
  peers_.Stop();
  EXPECT_EQ(Start(start).response.SerializeAsString(), first.response.SerializeAsString());
  start.set_time_zone("Europe/Paris");
  EXPECT_EQ(Start(start).reason, "REQUEST_ID_REUSED");
}

TEST_F(TreatmentCoursesTest, CannotBeStoppedTwiceOrBeforeTheyStarted) {
  const std::string name = Start(StartRequest()).response.treatment_course().name();
  v1::StopTreatmentCourseRequest early = StopRequest(name);
  *early.mutable_stopped_time() = rpc::ToTimestamp(redis_->clock().Now() - absl::Seconds(1));
  EXPECT_THAT(Stop(early).violations, ElementsAre("stopped_time: is before the course started"));
  ASSERT_TRUE(Stop(StopRequest(name)).ok());
  const auto refused = Stop(StopRequest(name));
  EXPECT_EQ(refused.code, grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(refused.reason, "FAILED_STATE");
}

TEST_F(TreatmentCoursesTest, RefuseAnUnknownTreatment) {
  v1::StartTreatmentCourseRequest request = StartRequest();
  request.set_treatment("treatments/snake-oil");
  const auto refused = Start(request);
  EXPECT_EQ(refused.code, grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(refused.violations, ElementsAre("treatment: is not in the catalogue; see ListTreatments of content"));
}

TEST_F(TreatmentCoursesTest, CannotStartWhileContentCannotSay) {
  {
    const MutexLock lock(peers_.state.mutex);
    peers_.state.content_fails = true;
  }
  EXPECT_EQ(Start(StartRequest()).reason, "PEER_UNAVAILABLE");
  peers_.Stop();
  EXPECT_EQ(Start(StartRequest()).reason, "PEER_UNAVAILABLE");
}

TEST_F(TreatmentCoursesTest, AreOnlyThePatientsOwn) {
  const std::string name = Start(StartRequest()).response.treatment_course().name();
  EXPECT_EQ(other_patient_.Call(server_->stub(), &Stub::StartTreatmentCourse, StartRequest()).reason, "NOT_FOUND");
  EXPECT_EQ(other_patient_.Call(server_->stub(), &Stub::StopTreatmentCourse, StopRequest(name)).reason, "NOT_FOUND");
  v1::ListTreatmentCoursesRequest list;
  list.set_parent("patients/p-1");
  EXPECT_EQ(other_patient_.Call(server_->stub(), &Stub::ListTreatmentCourses, list).reason, "NOT_FOUND");
  EXPECT_EQ(nurse_.Call(server_->stub(), &Stub::ListTreatmentCourses, list).reason, "ROLE_NOT_ALLOWED");
}

class ListSymptomsTest : public JournalFixture {};

TEST_F(ListSymptomsTest, ShowsEverybodyTheVocabularyInItsOrder) {
  v1::ListSymptomsRequest request;
  for (const Role role : {Role::kPatient, Role::kCaregiver, Role::kClinician, Role::kEditor, Role::kAdmin}) {
    const auto answer = RpcCaller(role, "x-1").Call(server_->stub(), &Stub::ListSymptoms, request);
    ASSERT_THAT(answer.response.symptoms(), SizeIs(49)) << RoleName(role);
    EXPECT_EQ(answer.response.symptoms(0).name(), "symptoms/dry-mouth");
    EXPECT_EQ(answer.response.symptoms(2).label(), "Mouth or throat sores");
    EXPECT_THAT(answer.response.symptoms(2).attributes(),
                ElementsAre(v1::SYMPTOM_ATTRIBUTE_SEVERITY, v1::SYMPTOM_ATTRIBUTE_INTERFERENCE));
    EXPECT_EQ(answer.response.next_page_token(), "");
  }
}

TEST_F(ListSymptomsTest, GoesOnPageByPage) {
  v1::ListSymptomsRequest request;
  request.set_page_size(24);
  std::vector<int> sizes;
  do {
    const auto page = patient_.Call(server_->stub(), &Stub::ListSymptoms, request);
    sizes.push_back(page.response.symptoms_size());
    request.set_page_token(page.response.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(sizes, ElementsAre(24, 24, 1));
}

TEST_F(ListSymptomsTest, RefusesAPageAfterASymptomThatTheSiteHasTakenOut) {
  testing::FixedRandom random;
  const rpc::PageTokens tokens(SecretKey(SecretKey::Bytes{}), random);
  Call call = testing::CallOf(Role::kPatient, "p-1");
  call.method = "careloop.journal.v1.JournalService/ListSymptoms";
  v1::ListSymptomsRequest request;
  request.set_page_token(tokens.Seal(call, request, "taken-out").value());
  const auto refused = patient_.Call(server_->stub(), &Stub::ListSymptoms, request);
  EXPECT_EQ(refused.code, grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(refused.reason, "PAGE_TOKEN_INVALID");
}

}  // namespace
}  // namespace careloop::journal
