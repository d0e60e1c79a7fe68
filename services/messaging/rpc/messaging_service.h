#ifndef CARELOOP_SERVICES_MESSAGING_RPC_MESSAGING_SERVICE_H_
#define CARELOOP_SERVICES_MESSAGING_RPC_MESSAGING_SERVICE_H_

#include "careloop/messaging/v1/messaging_service.grpc.pb.h"
#include "common/rpc/call_runner.h"
#include "services/messaging/domain/conversations.h"
#include "services/messaging/domain/templates.h"
#include "services/messaging/domain/thread_work.h"
#include "services/messaging/domain/watch_hub.h"
#include "services/messaging/rpc/thread_export.h"
#include "services/messaging/rpc/tokens.h"

namespace careloop::messaging {

// careloop.messaging.v1.MessagingService: converts, calls the use case, converts. Thread-safe.
class MessagingService final : public careloop::messaging::v1::MessagingService::CallbackService {
 public:
  struct UseCases {
    Conversations& conversations;
    ThreadWork& work;
    Templates& templates;
    WatchHub& hub;
    ThreadExport& thread_export;
  };
  MessagingService(rpc::CallRunner& run, UseCases use, const Tokens& tokens, std::string emergency_text)
      : run_(run),
        conversations_(use.conversations),
        work_(use.work),
        templates_(use.templates),
        hub_(use.hub),
        thread_export_(use.thread_export),
        tokens_(tokens),
        emergency_text_(std::move(emergency_text)) {}

  grpc::ServerUnaryReactor* StartThread(grpc::CallbackServerContext* context, const v1::StartThreadRequest* request,
                                        v1::StartThreadResponse* response) override;
  grpc::ServerUnaryReactor* GetThread(grpc::CallbackServerContext* context, const v1::GetThreadRequest* request,
                                      v1::GetThreadResponse* response) override;
  grpc::ServerUnaryReactor* ListThreads(grpc::CallbackServerContext* context, const v1::ListThreadsRequest* request,
                                        v1::ListThreadsResponse* response) override;
  grpc::ServerUnaryReactor* SendMessage(grpc::CallbackServerContext* context, const v1::SendMessageRequest* request,
                                        v1::SendMessageResponse* response) override;
  grpc::ServerUnaryReactor* ListMessages(grpc::CallbackServerContext* context, const v1::ListMessagesRequest* request,
                                         v1::ListMessagesResponse* response) override;
  grpc::ServerUnaryReactor* MarkRead(grpc::CallbackServerContext* context, const v1::MarkReadRequest* request,
                                     v1::MarkReadResponse* response) override;
  grpc::ServerUnaryReactor* RetractMessage(grpc::CallbackServerContext* context,
                                           const v1::RetractMessageRequest* request,
                                           v1::RetractMessageResponse* response) override;
  grpc::ServerUnaryReactor* ListReadReceipts(grpc::CallbackServerContext* context,
                                             const v1::ListReadReceiptsRequest* request,
                                             v1::ListReadReceiptsResponse* response) override;
  grpc::ServerUnaryReactor* ClaimThread(grpc::CallbackServerContext* context, const v1::ClaimThreadRequest* request,
                                        v1::ClaimThreadResponse* response) override;
  grpc::ServerUnaryReactor* ReleaseThread(grpc::CallbackServerContext* context, const v1::ReleaseThreadRequest* request,
                                          v1::ReleaseThreadResponse* response) override;
  grpc::ServerUnaryReactor* RerouteThread(grpc::CallbackServerContext* context, const v1::RerouteThreadRequest* request,
                                          v1::RerouteThreadResponse* response) override;
  grpc::ServerUnaryReactor* ResolveThread(grpc::CallbackServerContext* context, const v1::ResolveThreadRequest* request,
                                          v1::ResolveThreadResponse* response) override;
  grpc::ServerUnaryReactor* ReopenThread(grpc::CallbackServerContext* context, const v1::ReopenThreadRequest* request,
                                         v1::ReopenThreadResponse* response) override;
  grpc::ServerUnaryReactor* SetThreadUrgency(grpc::CallbackServerContext* context,
                                             const v1::SetThreadUrgencyRequest* request,
                                             v1::SetThreadUrgencyResponse* response) override;
  grpc::ServerUnaryReactor* ListThreadChanges(grpc::CallbackServerContext* context,
                                              const v1::ListThreadChangesRequest* request,
                                              v1::ListThreadChangesResponse* response) override;
  grpc::ServerUnaryReactor* SaveTemplate(grpc::CallbackServerContext* context, const v1::SaveTemplateRequest* request,
                                         v1::SaveTemplateResponse* response) override;
  grpc::ServerUnaryReactor* ListTemplates(grpc::CallbackServerContext* context, const v1::ListTemplatesRequest* request,
                                          v1::ListTemplatesResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchResponse>* Watch(grpc::CallbackServerContext* context,
                                                     const v1::WatchRequest* request) override;
  grpc::ServerWriteReactor<v1::ExportThreadsResponse>* ExportThreads(grpc::CallbackServerContext* context,
                                                                     const v1::ExportThreadsRequest* request) override;

 private:
  Task<absl::StatusOr<v1::ListThreadsResponse>> ListThreadsPage(const Call& call,
                                                                const v1::ListThreadsRequest& request);
  Task<absl::StatusOr<v1::ListMessagesResponse>> ListMessagesPage(const Call& call,
                                                                  const v1::ListMessagesRequest& request);

  rpc::CallRunner& run_;
  Conversations& conversations_;
  ThreadWork& work_;
  Templates& templates_;
  WatchHub& hub_;
  ThreadExport& thread_export_;
  const Tokens& tokens_;
  const std::string emergency_text_;  // of the site
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_RPC_MESSAGING_SERVICE_H_
