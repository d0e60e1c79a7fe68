#ifndef CARELOOP_SERVICES_CONTENT_RPC_CONVERT_H_
#define CARELOOP_SERVICES_CONTENT_RPC_CONVERT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/match.h"
#include "absl/time/time.h"
#include "careloop/content/v1/content_service.pb.h"
#include "careloop/content/v1/publishing_service.pb.h"
#include "common/base/strings.h"
#include "services/content/domain/publication_store.h"
#include "services/content/domain/reading.h"
#include "services/content/domain/renditions.h"

namespace careloop::content {

// Between messages of the contract and values of the domain. Requests have been validated. `now` decides what is
// overdue. Educational messages are made of Disclaimed values and of nothing else.

// The {id} of "collection/{id}"; empty of "".
std::string IdOf(std::string_view name);

std::vector<std::string> IdsOf(const google::protobuf::RepeatedPtrField<std::string>& names);

std::optional<Kind> FromKind(v1::PublicationKind kind);
v1::PublicationKind ToKind(Kind kind);

PublicationFilter ToFilter(const v1::ListPublicationsRequest& request);
Order ToOrder(v1::PublicationOrder order);
RelatedQuery ToQuery(const v1::FindRelatedPublicationsRequest& request);

v1::Publication ToPublication(const ShownPublication& shown, absl::Time now);
v1::PublicationSummary ToSummary(const ShownPublication& shown, absl::Time now);
v1::Treatment ToTreatment(const Disclaimed<Treatment>& treatment);
v1::Category ToCategory(const CountedCategory& category, std::string_view collection);
v1::RelatedPublication ToRelated(const Related& related, absl::Time now);
RenditionRequest ToRequest(const v1::DownloadRenditionRequest& request);
v1::Rendition ToRendition(const Disclaimed<OpenRendition>& rendition);
v1::RevisionHistory ToHistory(const RevisionHistory& revision, const Standing& standing);

// Whether an answer is in another language than the request asked for.
template <typename Request>
bool FellBack(const Request& request, std::string_view language) {
  return !request.language().empty() && !absl::EqualsIgnoreCase(request.language(), ForAbsl(language));
}

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_RPC_CONVERT_H_
