#ifndef CARELOOP_SERVICES_CONTENT_RENDERING_PDF_FILE_H_
#define CARELOOP_SERVICES_CONTENT_RENDERING_PDF_FILE_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/content/rendering/page.h"
#include "services/content/rendering/page_frame.h"

namespace careloop::content {

// What a file says of itself.
struct PdfTitle {
  std::string title;
  std::string subject;
  std::string language;
  std::optional<absl::Time> created;  // none of a draft
};

struct PdfPages {
  std::vector<Page> pages;
  std::vector<Bookmark> bookmarks;
  std::vector<std::string> links;
};

// A tagged PDF with bookmarks. Nothing in it depends on when or where it is made. CANCELLED if `given_up` says so.
absl::StatusOr<std::string> WritePdf(const PdfTitle& title, const PdfPages& pages, const PageFrame& frame,
                                     const std::function<bool()>& given_up);

// Puts into a PDF that cairo wrote what cairo cannot: its language, that its title is what a window is called, XMP
// metadata, that the order of links is that of the text, and an identifier made of its contents.
absl::StatusOr<std::string> CompletePdf(const std::string& pdf, const PdfTitle& title);

// The first page as a PNG picture.
absl::StatusOr<std::string> DrawThumbnail(const Page& page, const PageFrame& frame);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_RENDERING_PDF_FILE_H_
