#ifndef CARELOOP_SERVICES_MESSAGING_RPC_DELIVERY_SERVICE_H_
#define CARELOOP_SERVICES_MESSAGING_RPC_DELIVERY_SERVICE_H_

#include "careloop/messaging/v1/delivery_service.grpc.pb.h"
#include "common/rpc/call_runner.h"
#include "services/messaging/domain/deliveries.h"

namespace careloop::messaging {

// careloop.messaging.v1.DeliveryService. Thread-safe.
class DeliveryService final : public careloop::messaging::v1::DeliveryService::CallbackService {
 public:
  DeliveryService(rpc::CallRunner& run, Deliveries& deliveries) : run_(run), deliveries_(deliveries) {}

  grpc::ServerUnaryReactor* DeliverShare(grpc::CallbackServerContext* context,
                                         const careloop::messaging::v1::DeliverShareRequest* request,
                                         careloop::messaging::v1::DeliverShareResponse* response) override;

  grpc::ServerUnaryReactor* DeliverShareRevocation(
      grpc::CallbackServerContext* context, const careloop::messaging::v1::DeliverShareRevocationRequest* request,
      careloop::messaging::v1::DeliverShareRevocationResponse* response) override;

  grpc::ServerUnaryReactor* DeliverAlert(grpc::CallbackServerContext* context,
                                         const careloop::messaging::v1::DeliverAlertRequest* request,
                                         careloop::messaging::v1::DeliverAlertResponse* response) override;

 private:
  rpc::CallRunner& run_;
  Deliveries& deliveries_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_RPC_DELIVERY_SERVICE_H_
