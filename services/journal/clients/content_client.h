#ifndef CARELOOP_SERVICES_JOURNAL_CLIENTS_CONTENT_CLIENT_H_
#define CARELOOP_SERVICES_JOURNAL_CLIENTS_CONTENT_CLIENT_H_

#include <grpcpp/channel.h>

#include <memory>
#include <string>

#include "careloop/content/v1/content_service.grpc.pb.h"
#include "services/journal/domain/content.h"

namespace careloop::journal {

// The content service, asked with the caller's own token. Thread-safe.
class ContentClient final : public Content {
 public:
  explicit ContentClient(std::shared_ptr<grpc::Channel> channel);

  Task<absl::StatusOr<FoundContent>> Find(const Call& call, ContentQuery query, int most, Deadline deadline) override;
  Task<absl::Status> CheckTreatment(const Call& call, std::string treatment) override;

 private:
  const std::unique_ptr<content::v1::ContentService::StubInterface> stub_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_CLIENTS_CONTENT_CLIENT_H_
