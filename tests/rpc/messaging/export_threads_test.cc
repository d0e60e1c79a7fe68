#include "services/messaging/store/redis_thread_store.h"
#include "tests/rpc/messaging/exported.h"
#include "tests/support/eventually.h"
#include "tests/support/task_driver.h"

namespace careloop::messaging {
namespace {

using grpc::StatusCode;
using ::testing::ElementsAre;
using testing::FailsOnTheWireWith;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class ExportThreadsTest : public MessagingTest {
 protected:
  Exported Export(const User& person, const std::string& parent = "patients/patient-1") {
    return messaging::Export(server_.channel(), person, parent);
  }
  // "thread-ID" of the name of a thread.
  static std::string IdOf(const std::string& thread) { return StrCat("thread-", thread.substr(thread.rfind('/') + 1)); }
  void Send(const User& person, const std::string& thread, const std::string& text = "How long?") {
    ASSERT_TRUE(Call(person, &Talk::SendMessage, NewMessage(thread, text)).ok());
  }
  // Of patient-1 with team b, where nurse-1 is not.
  std::string StartThreadWithB() {
    EXPECT_TRUE(Call(admin_, &Teams::EnrolPatient, NewPatient("b", "patient-1")).ok());
    v1::StartThreadRequest request = NewThread();
    request.set_care_team("careTeams/b");
    return Call(patient_, &Talk::StartThread, request).response.thread().name();
  }

  // How many pages have been read of Redis, by whomever.
  int64_t Reads() {
    const std::string stats = server_.redis().server().Command({"INFO", "commandstats"}).text();
    const std::string prefix = "cmdstat_fcall_ro:calls=";
    return std::stoll(stats.substr(stats.find(prefix) + prefix.size()));
  }
  // Through the store: as many calls would take a minute.
  void Store(const ThreadRef& thread, int count) {
    server_.redis().server().Command({"CONFIG", "SET", "appendfsync", "no"});
    RedisThreadStore threads{server_.redis().client(), server_.redis().idempotency(), server_.redis().keys()};
    for (int i = 0; i < count; ++i) {
      const careloop::Call call = testing::CallOf(Role::kClinician, "nurse-1", 100'000 + i);
      Message message{.sender = {"nurse-1", Role::kClinician, "Demo Nurse", "Nurse"},
                      .sent = absl::Now(),
                      .text = std::string(10'000, 'x')};
      ASSERT_TRUE(testing::RunTask(threads.Append(call, thread, std::move(message), {})).ok());
    }
    server_.redis().server().Command({"CONFIG", "SET", "appendfsync", "always"});
  }
  // Whether an export that nobody reads has come to rest.
  bool ComesToRest() {
    int64_t reads = -1;
    int steady = 0;
    return testing::Eventually([&] {
      const int64_t now = Reads();
      steady = now == std::exchange(reads, now) ? steady + 1 : 0;
      return steady == 100;
    });
  }
};

TEST_F(ExportThreadsTest, HoldsEachMessageOfEachThreadBehindItsThread) {
  std::vector<std::string> threads = {StartThread(), StartThread()};
  std::sort(threads.begin(), threads.end());
  Send(nurse_, threads[0]);
  const Exported exported = Export(patient_);
  ASSERT_TRUE(exported.status.ok()) << exported.status.error_message();
  const std::string first = IdOf(threads[0]);
  const std::string second = IdOf(threads[1]);
  EXPECT_THAT(exported.Ids(), ElementsAre("patient-1", first, first + "-1", first + "-2", second, second + "-1"));
  EXPECT_EQ(exported.Find(first + "-2")["payload"][0]["contentString"], "How long?");
  EXPECT_EQ(exported.Find(first + "-2")["sender"]["display"], "Demo Nurse, Oncology nurse (clinician)");
}

TEST_F(ExportThreadsTest, OfAPatientWithoutAThreadIsThePatient) {
  EXPECT_THAT(Export(patient_).Ids(), ElementsAre("patient-1"));
}

TEST_F(ExportThreadsTest, SaysWhenTheOtherSideHasMarkedAMessageAsRead) {
  const std::string thread = StartThread();
  Send(nurse_, thread);
  ASSERT_TRUE(Call(nurse_, &Talk::MarkRead, NewMark(thread, 1)).ok());  // sending has moved the mark already
  ASSERT_TRUE(Call(patient_, &Talk::MarkRead, NewMark(thread, 2)).ok());
  Send(nurse_, thread);
  const Exported exported = Export(patient_);
  EXPECT_FALSE(exported.Find(IdOf(thread) + "-1").contains("received"));
  EXPECT_TRUE(exported.Find(IdOf(thread) + "-2").contains("received"));
  EXPECT_FALSE(exported.Find(IdOf(thread) + "-3").contains("received"));
}

TEST_F(ExportThreadsTest, AMessageThatWasTakenBackIsInErrorWithItsReasonAndWithoutItsText) {
  const std::string thread = StartThread();
  Send(nurse_, thread, "a secret of somebody else");
  ASSERT_TRUE(Call(nurse_, &Talk::RetractMessage, NewRetraction(thread, 2)).ok());
  for (const User* person : {&patient_, &nurse_}) {
    const nlohmann::json message = Export(*person).Find(IdOf(thread) + "-2");
    EXPECT_EQ(message["status"], "entered-in-error");
    EXPECT_EQ(message["statusReason"]["text"], "Meant for somebody else.");
    EXPECT_EQ(message.dump().find("a secret"), std::string::npos);
  }
}

TEST_F(ExportThreadsTest, APublicationAShareAndAnAlertAreInIt) {
  const std::string thread = Call(service_, &Delivery::DeliverAlert, NewAlert()).response.thread();
  ASSERT_TRUE(Call(service_, &Delivery::DeliverShare, NewDelivery()).ok());
  ASSERT_TRUE(Call(service_, &Delivery::DeliverShareRevocation, NewRevocation()).ok());
  v1::SendMessageRequest request = NewMessage(thread, "");
  request.add_publications("publications/fatigue");
  ASSERT_TRUE(Call(nurse_, &Talk::SendMessage, request).ok());
  const Exported exported = Export(patient_);
  EXPECT_EQ(exported.Find(IdOf(thread))["priority"], "urgent");
  EXPECT_EQ(exported.Find(IdOf(thread) + "-1")["category"][0]["coding"][0]["code"], "alert");
  const auto share = exported.Find(IdOf(thread) + "-2")["payload"][0]["contentReference"];
  EXPECT_EQ(share["type"], "Consent");
  EXPECT_EQ(share["display"], "Entries of the journal: 2, revoked 2025-06-15T15:06:40.000+00:00");
  const std::string text = exported.Find(IdOf(thread) + "-3")["payload"][0]["contentString"].get<std::string>();
  EXPECT_NE(text.find("General information, not medical advice."), std::string::npos);
  EXPECT_NE(text.find("There was no sponsor."), std::string::npos);
}

TEST_F(ExportThreadsTest, IsForThePatientAndForACliniciansOwnTeamsThreads) {
  const std::string with_a = StartThread();
  const std::string with_b = StartThreadWithB();
  const std::string a = IdOf(with_a);
  const std::string b = IdOf(with_b);
  EXPECT_THAT(Export(patient_).Ids(), UnorderedElementsAre("patient-1", a, a + "-1", b, b + "-1"));
  EXPECT_THAT(Export(nurse_).Ids(), ElementsAre("patient-1", a, a + "-1"));
  EXPECT_THAT(Export(other_nurse_).Ids(), ElementsAre("patient-1", b, b + "-1"));
}

TEST_F(ExportThreadsTest, IsNotFoundByAnybodyElse) {
  StartThread();
  const User caregiver(Role::kCaregiver, "c-1");
  for (const User* person : {&other_patient_, &other_nurse_}) {
    const Exported exported = Export(*person);
    EXPECT_THAT(exported.status, FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
    EXPECT_THAT(exported.resources, SizeIs(0));
  }
  for (const User* person : {&admin_, &service_, &caregiver}) {
    EXPECT_THAT(Export(*person).status, FailsOnTheWireWith(StatusCode::PERMISSION_DENIED, "ROLE_NOT_ALLOWED"));
  }
  EXPECT_THAT(Export(patient_, "patient-1").status, testing::HasViolation("parent"));
  EXPECT_THAT(Export(nurse_, "patients/-").status, testing::HasViolation("parent"));
}

TEST_F(ExportThreadsTest, OfAPatientWhoHasLeftTheTeamIsThePatientsAlone) {
  StartThread();
  ASSERT_TRUE(Call(admin_, &Teams::UnenrolPatient, Unenrolment("a", "patient-1")).ok());
  EXPECT_THAT(Export(nurse_).status, FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
  EXPECT_THAT(Export(patient_).resources, SizeIs(3));
}

// So it takes the memory of what the transport holds for a reader, and of one page, however long a thread is.
TEST_F(ExportThreadsTest, IsReadOnlyAsFarAheadAsTheReaderMakesRoomForInPiecesOfBoundedSize) {
  constexpr int kMany = 3'000;
  constexpr int64_t kPages = kMany / 50;
  const std::string thread = StartThread();
  Store({"patient-1", thread.substr(thread.rfind('/') + 1)}, kMany);
  const int64_t before = Reads();
  Talk stub(server_.channel());
  const auto context = patient_.Context();
  const auto reader = stub.ExportThreads(context.get(), ExportOf("patients/patient-1"));
  v1::ExportThreadsResponse piece;
  ASSERT_TRUE(reader->Read(&piece));
  ASSERT_TRUE(ComesToRest());
  EXPECT_LT(Reads() - before, kPages / 2);
  int64_t lines = 0;
  size_t largest = 0;
  do {
    lines += std::count(piece.ndjson().begin(), piece.ndjson().end(), '\n');
    largest = std::max(largest, piece.ndjson().size());
  } while (reader->Read(&piece));
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(lines, kMany + 3);  // the patient, the thread and its first message
  EXPECT_LT(largest, size_t{300} << 10);
  EXPECT_GE(Reads() - before, kPages);
}

TEST_F(ExportThreadsTest, EndsWhenItsReaderLeaves) {
  constexpr int kMany = 1'500;
  const std::string thread = StartThread();
  Store({"patient-1", thread.substr(thread.rfind('/') + 1)}, kMany);
  const int64_t before = Reads();
  Talk stub(server_.channel());
  const auto context = patient_.Context();
  const auto reader = stub.ExportThreads(context.get(), ExportOf("patients/patient-1"));
  v1::ExportThreadsResponse piece;
  ASSERT_TRUE(reader->Read(&piece));
  ASSERT_TRUE(ComesToRest());
  context->TryCancel();
  while (reader->Read(&piece)) {
  }
  EXPECT_EQ(reader->Finish().error_code(), StatusCode::CANCELLED);
  ASSERT_TRUE(ComesToRest());
  EXPECT_LT(Reads() - before, kMany / 50);
}

// Half a thread is no thread: who may not see the rest is told so.
TEST_F(ExportThreadsTest, BreaksOffWhenTheThreadLeavesTheCliniciansTeams) {
  constexpr int kMany = 1'500;
  ASSERT_TRUE(Call(admin_, &Teams::EnrolPatient, NewPatient("b", "patient-1")).ok());
  v1::StartThreadRequest start = NewThread();
  start.set_care_team("careTeams/a");
  const std::string thread = Call(patient_, &Talk::StartThread, start).response.thread().name();
  Store({"patient-1", thread.substr(thread.rfind('/') + 1)}, kMany);
  Talk stub(server_.channel());
  const auto context = nurse_.Context();
  const auto reader = stub.ExportThreads(context.get(), ExportOf("patients/patient-1"));
  v1::ExportThreadsResponse piece;
  ASSERT_TRUE(reader->Read(&piece));
  ASSERT_TRUE(ComesToRest());
  ASSERT_TRUE(Call(nurse_, &Talk::RerouteThread, NewReroute(thread)).ok());
  int64_t lines = 0;
  while (reader->Read(&piece)) lines += std::count(piece.ndjson().begin(), piece.ndjson().end(), '\n');
  EXPECT_THAT(reader->Finish(), FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
  EXPECT_LT(lines, kMany);
}

}  // namespace
}  // namespace careloop::messaging
