#include "tests/matrix/watching.h"

#include "careloop/messaging/v1/messaging_service.pb.h"
#include "common/base/strings.h"

namespace careloop::matrix {
namespace {

using messaging::v1::WatchResponse;

constexpr char kTeams[] = "messaging.v1.CareTeamService/";

// Something happens to the watcher and is undone: they let somebody help them, are on a team, or may help a patient.
// The names that the event of its end has.
struct PassingEvent {
  std::string removed_caregiver, left_team, lost_patient;

  bool IsIn(const WatchResponse& event) const {
    if (event.has_caregiver_changed()) {
      return event.caregiver_changed().name() == removed_caregiver && !event.caregiver_changed().has_caregiver();
    }
    const auto& revoked = event.revoked();
    return (!left_team.empty() && revoked.care_team() == left_team) ||
           (!lost_patient.empty() && revoked.patient() == lost_patient);
  }
};

void LetHelp(const Desk& desk, const std::string& authorization, const std::string& patient, const std::string& who) {
  const Names names = {{"patient", patient}, {"who", who}};
  desk.Do(
      StrCat(kTeams, "AddCaregiver"), authorization,
      Filled(R"(parent: "{patient}" person: "{who}" display_name: "Helper" relationship: "Friend" scope: 1)", names));
  desk.Do(StrCat(kTeams, "RemoveCaregiver"), authorization, Filled(R"(name: "{patient}/caregivers/{who}")", names));
}

void JoinAndLeave(const Desk& desk, const std::string& admin, const std::string& who) {
  const Names names = {{"team", kQuietTeam}, {"who", who}};
  desk.Do(StrCat(kTeams, "AddMember"), admin,
          Filled(R"(care_team: "{team}" person: "{who}" display_name: "Nurse" title: "Nurse")", names));
  desk.Do(StrCat(kTeams, "RemoveMember"), admin, Filled(R"(care_team: "{team}" person: "{who}")", names));
}

PassingEvent Happen(const Desk& desk, const CommonGround& ground, Role role, const std::string& who,
                    const std::string& authorization) {
  const std::string passing = StrCat("passing-", Serial());
  const std::string self = StrCat("patients/", who);
  switch (role) {
    case Role::kPatient:
      LetHelp(desk, authorization, self, passing);
      return {.removed_caregiver = StrCat(self, "/caregivers/", passing)};
    case Role::kClinician:
      JoinAndLeave(desk, ground.admin(), who);
      return {.left_team = kQuietTeam};
    default:
      LetHelp(desk, ground.stranger(), kStranger, who);
      return {.lost_patient = kStranger};
  }
}

}  // namespace

Answer Watch(const Desk& desk, const CommonGround& ground, const World& world, const Cell& cell,
             const Authorization& authorization) {
  const Rpc list = RpcNamed("messaging.v1.MessagingService/ListThreads");
  const Answer threads = desk.Ask(list, *RequestOf(list, R"(parent: "patients/-")"), authorization);
  if (!threads.ok()) return desk.Ask(cell.rpc, *RequestOf(cell.rpc, ""), authorization);
  messaging::v1::ListThreadsResponse page;
  page.ParseFromString(threads.responses.front());
  world.SendMessage();
  const PassingEvent passing = Happen(desk, ground, cell.role, world.PersonIn(cell.relationship), *authorization);
  const auto request = RequestOf(cell.rpc, StrCat("resume_token: \"", page.watch_token(), "\""));
  return desk.Ask(cell.rpc, *request, authorization, [&](const std::string& response) {
    WatchResponse event;
    return event.ParseFromString(response) && passing.IsIn(event);
  });
}

}  // namespace careloop::matrix
