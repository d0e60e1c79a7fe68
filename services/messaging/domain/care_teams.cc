#include "services/messaging/domain/care_teams.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace careloop::messaging {
namespace {

bool ByName(const Enrolment& a, const Enrolment& b) {
  const std::string name_a = absl::AsciiStrToLower(a.display_name);
  const std::string name_b = absl::AsciiStrToLower(b.display_name);
  return std::tie(name_a, a.patient) < std::tie(name_b, b.patient);
}

}  // namespace

Task<absl::StatusOr<CareTeam>> CareTeams::Create(const Call& call, std::string id, std::string display_name) {
  CareTeam team{id.empty() ? NewId(random_) : std::move(id), std::move(display_name), clock_.Now(), {}};
  CO_ASSIGN_OR_RETURN(std::string created, co_await store_.Create(call, std::move(team)));
  co_return co_await Read(call, std::move(created));
}

Task<absl::StatusOr<CareTeam>> CareTeams::AddMember(const Call& call, std::string team, Member member) {
  const std::string person = member.person;
  member.joined = clock_.Now();
  CO_RETURN_IF_ERROR(co_await store_.AddMember(call, team, std::move(member)));
  access_.Forget(person);
  co_return co_await Read(call, std::move(team));
}

Task<absl::StatusOr<CareTeam>> CareTeams::RemoveMember(const Call& call, std::string team, std::string person) {
  CO_RETURN_IF_ERROR(co_await store_.RemoveMember(call, team, person, clock_.Now()));
  access_.Forget(person);
  co_return co_await Read(call, std::move(team));
}

Task<absl::StatusOr<CareTeam>> CareTeams::SetSettings(const Call& call, std::string team, TeamSettings settings,
                                                      std::optional<int64_t> seen) {
  if (settings.hours) CO_RETURN_IF_ERROR(CheckHours(*settings.hours, clock_.Now()));
  CO_RETURN_IF_ERROR((co_await store_.SetSettings(call, team, std::move(settings), seen)).status());
  calendars_.Forget(team);
  co_return co_await Read(call, std::move(team));
}

// The team with its settings, and what the caller can expect of it if they are no admin.
Task<absl::StatusOr<CareTeam>> CareTeams::Read(const Call& call, std::string team) {
  CO_ASSIGN_OR_RETURN(CareTeam read, co_await store_.Get(call, team));
  CO_ASSIGN_OR_RETURN(const auto times, co_await calendars_.Recent(std::move(team), call.deadline));
  read.settings = times->settings;
  if (call.caller->role != Role::kAdmin) read.availability = AvailabilityFor(*times, true, clock_.Now());
  co_return read;
}

Task<absl::StatusOr<Enrolment>> CareTeams::Enrol(const Call& call, std::string team, Enrolment enrolment) {
  enrolment.enrolled = clock_.Now();
  CO_ASSIGN_OR_RETURN(enrolment.enrolled, co_await store_.Enrol(call, std::move(team), enrolment));
  co_return enrolment;
}

Task<absl::Status> CareTeams::Unenrol(const Call& call, std::string team, std::string patient) {
  co_return co_await store_.Unenrol(call, std::move(team), std::move(patient), clock_.Now());
}

Task<absl::StatusOr<std::vector<std::string>>> CareTeams::TeamsOf(const Call& call) {
  const Caller& caller = *call.caller;
  if (caller.role == Role::kAdmin) co_return co_await store_.AllTeams(call);
  if (caller.role == Role::kPatient) co_return co_await store_.TeamsOfPatient(call, caller.subject);
  std::vector<std::string> ids;
  if (caller.role != Role::kClinician) co_return ids;
  CO_ASSIGN_OR_RETURN(const auto memberships, co_await access_.MembershipsOf(caller.subject, call.deadline));
  for (const auto& [team, member] : *memberships) ids.push_back(team);
  co_return ids;
}

Task<absl::StatusOr<CareTeams::TeamsPage>> CareTeams::List(const Call& call, std::string after, int most) {
  CO_ASSIGN_OR_RETURN(std::vector<std::string> ids, co_await TeamsOf(call));
  std::sort(ids.begin(), ids.end());
  ids.erase(ids.begin(), std::upper_bound(ids.begin(), ids.end(), after));
  TeamsPage page{.teams = {}, .more = ids.size() > static_cast<size_t>(most)};
  if (page.more) ids.resize(static_cast<size_t>(most));
  for (const std::string& id : ids) {
    CO_ASSIGN_OR_RETURN(CareTeam team, co_await Read(call, id));
    page.teams.push_back(std::move(team));
  }
  co_return page;
}

Task<absl::StatusOr<CareTeam>> CareTeams::Get(const Call& call, std::string team) {
  CO_ASSIGN_OR_RETURN(const bool may_see, co_await MaySee(call, team));
  if (!may_see) co_return NotFound("care team");
  co_return co_await Read(call, std::move(team));
}

Task<absl::StatusOr<CareTeams::PatientsPage>> CareTeams::Patients(const Call& call, std::string team, int start,
                                                                  int most) {
  CO_ASSIGN_OR_RETURN(const bool may_see, co_await MaySee(call, team));
  if (!may_see) co_return NotFound("care team");
  CO_ASSIGN_OR_RETURN(std::vector<Enrolment> all, co_await store_.Patients(call, std::move(team)));
  std::sort(all.begin(), all.end(), ByName);
  PatientsPage page;
  const int total = static_cast<int>(all.size());
  for (int i = start; i < std::min(total, start + most); ++i) page.patients.push_back(std::move(all[i]));
  if (start + most < total) page.next = start + most;
  co_return page;
}

Task<absl::StatusOr<CareTeams::AccessAnswer>> CareTeams::Check(const Call& call, std::string patient,
                                                               std::string person) {
  const Caller& caller = *call.caller;
  if (caller.role == Role::kService && person.empty()) {
    Violations violations;
    violations.Add("person", "is missing; a service asks about somebody");
    co_return violations.ToStatus();
  }
  if (caller.role != Role::kService && !person.empty() && person != caller.subject) {
    co_return Error(absl::StatusCode::kPermissionDenied, reason::kRoleNotAllowed,
                    "person: a person may ask about themselves only");
  }
  const std::string& subject = person.empty() ? caller.subject : person;
  CO_ASSIGN_OR_RETURN(std::vector<std::string> teams, co_await store_.TeamsOfPatient(call, patient));
  // A token of another role with a patient's id as its subject is not that patient.
  if (subject == patient && caller.role != Role::kClinician) co_return AccessAnswer{true, std::move(teams)};
  if (caller.role == Role::kPatient) co_return AccessAnswer{};
  CO_ASSIGN_OR_RETURN(const auto memberships, co_await access_.MembershipsOf(subject, call.deadline));
  std::erase_if(teams, [&](const std::string& team) { return !memberships->contains(team); });
  const bool allowed = !teams.empty();
  co_return AccessAnswer{allowed, std::move(teams)};
}

Task<absl::StatusOr<bool>> CareTeams::MaySee(const Call& call, std::string team) {
  const Caller& caller = *call.caller;
  if (caller.role == Role::kAdmin) co_return true;
  if (caller.role == Role::kPatient) {
    CO_ASSIGN_OR_RETURN(const std::vector<std::string> teams, co_await store_.TeamsOfPatient(call, caller.subject));
    co_return std::find(teams.begin(), teams.end(), team) != teams.end();
  }
  if (caller.role != Role::kClinician) co_return false;
  CO_ASSIGN_OR_RETURN(const auto memberships, co_await access_.MembershipsOf(caller.subject, call.deadline));
  co_return memberships->contains(team);
}

}  // namespace careloop::messaging
