#ifndef CARELOOP_SERVICES_MESSAGING_RPC_ADMIN_SERVICE_H_
#define CARELOOP_SERVICES_MESSAGING_RPC_ADMIN_SERVICE_H_

#include "careloop/admin/v1/admin_service.grpc.pb.h"
#include "common/rpc/call_runner.h"
#include "services/messaging/domain/inbox.h"

namespace careloop::messaging {

// careloop.admin.v1.AdminService of messaging. Thread-safe; what it is built on outlives it.
class AdminService final : public admin::v1::AdminService::CallbackService {
 public:
  AdminService(rpc::CallRunner& run, Inbox& inbox) : run_(run), inbox_(inbox) {}

  grpc::ServerUnaryReactor* RebuildProjections(grpc::CallbackServerContext* context,
                                               const admin::v1::RebuildProjectionsRequest* request,
                                               admin::v1::RebuildProjectionsResponse* response) override;

 private:
  rpc::CallRunner& run_;
  Inbox& inbox_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_RPC_ADMIN_SERVICE_H_
