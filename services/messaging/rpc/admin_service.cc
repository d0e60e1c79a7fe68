#include "services/messaging/rpc/admin_service.h"

#include "common/base/status_macros.h"
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

}  // namespace careloop::messaging
