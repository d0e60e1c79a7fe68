#ifndef CARELOOP_SERVICES_MESSAGING_CLIENTS_CONTENT_CLIENT_H_
#define CARELOOP_SERVICES_MESSAGING_CLIENTS_CONTENT_CLIENT_H_

#include <grpcpp/channel.h>

#include <memory>
#include <string>

#include "careloop/content/v1/content_service.grpc.pb.h"
#include "services/messaging/domain/publication_source.h"

namespace careloop::messaging {

// PublicationSource over gRPC, with the caller's own token. Thread-safe.
class ContentClient final : public PublicationSource {
 public:
  explicit ContentClient(std::shared_ptr<grpc::Channel> channel);

  Task<absl::StatusOr<Disclaimed<AttachedPublication>>> Current(const Call& call, std::string id) override;
  Task<absl::StatusOr<PublicationState>> StateOf(const Call& call, std::string id, int revision,
                                                 Deadline deadline) override;

 private:
  std::unique_ptr<careloop::content::v1::ContentService::Stub> stub_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_CLIENTS_CONTENT_CLIENT_H_
