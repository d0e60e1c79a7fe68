#include "services/journal/clients/care_teams_client.h"

#include <algorithm>
#include <utility>

#include "common/base/strings.h"
#include "common/rpc/peer.h"
#include "services/journal/clients/peer_failure.h"

namespace careloop::journal {
namespace {

using messaging::v1::CareTeamService;
using Peer = CareTeamService::StubInterface::async_interface;

}  // namespace

CareTeamsClient::CareTeamsClient(std::shared_ptr<grpc::Channel> channel)
    : stub_(CareTeamService::NewStub(std::move(channel))) {}

Task<absl::StatusOr<std::vector<std::string>>> CareTeamsClient::Connecting(const Call& call, std::string patient) {
  messaging::v1::CheckAccessRequest request;
  request.set_patient(StrCat("patients/", patient));
  const Deadline deadline = std::min(call.deadline, DeadlineAfter(kPeerLimit));
  const auto response =
      co_await rpc::CallPeer(stub_->async(), &Peer::CheckAccess, std::move(request), call.caller->token, deadline);
  if (!response.ok()) co_return PeerFailure("messaging");
  std::vector<std::string> teams;
  if (!response->allowed()) co_return teams;
  for (const std::string& name : response->care_teams()) teams.push_back(name.substr(name.rfind('/') + 1));
  co_return teams;
}

}  // namespace careloop::journal
