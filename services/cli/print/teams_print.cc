#include "absl/strings/str_join.h"
#include "services/cli/print/messages_print.h"
#include "services/cli/print/prose.h"
#include "services/cli/times.h"

namespace careloop::cli {
namespace {

namespace v1 = messaging::v1;

void PrintPatient(std::ostream& out, const v1::TeamPatient& patient) {
  out << patient.display_name() << " (" << patient.patient() << "), enrolled " << FormatTime(patient.enrolled_time())
      << "\n";
}

}  // namespace

void PrintCareTeam(std::ostream& out, const v1::CareTeam& team) {
  out << team.display_name() << " (" << team.name() << ")\n";
  for (const auto& member : team.members()) {
    out << "  " << member.display_name() << ", " << member.title() << " (" << member.person() << "), since "
        << FormatTime(member.joined_time()) << "\n";
  }
}

void PrintTeamPatients(std::ostream& out, const v1::ListTeamPatientsResponse& answer) {
  for (const auto& patient : answer.team_patients()) PrintPatient(out, patient);
  PrintNextPage(out, answer.next_page_token());
}

void PrintEnrolled(std::ostream& out, const v1::EnrolPatientResponse& answer) {
  PrintPatient(out, answer.team_patient());
}

void PrintAccess(std::ostream& out, const v1::CheckAccessResponse& answer) {
  out << (answer.allowed() ? "yes" : "no");
  if (!answer.care_teams().empty()) out << ", through " << absl::StrJoin(answer.care_teams(), ", ");
  out << "\n";
}

}  // namespace careloop::cli
