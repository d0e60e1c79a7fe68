#include "services/messaging/store/redis_care_team_store.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/numbers.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/store/erasures.h"
#include "common/store/missing_keys.h"
#include "services/messaging/store/sealed_records.h"

namespace careloop::messaging {
namespace {

using redis::Function;
using redis::Reply;

constexpr Function kAllTeams{"all_teams", Function::Effect::kReads};
constexpr Function kSettings{"settings", Function::Effect::kReads};
constexpr Function kTeam{"team", Function::Effect::kReads};
constexpr Function kTeamPatients{"team_patients", Function::Effect::kReads};
constexpr Function kEnrolment{"enrolment", Function::Effect::kReads};
constexpr Function kMemberships{"memberships", Function::Effect::kReads};
constexpr Function kTeamsOfPatient{"teams_of_patient", Function::Effect::kReads};

constexpr std::string_view kUnanswered = "UNANSWERED ";

constexpr store::Refusal kRefusals[] = {
    {"ALREADY_EXISTS", absl::StatusCode::kAlreadyExists, reason::kAlreadyExists, "is there already"},
    {"NO_TEAM", absl::StatusCode::kNotFound, reason::kNotFound, "care team not found"},
    {"NO_RECIPIENT", absl::StatusCode::kInvalidArgument, reason::kInvalidField,
     "settings.second_recipient: is not on the care team"},
    {"STALE", absl::StatusCode::kAborted, reason::kVersionConflict,
     "settings.etag: the settings have been changed since they were read; read them again"},
    {"NOT_WITH_TEAM", absl::StatusCode::kNotFound, reason::kNotFound, "patient is not enrolled with the care team"},
    {"NO_MEMBER", absl::StatusCode::kNotFound, reason::kNotFound, "person is not on the care team"},
    {"ENDED", absl::StatusCode::kInvalidArgument, reason::kInvalidField, "expire_time: has passed"},
    {"IS_CAREGIVER", absl::StatusCode::kAlreadyExists, reason::kAlreadyExists, "person: is a caregiver of the patient"},
    {"NO_CAREGIVER", absl::StatusCode::kNotFound, reason::kNotFound, "caregiver not found"},
    {"TOO_MANY_CAREGIVERS", absl::StatusCode::kFailedPrecondition, reason::kFailedState,
     "the patient has 10 caregivers, which is the limit"},
    {"TOO_MANY_CARED_FOR", absl::StatusCode::kFailedPrecondition, reason::kFailedState,
     "person: is the caregiver of 20 patients, which is the limit"},
    store::kErased[0],
    {"TEAM_FULL", absl::StatusCode::kFailedPrecondition, reason::kFailedState,
     "the care team has 200 members, which is the limit"},
    {"TOO_MANY_TEAMS", absl::StatusCode::kFailedPrecondition, reason::kFailedState,
     "at the limit of care teams: 50 for a member of staff, 20 for a patient"},
};

}  // namespace

Task<absl::StatusOr<std::string>> RedisCareTeamStore::Write(const Call& call, std::string_view function,
                                                            std::vector<std::string> args) {
  const Function write{function, Function::Effect::kWrites};
  std::vector<std::string> all = idempotency_.Args(call, std::move(args));
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(write, std::move(all), call.deadline));
  co_return store::OutcomeOf(reply, kRefusals);
}

Task<absl::StatusOr<std::string>> RedisCareTeamStore::Create(const Call& call, CareTeam team) {
  return Write(call, "create_team", {team.id, SealTeam(team, site_)});
}

Task<absl::Status> RedisCareTeamStore::AddMember(const Call& call, std::string team, Member member) {
  std::string record = SealMember(member, site_, team);
  std::vector<std::string> args = {std::move(team), member.person, std::move(record)};
  auto outcome = co_await Write(call, "add_member", std::move(args));
  co_return outcome.status();
}

// A change that is refused while threads wait, unless the last of `args` says that they may be left. `threads`: which.
Task<absl::Status> RedisCareTeamStore::WriteUnlessUnanswered(const Call& call, std::string_view function,
                                                             std::vector<std::string> args, std::string_view threads) {
  const Function write{function, Function::Effect::kWrites};
  std::vector<std::string> all = idempotency_.Args(call, std::move(args));
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(write, std::move(all), call.deadline));
  const std::string word = reply.empty() ? "" : reply.front().text();
  if (word.starts_with(kUnanswered)) {
    co_return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
                    StrCat("leave_unanswered: ", threads,
                           " that wait for an answer or are urgent: ", word.substr(kUnanswered.size())));
  }
  co_return store::OutcomeOf(reply, kRefusals).status();
}

Task<absl::Status> RedisCareTeamStore::RemoveMember(const Call& call, std::string team, std::string person,
                                                    bool leave_unanswered, absl::Time now) {
  return WriteUnlessUnanswered(
      call, "remove_member",
      {std::move(team), std::move(person), StrCat(absl::ToUnixMillis(now)), leave_unanswered ? "1" : ""},
      "threads of the care team, which nobody else is on,");
}

Task<absl::StatusOr<absl::Time>> RedisCareTeamStore::Enrol(const Call& call, std::string team, Enrolment enrolment) {
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForWriting(enrolment.patient, call.deadline));
  std::string record = SealEnrolment(enrolment, *keys, team);
  std::vector<std::string> args = {std::move(team), keys->owner(), std::move(record),
                                   StrCat(absl::ToUnixMillis(enrolment.enrolled))};
  CO_ASSIGN_OR_RETURN(const std::string millis, co_await Write(call, "enrol", std::move(args)));
  int64_t value = 0;
  if (!absl::SimpleAtoi(millis, &value)) co_return absl::InternalError("enrol: outcome of another shape");
  co_return absl::FromUnixMillis(value);
}

Task<absl::Status> RedisCareTeamStore::Unenrol(const Call& call, std::string team, std::string patient,
                                               bool leave_unanswered, absl::Time now) {
  return WriteUnlessUnanswered(
      call, "unenrol",
      {std::move(team), keys_.PseudonymOf(patient), StrCat(absl::ToUnixMillis(now)), leave_unanswered ? "1" : ""},
      "threads of the patient with the care team");
}

Task<absl::StatusOr<std::vector<std::string>>> RedisCareTeamStore::AllTeams(const Call& call) {
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kAllTeams, {}, call.deadline));
  std::vector<std::string> ids;
  for (const Reply& id : reply) ids.push_back(id.text());
  co_return ids;
}

Task<absl::StatusOr<int64_t>> RedisCareTeamStore::SetSettings(const Call& call, std::string team, TeamSettings settings,
                                                              std::optional<int64_t> seen) {
  std::string record = SealSettings(settings, site_, team);
  std::vector<std::string> args = {std::move(team), std::move(record),
                                   StrCat(absl::ToInt64Milliseconds(settings.escalation_interval)),
                                   settings.second_recipient, seen ? StrCat(*seen) : ""};
  CO_ASSIGN_OR_RETURN(const std::string outcome, co_await Write(call, "set_settings", std::move(args)));
  int64_t version = 0;
  if (!absl::SimpleAtoi(outcome, &version)) co_return absl::InternalError("set_settings: outcome of another shape");
  co_return version;
}

Task<absl::StatusOr<TeamSettings>> RedisCareTeamStore::SettingsOf(std::string team, Deadline deadline) {
  std::vector<std::string> args = {team};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kSettings, std::move(args), deadline));
  if (reply.size() != 5) co_return NotFound("care team");
  TeamSettings settings;
  if (!reply[1].text().empty()) {
    CO_ASSIGN_OR_RETURN(settings, OpenSettings(reply[1].text(), site_, team));
  }
  if (!absl::SimpleAtoi(reply[0].text(), &settings.version))
    co_return absl::InternalError("settings: reply of another shape");
  CO_ASSIGN_OR_RETURN(CareTeam named, OpenTeam(reply[2].text(), site_, team));
  settings.team_name = std::move(named.display_name);
  settings.has_members = reply[3].integer() == 1;
  settings.second_recipient = reply[4].text();
  co_return settings;
}

Task<absl::StatusOr<CareTeam>> RedisCareTeamStore::Get(const Call& call, std::string team) {
  std::vector<std::string> args = {team};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kTeam, std::move(args), call.deadline));
  if (reply.empty()) co_return NotFound("care team");
  CO_ASSIGN_OR_RETURN(CareTeam found, OpenTeam(reply[0].text(), site_, team));
  const Reply::Array& members = reply.at(1).array();
  for (size_t i = 0; i + 1 < members.size(); i += 2) {
    CO_ASSIGN_OR_RETURN(Member member, OpenMember(members[i + 1].text(), site_, team, members[i].text()));
    found.members.push_back(std::move(member));
  }
  std::sort(found.members.begin(), found.members.end(), [](const Member& a, const Member& b) {
    return std::tie(a.joined, a.person) < std::tie(b.joined, b.person);
  });
  co_return found;
}

Task<absl::StatusOr<std::vector<Enrolment>>> RedisCareTeamStore::Patients(const Call& call, std::string team) {
  std::vector<std::string> args = {team};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kTeamPatients, std::move(args), call.deadline));
  if (reply.empty()) co_return NotFound("care team");
  const Reply::Array& rows = reply[0].array();
  std::vector<std::string> patients;
  for (size_t i = 0; i + 1 < rows.size(); i += 2) patients.push_back(rows[i].text());
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.OfPseudonyms(std::move(patients)));
  std::vector<Enrolment> enrolments;
  int unopened = 0;
  for (size_t i = 0; i + 1 < rows.size(); i += 2) {
    const auto owner = keys.find(rows[i].text());
    if (owner == keys.end() || !owner->second) continue;  // erased, or lost
    auto enrolment = OpenEnrolment(rows[i + 1].text(), *owner->second, team);
    if (enrolment.ok()) {
      enrolments.push_back(*std::move(enrolment));
    } else {
      ++unopened;  // one patient's is no reason to show a team nobody
    }
  }
  store::LogMissingKeys(keys, unopened);
  co_return enrolments;
}

Task<absl::StatusOr<Enrolment>> RedisCareTeamStore::EnrolmentOf(const Call& call, std::string team,
                                                                std::string patient) {
  std::vector<std::string> args = {team, keys_.PseudonymOf(patient)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kEnrolment, std::move(args), call.deadline));
  if (reply.empty()) co_return NotFound("enrolment");
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(patient)));
  co_return OpenEnrolment(reply[0].text(), *keys, team);
}

Task<absl::StatusOr<Memberships>> RedisCareTeamStore::MembershipsOf(std::string person, Deadline deadline) {
  std::vector<std::string> args = {person};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kMemberships, std::move(args), deadline));
  Memberships memberships;
  for (size_t i = 0; i + 1 < reply.size(); i += 2) {
    CO_ASSIGN_OR_RETURN(Member member, OpenMember(reply[i + 1].text(), site_, reply[i].text(), person));
    memberships.emplace(reply[i].text(), std::move(member));
  }
  co_return memberships;
}

Task<absl::StatusOr<std::vector<std::string>>> RedisCareTeamStore::TeamsOfPatient(const Call& call,
                                                                                  std::string patient) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kTeamsOfPatient, std::move(args), call.deadline));
  std::vector<std::string> teams;
  for (const Reply& team : reply) teams.push_back(team.text());
  std::sort(teams.begin(), teams.end());
  co_return teams;
}

}  // namespace careloop::messaging
