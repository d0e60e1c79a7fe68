#ifndef CARELOOP_SERVICES_CLI_CLIENT_H_
#define CARELOOP_SERVICES_CLI_CLIENT_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "careloop/content/v1/content_service.grpc.pb.h"
#include "careloop/content/v1/publishing_service.grpc.pb.h"
#include "careloop/journal/v1/journal_service.grpc.pb.h"
#include "careloop/messaging/v1/care_team_service.grpc.pb.h"
#include "careloop/messaging/v1/delivery_service.grpc.pb.h"
#include "careloop/messaging/v1/messaging_service.grpc.pb.h"
#include "common/base/status_macros.h"
#include "services/cli/exit_code.h"

namespace careloop::cli {

// Where the services listen: "HOST:PORT" or "unix:PATH" each; empty if not known.
struct Endpoints {
  std::string content;
  std::string journal;
  std::string messaging;
};

// The process that serves a stub's RPCs, as a member of Endpoints.
template <typename Stub>
constexpr std::string Endpoints::* kServedBy = nullptr;
template <>
inline constexpr std::string Endpoints::* kServedBy<content::v1::ContentService::Stub> = &Endpoints::content;
template <>
inline constexpr std::string Endpoints::* kServedBy<content::v1::PublishingService::Stub> = &Endpoints::content;
template <>
inline constexpr std::string Endpoints::* kServedBy<journal::v1::JournalService::Stub> = &Endpoints::journal;
template <>
inline constexpr std::string Endpoints::* kServedBy<messaging::v1::CareTeamService::Stub> = &Endpoints::messaging;
template <>
inline constexpr std::string Endpoints::* kServedBy<messaging::v1::MessagingService::Stub> = &Endpoints::messaging;
template <>
inline constexpr std::string Endpoints::* kServedBy<messaging::v1::DeliveryService::Stub> = &Endpoints::messaging;

// Calls the three services as one person, blocking. Thread-safe. Clients of one process share their connections.
class Client {
 public:
  static constexpr absl::Duration kDefaultTimeout = absl::Seconds(10);

  Client(Endpoints endpoints, std::string token, absl::Duration timeout = kDefaultTimeout)
      : endpoints_(std::move(endpoints)), token_(std::move(token)), timeout_(timeout) {}

  // One call within the timeout, e.g. Call(&JournalService::Stub::GetEntry, request). A usage error if the endpoint
  // is not known.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                const Request& request) const {
    ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> channel, ChannelTo(kServedBy<Stub>));
    Stub stub(channel);
    grpc::ClientContext context;
    Authorize(context);
    context.set_deadline(absl::ToChronoTime(absl::Now() + timeout_));
    Response response;
    RETURN_IF_ERROR(FromWire((stub.*method)(&context, request, &response)));
    return response;
  }

  absl::StatusOr<std::shared_ptr<grpc::Channel>> ChannelTo(std::string Endpoints::* service) const;

  // Adds the token to a call that is made without Call().
  void Authorize(grpc::ClientContext& context) const;

  // "patients/{patient}" of the caller, read from their token, which only the services verify; empty if they are not a
  // patient.
  std::string OwnPatient() const;

 private:
  const Endpoints endpoints_;
  const std::string token_;
  const absl::Duration timeout_;
};

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_CLIENT_H_
