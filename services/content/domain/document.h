#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_DOCUMENT_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_DOCUMENT_H_

#include <optional>
#include <string>
#include <string_view>

#include "services/content/domain/faults.h"

namespace careloop::content {

// A text with front matter: YAML between two lines "---" at its start, then the body.
struct Document {
  static constexpr size_t kMaxBytes = size_t{1} << 20;
  static constexpr size_t kMaxFrontMatterBytes = size_t{64} << 10;
  static constexpr int kFrontMatterLine = 2;

  std::string front_matter;
  std::string body;  // without blank lines around it, ending in one line feed
  int body_line = 0;
};

// Splits a text of at most 1 MiB of UTF-8 without control characters but line feed and tab. Nothing, and a fault that
// names the line, if it is none, or has no front matter or no body.
std::optional<Document> SplitDocument(std::string_view text, Faults& faults);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_DOCUMENT_H_
