#ifndef CARELOOP_SERVICES_CONTENT_RPC_PUBLISHING_SERVICE_H_
#define CARELOOP_SERVICES_CONTENT_RPC_PUBLISHING_SERVICE_H_

#include "careloop/content/v1/publishing_service.grpc.pb.h"
#include "common/base/clock.h"
#include "common/rpc/call_runner.h"
#include "common/rpc/page_token.h"
#include "services/content/domain/editing.h"

namespace careloop::content {

// careloop.content.v1.PublishingService: converts, and leaves everything else to Editing. Thread-safe.
class PublishingService final : public v1::PublishingService::CallbackService {
 public:
  // All outlive this.
  PublishingService(rpc::CallRunner& run, Editing& editing, const rpc::PageTokens& tokens, const Clock& clock)
      : run_(run), editing_(editing), tokens_(tokens), clock_(clock) {}

  grpc::ServerUnaryReactor* ImportPublication(grpc::CallbackServerContext* context,
                                              const v1::ImportPublicationRequest* request,
                                              v1::ImportPublicationResponse* response) override;
  grpc::ServerUnaryReactor* PublishRevision(grpc::CallbackServerContext* context,
                                            const v1::PublishRevisionRequest* request,
                                            v1::PublishRevisionResponse* response) override;
  grpc::ServerUnaryReactor* WithdrawPublication(grpc::CallbackServerContext* context,
                                                const v1::WithdrawPublicationRequest* request,
                                                v1::WithdrawPublicationResponse* response) override;
  grpc::ServerUnaryReactor* ListRevisions(grpc::CallbackServerContext* context, const v1::ListRevisionsRequest* request,
                                          v1::ListRevisionsResponse* response) override;
  grpc::ServerUnaryReactor* PublishDisclaimer(grpc::CallbackServerContext* context,
                                              const v1::PublishDisclaimerRequest* request,
                                              v1::PublishDisclaimerResponse* response) override;

 private:
  rpc::CallRunner& run_;
  Editing& editing_;
  const rpc::PageTokens& tokens_;
  const Clock& clock_;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_RPC_PUBLISHING_SERVICE_H_
