#include "services/content/rendering/line_source.h"

#include <algorithm>
#include <utility>

#include "services/content/rendering/fonts.h"

namespace careloop::content {
namespace {

// Pango takes time that grows with the square of what it is given at once.
constexpr size_t kPiece = 1024;
constexpr size_t kEnoughLines = 3;

double Points(int units) { return pango_units_to_double(units); }

// Not within a character.
size_t PieceEnd(const std::string& text, size_t begin) {
  size_t end = std::min(begin + kPiece, text.size());
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return end;
}

void Add(PangoAttrList* list, PangoAttribute* attribute, size_t begin, size_t end) {
  attribute->start_index = static_cast<guint>(begin);
  attribute->end_index = static_cast<guint>(end);
  pango_attr_list_insert(list, attribute);
}

auto FirstEndingAfter(const std::vector<Stretch>& stretches, size_t offset) {
  return std::upper_bound(stretches.begin(), stretches.end(), offset,
                          [](size_t at, const Stretch& stretch) { return at < stretch.end; });
}

}  // namespace

LineSource::LineSource(PangoContext* context, const RichText& text, const TextStyle& style, double width,
                       bool right_to_left)
    : context_(context), text_(text), style_(style), width_(width), right_to_left_(right_to_left) {
  Fill();
}

SetLine LineSource::Take() {
  SetLine line = std::move(lines_.front());
  lines_.pop_front();
  Fill();
  return line;
}

double LineSource::Height(double enough) {
  double height = 0;
  for (size_t i = 0; height < enough; ++i) {
    if (i == lines_.size() && next_ < text_.text.size()) SetPiece(PieceEnd(text_.text, next_));
    if (i == lines_.size()) break;
    height += lines_[i].height;
  }
  return height;
}

void LineSource::Fill() {
  while (lines_.size() < kEnoughLines && next_ < text_.text.size()) SetPiece(PieceEnd(text_.text, next_));
}

// Where a line ends depends on nothing behind it, so that all lines but the last of a piece are final; with that one
// the next piece begins.
void LineSource::SetPiece(size_t end) {
  const std::shared_ptr<PangoLayout> layout = LayOut(end);
  if (next_ == 0) right_to_left_ = pango_layout_get_direction(layout.get(), 0) == PANGO_DIRECTION_RTL;
  const int count = pango_layout_get_line_count(layout.get());
  const int final = end == text_.text.size() || count == 1 ? count : count - 1;
  for (int i = 0; i < final; ++i) lines_.push_back(Measure(layout, pango_layout_get_line_readonly(layout.get(), i)));
  next_ = final == count
              ? end
              : next_ + static_cast<size_t>(pango_layout_get_line_readonly(layout.get(), final)->start_index);
}

std::shared_ptr<PangoLayout> LineSource::LayOut(size_t end) const {
  pango_context_set_base_dir(context_, right_to_left_ ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
  std::shared_ptr<PangoLayout> layout(pango_layout_new(context_), Unref{});
  const Owned<PangoFontDescription> font(pango_font_description_new());
  pango_font_description_set_family_static(font.get(), Fonts::kText);
  pango_font_description_set_absolute_size(font.get(), style_.size * PANGO_SCALE);
  pango_font_description_set_weight(font.get(), style_.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_style(font.get(), style_.italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
  pango_layout_set_font_description(layout.get(), font.get());
  pango_layout_set_auto_dir(layout.get(), next_ == 0);  // the other pieces run as the first one does
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width(layout.get(), pango_units_from_double(width_));
  pango_layout_set_text(layout.get(), text_.text.data() + next_, static_cast<int>(end - next_));
  pango_layout_set_attributes(layout.get(), AttributesOf(end).get());
  return layout;
}

Owned<PangoAttrList> LineSource::AttributesOf(size_t end) const {
  Owned<PangoAttrList> list(pango_attr_list_new());
  Add(list.get(), pango_attr_insert_hyphens_new(FALSE), 0, end - next_);    // a name has none but its own
  Add(list.get(), pango_attr_font_features_new("liga 0"), 0, end - next_);  // words are found letter by letter
  for (auto s = FirstEndingAfter(text_.stretches, next_); s != text_.stretches.end() && s->begin < end; ++s) {
    const size_t from = std::max(s->begin, next_) - next_;
    const size_t to = std::min(s->end, end) - next_;
    if (s->bold) Add(list.get(), pango_attr_weight_new(PANGO_WEIGHT_BOLD), from, to);
    if (s->italic) Add(list.get(), pango_attr_style_new(PANGO_STYLE_ITALIC), from, to);
    if (s->code) Add(list.get(), pango_attr_family_new(Fonts::kCode), from, to);
    // Drawn by ourselves: it is here so that a run is of one link.
    if (s->link != Stretch::kNoLink)
      Add(list.get(), pango_attr_foreground_new(0, 0, static_cast<guint16>(1 + s->link)), from, to);
  }
  return list;
}

int LineSource::LinkAt(size_t offset) const {
  const auto stretch = FirstEndingAfter(text_.stretches, offset);
  return stretch == text_.stretches.end() || stretch->begin > offset ? Stretch::kNoLink : stretch->link;
}

SetLine LineSource::Measure(const std::shared_ptr<PangoLayout>& layout, PangoLayoutLine* line) const {
  PangoRectangle logical;
  pango_layout_line_get_extents(line, nullptr, &logical);
  SetLine set{.layout = layout, .colour = style_.colour};
  for (const GSList* node = line->runs; node != nullptr; node = node->next) {
    auto* glyphs = static_cast<PangoGlyphItem*>(node->data);
    const double width = Points(pango_glyph_string_get_width(glyphs->glyphs));
    set.runs.push_back({.glyphs = glyphs,
                        .x = set.width,
                        .width = width,
                        .link = LinkAt(next_ + static_cast<size_t>(glyphs->item->offset))});
    set.width += width;
  }
  set.x = right_to_left_ ? width_ - set.width : 0;
  set.ascent = -Points(logical.y);
  set.height = Points(logical.height);
  return set;
}

}  // namespace careloop::content
