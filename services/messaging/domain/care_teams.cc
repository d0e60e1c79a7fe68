#include "services/messaging/domain/care_teams.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/messaging/domain/case_folding.h"

namespace careloop::messaging {
namespace {

std::map<PatientOrder, Enrolment> InOrder(std::vector<Enrolment> all) {
  std::map<PatientOrder, Enrolment> ordered;
  for (Enrolment& enrolment : all) {
    PatientOrder place{FoldCase(enrolment.display_name), enrolment.patient};
    ordered.emplace(std::move(place), std::move(enrolment));
  }
  return ordered;
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
  calendars_.Forget(team);  // the first one, perhaps
  co_return co_await Read(call, std::move(team));
}

Task<absl::StatusOr<CareTeam>> CareTeams::RemoveMember(const Call& call, std::string team, std::string person,
                                                       bool leave_unanswered) {
  CO_RETURN_IF_ERROR(co_await store_.RemoveMember(call, team, person, leave_unanswered, clock_.Now()));
  access_.Forget(person);
  calendars_.Forget(team);  // the last one, perhaps
  co_return co_await Read(call, std::move(team));
}

Task<absl::StatusOr<CareTeam>> CareTeams::SetSettings(const Call& call, std::string team, TeamSettings settings,
                                                      std::optional<int64_t> seen) {
  if (settings.hours) CO_RETURN_IF_ERROR(CheckHours(*settings.hours, clock_.Now()));
  CO_RETURN_IF_ERROR((co_await store_.SetSettings(call, team, std::move(settings), seen)).status());
  calendars_.Forget(team);
  co_return co_await Read(call, std::move(team));
}

Task<absl::StatusOr<CareTeam>> CareTeams::Read(const Call& call, std::string team) {
  co_return co_await Read(call, std::move(team), {});
}

// The team with its settings, and what the caller can expect of it if they are no admin.
Task<absl::StatusOr<CareTeam>> CareTeams::Read(const Call& call, std::string team, Reading reading) {
  CO_ASSIGN_OR_RETURN(CareTeam read, co_await store_.Get(call, team));
  CO_ASSIGN_OR_RETURN(const auto times, co_await calendars_.Recent(std::move(team), call.deadline));
  read.settings = times->settings;
  if (call.caller->role == Role::kAdmin) co_return read;
  read.availability = AvailabilityFor(*times, !reading.only, clock_.Now());
  read.availability->reads_only = reading.only;
  co_return read;
}

Task<absl::StatusOr<Enrolment>> CareTeams::Enrol(const Call& call, std::string team, Enrolment enrolment) {
  enrolment.enrolled = clock_.Now();
  CO_ASSIGN_OR_RETURN(enrolment.enrolled, co_await store_.Enrol(call, std::move(team), enrolment));
  co_return enrolment;
}

Task<absl::Status> CareTeams::Unenrol(const Call& call, std::string team, std::string patient, bool leave_unanswered) {
  co_return co_await store_.Unenrol(call, std::move(team), std::move(patient), leave_unanswered, clock_.Now());
}

Task<absl::StatusOr<CareTeams::Seen>> CareTeams::SeenBy(const Call& call, std::optional<std::string> patient) {
  const Caller& caller = *call.caller;
  if (caller.role == Role::kCaregiver) co_return co_await SeenByCaregiver(call, std::move(patient));
  if (patient) {
    Violations violations;
    violations.Add("patient", "is for a caregiver");
    co_return violations.ToStatus();
  }
  std::vector<std::string> ids;
  if (caller.role == Role::kAdmin) {
    CO_ASSIGN_OR_RETURN(ids, co_await store_.AllTeams(call));
  } else if (caller.role == Role::kPatient) {
    CO_ASSIGN_OR_RETURN(ids, co_await store_.TeamsOfPatient(call, caller.subject));
  } else if (caller.role == Role::kClinician) {
    CO_ASSIGN_OR_RETURN(const auto memberships, co_await access_.MembershipsOf(caller.subject, call.deadline));
    for (const auto& [team, member] : *memberships) ids.push_back(team);
  }
  Seen seen;
  for (std::string& id : ids) seen.teams.emplace(std::move(id), Reading{.only = false});
  co_return seen;
}

// The teams of the patients who let the caller read messages, or of one of them. Who may write for one patient of a
// team is not told that they may not.
Task<absl::StatusOr<CareTeams::Seen>> CareTeams::SeenByCaregiver(const Call& call, std::optional<std::string> patient) {
  CO_ASSIGN_OR_RETURN(const auto cares, co_await access_.CaresOf(call.caller->subject, call.deadline));
  const absl::Time now = clock_.Now();
  Seen seen;
  for (const auto& [of, care] : *cares) {
    if ((patient && *patient != of) || !care.May(CaregiverPermission::kReadMessages, now)) continue;
    seen.patients.push_back(of);
    const bool writes = care.May(CaregiverPermission::kWriteMessages, now);
    CO_ASSIGN_OR_RETURN(std::vector<std::string> ids, co_await store_.TeamsOfPatient(call, of));
    for (std::string& id : ids) {
      Reading& reading = seen.teams.emplace(std::move(id), Reading{.only = true}).first->second;
      if (writes) reading.only = false;
      reading.patients.push_back(of);
    }
  }
  if (patient && seen.patients.empty()) co_return NotFound("patient");
  co_return seen;
}

Task<absl::StatusOr<CareTeams::TeamsPage>> CareTeams::List(const Call& call, std::optional<std::string> patient,
                                                           std::string after, int most) {
  CO_ASSIGN_OR_RETURN(const Seen seen, co_await SeenBy(call, std::move(patient)));
  TeamsPage page{.teams = {}, .patients = seen.patients};
  for (auto team = seen.teams.upper_bound(after); team != seen.teams.end(); ++team) {
    page.more = page.teams.size() == static_cast<size_t>(most);
    if (page.more) break;
    CO_ASSIGN_OR_RETURN(CareTeam read, co_await Read(call, team->first, team->second));
    page.teams.push_back(std::move(read));
  }
  co_return page;
}

Task<absl::StatusOr<CareTeams::TeamFound>> CareTeams::Get(const Call& call, std::string team) {
  Reading reading;
  if (call.caller->role != Role::kAdmin) {
    CO_ASSIGN_OR_RETURN(const Seen seen, co_await SeenBy(call, std::nullopt));
    const auto found = seen.teams.find(team);
    if (found == seen.teams.end()) co_return NotFound("care team");
    reading = found->second;
  }
  CO_ASSIGN_OR_RETURN(CareTeam read, co_await Read(call, std::move(team), reading));
  co_return TeamFound{std::move(read), std::move(reading.patients)};
}

Task<absl::StatusOr<CareTeams::PatientsPage>> CareTeams::Patients(const Call& call, std::string team,
                                                                  std::optional<PatientOrder> after, int most) {
  if (call.caller->role != Role::kAdmin) {
    CO_ASSIGN_OR_RETURN(const auto memberships, co_await access_.MembershipsOf(call.caller->subject, call.deadline));
    if (!memberships->contains(team)) co_return NotFound("care team");
  }
  CO_ASSIGN_OR_RETURN(std::vector<Enrolment> all, co_await store_.Patients(call, std::move(team)));
  std::map<PatientOrder, Enrolment> ordered = InOrder(std::move(all));
  PatientsPage page;
  for (auto next = after ? ordered.upper_bound(*after) : ordered.begin(); next != ordered.end(); ++next) {
    if (page.patients.size() == static_cast<size_t>(most)) {
      page.next = std::prev(next)->first;
      break;
    }
    page.patients.push_back(std::move(next->second));
  }
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
  const bool about_another = !person.empty() && person != caller.subject;
  const bool about_themself = caller.role == Role::kPatient && patient == caller.subject;
  if (caller.role != Role::kService && about_another && !about_themself) {
    co_return Error(absl::StatusCode::kPermissionDenied, reason::kRoleNotAllowed,
                    "person: a person may ask about themselves only");
  }
  const std::string subject = person.empty() ? caller.subject : std::move(person);
  AccessAnswer answer;
  // A token of another role with a patient's id as its subject is not that patient.
  const bool is_patient = subject == patient && (caller.role == Role::kPatient || caller.role == Role::kService);
  const bool teams_count = is_patient || about_another || caller.role == Role::kClinician;
  if (teams_count) {
    CO_ASSIGN_OR_RETURN(answer.teams, co_await store_.TeamsOfPatient(call, patient));
  }
  if (is_patient) co_return AccessAnswer{.allowed = true, .teams = std::move(answer.teams), .care = std::nullopt};
  if (teams_count) {
    CO_ASSIGN_OR_RETURN(const auto memberships, co_await access_.MembershipsOf(subject, call.deadline));
    std::erase_if(answer.teams, [&](const std::string& team) { return !memberships->contains(team); });
  }
  if (about_another || caller.role == Role::kCaregiver) {
    CO_ASSIGN_OR_RETURN(answer.care, co_await CareOf(call, std::move(patient), subject));
  }
  answer.allowed = !answer.teams.empty() || answer.care;
  co_return answer;
}

// What the patient lets the person do as a caregiver at this moment; nothing if they are none.
Task<absl::StatusOr<std::optional<Caregiver>>> CareTeams::CareOf(const Call& call, std::string patient,
                                                                 std::string person) {
  CO_ASSIGN_OR_RETURN(const auto cares, co_await access_.CaresOf(std::move(person), call.deadline));
  const auto care = cares->find(patient);
  if (care == cares->end() || !care->second.IsCurrent(clock_.Now())) co_return std::nullopt;
  co_return std::optional<Caregiver>(care->second);
}

}  // namespace careloop::messaging
