#include "services/messaging/rpc/delivery_service.h"

#include "common/base/status_macros.h"
#include "common/rpc/field.h"
#include "services/messaging/rpc/convert.h"
#include "services/messaging/rpc/names.h"
#include "services/messaging/rpc/policy.h"

namespace careloop::messaging {

grpc::ServerUnaryReactor* DeliveryService::DeliverShare(grpc::CallbackServerContext* context,
                                                        const v1::DeliverShareRequest* request,
                                                        v1::DeliverShareResponse* response) {
  return run_.Unary(
      kDeliverShare, context, request, response,
      [this](const Call& call, const v1::DeliverShareRequest& r) -> Task<absl::StatusOr<v1::DeliverShareResponse>> {
        CO_ASSIGN_OR_RETURN(const auto delivered, co_await deliveries_.Deliver(call, FromProto(r)));
        v1::DeliverShareResponse reply;
        reply.set_thread(ThreadName(delivered.thread));
        reply.set_message(MessageName(delivered.thread, delivered.sent.number));
        *reply.mutable_delivered_time() = rpc::ToTimestamp(delivered.sent.time);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* DeliveryService::DeliverShareRevocation(grpc::CallbackServerContext* context,
                                                                  const v1::DeliverShareRevocationRequest* request,
                                                                  v1::DeliverShareRevocationResponse* response) {
  return run_.Unary(
      kDeliverShareRevocation, context, request, response,
      [this](const Call& call,
             const v1::DeliverShareRevocationRequest& r) -> Task<absl::StatusOr<v1::DeliverShareRevocationResponse>> {
        CO_ASSIGN_OR_RETURN(const absl::Time revoked, co_await deliveries_.Deliver(call, FromProto(r)));
        v1::DeliverShareRevocationResponse reply;
        *reply.mutable_revoke_time() = rpc::ToTimestamp(revoked);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* DeliveryService::DeliverAlert(grpc::CallbackServerContext* context,
                                                        const v1::DeliverAlertRequest* request,
                                                        v1::DeliverAlertResponse* response) {
  return run_.Unary(
      kDeliverAlert, context, request, response,
      [this](const Call& call, const v1::DeliverAlertRequest& r) -> Task<absl::StatusOr<v1::DeliverAlertResponse>> {
        CO_ASSIGN_OR_RETURN(const auto delivered, co_await deliveries_.Deliver(call, FromProto(r)));
        v1::DeliverAlertResponse reply;
        reply.set_thread(ThreadName(delivered.thread));
        reply.set_message(MessageName(delivered.thread, delivered.sent.number));
        *reply.mutable_delivered_time() = rpc::ToTimestamp(delivered.sent.time);
        co_return reply;
      });
}

}  // namespace careloop::messaging
