#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_CARE_TEAMS_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_CARE_TEAMS_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/base/task.h"
#include "services/messaging/domain/access.h"
#include "services/messaging/domain/patient_order.h"
#include "services/messaging/domain/team_calendars.h"

namespace careloop::messaging {

// Care teams, their members and their patients. Only an admin changes them; the policy rows say so. Thread-safe.
class CareTeams {
 public:
  CareTeams(CareTeamStore& store, Access& access, TeamCalendars& calendars, const Clock& clock, Random& random)
      : store_(store), access_(access), calendars_(calendars), clock_(clock), random_(random) {}

  // `id` empty: chosen here.
  Task<absl::StatusOr<CareTeam>> Create(const Call& call, std::string id, std::string display_name);
  Task<absl::StatusOr<CareTeam>> AddMember(const Call& call, std::string team, Member member);
  // `leave_unanswered`: also the last one, if threads wait for an answer or are urgent, which nobody sees then.
  Task<absl::StatusOr<CareTeam>> RemoveMember(const Call& call, std::string team, std::string person,
                                              bool leave_unanswered);
  // INVALID_ARGUMENT for hours that overlap or never come; `seen`: the version that the caller looked at.
  Task<absl::StatusOr<CareTeam>> SetSettings(const Call& call, std::string team, TeamSettings settings,
                                             std::optional<int64_t> seen);
  Task<absl::StatusOr<Enrolment>> Enrol(const Call& call, std::string team, Enrolment enrolment);

  // `leave_unanswered`: also if threads wait for an answer or are urgent, of which nobody is told any more.
  Task<absl::Status> Unenrol(const Call& call, std::string team, std::string patient, bool leave_unanswered);

  // One page, by id: of all teams for an admin, of their own for a clinician, of those that have enrolled them for a
  // patient, and for a caregiver of those that have enrolled patients who let them read messages, or `patient`.
  struct TeamsPage {
    std::vector<CareTeam> teams;
    bool more = false;
    std::vector<std::string> patients;  // whose enrolments it tells a caregiver of
  };
  Task<absl::StatusOr<TeamsPage>> List(const Call& call, std::optional<std::string> patient, std::string after,
                                       int most);

  // For who may list it; to others it does not exist.
  struct TeamFound {
    CareTeam team;
    std::vector<std::string> patients;  // through whom a caregiver sees it
  };
  Task<absl::StatusOr<TeamFound>> Get(const Call& call, std::string team);

  // One page of those that come after a place, in PatientOrder. For an admin and members.
  struct PatientsPage {
    std::vector<Enrolment> patients;
    std::optional<PatientOrder> next;  // the last of them, if there are more
  };
  Task<absl::StatusOr<PatientsPage>> Patients(const Call& call, std::string team, std::optional<PatientOrder> after,
                                              int most);

  // The teams through which `person` may see `patient` now, and what they may do as a caregiver. Anybody but a service
  // may ask about themselves only, and a patient about who may see them.
  struct AccessAnswer {
    bool allowed = false;
    std::vector<std::string> teams;
    std::optional<Caregiver> care;  // as which they are a caregiver of the patient now
  };
  Task<absl::StatusOr<AccessAnswer>> Check(const Call& call, std::string patient, std::string person);

 private:
  // What a caller may see of a care team.
  struct Reading {
    bool only = false;                  // and may not write
    std::vector<std::string> patients;  // through whom, if the caller is their caregiver
  };
  struct Seen {
    std::map<std::string, Reading> teams;  // by their id
    std::vector<std::string> patients;     // whose enrolments were looked at for a caregiver, with a team or none
  };
  Task<absl::StatusOr<Seen>> SeenBy(const Call& call, std::optional<std::string> patient);
  Task<absl::StatusOr<Seen>> SeenByCaregiver(const Call& call, std::optional<std::string> patient);
  Task<absl::StatusOr<CareTeam>> Read(const Call& call, std::string team);
  Task<absl::StatusOr<CareTeam>> Read(const Call& call, std::string team, Reading reading);
  Task<absl::StatusOr<std::optional<Caregiver>>> CareOf(const Call& call, std::string patient, std::string person);

  CareTeamStore& store_;
  Access& access_;
  TeamCalendars& calendars_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_CARE_TEAMS_H_
