#include "services/content/rpc/publishing_service.h"

#include "common/base/status_macros.h"
#include "services/content/rpc/convert.h"
#include "services/content/rpc/policy.h"

namespace careloop::content {

grpc::ServerUnaryReactor* PublishingService::ImportPublication(grpc::CallbackServerContext* context,
                                                               const v1::ImportPublicationRequest* request,
                                                               v1::ImportPublicationResponse* response) {
  return run_.Unary(
      kImportPublication, context, request, response,
      [this](const Call& call,
             const v1::ImportPublicationRequest& r) -> Task<absl::StatusOr<v1::ImportPublicationResponse>> {
        CO_ASSIGN_OR_RETURN(const auto draft, co_await (r.validate_only() ? editing_.TryImport(call, r.markdown())
                                                                          : editing_.Import(call, r.markdown())));
        v1::ImportPublicationResponse reply;
        *reply.mutable_publication() = ToPublication(draft, clock_.Now());
        co_return reply;
      });
}

grpc::ServerUnaryReactor* PublishingService::PublishRevision(grpc::CallbackServerContext* context,
                                                             const v1::PublishRevisionRequest* request,
                                                             v1::PublishRevisionResponse* response) {
  return run_.Unary(kPublishRevision, context, request, response,
                    [this](const Call& call,
                           const v1::PublishRevisionRequest& r) -> Task<absl::StatusOr<v1::PublishRevisionResponse>> {
                      CO_ASSIGN_OR_RETURN(const auto published,
                                          co_await editing_.Publish(call, IdOf(r.name()), r.revision()));
                      v1::PublishRevisionResponse reply;
                      *reply.mutable_publication() = ToPublication(published, clock_.Now());
                      co_return reply;
                    });
}

}  // namespace careloop::content
