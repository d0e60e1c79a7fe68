#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_CHOSEN_TEAM_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_CHOSEN_TEAM_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/care_teams.h"

namespace careloop::journal {

// The care team that a patient names, or their only one if they name none. INVALID_ARGUMENT (care_team) for one that
// has not enrolled them, and for none of several; FAILED_PRECONDITION without any.
//
// While nobody can say which teams the patient has, the one that they name is taken at their word: whatever it is for
// asks again before anybody is told.
Task<absl::StatusOr<std::string>> ChosenTeam(const Call& call, CareTeams& care_teams, std::string patient,
                                             std::string wanted);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_CHOSEN_TEAM_H_
