#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_SITE_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_SITE_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/disclaimed.h"
#include "services/content/domain/catalogue.h"

namespace careloop::content {

// A diagnosis or a topic by which publications are found.
struct Category {
  std::string id;
  std::string label;
};

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

// The current disclaimer of each language.
class Disclaimers {
 public:
  // False, and nothing changes, if there is one in that language.
  bool Add(Disclaimer disclaimer);

  // `language` is compared as a whole, without regard to case. Null if there is none.
  const Disclaimer* In(std::string_view language) const;
  // The same for content that cannot be without it: FAILED_PRECONDITION (FAILED_STATE) if there is none.
  absl::StatusOr<Disclaimer> Required(std::string_view language) const;

 private:
  std::map<std::string, Disclaimer> by_language_;  // in lower case
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
  Catalogue<Disclaimed<Treatment>> treatments;
  Disclaimers disclaimers;

  // `language`, or the default one if it is empty.
  std::string_view LanguageOr(std::string_view language) const {
    return language.empty() ? default_language : language;
  }
};

// A CSV file with the header "id,label,parent"; a parent stands above its children.
absl::StatusOr<Catalogue<Category>> ReadCategories(const SiteFile& file);

// Front matter with `version` and `language`, then the statement. Its lines are joined to paragraphs.
absl::StatusOr<Disclaimer> ReadDisclaimer(const SiteFile& file);

// The treatments of treatments.yaml, each with the disclaimer in the file's language and with the sponsor
// acknowledgement that the file gives, for all or for one: they restate a publication that need not be published here.
absl::StatusOr<Catalogue<Disclaimed<Treatment>>> ReadTreatments(const SiteFile& file, const Disclaimers& disclaimers);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_SITE_H_
