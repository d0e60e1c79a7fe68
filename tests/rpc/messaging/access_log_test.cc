#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "services/messaging/rpc/policy.h"
#include "tests/rpc/messaging/exported.h"
#include "tests/rpc/messaging/messaging_fixture.h"
#include "tests/support/task_driver.h"

namespace careloop::messaging {
namespace {

using audit::AccessRecord;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Admin = admin::v1::AdminService::Stub;

class AccessLogTest : public MessagingTest {
 protected:
  static Deadline Soon() { return DeadlineAfter(absl::Seconds(20)); }
  std::vector<AccessRecord> Logged() {
    std::vector<AccessRecord> records;
    const auto rows = testing::RunTask(server_.access_log().Read(0, 1000, Soon()));
    for (const audit::LoggedAccess& row : *rows) {
      records.push_back(audit::DecodeAccess(row.bytes).value());
    }
    return records;
  }
  std::vector<AccessRecord> SeenBy(const std::string& patient) {
    return testing::RunTask(server_.access_log().Of(patient, "", 100, Soon())).value().records;
  }
  size_t CountOf(std::string_view method) {
    size_t count = 0;
    for (const AccessRecord& record : Logged()) count += record.method.ends_with(method) ? 1 : 0;
    return count;
  }
  // A call that is to be answered.
  template <typename Stub, typename Request, typename Response>
  std::function<void()> By(const User& person,
                           grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                           std::function<Request()> make) {
    return [this, &person, method, make] {
      const auto result = Call(person, method, make());
      EXPECT_TRUE(result.ok()) << result.status.error_message();
    };
  }
  // Opens one and waits for `events` events, what happens being done by `act`.
  void Watch(const User& person, const std::function<void()>& act, int events) {
    Talk stub(server_.channel());
    const std::string token = Call(person, &Talk::ListThreads, Threads()).response.watch_token();
    const auto context = person.Context();
    v1::WatchRequest request;
    request.set_resume_token(token);
    const auto reader = stub.Watch(context.get(), request);
    act();
    v1::WatchResponse response;
    for (int i = 0; i < events; ++i) ASSERT_TRUE(reader->Read(&response));
    context->TryCancel();
    while (reader->Read(&response)) {
    }
    reader->Finish();
  }
  template <typename Request>
  static Request OfThread(const std::string& thread) {
    Request request;
    request.set_parent(thread);
    return request;
  }
  static v1::ListTeamPatientsRequest TeamPatients() {
    v1::ListTeamPatientsRequest request;
    request.set_care_team("careTeams/a");
    return request;
  }
  static v1::ListCaregiversRequest CaregiversOfPatient1() {
    v1::ListCaregiversRequest request;
    request.set_parent("patients/patient-1");
    return request;
  }
  static v1::RemoveCaregiverRequest OwnRemoval() {
    v1::RemoveCaregiverRequest request;
    request.set_request_id(NewRequestId());
    request.set_name("patients/patient-1/caregivers/daughter-1");
    return request;
  }
  static v1::ListCareTeamsRequest TeamsOfPatient1() {
    v1::ListCareTeamsRequest request;
    request.set_patient("patients/patient-1");
    return request;
  }
  static v1::GetCareTeamRequest Team() {
    v1::GetCareTeamRequest request;
    request.set_name("careTeams/a");
    return request;
  }
};

// An RPC that is added must be added here: called by somebody who is not the patient it leaves one record, which names
// the patient whom it is about.
TEST_F(AccessLogTest, HasARecordOfEveryRpcThatAnswersOthersWhatIsAPatients) {
  const std::string thread = StartThread();
  const std::string moved = StartThread();
  ASSERT_TRUE(Call(admin_, &Teams::EnrolPatient, NewPatient("b", "patient-1")).ok());
  ASSERT_TRUE(Call(nurse_, &Talk::SendMessage, NewMessage(thread)).ok());
  ASSERT_TRUE(Call(patient_, &Teams::AddCaregiver, NewCaregiver()).ok());
  // In an order in which each may be called.
  const std::vector<std::pair<std::string, std::function<void()>>> about_patient_1 = {
      {"StartThread", By<Talk>(nurse_, &Talk::StartThread, {[] {
                                 v1::StartThreadRequest request = NewThread();
                                 request.set_care_team("careTeams/a");
                                 return request;
                               }})},
      {"GetThread", By<Talk>(nurse_, &Talk::GetThread, {[&] { return Get(thread); }})},
      {"ListThreads", By<Talk>(nurse_, &Talk::ListThreads, {[] { return Threads(); }})},
      {"SendMessage", By<Talk>(nurse_, &Talk::SendMessage, {[&] { return NewMessage(thread); }})},
      {"ListMessages", By<Talk>(nurse_, &Talk::ListMessages, {[&] { return Messages(thread); }})},
      {"MarkRead", By<Talk>(nurse_, &Talk::MarkRead, {[&] { return NewMark(thread, 1); }})},
      {"RetractMessage", By<Talk>(nurse_, &Talk::RetractMessage, {[&] { return NewRetraction(thread, 2); }})},
      {"ListReadReceipts",
       By<Talk>(nurse_, &Talk::ListReadReceipts, {[&] { return OfThread<v1::ListReadReceiptsRequest>(thread); }})},
      {"ExportThreads", [&] { EXPECT_TRUE(Export(server_.channel(), nurse_).status.ok()); }},
      {"ClaimThread", By<Talk>(nurse_, &Talk::ClaimThread, {[&] { return NewStep<v1::ClaimThreadRequest>(thread); }})},
      {"ReleaseThread",
       By<Talk>(nurse_, &Talk::ReleaseThread, {[&] { return NewStep<v1::ReleaseThreadRequest>(thread); }})},
      {"SetThreadUrgency", By<Talk>(nurse_, &Talk::SetThreadUrgency, {[&] { return NewUrgency(thread); }})},
      {"ResolveThread", By<Talk>(nurse_, &Talk::ResolveThread, {[&] { return NewResolution(thread); }})},
      {"ReopenThread",
       By<Talk>(nurse_, &Talk::ReopenThread, {[&] { return NewStep<v1::ReopenThreadRequest>(thread); }})},
      {"ListThreadChanges",
       By<Talk>(nurse_, &Talk::ListThreadChanges, {[&] { return OfThread<v1::ListThreadChangesRequest>(thread); }})},
      {"RerouteThread", By<Talk>(nurse_, &Talk::RerouteThread, {[&] { return NewReroute(moved); }})},
      {"ListCaregivers", By<Teams>(daughter_, &Teams::ListCaregivers, {[] { return CaregiversOfPatient1(); }})},
      {"RemoveCaregiver", By<Teams>(daughter_, &Teams::RemoveCaregiver, {[] { return OwnRemoval(); }})},
      {"ListTeamPatients", By<Teams>(nurse_, &Teams::ListTeamPatients, {[] { return TeamPatients(); }})},
      {"DeliverShare", By<Delivery>(service_, &Delivery::DeliverShare, {[] { return NewDelivery(); }})},
      {"DeliverShareRevocation",
       By<Delivery>(service_, &Delivery::DeliverShareRevocation, {[] { return NewRevocation(); }})},
      {"DeliverAlert", By<Delivery>(service_, &Delivery::DeliverAlert, {[] { return NewAlert(); }})},
      {"UnenrolPatient", By<Teams>(admin_, &Teams::UnenrolPatient, {[] { return Unenrolment("a", "patient-1"); }})},
      {"EnrolPatient", By<Teams>(admin_, &Teams::EnrolPatient, {[] { return NewPatient("a", "patient-1"); }})},
      {"ErasePatient", By<Admin>(admin_, &Admin::ErasePatient, {[] { return NewErasure("patient-1"); }})}};
  const std::map<std::string, std::function<void()>> about_nobody = {
      {"RebuildProjections",
       By<Admin>(admin_, &Admin::RebuildProjections, {[] { return admin::v1::RebuildProjectionsRequest(); }})},
      {"RotateKeys", By<Admin>(admin_, &Admin::RotateKeys, {[] { return admin::v1::RotateKeysRequest(); }})},
      {"CreateCareTeam", By<Teams>(admin_, &Teams::CreateCareTeam, {[] { return NewTeam("c"); }})},
      {"AddMember", By<Teams>(admin_, &Teams::AddMember, {[] { return NewMember("a", "nurse-3"); }})},
      {"RemoveMember", By<Teams>(admin_, &Teams::RemoveMember, {[] { return Leaving("a", "nurse-3"); }})},
      {"SetCareTeamSettings", By<Teams>(admin_, &Teams::SetCareTeamSettings, {[] { return NewSettings("a"); }})},
      {"ListCareTeams", By<Teams>(nurse_, &Teams::ListCareTeams, {[] { return v1::ListCareTeamsRequest(); }})},
      {"GetCareTeam", By<Teams>(nurse_, &Teams::GetCareTeam, {[] { return Team(); }})}};
  std::set<std::string> tried = {"Watch"};  // in the tests below
  for (const auto& [method, call] : about_patient_1) {
    const size_t before = Logged().size();
    call();
    const auto log = Logged();
    ASSERT_EQ(log.size(), before + 1) << method;
    EXPECT_TRUE(log.back().method.ends_with("/" + method)) << log.back().method;
    EXPECT_THAT(log.back().patients, ElementsAre("patient-1")) << method;
    EXPECT_FALSE(log.back().rule.empty()) << method;
    tried.insert(method);
  }
  for (const auto& [method, call] : about_nobody) {
    const size_t before = Logged().size();
    call();
    const auto log = Logged();
    for (size_t i = before; i < log.size(); ++i) EXPECT_THAT(log[i].patients, IsEmpty()) << method;
    if (method == "RotateKeys") EXPECT_EQ(log.size(), before + 1) << "work on all records leaves one that names nobody";
    tried.insert(method);
  }
  for (const MethodPolicy& row : kPolicies) {
    if (row.roles == RoleSet{Role::kPatient} || row.ground == Ground::kNotARecord) continue;
    const std::string method(row.method.substr(row.method.rfind('/') + 1));
    EXPECT_TRUE(tried.contains(method)) << "say here which record a call of " << method << " leaves";
  }
}

// By what a caregiver may do: each leaves one record that says so.
TEST_F(AccessLogTest, HasARecordOfEverythingThatACaregiverDoesForThePatient) {
  const std::string thread = StartThread();
  ASSERT_TRUE(Call(patient_, &Teams::AddCaregiver, NewCaregiver()).ok());
  const std::vector<std::pair<std::string, std::function<void()>>> calls = {
      {"StartThread", By<Talk>(daughter_, &Talk::StartThread, {[] { return NewThread(); }})},
      {"GetThread", By<Talk>(daughter_, &Talk::GetThread, {[&] { return Get(thread); }})},
      {"ListThreads", By<Talk>(daughter_, &Talk::ListThreads, {[] { return Threads(); }})},
      {"SendMessage", By<Talk>(daughter_, &Talk::SendMessage, {[&] { return NewMessage(thread); }})},
      {"ListMessages", By<Talk>(daughter_, &Talk::ListMessages, {[&] { return Messages(thread); }})},
      {"MarkRead", By<Talk>(daughter_, &Talk::MarkRead, {[&] { return NewMark(thread, 1); }})},
      {"RetractMessage", By<Talk>(daughter_, &Talk::RetractMessage, {[&] { return NewRetraction(thread, 2); }})},
      {"ListReadReceipts",
       By<Talk>(daughter_, &Talk::ListReadReceipts, {[&] { return OfThread<v1::ListReadReceiptsRequest>(thread); }})},
      {"ListCareTeams", By<Teams>(daughter_, &Teams::ListCareTeams, {[] { return TeamsOfPatient1(); }})},
      {"ListCareTeams", By<Teams>(daughter_, &Teams::ListCareTeams, {[] { return v1::ListCareTeamsRequest(); }})},
      {"GetCareTeam", By<Teams>(daughter_, &Teams::GetCareTeam, {[] { return Team(); }})},
      {"ListCaregivers", By<Teams>(daughter_, &Teams::ListCaregivers, {[] { return CaregiversOfPatient1(); }})},
      {"RemoveCaregiver", By<Teams>(daughter_, &Teams::RemoveCaregiver, {[] { return OwnRemoval(); }})}};
  for (const auto& [method, call] : calls) {
    const size_t before = Logged().size();
    call();
    ASSERT_EQ(Logged().size(), before + 1) << method;
    const AccessRecord record = SeenBy("patient-1")[0];
    EXPECT_TRUE(record.method.ends_with("/" + method)) << record.method;
    EXPECT_EQ(record.person, "daughter-1");
    EXPECT_EQ(record.role, Role::kCaregiver);
    EXPECT_EQ(record.rule, "caregiver");
  }
}

// Of care teams that a caregiver sees through several patients: each of them is told.
TEST_F(AccessLogTest, HasThePatientsThroughWhomACaregiverSeesATeam) {
  ASSERT_TRUE(Call(patient_, &Teams::AddCaregiver, NewCaregiver()).ok());
  const std::vector<v1::CaregiverPermission> reads = {v1::CAREGIVER_PERMISSION_READ_MESSAGES};
  const auto second = NewCaregiver(reads, "daughter-1", "patient-2");
  ASSERT_TRUE(Call(other_patient_, &Teams::AddCaregiver, second).ok());
  ASSERT_TRUE(Call(daughter_, &Teams::ListCareTeams, v1::ListCareTeamsRequest()).ok());
  EXPECT_THAT(Logged().back().patients, ::testing::UnorderedElementsAre("patient-1", "patient-2"));
  EXPECT_EQ(SeenBy("patient-2")[0], Logged().back());
  ASSERT_TRUE(Call(daughter_, &Teams::GetCareTeam, Team()).ok());
  EXPECT_THAT(Logged().back().patients, ElementsAre("patient-1"));
  EXPECT_EQ(Logged().back().resource, "careTeams/a");
}

// A repetition is answered with the thread as it is by then.
TEST_F(AccessLogTest, HasEveryTimeThatARepeatedStepWasAnswered) {
  const std::string thread = StartThread();
  ASSERT_TRUE(Call(admin_, &Teams::EnrolPatient, NewPatient("b", "patient-1")).ok());
  const auto claim = NewStep<v1::ClaimThreadRequest>(thread);
  const auto reroute = NewReroute(thread);
  const auto expect_seen = [&](size_t times, std::string_view method) {
    const auto seen = SeenBy("patient-1");
    const auto is_it = [&](const AccessRecord& record) { return record.method.ends_with(method); };
    EXPECT_EQ(std::count_if(seen.begin(), seen.end(), is_it), times) << method;
  };
  for (size_t time = 1; time <= 3; ++time) {
    ASSERT_TRUE(Call(nurse_, &Talk::ClaimThread, claim).ok());
    expect_seen(time, "/ClaimThread");
  }
  for (size_t time = 1; time <= 3; ++time) {
    ASSERT_TRUE(Call(nurse_, &Talk::RerouteThread, reroute).ok());
    expect_seen(time, "/RerouteThread");
  }
}

TEST_F(AccessLogTest, HasNoAccessOfWhoRepeatsAStepAndIsRefused) {
  v1::StartThreadRequest start = NewThread();
  start.set_care_team("careTeams/a");
  ASSERT_TRUE(Call(nurse_, &Talk::StartThread, start).ok());
  ASSERT_TRUE(Call(nurse_, &Talk::StartThread, start).ok());
  EXPECT_EQ(CountOf("/StartThread"), 2u);
  ASSERT_TRUE(Call(admin_, &Teams::UnenrolPatient, Unenrolment("a", "patient-1")).ok());
  EXPECT_FALSE(Call(nurse_, &Talk::StartThread, start).ok());
  EXPECT_EQ(CountOf("/StartThread"), 2u);
}

TEST_F(AccessLogTest, HasWhatACaregiverWasShownLive) {
  const std::string thread = StartThread();
  ASSERT_TRUE(Call(patient_, &Teams::AddCaregiver, NewCaregiver()).ok());
  Watch(daughter_, [&] { ASSERT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(thread)).ok()); }, 1);
  const auto seen = SeenBy("patient-1");
  ASSERT_FALSE(seen.empty());
  EXPECT_TRUE(seen[0].method.ends_with("/Watch")) << seen[0].method;
  EXPECT_EQ(seen[0].rule, "caregiver");
}

TEST_F(AccessLogTest, HasAnInboxPageOnceNamingItsPatients) {
  StartThread();
  StartThread();
  ASSERT_TRUE(Call(admin_, &Teams::EnrolPatient, NewPatient("a", "patient-2")).ok());
  v1::StartThreadRequest second = NewThread("patient-2");
  second.set_care_team("careTeams/a");
  ASSERT_TRUE(Call(other_patient_, &Talk::StartThread, second).ok());
  const size_t before = Logged().size();
  ASSERT_TRUE(Call(nurse_, &Talk::ListThreads, Threads()).ok());
  const auto log = Logged();
  ASSERT_EQ(log.size(), before + 1);
  EXPECT_THAT(log.back().patients, ::testing::UnorderedElementsAre("patient-1", "patient-2"));
  EXPECT_EQ(SeenBy("patient-1")[0], log.back());
  EXPECT_EQ(SeenBy("patient-2")[0], log.back());
}

TEST_F(AccessLogTest, HasTheOpeningOfAWatchAndWhomItToldOfOnceAQuarterOfAnHour) {
  const std::string thread = StartThread();
  const auto write = [&] { ASSERT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(thread)).ok()); };
  Watch(nurse_, [&] { write(), write(); }, 2);
  Watch(nurse_, write, 1);
  std::vector<std::vector<std::string>> watched;
  for (const AccessRecord& record : Logged()) {
    if (record.method.ends_with("/Watch")) watched.push_back(record.patients);
  }
  // Two quarters, if one has ended meanwhile.
  ASSERT_GE(watched.size(), 2);
  ASSERT_LE(watched.size(), 4);
  EXPECT_THAT(watched[0], IsEmpty());
  EXPECT_THAT(watched[1], ElementsAre("patient-1"));
  const auto seen = SeenBy("patient-1");
  const auto is_watch = [](const AccessRecord& record) { return record.method.ends_with("/Watch"); };
  const auto told = std::find_if(seen.begin(), seen.end(), is_watch);
  ASSERT_NE(told, seen.end());
  EXPECT_EQ(told->rule, "care-team");
}

TEST_F(AccessLogTest, HasNoWatchOfThePatientsOwn) {
  const std::string thread = StartThread();
  Watch(patient_, [&] { Call(nurse_, &Talk::SendMessage, NewMessage(thread)); }, 1);
  EXPECT_EQ(CountOf("/Watch"), 0);
}

TEST_F(AccessLogTest, HasNoLookOfThePatients) {
  const std::string thread = StartThread();
  const size_t before = Logged().size();
  ASSERT_TRUE(Call(patient_, &Talk::ListMessages, Messages(thread)).ok());
  ASSERT_TRUE(Call(patient_, &Talk::ListThreads, Threads()).ok());
  EXPECT_EQ(Logged().size(), before);
}

TEST_F(AccessLogTest, HasAnExportBeforeItsFirstResourceAndNoneThatWasRefused) {
  StartThread();
  const size_t before = Logged().size();
  {
    Talk stub(server_.channel());
    const auto context = nurse_.Context();
    const auto reader = stub.ExportThreads(context.get(), ExportOf("patients/patient-1"));
    v1::ExportThreadsResponse piece;
    ASSERT_TRUE(reader->Read(&piece));
    const auto log = Logged();
    ASSERT_EQ(log.size(), before + 1);
    EXPECT_EQ(log.back().person, "nurse-1");
    EXPECT_EQ(log.back().rule, "care-team");
    while (reader->Read(&piece)) {
    }
    EXPECT_TRUE(reader->Finish().ok());
  }
  EXPECT_FALSE(Export(server_.channel(), other_nurse_).status.ok());
  EXPECT_TRUE(Export(server_.channel(), patient_).status.ok());
  EXPECT_EQ(Logged().size(), before + 1);
  EXPECT_THAT(testing::RunTask(server_.access_log().Denials(0, 10, Soon())).value(), SizeIs(1));
}

TEST_F(AccessLogTest, HasWhoWasKeptOutAmongTheDenials) {
  const std::string thread = StartThread();
  EXPECT_FALSE(Call(other_nurse_, &Talk::ListMessages, Messages(thread)).ok());
  const auto denied = testing::RunTask(server_.access_log().Denials(0, 10, Soon())).value();
  ASSERT_THAT(denied, SizeIs(1));
  EXPECT_EQ(audit::DecodeAccess(denied[0].bytes)->person, "nurse-2");
}

TEST_F(AccessLogTest, HasAmongTheDenialsWhoWouldTakeBackWhatAnotherSaid) {
  const std::string thread = StartThread();
  EXPECT_EQ(Call(nurse_, &Talk::RetractMessage, NewRetraction(thread, 1)).status.error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);
  const auto denied = testing::RunTask(server_.access_log().Denials(0, 10, Soon())).value();
  ASSERT_THAT(denied, SizeIs(1));
  EXPECT_EQ(audit::DecodeAccess(denied[0].bytes)->person, "nurse-1");
}

}  // namespace
}  // namespace careloop::messaging
