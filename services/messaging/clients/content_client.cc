#include "services/messaging/clients/content_client.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/educational.h"
#include "common/rpc/peer.h"

namespace careloop::messaging {

using careloop::content::v1::ContentService;
using careloop::content::v1::GetPublicationRequest;
using Peer = ContentService::StubInterface::async_interface;

namespace {

absl::StatusOr<PublicationState> StateFrom(content::v1::PublicationState state) {
  switch (state) {
    case content::v1::PUBLICATION_STATE_PUBLISHED:
      return PublicationState::kCurrent;
    case content::v1::PUBLICATION_STATE_SUPERSEDED:
      return PublicationState::kSuperseded;
    case content::v1::PUBLICATION_STATE_WITHDRAWN:
      return PublicationState::kWithdrawn;
    default:
      return NotFound("publication");  // a draft was sent to nobody
  }
}

}  // namespace

ContentClient::ContentClient(std::shared_ptr<grpc::Channel> channel)
    : stub_(ContentService::NewStub(std::move(channel))) {}

Task<absl::StatusOr<Disclaimed<AttachedPublication>>> ContentClient::Current(const Call& call, std::string id) {
  GetPublicationRequest request;
  request.set_name(StrCat("publications/", id));
  CO_ASSIGN_OR_RETURN(const auto response,
                      co_await rpc::CallPeer(stub_->async(), &Peer::GetPublication, std::move(request),
                                             call.caller->token, call.deadline));
  const auto& publication = response.publication();
  co_return rpc::Unstamp(publication, AttachedPublication{std::move(id), publication.revision(), publication.title(),
                                                          publication.summary()});
}

Task<absl::StatusOr<PublicationState>> ContentClient::StateOf(const Call& call, std::string id, int revision,
                                                              Deadline deadline) {
  GetPublicationRequest request;
  request.set_name(StrCat("publications/", id));
  request.set_revision(revision);
  CO_ASSIGN_OR_RETURN(const auto response, co_await rpc::CallPeer(stub_->async(), &Peer::GetPublication,
                                                                  std::move(request), call.caller->token, deadline));
  co_return StateFrom(response.publication().state());
}

}  // namespace careloop::messaging
