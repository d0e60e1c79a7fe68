#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_READING_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_READING_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/content/domain/live_library.h"
#include "services/content/domain/page.h"
#include "services/content/domain/publication_store.h"
#include "services/content/domain/related.h"
#include "services/content/domain/site.h"

namespace careloop::content {

// Empty: not filtered by it. All that are given must match.
struct PublicationFilter {
  std::string diagnosis;  // or one below it; so is a topic
  std::string topic;
  std::string treatment;
  std::string symptom;
  std::optional<Kind> kind;
  std::optional<absl::CivilDay> review_due_before;
  std::vector<std::string> languages;  // best first
};

enum class Order { kNewest, kTitle, kReviewDue };

struct PublicationPage {
  Page<ShownPublication> page;
  std::string language;  // that of all its publications, if one was asked for
};

struct CountedCategory {
  Category category;
  int publications = 0;  // current ones
};

// What anyone signed in may do: read what is published. Answered from memory; UNAVAILABLE until the library is loaded.
// Thread-safe.
class Reading {
 public:
  // All outlive this.
  Reading(LiveLibrary& library, PublicationStore& store, const Site& site)
      : library_(library), store_(store), site_(site) {}

  // In the first of the filter's languages in which anything passes it. All pages of a list are in one language.
  absl::StatusOr<PublicationPage> List(const PublicationFilter& filter, Order order, const PageRequest& page) const;

  // Revision 0 is the current one. Drafts are an editor's only, and are the one thing that is read from the store.
  // Never null; what is answered keeps the library that it lies in.
  Task<absl::StatusOr<std::shared_ptr<const ShownPublication>>> Get(const Call& call, std::string id,
                                                                    int revision) const;

  // With the counts of one language, or of all if it is empty.
  absl::StatusOr<Page<CountedCategory>> Diagnoses(const std::string& language, const PageRequest& page) const;
  absl::StatusOr<Page<CountedCategory>> Topics(const std::string& language, const PageRequest& page) const;

  // Those with `name_part` in a name, generic or brand, without regard to the case of ASCII letters.
  absl::StatusOr<Page<Disclaimed<Treatment>>> Treatments(const std::string& name_part, const PageRequest& page) const;
  absl::StatusOr<Disclaimed<Treatment>> GetTreatment(const std::string& id) const;

  // The latest version, or the given one, in the site's default language if `language` is empty.
  absl::StatusOr<Disclaimer> FindDisclaimer(const std::string& language, int version) const;

  // In the first of the query's languages that has any; in the site's default language if it names none. Nothing but
  // `unchanged` in the library that the query knows.
  absl::StatusOr<RelatedPublications> Related(RelatedQuery query) const;

 private:
  // A draft, or what another instance has just published.
  Task<absl::StatusOr<std::shared_ptr<const ShownPublication>>> GetFromStore(const Call& call, std::string id,
                                                                             int revision) const;

  LiveLibrary& library_;
  PublicationStore& store_;
  const Site& site_;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_READING_H_
