#include "services/journal/clients/content_client.h"

#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/educational.h"
#include "common/rpc/peer.h"
#include "services/journal/clients/peer_failure.h"

namespace careloop::journal {
namespace {

using content::v1::ContentService;
using Peer = ContentService::StubInterface::async_interface;

constexpr size_t kMostTreatments = 50;  // of one FindRelatedPublications

content::v1::FindRelatedPublicationsRequest ToRequest(const ContentQuery& query, int most) {
  content::v1::FindRelatedPublicationsRequest request;
  for (const auto& symptom : query.symptoms) {
    auto& asked = *request.add_symptoms();
    asked.set_symptom(StrCat("symptoms/", symptom.id));
    if (symptom.grade) asked.set_grade(*symptom.grade);
  }
  const size_t treatments = std::min(query.treatments.size(), kMostTreatments);
  for (size_t i = 0; i < treatments; ++i) request.add_treatments(StrCat("treatments/", query.treatments[i]));
  request.set_language(query.language);
  request.set_limit(most);
  request.set_known_library(query.known_library);
  return request;
}

Suggestion ToSuggestion(const content::v1::RelatedPublication& hit) {
  const auto& publication = hit.publication();
  Suggestion suggestion{.publication = publication.name(),
                        .revision = publication.revision(),
                        .title = publication.title(),
                        .summary = publication.summary(),
                        .symptoms = {},
                        .review_overdue = publication.review_overdue()};
  for (const auto& reason : hit.reasons()) {
    if (reason.kind() == content::v1::MATCH_KIND_SYMPTOM) suggestion.symptoms.push_back(reason.name());
  }
  return suggestion;
}

}  // namespace

ContentClient::ContentClient(std::shared_ptr<grpc::Channel> channel)
    : stub_(ContentService::NewStub(std::move(channel))) {}

Task<absl::StatusOr<FoundContent>> ContentClient::Find(const Call& call, ContentQuery query, int most,
                                                       Deadline deadline) {
  auto request = ToRequest(query, most);
  const auto response = co_await rpc::CallPeer(stub_->async(), &Peer::FindRelatedPublications, std::move(request),
                                               call.caller->token, deadline);
  if (!response.ok()) co_return PeerFailure("content");
  FoundContent found{.suggestions = {}, .library = response->library(), .unchanged = response->unchanged()};
  for (const auto& hit : response->hits()) {
    auto suggestion = rpc::Unstamp(hit.publication(), ToSuggestion(hit));
    if (suggestion.ok()) found.suggestions.push_back(*std::move(suggestion));
  }
  co_return found;
}

Task<absl::Status> ContentClient::CheckTreatment(const Call& call, std::string treatment) {
  content::v1::GetTreatmentRequest request;
  request.set_name(StrCat("treatments/", treatment));
  const Deadline deadline = std::min(call.deadline, DeadlineAfter(kPeerLimit));
  const auto response =
      co_await rpc::CallPeer(stub_->async(), &Peer::GetTreatment, std::move(request), call.caller->token, deadline);
  if (response.ok()) co_return absl::OkStatus();
  co_return response.status().code() == absl::StatusCode::kNotFound ? NotFound("treatment") : PeerFailure("content");
}

}  // namespace careloop::journal
