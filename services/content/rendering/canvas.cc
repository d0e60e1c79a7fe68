#include "services/content/rendering/canvas.h"

#include <pango/pangocairo.h>

#include "common/base/strings.h"

namespace careloop::content {

void Canvas::Draw(const Page& page) {
  for (const Drawing& drawing : page) {
    std::visit([this](const auto& what) { Draw(what); }, drawing);
  }
  CloseSpan();
}

void Canvas::Draw(const BeginTag& tag) {
  if (links_ == nullptr) return;
  CloseSpan();
  cairo_tag_begin(cairo_, tag.tag.c_str(), "");
  ++depth_;
}

void Canvas::Draw(const EndTag& tag) {
  if (links_ == nullptr) return;
  CloseSpan();
  cairo_tag_end(cairo_, tag.tag.c_str());
  --depth_;
}

// Cairo forgets a text that is not in the innermost tag, and takes what is drawn within that for its text, also the
// foot of a page. So texts are in a tag of their own, which is open for them alone.
void Canvas::OpenSpan() {
  if (links_ == nullptr || depth_ == 0 || in_span_) return;
  cairo_tag_begin(cairo_, "Span", "");
  in_span_ = true;
}

void Canvas::CloseSpan() {
  if (in_span_) cairo_tag_end(cairo_, "Span");
  in_span_ = false;
}

void Canvas::Draw(const PlacedLine& placed) {
  for (const SetRun& run : placed.line.runs) {
    if (run.link == Stretch::kNoLink) {
      OpenSpan();
      UseColour(placed.line.colour);
      DrawRun(placed, run);
    } else {
      DrawLink(placed, run);
    }
  }
}

void Canvas::DrawRun(const PlacedLine& placed, const SetRun& run) {
  cairo_move_to(cairo_, placed.x + placed.line.x + run.x, placed.y + placed.line.ascent);
  pango_cairo_show_glyph_item(cairo_, pango_layout_get_text(placed.line.layout.get()), run.glyphs);
}

void Canvas::DrawLink(const PlacedLine& placed, const SetRun& run) {
  constexpr double kUnderline = 1.6;
  const bool live = links_ != nullptr;
  if (live) {
    CloseSpan();
    cairo_tag_begin(cairo_, CAIRO_TAG_LINK, StrCat("uri='", (*links_)[static_cast<size_t>(run.link)], "'").c_str());
  }
  UseColour(kLinkInk);
  DrawRun(placed, run);
  cairo_rectangle(cairo_, placed.x + placed.line.x + run.x, placed.y + placed.line.ascent + kUnderline, run.width, 0.7);
  cairo_fill(cairo_);
  if (live) cairo_tag_end(cairo_, CAIRO_TAG_LINK);
}

void Canvas::Draw(const Bar& bar) {
  CloseSpan();
  UseColour(bar.colour);
  cairo_rectangle(cairo_, bar.x, bar.y, bar.width, bar.height);
  cairo_fill(cairo_);
}

}  // namespace careloop::content
