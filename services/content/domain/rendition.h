#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_RENDITION_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_RENDITION_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "services/content/domain/publication.h"

namespace careloop::content {

// A file that a revision is read as: the whole of it, or a picture of its first page.
enum class RenditionKind { kPdf, kThumbnail };

// The same bytes whenever the same revision is rendered that stands as it did.
struct Rendition {
  std::string bytes;
  std::string sha256;  // of the bytes, 64 hexadecimal digits in lower case
  int pages = 0;       // in the file; a picture is one
};

struct RenditionOrder {
  ShownPublication publication;
  bool review_overdue = false;
  RenditionKind kind = RenditionKind::kPdf;
};

// Makes files of publications. Each page has the whole disclaimer, and a mark where the revision is not the current one
// or its review is overdue; the first page has the sponsor acknowledgement.
class Renderer {
 public:
  static constexpr int kMostPages = 600;

  virtual ~Renderer() = default;

  // Computes for milliseconds a page, and asks `given_up` after each: CANCELLED if it says so. FAILED_PRECONDITION
  // (FAILED_STATE) of a PDF of more than kMostPages pages, and where the disclaimer leaves too little of a page.
  // Thread-safe.
  virtual absl::StatusOr<Rendition> Render(const RenditionOrder& order, const std::function<bool()>& given_up) = 0;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_RENDITION_H_
