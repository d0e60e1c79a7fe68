#include "services/journal/clients/care_teams_client.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "common/rpc/peer.h"
#include "services/journal/clients/peer_failure.h"

namespace careloop::journal {
namespace {

using messaging::v1::CareTeamService;
using Peer = CareTeamService::StubInterface::async_interface;

}  // namespace

CareTeamsClient::CareTeamsClient(std::shared_ptr<grpc::Channel> channel)
    : stub_(CareTeamService::NewStub(std::move(channel))) {}

Task<absl::StatusOr<messaging::v1::CheckAccessResponse>> CareTeamsClient::Ask(const Call& call, std::string patient,
                                                                              std::string person) {
  messaging::v1::CheckAccessRequest request;
  request.set_patient(StrCat("patients/", patient));
  request.set_person(std::move(person));
  const Deadline deadline = std::min(call.deadline, DeadlineAfter(kPeerLimit));
  auto response =
      co_await rpc::CallPeer(stub_->async(), &Peer::CheckAccess, std::move(request), call.caller->token, deadline);
  if (!response.ok()) co_return PeerFailure("messaging");
  co_return *std::move(response);
}

Task<absl::StatusOr<std::vector<std::string>>> CareTeamsClient::Connecting(const Call& call, std::string patient) {
  CO_ASSIGN_OR_RETURN(const auto response, co_await Ask(call, std::move(patient), ""));
  std::vector<std::string> teams;
  if (!response.allowed()) co_return teams;
  for (const std::string& name : response.care_teams()) teams.push_back(name.substr(name.rfind('/') + 1));
  co_return teams;
}

Task<absl::StatusOr<Care>> CareTeamsClient::CareOf(const Call& call, std::string patient, std::string person) {
  CO_ASSIGN_OR_RETURN(const auto response, co_await Ask(call, std::move(patient), std::move(person)));
  Care care;
  if (!response.has_caregiver_added_time()) co_return care;
  care.since = rpc::ToTime(response.caregiver_added_time());
  for (const int permission : response.caregiver_scope()) {
    care.reads_journal |= permission == messaging::v1::CAREGIVER_PERMISSION_READ_JOURNAL;
    care.writes_journal |= permission == messaging::v1::CAREGIVER_PERMISSION_WRITE_JOURNAL;
    care.reads_messages |= permission == messaging::v1::CAREGIVER_PERMISSION_READ_MESSAGES;
  }
  care.display_name = response.caregiver_display_name();
  co_return care;
}

Task<absl::StatusOr<std::vector<Caregiver>>> CareTeamsClient::CaregiversOf(const Call& call, std::string patient) {
  messaging::v1::ListCaregiversRequest request;
  request.set_parent(StrCat("patients/", patient));
  const Deadline deadline = std::min(call.deadline, DeadlineAfter(kPeerLimit));
  const auto response =
      co_await rpc::CallPeer(stub_->async(), &Peer::ListCaregivers, std::move(request), call.caller->token, deadline);
  if (!response.ok()) co_return PeerFailure("messaging");
  std::vector<Caregiver> caregivers;
  for (const auto& caregiver : response->caregivers()) {
    caregivers.push_back({caregiver.person(), rpc::ToTime(caregiver.added_time())});
  }
  co_return caregivers;
}

}  // namespace careloop::journal
