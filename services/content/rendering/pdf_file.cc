#include "services/content/rendering/pdf_file.h"

#include <cairo-pdf.h>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/content/rendering/canvas.h"
#include "services/content/rendering/glib.h"

namespace careloop::content {
namespace {

constexpr int kThumbnailWidth = 300;  // pixels
constexpr int kThumbnailHeight = 424;
// Cairo puts letters on whole pixels: at this size that is seen, so it is drawn larger.
constexpr int kFiner = 2;

cairo_status_t Append(void* file, const unsigned char* bytes, unsigned int size) {
  static_cast<std::string*>(file)->append(reinterpret_cast<const char*>(bytes), size);
  return CAIRO_STATUS_SUCCESS;
}

absl::Status StatusOf(cairo_status_t status) {
  if (status == CAIRO_STATUS_SUCCESS) return absl::OkStatus();
  return absl::InternalError(StrCat("cairo: ", cairo_status_to_string(status)));
}

void Describe(cairo_surface_t* surface, const PdfTitle& title) {
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title.title.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, title.subject.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "careloop");
  // Else it is the time of day. Where there is none, CompletePdf takes it away.
  const std::string created =
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", title.created.value_or(absl::UnixEpoch()), absl::UTCTimeZone());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, created.c_str());
}

void AddBookmarks(cairo_surface_t* surface, const std::vector<Bookmark>& bookmarks) {
  std::vector<std::pair<int, int>> above = {{0, CAIRO_PDF_OUTLINE_ROOT}};  // levels and ids
  for (const Bookmark& bookmark : bookmarks) {
    while (above.size() > 1 && above.back().first >= bookmark.level) above.pop_back();
    const std::string place = StrCat("page=", bookmark.page, " pos=[0 ", static_cast<int>(bookmark.y), "]");
    const int id = cairo_pdf_surface_add_outline(surface, above.back().second, bookmark.title.c_str(), place.c_str(),
                                                 CAIRO_PDF_OUTLINE_FLAG_OPEN);
    above.emplace_back(bookmark.level, id);
  }
}

// The frame of the last page is within the document, where its disclaimer is read.
absl::Status DrawPages(cairo_t* cairo, const PdfPages& pages, const PageFrame& frame,
                       const std::function<bool()>& given_up) {
  Canvas body(cairo, &pages.links);
  Canvas frames(cairo, &pages.links);
  const auto count = static_cast<int>(pages.pages.size());
  cairo_tag_begin(cairo, "Document", "");
  for (int i = 0; i < count; ++i) {
    if (given_up()) return Error(absl::StatusCode::kCancelled, reason::kCancelled, "nobody waits for the pages");
    body.Draw(pages.pages[static_cast<size_t>(i)]);
    frames.Draw(frame.Draw(i + 1, count));
    if (i + 1 == count) cairo_tag_end(cairo, "Document");
    cairo_show_page(cairo);
  }
  return StatusOf(cairo_status(cairo));
}

Owned<cairo_surface_t> NewPicture(int scale) {
  return Owned<cairo_surface_t>(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, scale * kThumbnailWidth, scale * kThumbnailHeight));
}

}  // namespace

absl::StatusOr<std::string> WritePdf(const PdfTitle& title, const PdfPages& pages, const PageFrame& frame,
                                     const std::function<bool()>& given_up) {
  std::string file;
  const Owned<cairo_surface_t> surface(cairo_pdf_surface_create_for_stream(&Append, &file, kPageWidth, kPageHeight));
  Describe(surface.get(), title);
  {
    const Owned<cairo_t> cairo(cairo_create(surface.get()));
    RETURN_IF_ERROR(DrawPages(cairo.get(), pages, frame, given_up));
  }
  AddBookmarks(surface.get(), pages.bookmarks);
  cairo_surface_finish(surface.get());
  RETURN_IF_ERROR(StatusOf(cairo_surface_status(surface.get())));
  return CompletePdf(file, title);
}

absl::StatusOr<std::string> DrawThumbnail(const Page& page, const PageFrame& frame) {
  const Owned<cairo_surface_t> large = NewPicture(kFiner);
  const Owned<cairo_surface_t> picture = NewPicture(1);
  {
    const Owned<cairo_t> cairo(cairo_create(large.get()));
    cairo_set_source_rgb(cairo.get(), 1, 1, 1);
    cairo_paint(cairo.get());
    cairo_scale(cairo.get(), kFiner * kThumbnailWidth / kPageWidth, kFiner * kThumbnailHeight / kPageHeight);
    Canvas(cairo.get(), nullptr).Draw(page);
    Canvas(cairo.get(), nullptr).Draw(frame.Draw(1, 0));
    RETURN_IF_ERROR(StatusOf(cairo_status(cairo.get())));
  }
  {
    const Owned<cairo_t> cairo(cairo_create(picture.get()));
    cairo_scale(cairo.get(), 1.0 / kFiner, 1.0 / kFiner);
    cairo_set_source_surface(cairo.get(), large.get(), 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cairo.get()), CAIRO_FILTER_GOOD);
    cairo_paint(cairo.get());
  }
  std::string file;
  RETURN_IF_ERROR(StatusOf(cairo_surface_write_to_png_stream(picture.get(), &Append, &file)));
  return file;
}

}  // namespace careloop::content
