#include "services/messaging/rpc/admin_service.h"

#include "common/base/status_macros.h"
#include "services/messaging/rpc/names.h"
#include "services/messaging/rpc/policy.h"

namespace careloop::messaging {

grpc::ServerUnaryReactor* AdminService::RebuildProjections(grpc::CallbackServerContext* context,
                                                           const admin::v1::RebuildProjectionsRequest* request,
                                                           admin::v1::RebuildProjectionsResponse* response) {
  return run_.Unary(kRebuildProjections, context, request, response,
                    [this](const Call& call, const admin::v1::RebuildProjectionsRequest&)
                        -> Task<absl::StatusOr<admin::v1::RebuildProjectionsResponse>> {
                      CO_ASSIGN_OR_RETURN(const Inbox::Rebuilt rebuilt, co_await inbox_.Rebuild(call.deadline));
                      admin::v1::RebuildProjectionsResponse reply;
                      reply.set_thread_count(rebuilt.threads);
                      reply.set_differing_count(rebuilt.differing);
                      co_return reply;
                    });
}

grpc::ServerUnaryReactor* AdminService::ErasePatient(grpc::CallbackServerContext* context,
                                                     const admin::v1::ErasePatientRequest* request,
                                                     admin::v1::ErasePatientResponse* response) {
  return run_.Unary(
      kErasePatient, context, request, response,
      [this](const Call& call,
             const admin::v1::ErasePatientRequest& r) -> Task<absl::StatusOr<admin::v1::ErasePatientResponse>> {
        CO_RETURN_IF_ERROR(co_await erasure_.Erase(call, LastPart(r.name())));
        admin::v1::ErasePatientResponse reply;
        reply.set_service("messaging");
        co_return reply;
      });
}

grpc::ServerUnaryReactor* AdminService::RotateKeys(grpc::CallbackServerContext* context,
                                                   const admin::v1::RotateKeysRequest* request,
                                                   admin::v1::RotateKeysResponse* response) {
  return run_.Unary(
      kRotateKeys, context, request, response,
      [this](const Call& call,
             const admin::v1::RotateKeysRequest& r) -> Task<absl::StatusOr<admin::v1::RotateKeysResponse>> {
        CO_ASSIGN_OR_RETURN(const auto rotated, co_await keys_.Rotate(r.renew_data_keys(), call.deadline));
        admin::v1::RotateKeysResponse reply;
        reply.set_rewrapped_count(rotated.rewrapped);
        reply.set_renewed_count(rotated.renewed);
        reply.set_service("messaging");
        co_return reply;
      });
}

}  // namespace careloop::messaging
