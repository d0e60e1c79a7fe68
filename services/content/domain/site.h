#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_SITE_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_SITE_H_

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/disclaimed.h"
#include "services/content/domain/catalogue.h"

namespace careloop::content {

// A diagnosis or a topic by which publications are found.
struct Category {
  std::string id;
  std::string label;
  std::string parent;  // the id of the one above; empty at the top
};

// `ids` and those above them, each once. An id that is not in `categories` stands for itself.
std::vector<std::string> WithThoseAbove(const Catalogue<Category>& categories, const std::vector<std::string>& ids);
// `id` and those below it.
std::vector<std::string> WithThoseBelow(const Catalogue<Category>& categories, const std::string& id);

// A drug or another treatment, as far as its source describes it. Empty: the source does not say.
struct Treatment {
  std::string id;
  std::string generic_name;
  std::vector<std::string> brand_names;
  std::vector<std::string> treatment_kinds;
  std::string treatment_class;
  std::vector<std::string> targets;
  std::string mechanism;
  std::vector<std::string> conditions;
  std::string source_publication;  // the id of a publication
};

// Disclaimers by language, which is compared as a whole without regard to case, and by version.
class Disclaimers {
 public:
  // False, and nothing changes, if there is that version in that language.
  bool Add(Disclaimer disclaimer);

  // The latest version in a language, or the given one; null if there is none.
  const Disclaimer* In(std::string_view language, int version = 0) const;
  // The latest for content that cannot be without it: FAILED_PRECONDITION (FAILED_STATE) if there is none.
  absl::StatusOr<Disclaimer> Required(std::string_view language) const;

  std::vector<Disclaimer> All() const;

 private:
  std::map<std::string, std::map<int, Disclaimer>> by_language_;  // in lower case
};

// A treatment as the site's files have it. It is shown with the disclaimer that is current in its language.
struct SourcedTreatment {
  Treatment treatment;
  SponsorAcknowledgement sponsor;
  std::string language;
};

// One file of the site's data: its name, for messages, and its bytes.
struct SiteFile {
  std::string name;
  std::string text;
};

// What a site is made of besides its publications. Read once at start, then constant; a function that reads a file
// refuses all of it at the first bad row, with an INVALID_ARGUMENT whose violations name file, line and field.
struct Site {
  std::string default_language;
  Catalogue<Category> diagnoses;
  Catalogue<Category> topics;
  Catalogue<SourcedTreatment> treatments;
  Disclaimers disclaimers;  // one of each language, offered to the store

  // `language`, or the default one if it is empty.
  std::string_view LanguageOr(std::string_view language) const {
    return language.empty() ? default_language : language;
  }
};

// A CSV file with the header "id,label,parent"; a parent stands above its children.
absl::StatusOr<Catalogue<Category>> ReadCategories(const SiteFile& file);

// Front matter with `version` and `language`, then the statement. Its lines are joined to paragraphs.
absl::StatusOr<Disclaimer> ReadDisclaimer(const SiteFile& file);

// Adds the treatments of a file like treatments.yaml, each with the sponsor acknowledgement that the file gives, for
// all or for one: they restate a publication that need not be published here. No id and no name, generic or brand, may
// be there already, from this file or another: the fault names both places.
class TreatmentFiles {
 public:
  // `disclaimers` outlives this; there must be one in a file's language.
  explicit TreatmentFiles(const Disclaimers& disclaimers) : disclaimers_(disclaimers) {}

  absl::Status Read(const SiteFile& file);
  Catalogue<SourcedTreatment> Take() { return std::move(treatments_); }

 private:
  struct Reader;

  const Disclaimers& disclaimers_;
  Catalogue<SourcedTreatment> treatments_;
  std::map<std::string, std::string> places_;  // of ids, and of names in lower case
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_SITE_H_
