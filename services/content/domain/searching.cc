#include "services/content/domain/searching.h"

#include <chrono>
#include <utility>

#include "absl/strings/numbers.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::content {
namespace {

// A position in a ranking: a letter for how it was made, then how many hits come before.
constexpr std::string_view kMatchings = "awo";

std::string PositionOf(Matching matching, int before) {
  return StrCat(kMatchings.substr(static_cast<size_t>(matching), 1), before);
}

absl::StatusOr<RankRange> RangeOf(const PageRequest& page) {
  RankRange range{.matching = std::nullopt, .first = 0, .size = page.size};
  if (page.after.empty()) return range;
  const size_t matching = kMatchings.find(page.after[0]);
  if (matching == std::string_view::npos || !absl::SimpleAtoi(page.after.substr(1), &range.first) || range.first < 0)
    return Error(absl::StatusCode::kInvalidArgument, reason::kPageTokenInvalid, "page_token: is not one of this list");
  range.matching = static_cast<Matching>(matching);
  return range;
}

// As it is now, if it still is current. Where it changed a moment ago and the index does not know yet, the text is
// shown as it is now, with no matches.
std::optional<Disclaimed<SearchHit>> Shown(const Library& library, IndexHit hit) {
  const ShownPublication* current = library.Current(hit.text->id);
  if (current == nullptr) return std::nullopt;
  return current->Map([&](const Publication& publication) {
    if (publication.text == hit.text)
      return SearchHit{.publication = publication, .title = std::move(hit.title), .excerpt = std::move(hit.excerpt)};
    return SearchHit{.publication = publication,
                     .title = {{.text = publication.text->title}},
                     .excerpt = {{.text = publication.text->summary}}};
  });
}

template <typename LabelOf>
void Label(std::vector<FacetCount>& counts, LabelOf label_of) {
  for (FacetCount& count : counts) count.label = label_of(count.value);
}

}  // namespace

Task<absl::StatusOr<SearchPage>> Searching::Search(const Call& call, SearchQuery query, PageRequest page) const {
  CO_ASSIGN_OR_RETURN(const RankRange range, RangeOf(page));
  co_await workers_.Turn();
  if (std::chrono::steady_clock::now() > call.deadline) {
    co_return Error(absl::StatusCode::kDeadlineExceeded, reason::kDeadlineExceeded,
                    "the search did not begin before the deadline");
  }
  CO_ASSIGN_OR_RETURN(IndexAnswer answer, index_.Search(query, range));
  CO_ASSIGN_OR_RETURN(const auto library, library_.Current());  // after the search: what is withdrawn is not shown

  SearchPage found{.hits = {},
                   .total = answer.total,
                   .matching = answer.matching,
                   .facets = Labelled(std::move(answer.facets)),
                   .suggestion = std::nullopt};
  for (IndexHit& hit : answer.hits) {
    if (auto shown = Shown(*library, std::move(hit))) found.hits.items.push_back(*std::move(shown));
  }
  const int before_next = range.first + range.size;
  if (before_next < answer.total) found.hits.next = PositionOf(answer.matching, before_next);
  if (answer.suggestion) {
    const ShownPublication* best = library->Current(answer.suggestion->best);
    if (best != nullptr)
      found.suggestion = best->Map([&](const Publication&) { return std::move(answer.suggestion->query); });
  }
  co_return found;
}

Facets Searching::Labelled(Facets facets) const {
  const auto category_in = [](const Catalogue<Category>& categories) {
    return [&categories](const std::string& id) {
      const Category* category = categories.Find(id);
      return category == nullptr ? id : category->label;
    };
  };
  Label(facets.diagnoses, category_in(site_.diagnoses));
  Label(facets.topics, category_in(site_.topics));
  Label(facets.languages, [](const std::string& tag) { return tag; });
  Label(facets.treatments, [this](const std::string& id) {
    const auto* treatment = site_.treatments.Find(id);
    return treatment == nullptr ? id : treatment->treatment.generic_name;
  });
  return facets;
}

}  // namespace careloop::content
