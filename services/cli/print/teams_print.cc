#include "absl/strings/str_join.h"
#include "common/base/strings.h"
#include "services/cli/print/messages_print.h"
#include "services/cli/print/prose.h"
#include "services/cli/times.h"
#include "services/cli/words.h"

namespace careloop::cli {
namespace {

namespace v1 = messaging::v1;

constexpr char kNobody[] = "nobody is on the care team, to read what is written";

void PrintPatient(std::ostream& out, const v1::TeamPatient& patient) {
  out << patient.display_name() << " (" << patient.patient() << "), enrolled " << FormatTime(patient.enrolled_time())
      << "\n";
}

void PrintShifts(std::ostream& out, const v1::OpeningHours& hours) {
  for (const auto& shift : hours.shifts()) {
    out << "  " << WordOf(shift.day()) << " " << shift.opens() << "-" << shift.closes() << " " << hours.time_zone()
        << "\n";
  }
  if (!hours.holidays().empty()) out << "  not on " << absl::StrJoin(hours.holidays(), ", ") << "\n";
}

void PrintSettings(std::ostream& out, const v1::CareTeamSettings& settings) {
  out << "  answers within " << settings.routine_answer_time().seconds() / 60 << " minutes, urgent ones within "
      << settings.urgent_answer_time().seconds() / 60 << "; then every "
      << settings.escalation_interval().seconds() / 60 << " minutes to "
      << (settings.second_recipient().empty() ? "the whole team" : settings.second_recipient()) << "\n";
  PrintShifts(out, settings.hours());
}

std::string DescribePresence(const v1::Availability& availability) {
  if (availability.staffed()) return "there now";
  if (availability.refusal() == v1::SEND_REFUSAL_NO_MEMBERS) return kNobody;
  return availability.has_next_staffed_time() ? StrCat("back ", FormatTime(availability.next_staffed_time()))
                                              : "not there in the year to come";
}

void PrintTeam(std::ostream& out, const v1::CareTeam& team) {
  out << team.display_name() << " (" << team.name() << ")\n";
  if (team.has_availability()) out << "  " << DescribeAvailability(team.availability()) << "\n";
  PrintSettings(out, team.settings());
  for (const auto& member : team.members()) {
    out << "  " << member.display_name() << ", " << member.title() << " (" << member.person() << "), since "
        << FormatTime(member.joined_time()) << "\n";
  }
}

}  // namespace

std::string DescribeAvailability(const v1::Availability& availability) {
  if (availability.refusal() == v1::SEND_REFUSAL_READ_ONLY) return "you may read and not write";
  if (availability.refusal() == v1::SEND_REFUSAL_NO_MEMBERS) return kNobody;
  if (!availability.can_send()) return "you cannot write to them any more";
  return StrCat(DescribePresence(availability), "; an answer by ", FormatTime(availability.expected_answer_time()));
}

void PrintCareTeam(std::ostream& out, const v1::CareTeam& team) {
  out << Indented(team.availability().emergency_text(), 0);
  PrintTeam(out, team);
}

void PrintHours(std::ostream& out, const v1::CareTeam& team) {
  out << team.display_name() << " (" << team.name() << ")\n";
  if (team.has_availability()) out << "  " << DescribePresence(team.availability()) << "\n";
  if (!team.settings().has_hours()) out << "  always there\n";
  PrintShifts(out, team.settings().hours());
}

void PrintCareTeams(std::ostream& out, const v1::ListCareTeamsResponse& answer) {
  // The same for all of them.
  if (!answer.care_teams().empty()) out << Indented(answer.care_teams(0).availability().emergency_text(), 0);
  for (const auto& team : answer.care_teams()) PrintTeam(out, team);
  PrintNextPage(out, answer.next_page_token());
}

void PrintUnenrolled(std::ostream& out, const v1::UnenrolPatientResponse&) { out << "not enrolled any more\n"; }

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
  std::vector<std::string> words;
  for (const int permission : answer.caregiver_scope()) {
    words.push_back(WordOf(static_cast<v1::CaregiverPermission>(permission)));
  }
  if (!words.empty()) out << ", as a caregiver: " << absl::StrJoin(words, ", ");
  out << "\n";
}

}  // namespace careloop::cli
