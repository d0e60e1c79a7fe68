#include <google/protobuf/util/message_differencer.h>

#include <functional>
#include <map>

#include "services/messaging/rpc/policy.h"
#include "tests/rpc/messaging/messaging_fixture.h"
#include "tests/rpc/messaging/watcher.h"

namespace careloop::messaging {
namespace {

using google::protobuf::util::MessageDifferencer;
using grpc::StatusCode;
using ::testing::ElementsAre;
using testing::FailsOnTheWireWith;
using testing::HasViolations;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Fields = std::vector<std::string>;

auto IsNotFound() { return FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"); }

constexpr char kDaughter[] = "patients/patient-1/caregivers/daughter-1";

class CaregiversRpc : public MessagingTest {
 protected:
  Result<v1::AddCaregiverResponse> Add(const v1::AddCaregiverRequest& request = NewCaregiver()) {
    return Call(patient_, &Teams::AddCaregiver, request);
  }
  Result<v1::RemoveCaregiverResponse> Remove(const User& person, const std::string& name = kDaughter) {
    v1::RemoveCaregiverRequest request;
    request.set_request_id(NewRequestId());
    request.set_name(name);
    return Call(person, &Teams::RemoveCaregiver, request);
  }
  Result<v1::ListCaregiversResponse> List(const User& person, const std::string& parent = "patients/patient-1") {
    v1::ListCaregiversRequest request;
    request.set_parent(parent);
    return Call(person, &Teams::ListCaregivers, request);
  }
  v1::CheckAccessResponse Check(const User& person, const std::string& about = "") {
    v1::CheckAccessRequest request;
    request.set_patient("patients/patient-1");
    request.set_person(about);
    return Call(person, &Teams::CheckAccess, request).response;
  }
  static v1::ListReadReceiptsRequest Receipts(const std::string& thread) {
    v1::ListReadReceiptsRequest request;
    request.set_parent(thread);
    return request;
  }
  // Every call that a caregiver may make about a patient's thread, by name.
  std::map<std::string, std::function<grpc::Status(const User&)>> AllOf(const std::string& thread) {
    return {
        {"GetThread", [=, this](const User& user) { return Call(user, &Talk::GetThread, Get(thread)).status; }},
        {"ListMessages",
         [=, this](const User& user) { return Call(user, &Talk::ListMessages, Messages(thread)).status; }},
        {"ListReadReceipts",
         [=, this](const User& user) { return Call(user, &Talk::ListReadReceipts, Receipts(thread)).status; }},
        {"MarkRead", [=, this](const User& user) { return Call(user, &Talk::MarkRead, NewMark(thread, 1)).status; }},
        {"SendMessage",
         [=, this](const User& user) { return Call(user, &Talk::SendMessage, NewMessage(thread)).status; }},
        {"RetractMessage",
         [=, this](const User& user) { return Call(user, &Talk::RetractMessage, NewRetraction(thread, 1)).status; }},
        {"StartThread", [this](const User& user) { return Call(user, &Talk::StartThread, NewThread()).status; }},
        {"ListThreads",
         [this](const User& user) { return Call(user, &Talk::ListThreads, Threads("patients/patient-1")).status; }},
        {"ListCaregivers", [this](const User& user) { return List(user).status; }},
        {"RemoveCaregiver", [this](const User& user) { return Remove(user).status; }}};
  }
  void ExpectNothing(const User& user, const std::string& thread) {
    for (const auto& [name, attempt] : AllOf(thread)) EXPECT_THAT(attempt(user), IsNotFound()) << name;
    EXPECT_THAT(Call(user, &Talk::ListThreads, Threads()).response.threads(), IsEmpty());
    EXPECT_FALSE(Check(user).allowed());
  }
};

TEST_F(CaregiversRpc, APatientLetsSomebodyHelpThem) {
  auto request = NewCaregiver({v1::CAREGIVER_PERMISSION_WRITE_JOURNAL, v1::CAREGIVER_PERMISSION_READ_MESSAGES});
  *request.mutable_expire_time() = rpc::ToTimestamp(absl::Now() + absl::Hours(24));
  const auto added = Add(request);
  ASSERT_TRUE(added.ok()) << added.status.error_message();
  const v1::Caregiver& caregiver = added.response.caregiver();
  EXPECT_EQ(caregiver.name(), kDaughter);
  EXPECT_EQ(caregiver.person(), "daughter-1");
  EXPECT_EQ(caregiver.display_name(), "Demo Daughter");
  EXPECT_EQ(caregiver.relationship(), "Daughter");
  EXPECT_EQ(caregiver.patient_display_name(), "Demo Patient");
  EXPECT_THAT(caregiver.scope(),
              ElementsAre(v1::CAREGIVER_PERMISSION_READ_MESSAGES, v1::CAREGIVER_PERMISSION_WRITE_JOURNAL));
  for (const User* user : {&patient_, &nurse_, &daughter_}) {
    const auto listed = List(*user).response;
    ASSERT_THAT(listed.caregivers(), SizeIs(1));
    EXPECT_TRUE(MessageDifferencer::Equals(listed.caregivers(0), caregiver)) << "the same to the millisecond";
  }
  EXPECT_THAT(List(daughter_, "patients/-").response.caregivers(), SizeIs(1));
  EXPECT_TRUE(MessageDifferencer::Equals(Add(request).response, added.response)) << "a repeated request";
}

TEST_F(CaregiversRpc, CaregiversAreThePatientsAlone) {
  ASSERT_TRUE(Add().ok());
  EXPECT_THAT(Call(other_patient_, &Teams::AddCaregiver, NewCaregiver()).status, IsNotFound());
  for (const User* user : {&other_patient_, &other_nurse_}) EXPECT_THAT(List(*user).status, IsNotFound());
  EXPECT_THAT(Remove(other_patient_).status, IsNotFound());
  EXPECT_THAT(List(nurse_, "patients/-").status, HasViolations(Fields{"parent"}));
}

TEST_F(CaregiversRpc, WrongFieldsAreNamed) {
  v1::AddCaregiverRequest request;
  request.set_request_id(NewRequestId());
  EXPECT_THAT(Add(request).status, HasViolations(Fields{"parent", "person", "display_name", "relationship", "scope"}));
  EXPECT_THAT(Add(NewCaregiver({v1::CAREGIVER_PERMISSION_WRITE_MESSAGES})).status, HasViolations(Fields{"scope"}));
  EXPECT_THAT(Add(NewCaregiver({v1::CAREGIVER_PERMISSION_READ_JOURNAL, v1::CAREGIVER_PERMISSION_READ_JOURNAL,
                                static_cast<v1::CaregiverPermission>(7), v1::CAREGIVER_PERMISSION_UNSPECIFIED}))
                  .status,
              HasViolations(Fields{"scope[1]", "scope[2]", "scope[3]"}));
  EXPECT_THAT(Add(NewCaregiver(std::vector(1'000, v1::CAREGIVER_PERMISSION_READ_JOURNAL))).status,
              HasViolations(Fields{"scope"}));
  EXPECT_THAT(Add(NewCaregiver({v1::CAREGIVER_PERMISSION_READ_JOURNAL}, "patient-1")).status,
              HasViolations(Fields{"person"}));
  auto all = NewCaregiver();
  all.set_parent("patients/-");
  EXPECT_THAT(Add(all).status, HasViolations(Fields{"parent"}));
  auto over = NewCaregiver();
  *over.mutable_expire_time() = rpc::ToTimestamp(absl::Now() - absl::Seconds(1));
  EXPECT_THAT(Add(over).status, FailsOnTheWireWith(StatusCode::INVALID_ARGUMENT, "INVALID_FIELD"));
  EXPECT_THAT(Remove(patient_, "patients/patient-1").status, HasViolations(Fields{"name"}));
  EXPECT_THAT(List(patient_).response.caregivers(), IsEmpty()) << "nothing was stored";
}

TEST_F(CaregiversRpc, WhatACaregiverWritesIsMarkedAsTheirsForAllWhoSeeIt) {
  ASSERT_TRUE(Add().ok());
  const auto opened = Call(daughter_, &Talk::StartThread, NewThread());
  ASSERT_TRUE(opened.ok()) << opened.status.error_message();
  const std::string thread = opened.response.thread().name();
  ASSERT_TRUE(Call(daughter_, &Talk::SendMessage, NewMessage(thread)).ok());
  ASSERT_TRUE(Call(nurse_, &Talk::SendMessage, NewMessage(thread)).ok());
  ASSERT_TRUE(Call(daughter_, &Talk::MarkRead, NewMark(thread, 3)).ok());
  const auto retracted = Call(daughter_, &Talk::RetractMessage, NewRetraction(thread, 2));
  ASSERT_TRUE(retracted.ok()) << retracted.status.error_message();
  const auto messages = Call(nurse_, &Talk::ListMessages, Messages(thread)).response;
  ASSERT_THAT(messages.messages(), SizeIs(3));
  const v1::Sender& sender = messages.messages(0).sender();
  EXPECT_EQ(sender.person(), "daughter-1");
  EXPECT_EQ(sender.role(), careloop::common::v1::ROLE_CAREGIVER);
  EXPECT_EQ(sender.display_name(), "Demo Daughter");
  EXPECT_EQ(sender.title(), "Daughter");
  EXPECT_EQ(sender.for_patient(), "patients/patient-1");
  EXPECT_EQ(messages.messages(1).retraction().person().for_patient(), "patients/patient-1");
  EXPECT_EQ(messages.messages(2).sender().for_patient(), "");
  const auto receipts = Call(nurse_, &Talk::ListReadReceipts, Receipts(thread)).response;
  ASSERT_THAT(receipts.receipts(), SizeIs(1));
  EXPECT_EQ(receipts.receipts(0).reader().role(), careloop::common::v1::ROLE_CAREGIVER);
  EXPECT_EQ(receipts.receipts(0).reader().for_patient(), "patients/patient-1");
}

TEST_F(CaregiversRpc, ToWhoIsNoCaregiverOfThePatientNothingIsThere) {
  const std::string thread = StartThread();
  ExpectNothing(daughter_, thread);
  ASSERT_TRUE(Call(other_patient_, &Teams::AddCaregiver,
                   NewCaregiver({v1::CAREGIVER_PERMISSION_READ_MESSAGES}, "daughter-1", "patient-2"))
                  .ok());
  ExpectNothing(daughter_, thread);
}

TEST_F(CaregiversRpc, AfterRemovalNothingIsThere) {
  const std::string thread = StartThread();
  ASSERT_TRUE(Add().ok());
  ASSERT_TRUE(Call(daughter_, &Talk::GetThread, Get(thread)).ok());
  ASSERT_TRUE(Remove(patient_).ok());
  ExpectNothing(daughter_, thread);
}

TEST_F(CaregiversRpc, AfterTheEndOfTheirTimeNothingIsThere) {
  const std::string thread = StartThread();
  auto request = NewCaregiver();
  *request.mutable_expire_time() = rpc::ToTimestamp(absl::Now() + absl::Milliseconds(300));
  ASSERT_TRUE(Add(request).ok());
  Watcher watcher(server_.channel(), daughter_, "");
  const auto event = watcher.Next();
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(event->revoked().patient(), "patients/patient-1") << event->ShortDebugString();
  ExpectNothing(daughter_, thread);
}

TEST_F(CaregiversRpc, WhoKeepsTheJournalOnlySeesNoThread) {
  const std::string thread = StartThread();
  ASSERT_TRUE(Add(NewCaregiver({v1::CAREGIVER_PERMISSION_READ_JOURNAL, v1::CAREGIVER_PERMISSION_WRITE_JOURNAL})).ok());
  for (const auto& [name, attempt] : AllOf(thread)) {
    if (!name.ends_with("Caregivers") && !name.ends_with("Caregiver")) {
      EXPECT_THAT(attempt(daughter_), IsNotFound()) << name;
    }
  }
}

TEST_F(CaregiversRpc, WhoReadsOnlyIsToldSoBeforeTypingAndWhenTheyTry) {
  const std::string thread = StartThread();
  ASSERT_TRUE(Add(NewCaregiver({v1::CAREGIVER_PERMISSION_READ_MESSAGES})).ok());
  auto all = AllOf(thread);
  for (const char* name : {"SendMessage", "RetractMessage", "StartThread"}) {
    EXPECT_THAT(all.at(name)(daughter_),
                FailsOnTheWireWith(StatusCode::PERMISSION_DENIED, "CAREGIVER_SCOPE_TOO_NARROW"))
        << name;
  }
  const v1::Availability now = Call(daughter_, &Talk::GetThread, Get(thread)).response.thread().availability();
  EXPECT_FALSE(now.can_send());
  EXPECT_EQ(now.refusal(), v1::SEND_REFUSAL_READ_ONLY);
  for (const char* name : {"GetThread", "ListMessages", "ListReadReceipts", "MarkRead", "ListThreads"}) {
    EXPECT_TRUE(all.at(name)(daughter_).ok()) << name;
  }
}

TEST_F(CaregiversRpc, ACaregiverOfSeveralPatientsSeesTheirThreadsAsOneListPageByPage) {
  ASSERT_TRUE(Add().ok());
  ASSERT_TRUE(Call(other_patient_, &Teams::AddCaregiver,
                   NewCaregiver({v1::CAREGIVER_PERMISSION_READ_MESSAGES}, "daughter-1", "patient-2"))
                  .ok());
  std::vector<std::string> started;
  for (int i = 0; i < 6; ++i) {
    const bool first = i % 3 == 0;
    const auto opened =
        Call(first ? patient_ : other_patient_, &Talk::StartThread, NewThread(first ? "patient-1" : "patient-2"));
    started.insert(started.begin(), opened.response.thread().name());
  }
  for (const int page_size : {1, 2, 4, 50}) {
    std::vector<std::string> listed;
    auto request = Threads();
    request.set_page_size(page_size);
    do {
      const auto page = Call(daughter_, &Talk::ListThreads, request);
      ASSERT_TRUE(page.ok()) << page.status.error_message();
      EXPECT_LE(page.response.threads_size(), page_size);
      for (const auto& thread : page.response.threads()) listed.push_back(thread.name());
      request.set_page_token(page.response.next_page_token());
    } while (!request.page_token().empty());
    EXPECT_THAT(listed, ::testing::UnorderedElementsAreArray(started)) << page_size;
  }
  EXPECT_THAT(Call(daughter_, &Talk::ListThreads, Threads("patients/patient-2")).response.threads(), SizeIs(4));
}

TEST_F(CaregiversRpc, ACaregiverSeesTheCareTeamsOfWhomTheyReadMessagesOf) {
  const auto teams_of = [&](const std::string& patient) {
    v1::ListCareTeamsRequest request;
    request.set_patient(patient);
    return Call(daughter_, &Teams::ListCareTeams, request);
  };
  v1::GetCareTeamRequest get;
  get.set_name("careTeams/a");
  EXPECT_THAT(teams_of("").response.care_teams(), IsEmpty());
  EXPECT_THAT(teams_of("patients/patient-1").status, IsNotFound());
  EXPECT_THAT(Call(daughter_, &Teams::GetCareTeam, get).status, IsNotFound());
  ASSERT_TRUE(Add().ok());
  for (const char* patient : {"", "patients/patient-1"}) {
    const auto seen = teams_of(patient).response;
    ASSERT_THAT(seen.care_teams(), SizeIs(1));
    EXPECT_EQ(seen.care_teams(0).name(), "careTeams/a");
    EXPECT_TRUE(seen.care_teams(0).availability().can_send());
  }
  EXPECT_THAT(teams_of("patients/patient-2").status, IsNotFound());
  EXPECT_TRUE(Call(daughter_, &Teams::GetCareTeam, get).ok());
  ASSERT_TRUE(Remove(patient_).ok());
  ASSERT_TRUE(Add(NewCaregiver({v1::CAREGIVER_PERMISSION_READ_MESSAGES})).ok());
  const auto read_only = Call(daughter_, &Teams::GetCareTeam, get).response.care_team().availability();
  EXPECT_FALSE(read_only.can_send());
  EXPECT_EQ(read_only.refusal(), v1::SEND_REFUSAL_READ_ONLY);
  get.set_name("careTeams/b");
  EXPECT_THAT(Call(daughter_, &Teams::GetCareTeam, get).status, IsNotFound());
}

TEST_F(CaregiversRpc, WhoKeepsTheJournalOnlySeesNoCareTeamAndHearsNothing) {
  const std::string thread = StartThread();
  ASSERT_TRUE(Add(NewCaregiver({v1::CAREGIVER_PERMISSION_READ_JOURNAL, v1::CAREGIVER_PERMISSION_WRITE_JOURNAL})).ok());
  EXPECT_THAT(Call(daughter_, &Teams::ListCareTeams, v1::ListCareTeamsRequest()).response.care_teams(), IsEmpty());
  EXPECT_THAT(Call(daughter_, &Talk::ListThreads, Threads()).response.threads(), IsEmpty());
  Watcher daughter(server_.channel(), daughter_, Call(daughter_, &Talk::ListThreads, Threads()).response.watch_token());
  ASSERT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(thread)).ok());
  ASSERT_TRUE(Call(other_patient_, &Teams::AddCaregiver,
                   NewCaregiver({v1::CAREGIVER_PERMISSION_READ_MESSAGES}, "daughter-1", "patient-2"))
                  .ok());
  EXPECT_EQ(daughter.Next()->caregiver_changed().name(), "patients/patient-2/caregivers/daughter-1");
}

TEST_F(CaregiversRpc, OnlyACaregiverNamesAPatientOfCareTeams) {
  v1::ListCareTeamsRequest request;
  request.set_patient("patients/patient-1");
  for (const User* user : {&patient_, &nurse_, &admin_}) {
    EXPECT_THAT(Call(*user, &Teams::ListCareTeams, request).status, HasViolations(Fields{"patient"}));
  }
}

TEST_F(CaregiversRpc, CheckAccessAnswersWhatACaregiverMayDo) {
  const auto added = Add();
  for (const auto& answer : {Check(daughter_), Check(patient_, "daughter-1"), Check(service_, "daughter-1")}) {
    EXPECT_TRUE(answer.allowed());
    EXPECT_TRUE(MessageDifferencer::Equals(answer.caregiver_added_time(), added.response.caregiver().added_time()));
    EXPECT_EQ(answer.caregiver_display_name(), added.response.caregiver().display_name());
    EXPECT_THAT(answer.care_teams(), IsEmpty());
    EXPECT_THAT(answer.caregiver_scope(),
                ElementsAre(v1::CAREGIVER_PERMISSION_READ_MESSAGES, v1::CAREGIVER_PERMISSION_WRITE_MESSAGES));
  }
}

// ---- Watch ------------------------------------------------------------------------------------------------------

TEST_F(CaregiversRpc, OpenStreamsOfThePatientAndTheCaregiverAreToldOfAdditionAndRemoval) {
  Watcher patient(server_.channel(), patient_, Call(patient_, &Talk::ListThreads, Threads()).response.watch_token());
  Watcher daughter(server_.channel(), daughter_, Call(daughter_, &Talk::ListThreads, Threads()).response.watch_token());
  const auto added = Add();
  for (Watcher* watcher : {&patient, &daughter}) {
    const auto event = watcher->Next();
    ASSERT_TRUE(event.has_value());
    EXPECT_EQ(event->caregiver_changed().name(), kDaughter) << event->ShortDebugString();
    EXPECT_TRUE(MessageDifferencer::Equals(event->caregiver_changed().caregiver(), added.response.caregiver()));
  }
  const std::string thread = StartThread();
  for (Watcher* watcher : {&patient, &daughter}) {
    EXPECT_TRUE(watcher->Next()->has_thread_started());
    EXPECT_EQ(watcher->Next()->message().message().number(), 1);
  }
  ASSERT_TRUE(Remove(patient_).ok());
  EXPECT_EQ(daughter.Next()->revoked().patient(), "patients/patient-1");
  const auto removed = patient.Next();
  EXPECT_EQ(removed->caregiver_changed().name(), kDaughter);
  EXPECT_FALSE(removed->caregiver_changed().has_caregiver());
}

TEST_F(CaregiversRpc, WhoIsRemovedHearsNothingMoreOnAnOpenStream) {
  const std::string thread = StartThread();
  ASSERT_TRUE(Add().ok());
  Watcher daughter(server_.channel(), daughter_, Call(daughter_, &Talk::ListThreads, Threads()).response.watch_token());
  ASSERT_TRUE(Remove(patient_).ok());
  EXPECT_EQ(daughter.Next()->revoked().patient(), "patients/patient-1");
  ASSERT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(thread)).ok());
  ASSERT_TRUE(Call(other_patient_, &Teams::AddCaregiver,
                   NewCaregiver({v1::CAREGIVER_PERMISSION_READ_MESSAGES}, "daughter-1", "patient-2"))
                  .ok());
  EXPECT_EQ(daughter.Next()->caregiver_changed().name(), "patients/patient-2/caregivers/daughter-1");
}

TEST_F(CaregiversRpc, WhoElseHelpsIsToldToThePatientAlone) {
  ASSERT_TRUE(Add().ok());
  Watcher daughter(server_.channel(), daughter_, Call(daughter_, &Talk::ListThreads, Threads()).response.watch_token());
  ASSERT_TRUE(Add(NewCaregiver({v1::CAREGIVER_PERMISSION_READ_JOURNAL}, "son-1")).ok());
  StartThread();
  EXPECT_TRUE(daughter.Next()->has_thread_started());
}

}  // namespace
}  // namespace careloop::messaging
