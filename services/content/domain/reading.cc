#include "services/content/domain/reading.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::content {
namespace {

using Ids = std::vector<std::string>;

bool Has(const Ids& ids, const std::string& wanted) {
  return wanted.empty() || std::find(ids.begin(), ids.end(), wanted) != ids.end();
}

// A filter made ready to look at many publications.
class Sieve {
 public:
  Sieve(const PublicationFilter& filter, const Site& site) : filter_(filter) {
    if (!filter.diagnosis.empty()) diagnoses_ = WithThoseBelow(site.diagnoses, filter.diagnosis);
    if (!filter.topic.empty()) topics_ = WithThoseBelow(site.topics, filter.topic);
  }

  bool Passes(const PublicationText& text, const std::string& language) const {
    return (language.empty() || absl::EqualsIgnoreCase(language, text.language)) &&
           HasAny(text.diagnoses, diagnoses_) && HasAny(text.topics, topics_) &&
           Has(text.treatments, filter_.treatment) && Has(text.symptoms, filter_.symptom) &&
           (!filter_.kind || *filter_.kind == text.kind) &&
           (!filter_.review_due_before || text.review_due < *filter_.review_due_before);
  }

 private:
  static bool HasAny(const Ids& ids, const Ids& wanted) {
    return wanted.empty() || std::find_first_of(ids.begin(), ids.end(), wanted.begin(), wanted.end()) != ids.end();
  }

  const PublicationFilter& filter_;
  Ids diagnoses_;
  Ids topics_;
};

const Library::Ordered& InOrder(const Library& library, Order order) {
  if (order == Order::kTitle) return library.by_title();
  return order == Order::kReviewDue ? library.by_review_due() : library.newest_first();
}

Page<ShownPublication> PageIn(const std::string& language, const Library& library, const Sieve& sieve, Order order,
                              const PageRequest& request) {
  const auto found = PageOf(InOrder(library, order), request, [&](const ShownPublication* shown) {
    return sieve.Passes(*shown->content().text, language);
  });
  Page<ShownPublication> page{.items = {}, .next = found.next};
  for (const ShownPublication* shown : found.items) page.items.push_back(*shown);
  return page;
}

// The position of a list that is in one language: that, then the position in the library's list.
constexpr char kLanguageEnd = '\0';

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

bool IsNamed(const Treatment& treatment, const std::string& part) {
  const auto has_part = [&](const std::string& name) { return absl::StrContains(absl::AsciiStrToLower(name), part); };
  return has_part(treatment.generic_name) ||
         std::any_of(treatment.brand_names.begin(), treatment.brand_names.end(), has_part);
}

std::shared_ptr<const ShownPublication> InLibrary(std::shared_ptr<const Library> library,
                                                  const ShownPublication* publication) {
  return {std::move(library), publication};
}

absl::StatusOr<Disclaimed<Treatment>> Shown(const SourcedTreatment& sourced, const Library& library) {
  ASSIGN_OR_RETURN(Disclaimer disclaimer, library.disclaimers().Required(sourced.language));
  return Disclaimed<Treatment>(sourced.treatment, std::move(disclaimer), sourced.sponsor);
}

}  // namespace

absl::StatusOr<PublicationPage> Reading::List(const PublicationFilter& filter, Order order,
                                              const PageRequest& page) const {
  ASSIGN_OR_RETURN(const auto library, library_.Current());
  const Sieve sieve(filter, site_);
  Ids languages = filter.languages.empty() ? Ids{""} : filter.languages;
  PageRequest request{.after = "", .size = page.size};
  if (!page.after.empty()) {
    const size_t end = page.after.find(kLanguageEnd);
    languages = {page.after.substr(0, end)};
    request.after = page.after.substr(end + 1);
  }
  for (const std::string& language : languages) {
    PublicationPage found{PageIn(language, *library, sieve, order, request), language};
    if (!found.page.next.empty()) found.page.next = language + kLanguageEnd + found.page.next;
    if (!found.page.items.empty()) return found;
  }
  return PublicationPage{{}, languages.front()};
}

Task<absl::StatusOr<std::shared_ptr<const ShownPublication>>> Reading::Get(const Call& call, std::string id,
                                                                           int revision) const {
  CO_ASSIGN_OR_RETURN(const auto library, library_.Current());
  const ShownPublication* found = revision == 0 ? library->Current(id) : library->Find(id, revision);
  if (found != nullptr) co_return InLibrary(library, found);
  if (call.caller->role != Role::kEditor || revision == 0) co_return NotFound("publication");
  auto stored = co_await GetFromStore(call, std::move(id), revision);
  co_return stored;
}

Task<absl::StatusOr<std::shared_ptr<const ShownPublication>>> Reading::GetFromStore(const Call& call, std::string id,
                                                                                    int revision) const {
  CO_ASSIGN_OR_RETURN(StoredRevision stored, co_await store_.Read(id, revision, call.deadline));
  if (!stored.revision.imprint) {
    CO_ASSIGN_OR_RETURN(Disclaimer disclaimer,
                        co_await library_.RequiredDisclaimer(stored.revision.manuscript.text.language, call.deadline));
    co_return std::make_shared<const ShownPublication>(
        ShownDraft(std::move(stored.revision.manuscript), revision, stored.standing, std::move(disclaimer)));
  }
  CO_RETURN_IF_ERROR(co_await library_.Refresh(call.deadline));
  CO_ASSIGN_OR_RETURN(const auto library, library_.Current());
  const ShownPublication* found = library->Find(id, revision);
  if (found == nullptr) co_return NotFound("publication");
  co_return InLibrary(library, found);
}

absl::StatusOr<Page<CountedCategory>> Reading::Diagnoses(const std::string& language, const PageRequest& page) const {
  ASSIGN_OR_RETURN(const auto library, library_.Current());
  return Counted(site_.diagnoses, page, [&](const std::string& id) { return library->CountInDiagnosis(id, language); });
}

absl::StatusOr<Page<CountedCategory>> Reading::Topics(const std::string& language, const PageRequest& page) const {
  ASSIGN_OR_RETURN(const auto library, library_.Current());
  return Counted(site_.topics, page, [&](const std::string& id) { return library->CountInTopic(id, language); });
}

absl::StatusOr<Page<Disclaimed<Treatment>>> Reading::Treatments(const std::string& name_part,
                                                                const PageRequest& page) const {
  ASSIGN_OR_RETURN(const auto library, library_.Current());
  const std::string part = absl::AsciiStrToLower(name_part);
  const auto found = PageOf(site_.treatments.ordered(), page,
                            [&](const SourcedTreatment& sourced) { return IsNamed(sourced.treatment, part); });
  Page<Disclaimed<Treatment>> shown{.items = {}, .next = found.next};
  for (const SourcedTreatment& sourced : found.items) {
    ASSIGN_OR_RETURN(auto treatment, Shown(sourced, *library));
    shown.items.push_back(std::move(treatment));
  }
  return shown;
}

absl::StatusOr<Disclaimed<Treatment>> Reading::GetTreatment(const std::string& id) const {
  ASSIGN_OR_RETURN(const auto library, library_.Current());
  const SourcedTreatment* treatment = site_.treatments.Find(id);
  if (treatment == nullptr) return NotFound("treatment");
  return Shown(*treatment, *library);
}

absl::StatusOr<Disclaimer> Reading::FindDisclaimer(const std::string& language, int version) const {
  ASSIGN_OR_RETURN(const auto library, library_.Current());
  const Disclaimer* disclaimer = library->disclaimers().In(site_.LanguageOr(language), version);
  if (disclaimer == nullptr) return NotFound("disclaimer");
  return *disclaimer;
}

absl::StatusOr<RelatedPublications> Reading::Related(RelatedQuery query) const {
  ASSIGN_OR_RETURN(const auto library, library_.Current());
  std::string tag = StrCat(library->version());
  if (query.known_library == tag)
    return RelatedPublications{.hits = {}, .language = "", .library = std::move(tag), .unchanged = true};
  if (query.languages.empty()) query.languages = {site_.default_language};
  RelatedPublications found = FindRelated(*library, site_.diagnoses, query);
  found.library = std::move(tag);
  return found;
}

}  // namespace careloop::content
