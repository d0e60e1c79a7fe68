#include <utility>

#include "common/base/status_macros.h"
#include "services/messaging/rpc/care_team_service.h"
#include "services/messaging/rpc/convert.h"
#include "services/messaging/rpc/names.h"
#include "services/messaging/rpc/policy.h"

// The RPCs of CareTeamService about caregivers.
namespace careloop::messaging {

grpc::ServerUnaryReactor* CareTeamService::AddCaregiver(grpc::CallbackServerContext* context,
                                                        const v1::AddCaregiverRequest* request,
                                                        v1::AddCaregiverResponse* response) {
  return run_.Unary(
      kAddCaregiver, context, request, response,
      [this](const Call& call, const v1::AddCaregiverRequest& r) -> Task<absl::StatusOr<v1::AddCaregiverResponse>> {
        CO_ASSIGN_OR_RETURN(const Caregiver caregiver, co_await caregivers_.Add(call, FromProto(r)));
        v1::AddCaregiverResponse reply;
        *reply.mutable_caregiver() = ToProto(caregiver);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* CareTeamService::RemoveCaregiver(grpc::CallbackServerContext* context,
                                                           const v1::RemoveCaregiverRequest* request,
                                                           v1::RemoveCaregiverResponse* response) {
  return run_.Unary(kRemoveCaregiver, context, request, response,
                    [this](const Call& call,
                           const v1::RemoveCaregiverRequest& r) -> Task<absl::StatusOr<v1::RemoveCaregiverResponse>> {
                      std::string patient = PatientOfCaregiver(r.name());
                      CO_RETURN_IF_ERROR(co_await caregivers_.Remove(call, std::move(patient), LastPart(r.name())));
                      co_return v1::RemoveCaregiverResponse();
                    });
}

grpc::ServerUnaryReactor* CareTeamService::ListCaregivers(grpc::CallbackServerContext* context,
                                                          const v1::ListCaregiversRequest* request,
                                                          v1::ListCaregiversResponse* response) {
  return run_.Unary(
      kListCaregivers, context, request, response,
      [this](const Call& call, const v1::ListCaregiversRequest& r) -> Task<absl::StatusOr<v1::ListCaregiversResponse>> {
        std::optional<std::string> patient;
        if (r.parent() != "patients/-") patient = LastPart(r.parent());
        CO_ASSIGN_OR_RETURN(const auto caregivers, co_await caregivers_.List(call, std::move(patient)));
        v1::ListCaregiversResponse reply;
        for (const Caregiver& caregiver : caregivers) *reply.add_caregivers() = ToProto(caregiver);
        co_return reply;
      });
}

}  // namespace careloop::messaging
