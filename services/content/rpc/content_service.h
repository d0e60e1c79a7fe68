#ifndef CARELOOP_SERVICES_CONTENT_RPC_CONTENT_SERVICE_H_
#define CARELOOP_SERVICES_CONTENT_RPC_CONTENT_SERVICE_H_

#include "careloop/content/v1/content_service.grpc.pb.h"
#include "common/base/clock.h"
#include "common/rpc/call_runner.h"
#include "common/rpc/page_token.h"
#include "services/content/domain/reading.h"
#include "services/content/domain/renditions.h"
#include "services/content/domain/searching.h"
#include "services/content/rpc/kept_publications.h"

namespace careloop::content {

// GetPublication answers bytes that are kept.
using ContentMethods = v1::ContentService::WithRawCallbackMethod_GetPublication<v1::ContentService::CallbackService>;

// careloop.content.v1.ContentService: converts, and leaves everything else to Reading, Searching and Renditions.
// Thread-safe.
class ContentService final : public ContentMethods {
 public:
  // All outlive this.
  ContentService(rpc::CallRunner& run, const Reading& reading, const Searching& searching, Renditions& renditions,
                 const rpc::PageTokens& tokens, const Clock& clock)
      : run_(run), reading_(reading), searching_(searching), renditions_(renditions), tokens_(tokens), clock_(clock) {}

  grpc::ServerUnaryReactor* ListPublications(grpc::CallbackServerContext* context,
                                             const v1::ListPublicationsRequest* request,
                                             v1::ListPublicationsResponse* response) override;
  grpc::ServerUnaryReactor* GetPublication(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                           grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* SearchPublications(grpc::CallbackServerContext* context,
                                               const v1::SearchPublicationsRequest* request,
                                               v1::SearchPublicationsResponse* response) override;
  grpc::ServerUnaryReactor* ListDiagnoses(grpc::CallbackServerContext* context, const v1::ListDiagnosesRequest* request,
                                          v1::ListDiagnosesResponse* response) override;
  grpc::ServerUnaryReactor* ListTopics(grpc::CallbackServerContext* context, const v1::ListTopicsRequest* request,
                                       v1::ListTopicsResponse* response) override;
  grpc::ServerUnaryReactor* ListTreatments(grpc::CallbackServerContext* context,
                                           const v1::ListTreatmentsRequest* request,
                                           v1::ListTreatmentsResponse* response) override;
  grpc::ServerUnaryReactor* GetTreatment(grpc::CallbackServerContext* context, const v1::GetTreatmentRequest* request,
                                         v1::GetTreatmentResponse* response) override;
  grpc::ServerUnaryReactor* GetDisclaimer(grpc::CallbackServerContext* context, const v1::GetDisclaimerRequest* request,
                                          v1::GetDisclaimerResponse* response) override;
  grpc::ServerUnaryReactor* FindRelatedPublications(grpc::CallbackServerContext* context,
                                                    const v1::FindRelatedPublicationsRequest* request,
                                                    v1::FindRelatedPublicationsResponse* response) override;
  grpc::ServerWriteReactor<v1::DownloadRenditionResponse>* DownloadRendition(
      grpc::CallbackServerContext* context, const v1::DownloadRenditionRequest* request) override;

 private:
  rpc::CallRunner& run_;
  const Reading& reading_;
  const Searching& searching_;
  Renditions& renditions_;
  const rpc::PageTokens& tokens_;
  const Clock& clock_;
  KeptPublications kept_;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_RPC_CONTENT_SERVICE_H_
