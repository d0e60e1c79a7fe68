#include "services/journal/domain/chosen_team.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/strings.h"

namespace careloop::journal {
namespace {

absl::Status BadTeam(std::string_view what) {
  Violations violations;
  violations.Add("care_team", what);
  return violations.ToStatus();
}

// `wanted` if it is one of the patient's care teams; if nothing is wanted, the only one.
absl::StatusOr<std::string> ChooseTeam(const std::string& wanted, const std::vector<std::string>& teams) {
  if (!wanted.empty()) {
    if (std::find(teams.begin(), teams.end(), wanted) != teams.end()) return wanted;
    return BadTeam("is unknown or has not enrolled the patient");
  }
  if (teams.size() == 1) return teams.front();
  if (teams.empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState, "the patient has no care team");
  }
  return BadTeam(StrCat("is needed, since the patient has ", teams.size(), " care teams"));
}

}  // namespace

Task<absl::StatusOr<std::string>> ChosenTeam(const Call& call, CareTeams& care_teams, std::string patient,
                                             std::string wanted) {
  const auto teams = co_await care_teams.Connecting(call, std::move(patient));
  if (absl::IsUnavailable(teams.status()) && !wanted.empty()) co_return wanted;
  if (!teams.ok()) co_return teams.status();
  co_return ChooseTeam(wanted, *teams);
}

}  // namespace careloop::journal
