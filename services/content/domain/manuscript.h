#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_MANUSCRIPT_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_MANUSCRIPT_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "services/content/domain/publication.h"
#include "services/content/domain/site.h"

namespace careloop::content {

// Reads a publication in Markdown with front matter, as ImportPublicationRequest.markdown describes it, and refuses it
// with all of its faults, each a violation of the field "markdown" with its line.
absl::StatusOr<Manuscript> ReadManuscript(std::string_view markdown, const Site& site);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_MANUSCRIPT_H_
