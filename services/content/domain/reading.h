#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_READING_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_READING_H_

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
  std::string diagnosis;
  std::string topic;
  std::string treatment;
  std::string symptom;
  std::optional<Kind> kind;
  std::string language;
};

enum class Order { kNewest, kTitle };

struct CountedCategory {
  Category category;
  int publications = 0;  // current ones
};

// What anyone signed in may do: read what is published. Answered from memory; UNAVAILABLE until the library is loaded.
// Thread-safe.
class Reading {
 public:
  // All outlive this.
  Reading(const LiveLibrary& library, PublicationStore& store, const Site& site)
      : library_(library), store_(store), site_(site) {}

  absl::StatusOr<Page<ShownPublication>> List(const PublicationFilter& filter, Order order,
                                              const PageRequest& page) const;

  // Revision 0 is the current one. Drafts are an editor's only, and are the one thing that is read from the store.
  Task<absl::StatusOr<ShownPublication>> Get(const Call& call, std::string id, int revision) const;

  absl::StatusOr<Page<CountedCategory>> Diagnoses(const PageRequest& page) const;
  absl::StatusOr<Page<CountedCategory>> Topics(const PageRequest& page) const;
  Page<Disclaimed<Treatment>> Treatments(const PageRequest& page) const;
  absl::StatusOr<Disclaimed<Treatment>> GetTreatment(const std::string& id) const;

  // In the site's default language if `language` is empty, here and in Related.
  absl::StatusOr<Disclaimer> CurrentDisclaimer(const std::string& language) const;
  absl::StatusOr<std::vector<content::Related>> Related(RelatedQuery query) const;

 private:
  Task<absl::StatusOr<ShownPublication>> GetDraft(const Call& call, std::string id, int revision) const;

  const LiveLibrary& library_;
  PublicationStore& store_;
  const Site& site_;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_READING_H_
