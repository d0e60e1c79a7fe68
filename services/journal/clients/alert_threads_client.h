#ifndef CARELOOP_SERVICES_JOURNAL_CLIENTS_ALERT_THREADS_CLIENT_H_
#define CARELOOP_SERVICES_JOURNAL_CLIENTS_ALERT_THREADS_CLIENT_H_

#include <grpcpp/channel.h>

#include <functional>
#include <memory>
#include <string>

#include "careloop/messaging/v1/delivery_service.grpc.pb.h"
#include "careloop/messaging/v1/messaging_service.grpc.pb.h"
#include "services/journal/domain/alert_threads.h"

namespace careloop::journal {

// messaging's DeliverAlert, called in role `service` with the patient's recorded decision, and GetThread, called with
// the caller's own token. Thread-safe.
class AlertThreadsClient final : public AlertThreads {
 public:
  // As in DeliveryClient.
  using Token = std::function<std::string()>;

  AlertThreadsClient(const std::shared_ptr<grpc::Channel>& channel, Token token);

  Task<absl::StatusOr<AlertDelivered>> Deliver(const Alert& alert, size_t trigger,
                                               const AlertConsent& consent) override;
  Task<absl::StatusOr<AlertWork>> WorkOn(const Call& call, std::string thread) override;

 private:
  const std::unique_ptr<messaging::v1::DeliveryService::StubInterface> deliveries_;
  const std::unique_ptr<messaging::v1::MessagingService::StubInterface> threads_;
  const Token token_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_CLIENTS_ALERT_THREADS_CLIENT_H_
