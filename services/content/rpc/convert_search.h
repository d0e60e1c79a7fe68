#ifndef CARELOOP_SERVICES_CONTENT_RPC_CONVERT_SEARCH_H_
#define CARELOOP_SERVICES_CONTENT_RPC_CONVERT_SEARCH_H_

#include "absl/time/time.h"
#include "careloop/content/v1/search.pb.h"
#include "common/rpc/field.h"
#include "services/content/domain/searching.h"

namespace careloop::content {

inline constexpr rpc::PageLimits kSearchPages{.standard = 10, .most = 50};

// As convert.h says. Without the token of the next page.
SearchQuery ToSearchQuery(const v1::SearchPublicationsRequest& request);
v1::SearchPublicationsResponse ToSearchResponse(const SearchPage& page, absl::Time now);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_RPC_CONVERT_SEARCH_H_
