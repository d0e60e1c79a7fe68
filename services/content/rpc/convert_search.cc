#include "services/content/rpc/convert_search.h"

#include "common/base/strings.h"
#include "common/rpc/educational.h"
#include "services/content/rpc/convert.h"

namespace careloop::content {
namespace {

using FacetValues = google::protobuf::RepeatedPtrField<v1::FacetValue>;
using TextSegments = google::protobuf::RepeatedPtrField<v1::TextSegment>;

v1::SearchMatch ToMatch(Matching matching) {
  switch (matching) {
    case Matching::kAllWords:
      return v1::SEARCH_MATCH_ALL_WORDS;
    case Matching::kLastWordBegins:
      return v1::SEARCH_MATCH_LAST_WORD_BEGINS;
    case Matching::kAnyWord:
      return v1::SEARCH_MATCH_ANY_WORD;
  }
}

void Put(const std::vector<TextSegment>& segments, TextSegments* messages) {
  for (const TextSegment& segment : segments) {
    v1::TextSegment& message = *messages->Add();
    message.set_text(segment.text);
    message.set_match(segment.match);
  }
}

void Put(std::string_view collection, const std::vector<FacetCount>& counts, FacetValues* values) {
  for (const FacetCount& count : counts) {
    v1::FacetValue& value = *values->Add();
    value.set_value(StrCat(collection, count.value));
    value.set_label(count.label);
    value.set_count(count.count);
  }
}

v1::SearchHit ToHit(const Disclaimed<SearchHit>& hit, absl::Time now) {
  v1::SearchHit message;
  *message.mutable_publication() = ToSummary(hit.Map([](const SearchHit& h) { return h.publication; }), now);
  Put(hit.content().title, message.mutable_title());
  Put(hit.content().excerpt, message.mutable_excerpt());
  rpc::Stamp(hit, message);
  return message;
}

v1::SearchFacets ToFacets(const Facets& facets) {
  v1::SearchFacets message;
  Put("diagnoses/", facets.diagnoses, message.mutable_diagnoses());
  Put("topics/", facets.topics, message.mutable_topics());
  Put("treatments/", facets.treatments, message.mutable_treatments());
  for (const FacetCount& count : facets.kinds) {
    v1::FacetKind& kind = *message.add_kinds();
    kind.set_kind(ToKind(KindFromWord(count.value).value_or(Kind::kFactSheet)));
    kind.set_count(count.count);
  }
  Put("", facets.languages, message.mutable_languages());
  return message;
}

}  // namespace

SearchQuery ToSearchQuery(const v1::SearchPublicationsRequest& request) {
  SearchQuery query{.text = request.query(),
                    .diagnoses = IdsOf(request.diagnoses()),
                    .topics = IdsOf(request.topics()),
                    .treatments = IdsOf(request.treatments()),
                    .kinds = {},
                    .languages = {request.languages().begin(), request.languages().end()}};
  for (const int kind : request.kinds()) query.kinds.push_back(*FromKind(static_cast<v1::PublicationKind>(kind)));
  return query;
}

v1::SearchPublicationsResponse ToSearchResponse(const SearchPage& page, absl::Time now) {
  v1::SearchPublicationsResponse message;
  for (const auto& hit : page.hits.items) *message.add_hits() = ToHit(hit, now);
  message.set_total_size(page.total);
  message.set_match(ToMatch(page.matching));
  *message.mutable_facets() = ToFacets(page.facets);
  if (page.suggestion) {
    message.mutable_suggestion()->set_suggested_query(page.suggestion->content());
    rpc::Stamp(*page.suggestion, *message.mutable_suggestion());
  }
  return message;
}

}  // namespace careloop::content
