#include "services/cli/client.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/support/channel_arguments.h>

#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "common/base/strings.h"
#include "nlohmann/json.hpp"
#include "services/cli/files.h"

namespace careloop::cli {
namespace {

// A person at a terminal waits for a service that comes back: look for it often.
grpc::ChannelArguments ChannelArguments() {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return arguments;
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> CredentialsOf(const Trust& trust) {
  if (trust.ca.empty() && !trust.identity.empty()) return UsageError("--identity needs --ca FILE, for whom to trust");
  if (trust.ca.empty()) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions options;
  ASSIGN_OR_RETURN(options.pem_root_certs, ReadFile(trust.ca));
  if (!trust.identity.empty()) {
    ASSIGN_OR_RETURN(options.pem_private_key, ReadFile(trust.identity));
    options.pem_cert_chain = options.pem_private_key;
  }
  return grpc::SslCredentials(options);
}

absl::Status NoEndpoint(Service service) {
  const std::string name(NameOf(service));
  return UsageError(
      StrCat("where is ", name, "? Give --", name, " HOST:PORT or set CARELOOP_", absl::AsciiStrToUpper(name)));
}

std::string TextOf(const nlohmann::json& claims, const char* name) {
  const auto claim = claims.find(name);
  return claim != claims.end() && claim->is_string() ? claim->get<std::string>() : "";
}

}  // namespace

std::string_view NameOf(Service service) {
  if (service == Service::kContent) return "content";
  return service == Service::kJournal ? "journal" : "messaging";
}

const std::string& AddressOf(Service service, const Endpoints& endpoints) {
  if (service == Service::kContent) return endpoints.content;
  return service == Service::kJournal ? endpoints.journal : endpoints.messaging;
}

Client::Client(Endpoints endpoints, std::string token, absl::Duration timeout, Trust trust)
    : endpoints_(std::move(endpoints)), token_(std::move(token)), timeout_(timeout), trust_(std::move(trust)) {}

absl::StatusOr<std::shared_ptr<grpc::Channel>> Client::ChannelTo(Service service) const {
  const std::lock_guard lock(channels_->mutex);
  std::shared_ptr<grpc::Channel>& channel = channels_->made[service];
  if (channel) return channel;
  ASSIGN_OR_RETURN(const auto credentials, CredentialsOf(trust_));
  const std::string& address = AddressOf(service, endpoints_);
  if (address.empty()) return NoEndpoint(service);
  channel = grpc::CreateCustomChannel(address, credentials, ChannelArguments());
  return channel;
}

void Client::Authorize(grpc::ClientContext& context, Service service) const {
  context.AddMetadata("x-careloop-service", std::string(NameOf(service)));
  if (!token_.empty()) context.AddMetadata("authorization", StrCat("Bearer ", token_));
}

std::string Client::OwnPatient() const {
  const std::vector<std::string> parts = absl::StrSplit(token_, '.');
  std::string payload;
  if (parts.size() != 3 || !absl::WebSafeBase64Unescape(parts[1], &payload)) return "";
  const auto claims = nlohmann::json::parse(payload, nullptr, /*allow_exceptions=*/false);
  if (!claims.is_object() || TextOf(claims, "role") != "patient") return "";
  return StrCat("patients/", TextOf(claims, "sub"));
}

}  // namespace careloop::cli
