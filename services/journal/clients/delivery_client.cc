#include "services/journal/clients/delivery_client.h"

#include <string_view>
#include <utility>

#include "absl/strings/escaping.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "common/rpc/peer.h"
#include "services/journal/clients/peer_failure.h"

namespace careloop::journal {
namespace {

using messaging::v1::DeliverShareRequest;
using messaging::v1::DeliverShareRevocationRequest;
using messaging::v1::DeliveryService;
using messaging::v1::ShareReference;
using Peer = DeliveryService::StubInterface::async_interface;

constexpr absl::Duration kLimit = absl::Seconds(2);
constexpr char kRule[] = "own-journal";
constexpr uint32_t kRevocationPart = 1;  // of a share's request ids; 0 is its own delivery

struct ScopeFiller {
  ShareReference& reference;

  void operator()(const EntriesScope& scope) const {
    reference.set_entry_count(static_cast<int>(scope.entries.size()));
  }
  void operator()(const PeriodScope& scope) const {
    *reference.mutable_period()->mutable_start_time() = rpc::ToTimestamp(scope.start);
    *reference.mutable_period()->mutable_end_time() = rpc::ToTimestamp(scope.end);
  }
  void operator()(const StandingScope& scope) const {
    *reference.mutable_standing_start_time() = rpc::ToTimestamp(scope.start);
  }
};

void Decide(const std::string& patient, const std::string& resource, absl::Time time,
            common::v1::RecordedDecision& decision) {
  decision.set_person(patient);
  decision.set_rule(kRule);
  decision.set_resource(resource);
  *decision.mutable_decided_time() = rpc::ToTimestamp(time);
}

DeliverShareRequest ToRequest(const Share& share) {
  DeliverShareRequest request;
  request.set_request_id(DeliveryRequestId(share.id));
  request.set_patient(StrCat("patients/", share.patient));
  request.set_care_team(StrCat("careTeams/", share.care_team));
  ShareReference& reference = *request.mutable_share();
  reference.set_name(ShareName(share.patient, share.id));
  std::visit(ScopeFiller{reference}, share.scope);
  if (share.expires) *reference.mutable_expire_time() = rpc::ToTimestamp(*share.expires);
  Decide(share.patient, reference.name(), share.created, *request.mutable_decision());
  return request;
}

DeliverShareRevocationRequest ToRequest(const ShareRevocation& revocation) {
  DeliverShareRevocationRequest request;
  request.set_request_id(DeliveryRequestId(revocation.id, kRevocationPart));
  request.set_patient(StrCat("patients/", revocation.patient));
  request.set_share(ShareName(revocation.patient, revocation.id));
  Decide(revocation.patient, request.share(), revocation.revoked, *request.mutable_decision());
  return request;
}

}  // namespace

std::string DeliveryRequestId(const std::string& id, uint32_t part) {
  constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";  // of NewId
  constexpr size_t kBytes = 16;
  std::string bytes;
  uint32_t bits = 0;
  int have = 0;
  for (const char c : id) {
    bits = bits << 5 | (kAlphabet.find(c) & 31);
    have += 5;
    if (have < 8) continue;
    have -= 8;
    bytes.push_back(static_cast<char>(bits >> have));
  }
  bytes.resize(kBytes);
  for (size_t i = 0; i < sizeof(part); ++i) {
    bytes[kBytes - 1 - i] = static_cast<char>(bytes[kBytes - 1 - i] ^ (part >> (8 * i)));
  }
  std::string uuid = absl::BytesToHexString(bytes);
  for (const size_t dash : {8, 13, 18, 23}) uuid.insert(dash, "-");
  return uuid;
}

DeliveryClient::DeliveryClient(std::shared_ptr<grpc::Channel> channel, Token token)
    : stub_(DeliveryService::NewStub(std::move(channel))), token_(std::move(token)) {}

Task<absl::StatusOr<ShareDelivered>> DeliveryClient::Deliver(const Share& share) {
  DeliverShareRequest request = ToRequest(share);
  CO_ASSIGN_OR_RETURN(const auto response, co_await rpc::CallPeer(stub_->async(), &Peer::DeliverShare,
                                                                  std::move(request), token_(), DeadlineAfter(kLimit)));
  co_return ShareDelivered{response.thread(), rpc::ToTime(response.delivered_time())};
}

Task<absl::Status> DeliveryClient::DeliverRevocation(const ShareRevocation& revocation) {
  DeliverShareRevocationRequest request = ToRequest(revocation);
  const auto response = co_await rpc::CallPeer(stub_->async(), &Peer::DeliverShareRevocation, std::move(request),
                                               token_(), DeadlineAfter(kLimit));
  co_return response.status();
}

}  // namespace careloop::journal
