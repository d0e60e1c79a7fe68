#include "services/content/domain/reading.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace careloop::content {
namespace {

bool Has(const std::vector<std::string>& ids, const std::string& wanted) {
  return wanted.empty() || std::find(ids.begin(), ids.end(), wanted) != ids.end();
}

bool Passes(const PublicationFilter& filter, const PublicationText& text) {
  return Has(text.diagnoses, filter.diagnosis) && Has(text.topics, filter.topic) &&
         Has(text.treatments, filter.treatment) && Has(text.symptoms, filter.symptom) &&
         (!filter.kind || *filter.kind == text.kind) &&
         (filter.language.empty() || absl::EqualsIgnoreCase(filter.language, text.language));
}

template <typename Count>
Page<CountedCategory> Counted(const Catalogue<Category>& categories, const PageRequest& request, Count count) {
  Page<Category> page = PageOf(categories.ordered(), request);
  Page<CountedCategory> counted{.items = {}, .next = std::move(page.next)};
  for (Category& category : page.items) {
    const int publications = count(category.id);
    counted.items.push_back({std::move(category), publications});
  }
  return counted;
}

}  // namespace

absl::StatusOr<Page<ShownPublication>> Reading::List(const PublicationFilter& filter, Order order,
                                                     const PageRequest& page) const {
  ASSIGN_OR_RETURN(const auto library, library_.Current());
  const auto& ordered = order == Order::kTitle ? library->by_title() : library->newest_first();
  return PageOf(ordered, page,
                [&](const ShownPublication& publication) { return Passes(filter, *publication.content().text); });
}

Task<absl::StatusOr<ShownPublication>> Reading::Get(const Call& call, std::string id, int revision) const {
  CO_ASSIGN_OR_RETURN(const auto library, library_.Current());
  const ShownPublication* found = revision == 0 ? library->Current(id) : library->Find(id, revision);
  if (found != nullptr) co_return *found;
  if (call.caller->role != Role::kEditor || revision == 0) co_return NotFound("publication");
  auto draft = co_await GetDraft(call, std::move(id), revision);
  co_return draft;
}

Task<absl::StatusOr<ShownPublication>> Reading::GetDraft(const Call& call, std::string id, int revision) const {
  CO_ASSIGN_OR_RETURN(Revision stored, co_await store_.Read(std::move(id), revision, call.deadline));
  if (stored.imprint) {  // published a moment ago by another instance
    co_return ShownPublished(std::move(stored.manuscript), revision, *std::move(stored.imprint), State::kPublished);
  }
  CO_ASSIGN_OR_RETURN(Disclaimer disclaimer, site_.disclaimers.Required(stored.manuscript.text.language));
  co_return ShownDraft(std::move(stored.manuscript), revision, std::move(disclaimer));
}

absl::StatusOr<Page<CountedCategory>> Reading::Diagnoses(const PageRequest& page) const {
  ASSIGN_OR_RETURN(const auto library, library_.Current());
  return Counted(site_.diagnoses, page, [&](const std::string& id) { return library->CountInDiagnosis(id); });
}

absl::StatusOr<Page<CountedCategory>> Reading::Topics(const PageRequest& page) const {
  ASSIGN_OR_RETURN(const auto library, library_.Current());
  return Counted(site_.topics, page, [&](const std::string& id) { return library->CountInTopic(id); });
}

Page<Disclaimed<Treatment>> Reading::Treatments(const PageRequest& page) const {
  return PageOf(site_.treatments.ordered(), page);
}

absl::StatusOr<Disclaimed<Treatment>> Reading::GetTreatment(const std::string& id) const {
  const Disclaimed<Treatment>* treatment = site_.treatments.Find(id);
  if (treatment == nullptr) return NotFound("treatment");
  return *treatment;
}

absl::StatusOr<Disclaimer> Reading::CurrentDisclaimer(const std::string& language) const {
  const Disclaimer* disclaimer = site_.disclaimers.In(site_.LanguageOr(language));
  if (disclaimer == nullptr) return NotFound("disclaimer");
  return *disclaimer;
}

absl::StatusOr<std::vector<Related>> Reading::Related(RelatedQuery query) const {
  ASSIGN_OR_RETURN(const auto library, library_.Current());
  query.language = site_.LanguageOr(query.language);
  return FindRelated(*library, query);
}

}  // namespace careloop::content
