#include <memory>
#include <string>

#include "careloop/messaging/v1/care_team_service.grpc.pb.h"
#include "services/cli/print/messages_print.h"
#include "services/cli/program.h"
#include "services/cli/verbs/flags.h"

namespace careloop::cli {
namespace {

namespace v1 = messaging::v1;
using Stub = v1::CareTeamService::Stub;

void AddTeamOption(CLI::App& verb, std::string& team) {
  verb.add_option("team", team, "careTeams/{id}, or {id}")->required()->transform(Named("careTeams"));
}

// Calls about a patient name them in a field of their own.
template <typename Request>
absl::Status FillPatient(const Session& session, Request& request) {
  ASSIGN_OR_RETURN(*request.mutable_patient(), session.Patient());
  return absl::OkStatus();
}

template <typename Request>
void AddLeaveUnanswered(CLI::App& verb, std::shared_ptr<Request> request, const char* help) {
  verb.add_flag_callback("--leave-unanswered", [request] { request->set_leave_unanswered(true); }, help);
}

void AddCreate(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::CreateCareTeamRequest>();
  CLI::App& verb = program.AddCall(group, "create", "Create a care team", request, &Stub::CreateCareTeam,
                                   PrintTeamOf<v1::CreateCareTeamResponse>);
  verb.add_option("--name", *request->mutable_display_name(), "What people are shown")->required();
  verb.add_option("--id", *request->mutable_care_team_id(), "Its id; chosen by the server unless given");
}

void AddGet(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::GetCareTeamRequest>();
  AddTeamOption(program.AddCall(group, "get", "A care team and its members", request, &Stub::GetCareTeam,
                                PrintTeamOf<v1::GetCareTeamResponse>),
                *request->mutable_name());
}

void AddMembers(CLI::App& group, Program& program) {
  auto add = std::make_shared<v1::AddMemberRequest>();
  CLI::App& add_verb = program.AddCall(group, "add-member", "Put a person on a care team", add, &Stub::AddMember,
                                       PrintTeamOf<v1::AddMemberResponse>);
  AddTeamOption(add_verb, *add->mutable_care_team());
  add_verb.add_option("--person", *add->mutable_person(), "Their id, the subject of their token")->required();
  add_verb.add_option("--name", *add->mutable_display_name(), "What people are shown")->required();
  add_verb.add_option("--title", *add->mutable_title(), "What they are on the team, such as \"Oncology nurse\"")
      ->required();

  auto remove = std::make_shared<v1::RemoveMemberRequest>();
  CLI::App& remove_verb = program.AddCall(group, "remove-member", "Take a person off a care team", remove,
                                          &Stub::RemoveMember, PrintTeamOf<v1::RemoveMemberResponse>);
  AddTeamOption(remove_verb, *remove->mutable_care_team());
  remove_verb.add_option("--person", *remove->mutable_person(), "Their id")->required();
  AddLeaveUnanswered(remove_verb, remove, "Also the last one, if threads wait for an answer or are urgent");
}

void AddEnrol(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::EnrolPatientRequest>();
  CLI::App& verb = program.AddCall(group, "enrol", "Enrol the patient of --patient with a care team", request,
                                   &Stub::EnrolPatient, PrintEnrolled, FillPatient<v1::EnrolPatientRequest>);
  AddTeamOption(verb, *request->mutable_care_team());
  verb.add_option("--name", *request->mutable_display_name(), "What the team is shown")->required();
}

void AddUnenrol(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::UnenrolPatientRequest>();
  CLI::App& verb =
      program.AddCall(group, "unenrol", "End the enrolment of the patient of --patient with a care team", request,
                      &Stub::UnenrolPatient, PrintUnenrolled, FillPatient<v1::UnenrolPatientRequest>);
  AddTeamOption(verb, *request->mutable_care_team());
  AddLeaveUnanswered(verb, request, "Also if threads wait for an answer or are urgent: the team sees them no more");
}

void AddList(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::ListCareTeamsRequest>();
  CLI::App& verb = program.AddCall(group, "list", "Your care teams; all of them to an admin", request,
                                   &Stub::ListCareTeams, PrintCareTeams);
  verb.add_option("--of", *request->mutable_patient(), "As a caregiver: the teams of this patient")
      ->transform(Named("patients"));
  AddPaging(verb, request);
}

void AddPatients(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::ListTeamPatientsRequest>();
  CLI::App& verb = program.AddCall(group, "patients", "The patients of a care team", request, &Stub::ListTeamPatients,
                                   PrintTeamPatients);
  AddTeamOption(verb, *request->mutable_care_team());
  AddPaging(verb, request);
}

void AddCheckAccess(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::CheckAccessRequest>();
  program
      .AddCall(group, "check-access", "Whether a person may see the patient of --patient", request, &Stub::CheckAccess,
               PrintAccess, FillPatient<v1::CheckAccessRequest>)
      .add_option("--person", *request->mutable_person(), "Who would see them; the caller unless given");
}

}  // namespace

void AddTeamVerbs(CLI::App& app, Program& program) {
  CLI::App& group = *app.add_subcommand("teams", "Care teams: who looks after whom");
  group.alias("team")->require_subcommand(1);
  AddCreate(group, program);
  AddGet(group, program);
  AddMembers(group, program);
  AddSettingsVerb(group, program);
  AddEnrol(group, program);
  AddUnenrol(group, program);
  AddList(group, program);
  AddPatients(group, program);
  AddCheckAccess(group, program);
  AddCaregiverVerbs(group, program);
}

}  // namespace careloop::cli
