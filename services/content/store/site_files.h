#ifndef CARELOOP_SERVICES_CONTENT_STORE_SITE_FILES_H_
#define CARELOOP_SERVICES_CONTENT_STORE_SITE_FILES_H_

#include <string>

#include "absl/status/statusor.h"
#include "services/content/domain/site.h"

namespace careloop::content {

// Reads the site's data from a folder laid out like deploy/site: disclaimers/*.md, diagnoses.csv, topics.csv,
// treatments.yaml and, if it is there, site-treatments.yaml. Blocks: for the start of a program. Fails on the first
// file that is amiss, naming file, line and field, and if there is no disclaimer in the default language.
absl::StatusOr<Site> LoadSite(const std::string& folder, const std::string& default_language);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_STORE_SITE_FILES_H_
