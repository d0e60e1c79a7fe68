#include "services/messaging/rpc/care_team_service.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "services/messaging/rpc/convert.h"
#include "services/messaging/rpc/names.h"
#include "services/messaging/rpc/policy.h"

namespace careloop::messaging {

grpc::ServerUnaryReactor* CareTeamService::CreateCareTeam(grpc::CallbackServerContext* context,
                                                          const v1::CreateCareTeamRequest* request,
                                                          v1::CreateCareTeamResponse* response) {
  return run_.Unary(
      kCreateCareTeam, context, request, response,
      [this](const Call& call, const v1::CreateCareTeamRequest& r) -> Task<absl::StatusOr<v1::CreateCareTeamResponse>> {
        CO_ASSIGN_OR_RETURN(const CareTeam team, co_await teams_.Create(call, r.care_team_id(), r.display_name()));
        v1::CreateCareTeamResponse reply;
        *reply.mutable_care_team() = ToProto(team);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* CareTeamService::AddMember(grpc::CallbackServerContext* context,
                                                     const v1::AddMemberRequest* request,
                                                     v1::AddMemberResponse* response) {
  return run_.Unary(
      kAddMember, context, request, response,
      [this](const Call& call, const v1::AddMemberRequest& r) -> Task<absl::StatusOr<v1::AddMemberResponse>> {
        Member member{r.person(), r.display_name(), r.title(), {}};
        CO_ASSIGN_OR_RETURN(const CareTeam team,
                            co_await teams_.AddMember(call, LastPart(r.care_team()), std::move(member)));
        v1::AddMemberResponse reply;
        *reply.mutable_care_team() = ToProto(team);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* CareTeamService::SetCareTeamSettings(grpc::CallbackServerContext* context,
                                                               const v1::SetCareTeamSettingsRequest* request,
                                                               v1::SetCareTeamSettingsResponse* response) {
  return run_.Unary(
      kSetCareTeamSettings, context, request, response,
      [this](const Call& call,
             const v1::SetCareTeamSettingsRequest& r) -> Task<absl::StatusOr<v1::SetCareTeamSettingsResponse>> {
        CO_ASSIGN_OR_RETURN(const CareTeam team,
                            co_await teams_.SetSettings(call, LastPart(r.care_team()), FromProto(r.settings()),
                                                        VersionOfEtag(r.settings().etag())));
        v1::SetCareTeamSettingsResponse reply;
        *reply.mutable_care_team() = ToProto(team);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* CareTeamService::RemoveMember(grpc::CallbackServerContext* context,
                                                        const v1::RemoveMemberRequest* request,
                                                        v1::RemoveMemberResponse* response) {
  return run_.Unary(
      kRemoveMember, context, request, response,
      [this](const Call& call, const v1::RemoveMemberRequest& r) -> Task<absl::StatusOr<v1::RemoveMemberResponse>> {
        CO_ASSIGN_OR_RETURN(const CareTeam team, co_await teams_.RemoveMember(call, LastPart(r.care_team()), r.person(),
                                                                              r.leave_unanswered()));
        v1::RemoveMemberResponse reply;
        *reply.mutable_care_team() = ToProto(team);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* CareTeamService::EnrolPatient(grpc::CallbackServerContext* context,
                                                        const v1::EnrolPatientRequest* request,
                                                        v1::EnrolPatientResponse* response) {
  return run_.Unary(
      kEnrolPatient, context, request, response,
      [this](const Call& call, const v1::EnrolPatientRequest& r) -> Task<absl::StatusOr<v1::EnrolPatientResponse>> {
        Enrolment enrolment{LastPart(r.patient()), r.display_name(), {}};
        CO_ASSIGN_OR_RETURN(const Enrolment enrolled,
                            co_await teams_.Enrol(call, LastPart(r.care_team()), std::move(enrolment)));
        v1::EnrolPatientResponse reply;
        *reply.mutable_team_patient() = ToProto(enrolled);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* CareTeamService::UnenrolPatient(grpc::CallbackServerContext* context,
                                                          const v1::UnenrolPatientRequest* request,
                                                          v1::UnenrolPatientResponse* response) {
  return run_.Unary(
      kUnenrolPatient, context, request, response,
      [this](const Call& call, const v1::UnenrolPatientRequest& r) -> Task<absl::StatusOr<v1::UnenrolPatientResponse>> {
        CO_RETURN_IF_ERROR(
            co_await teams_.Unenrol(call, LastPart(r.care_team()), LastPart(r.patient()), r.leave_unanswered()));
        co_return v1::UnenrolPatientResponse();
      });
}

grpc::ServerUnaryReactor* CareTeamService::ListCareTeams(grpc::CallbackServerContext* context,
                                                         const v1::ListCareTeamsRequest* request,
                                                         v1::ListCareTeamsResponse* response) {
  return run_.Unary(
      kListCareTeams, context, request, response,
      [this](const Call& call,
             const v1::ListCareTeamsRequest& r) -> Task<absl::StatusOr<rpc::FromRecords<v1::ListCareTeamsResponse>>> {
        const std::string list = StrCat("care teams\n", r.patient());
        CO_ASSIGN_OR_RETURN(const auto after, tokens_.OpenPage(r.page_token(), call, list));
        std::optional<std::string> patient;
        if (!r.patient().empty()) patient = LastPart(r.patient());
        CO_ASSIGN_OR_RETURN(const auto page, co_await teams_.List(call, std::move(patient), after.value_or(""),
                                                                  rpc::PageSize(r.page_size())));
        v1::ListCareTeamsResponse reply;
        for (const CareTeam& team : page.teams) {
          v1::CareTeam& shown = *reply.add_care_teams();
          shown = ToProto(team);
          AddEmergencyText(call.caller->role, emergency_text_, shown);
        }
        if (page.more) {
          CO_ASSIGN_OR_RETURN(*reply.mutable_next_page_token(), tokens_.SealPage(page.teams.back().id, call, list));
        }
        co_return rpc::FromRecords{std::move(reply), page.patients};
      });
}

grpc::ServerUnaryReactor* CareTeamService::GetCareTeam(grpc::CallbackServerContext* context,
                                                       const v1::GetCareTeamRequest* request,
                                                       v1::GetCareTeamResponse* response) {
  return run_.Unary(
      kGetCareTeam, context, request, response,
      [this](const Call& call,
             const v1::GetCareTeamRequest& r) -> Task<absl::StatusOr<rpc::FromRecords<v1::GetCareTeamResponse>>> {
        CO_ASSIGN_OR_RETURN(const auto found, co_await teams_.Get(call, LastPart(r.name())));
        v1::GetCareTeamResponse reply;
        *reply.mutable_care_team() = ToProto(found.team);
        AddEmergencyText(call.caller->role, emergency_text_, *reply.mutable_care_team());
        co_return rpc::FromRecords{std::move(reply), found.patients};
      });
}

grpc::ServerUnaryReactor* CareTeamService::ListTeamPatients(grpc::CallbackServerContext* context,
                                                            const v1::ListTeamPatientsRequest* request,
                                                            v1::ListTeamPatientsResponse* response) {
  return run_.Unary(kListTeamPatients, context, request, response,
                    [this](const Call& call,
                           const v1::ListTeamPatientsRequest& r) -> Task<absl::StatusOr<v1::ListTeamPatientsResponse>> {
                      CO_ASSIGN_OR_RETURN(const auto place, tokens_.OpenPage(r.page_token(), call, r.care_team()));
                      std::optional<PatientOrder> after;
                      if (place) {
                        CO_ASSIGN_OR_RETURN(after, ParsePatientOrder(*place));
                      }
                      CO_ASSIGN_OR_RETURN(const auto page,
                                          co_await teams_.Patients(call, LastPart(r.care_team()), std::move(after),
                                                                   rpc::PageSize(r.page_size())));
                      v1::ListTeamPatientsResponse reply;
                      for (const Enrolment& enrolment : page.patients) *reply.add_team_patients() = ToProto(enrolment);
                      if (page.next) {
                        CO_ASSIGN_OR_RETURN(*reply.mutable_next_page_token(),
                                            tokens_.SealPage(OrderText(*page.next), call, r.care_team()));
                      }
                      co_return reply;
                    });
}

grpc::ServerUnaryReactor* CareTeamService::CheckAccess(grpc::CallbackServerContext* context,
                                                       const v1::CheckAccessRequest* request,
                                                       v1::CheckAccessResponse* response) {
  return run_.Unary(
      kCheckAccess, context, request, response,
      [this](const Call& call, const v1::CheckAccessRequest& r) -> Task<absl::StatusOr<v1::CheckAccessResponse>> {
        CO_ASSIGN_OR_RETURN(const auto answer, co_await teams_.Check(call, LastPart(r.patient()), r.person()));
        v1::CheckAccessResponse reply;
        reply.set_allowed(answer.allowed);
        for (const std::string& team : answer.teams) reply.add_care_teams(CareTeamName(team));
        if (answer.care) {
          for (const auto permission : answer.care->scope) reply.add_caregiver_scope(ToProto(permission));
          *reply.mutable_caregiver_added_time() = rpc::ToTimestamp(answer.care->added);
          reply.set_caregiver_display_name(answer.care->display_name);
        }
        co_return reply;
      });
}

}  // namespace careloop::messaging
