#ifndef CARELOOP_SERVICES_JOURNAL_CLIENTS_DELIVERY_CLIENT_H_
#define CARELOOP_SERVICES_JOURNAL_CLIENTS_DELIVERY_CLIENT_H_

#include <grpcpp/channel.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "careloop/messaging/v1/delivery_service.grpc.pb.h"
#include "services/journal/domain/share_delivery.h"

namespace careloop::journal {

// messaging's DeliverShare and DeliverShareRevocation, called in role `service` with the patient's recorded decision.
// Thread-safe.
class DeliveryClient final : public ShareCourier {
 public:
  // Gives the service's own token as it is now; called for each delivery. Must not block.
  using Token = std::function<std::string()>;

  DeliveryClient(std::shared_ptr<grpc::Channel> channel, Token token);

  Task<absl::StatusOr<ShareDelivered>> Deliver(const Share& share) override;
  Task<absl::Status> DeliverRevocation(const ShareRevocation& revocation) override;

 private:
  const std::unique_ptr<messaging::v1::DeliveryService::StubInterface> stub_;
  const Token token_;
};

// The same for each attempt to deliver one part of one thing: the 128 leading bits of its id, the last 32 of which are
// changed by the part's number, as a UUID.
std::string DeliveryRequestId(const std::string& id, uint32_t part = 0);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_CLIENTS_DELIVERY_CLIENT_H_
