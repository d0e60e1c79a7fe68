#ifndef CARELOOP_SERVICES_CLI_CLIENT_H_
#define CARELOOP_SERVICES_CLI_CLIENT_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/security/credentials.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "careloop/admin/v1/admin_service.grpc.pb.h"
#include "careloop/audit/v1/audit_service.grpc.pb.h"
#include "careloop/content/v1/content_service.grpc.pb.h"
#include "careloop/content/v1/publishing_service.grpc.pb.h"
#include "careloop/journal/v1/alert_rule_service.grpc.pb.h"
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

// Whom the services are taken for: PEM files. Without a CA, plaintext is spoken.
struct Trust {
  std::string ca;        // of the services' certificates
  std::string identity;  // private key and certificate to show where a service wants one; may be empty
};

enum class Service { kContent, kJournal, kMessaging };
inline constexpr Service kAllServices[] = {Service::kContent, Service::kMessaging, Service::kJournal};

// "content", as in the flag --content; and its address.
std::string_view NameOf(Service service);
const std::string& AddressOf(Service service, const Endpoints& endpoints);

// The process that serves a stub's RPCs, unless a call says another.
template <typename Stub>
inline constexpr Service kServedBy = Service::kContent;
template <>
inline constexpr Service kServedBy<journal::v1::JournalService::Stub> = Service::kJournal;
template <>
inline constexpr Service kServedBy<journal::v1::AlertRuleService::Stub> = Service::kJournal;
template <>
inline constexpr Service kServedBy<admin::v1::AdminService::Stub> = Service::kJournal;
template <>
inline constexpr Service kServedBy<messaging::v1::CareTeamService::Stub> = Service::kMessaging;
template <>
inline constexpr Service kServedBy<messaging::v1::MessagingService::Stub> = Service::kMessaging;
template <>
inline constexpr Service kServedBy<messaging::v1::DeliveryService::Stub> = Service::kMessaging;

// Calls the three services as one person, blocking. Thread-safe. Copies, and all clients of one process, share their
// connections. Before the first call there are none, nor credentials: either starts threads of gRPC, which would take
// the signals that `careloop dev` waits for.
class Client {
 public:
  static constexpr absl::Duration kDefaultTimeout = absl::Seconds(10);

  Client(Endpoints endpoints, std::string token, absl::Duration timeout = kDefaultTimeout, Trust trust = {});

  // One call within the timeout, e.g. Call(&JournalService::Stub::GetEntry, request). A usage error if the endpoint
  // is not known.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                const Request& request, Service service = kServedBy<Stub>) const {
    ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> channel, ChannelTo(service));
    Stub stub(channel);
    grpc::ClientContext context;
    Authorize(context, service);
    context.set_deadline(absl::ToChronoTime(absl::Now() + timeout_));
    Response response;
    RETURN_IF_ERROR(FromWire((stub.*method)(&context, request, &response)));
    return response;
  }

  // A usage error if the endpoint is not known, or its CA cannot be read.
  absl::StatusOr<std::shared_ptr<grpc::Channel>> ChannelTo(Service service) const;

  // How long one call may take.
  absl::Duration timeout() const { return timeout_; }

  // Adds to a call that is made without Call() the token, and for what stands before several services which is meant.
  void Authorize(grpc::ClientContext& context, Service service) const;

  // "patients/{patient}" of the caller, read from their token, which only the services verify; empty if they are not a
  // patient.
  std::string OwnPatient() const;

 private:
  struct Channels {
    std::mutex mutex;
    std::map<Service, std::shared_ptr<grpc::Channel>> made;
  };

  Endpoints endpoints_;
  std::string token_;
  absl::Duration timeout_;
  Trust trust_;
  std::shared_ptr<Channels> channels_ = std::make_shared<Channels>();
};

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_CLIENT_H_
