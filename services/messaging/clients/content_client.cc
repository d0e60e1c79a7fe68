#include "services/messaging/clients/content_client.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/educational.h"
#include "common/rpc/peer.h"

namespace careloop::messaging {

using careloop::content::v1::ContentService;
using careloop::content::v1::GetPublicationRequest;
using Peer = ContentService::StubInterface::async_interface;

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

}  // namespace careloop::messaging
