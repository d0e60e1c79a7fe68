#ifndef CARELOOP_SERVICES_JOURNAL_RPC_ADMIN_SERVICE_H_
#define CARELOOP_SERVICES_JOURNAL_RPC_ADMIN_SERVICE_H_

#include "careloop/admin/v1/admin_service.grpc.pb.h"
#include "common/rpc/call_runner.h"
#include "common/rpc/page_token.h"
#include "services/journal/domain/undelivered.h"

namespace careloop::journal {

// careloop.admin.v1.AdminService of the journal. Thread-safe; what it is built on outlives it.
class AdminService final : public admin::v1::AdminService::CallbackService {
 public:
  AdminService(rpc::CallRunner& run, const rpc::PageTokens& tokens, Undelivered& undelivered)
      : run_(run), tokens_(tokens), undelivered_(undelivered) {}

  grpc::ServerUnaryReactor* ListUndelivered(grpc::CallbackServerContext* context,
                                            const admin::v1::ListUndeliveredRequest* request,
                                            admin::v1::ListUndeliveredResponse* response) override;
  grpc::ServerUnaryReactor* RetryUndelivered(grpc::CallbackServerContext* context,
                                             const admin::v1::RetryUndeliveredRequest* request,
                                             admin::v1::RetryUndeliveredResponse* response) override;

 private:
  rpc::CallRunner& run_;
  const rpc::PageTokens& tokens_;
  Undelivered& undelivered_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_RPC_ADMIN_SERVICE_H_
