#ifndef CARELOOP_SERVICES_MESSAGING_RPC_CARE_TEAM_SERVICE_H_
#define CARELOOP_SERVICES_MESSAGING_RPC_CARE_TEAM_SERVICE_H_

#include <string>
#include <utility>

#include "careloop/messaging/v1/care_team_service.grpc.pb.h"
#include "common/rpc/call_runner.h"
#include "services/messaging/domain/care_teams.h"
#include "services/messaging/domain/caregivers.h"
#include "services/messaging/rpc/tokens.h"

namespace careloop::messaging {

// careloop.messaging.v1.CareTeamService: converts, calls the use case, converts. Thread-safe.
class CareTeamService final : public careloop::messaging::v1::CareTeamService::CallbackService {
 public:
  CareTeamService(rpc::CallRunner& run, CareTeams& teams, Caregivers& caregivers, const Tokens& tokens,
                  std::string emergency_text)
      : run_(run),
        teams_(teams),
        caregivers_(caregivers),
        tokens_(tokens),
        emergency_text_(std::move(emergency_text)) {}

  grpc::ServerUnaryReactor* CreateCareTeam(grpc::CallbackServerContext* context,
                                           const v1::CreateCareTeamRequest* request,
                                           v1::CreateCareTeamResponse* response) override;
  grpc::ServerUnaryReactor* AddMember(grpc::CallbackServerContext* context, const v1::AddMemberRequest* request,
                                      v1::AddMemberResponse* response) override;
  grpc::ServerUnaryReactor* SetCareTeamSettings(grpc::CallbackServerContext* context,
                                                const v1::SetCareTeamSettingsRequest* request,
                                                v1::SetCareTeamSettingsResponse* response) override;
  grpc::ServerUnaryReactor* RemoveMember(grpc::CallbackServerContext* context, const v1::RemoveMemberRequest* request,
                                         v1::RemoveMemberResponse* response) override;
  grpc::ServerUnaryReactor* EnrolPatient(grpc::CallbackServerContext* context, const v1::EnrolPatientRequest* request,
                                         v1::EnrolPatientResponse* response) override;
  grpc::ServerUnaryReactor* UnenrolPatient(grpc::CallbackServerContext* context,
                                           const v1::UnenrolPatientRequest* request,
                                           v1::UnenrolPatientResponse* response) override;
  grpc::ServerUnaryReactor* ListCareTeams(grpc::CallbackServerContext* context, const v1::ListCareTeamsRequest* request,
                                          v1::ListCareTeamsResponse* response) override;
  grpc::ServerUnaryReactor* GetCareTeam(grpc::CallbackServerContext* context, const v1::GetCareTeamRequest* request,
                                        v1::GetCareTeamResponse* response) override;
  grpc::ServerUnaryReactor* ListTeamPatients(grpc::CallbackServerContext* context,
                                             const v1::ListTeamPatientsRequest* request,
                                             v1::ListTeamPatientsResponse* response) override;
  grpc::ServerUnaryReactor* CheckAccess(grpc::CallbackServerContext* context, const v1::CheckAccessRequest* request,
                                        v1::CheckAccessResponse* response) override;
  grpc::ServerUnaryReactor* AddCaregiver(grpc::CallbackServerContext* context, const v1::AddCaregiverRequest* request,
                                         v1::AddCaregiverResponse* response) override;
  grpc::ServerUnaryReactor* RemoveCaregiver(grpc::CallbackServerContext* context,
                                            const v1::RemoveCaregiverRequest* request,
                                            v1::RemoveCaregiverResponse* response) override;
  grpc::ServerUnaryReactor* ListCaregivers(grpc::CallbackServerContext* context,
                                           const v1::ListCaregiversRequest* request,
                                           v1::ListCaregiversResponse* response) override;

 private:
  rpc::CallRunner& run_;
  CareTeams& teams_;
  Caregivers& caregivers_;
  const Tokens& tokens_;
  const std::string emergency_text_;  // of the site
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_RPC_CARE_TEAM_SERVICE_H_
