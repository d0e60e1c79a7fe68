#ifndef CARELOOP_SERVICES_CONTENT_RENDERING_LINE_SOURCE_H_
#define CARELOOP_SERVICES_CONTENT_RENDERING_LINE_SOURCE_H_

#include <pango/pango.h>

#include <deque>
#include <memory>
#include <vector>

#include "services/content/rendering/flow.h"
#include "services/content/rendering/glib.h"

namespace careloop::content {

struct Colour {
  double red = 0;
  double green = 0;
  double blue = 0;
};

struct TextStyle {
  double size = 11.5;  // points, here and below
  bool bold = false;
  bool italic = false;
  Colour colour = {};
};

// Glyphs of one font that stand beside each other.
struct SetRun {
  PangoGlyphItem* glyphs = nullptr;  // of the line's layout
  double x = 0;                      // from the start of the line
  double width = 0;
  int link = Stretch::kNoLink;
};

// A line of a text as it is drawn.
struct SetLine {
  std::shared_ptr<PangoLayout> layout;
  std::vector<SetRun> runs;
  Colour colour;
  double x = 0;  // from the left edge of the text
  double width = 0;
  double ascent = 0;
  double height = 0;
};

// Breaks a text into lines, as they are asked for. A word that is longer than a line is broken. Takes time linear in
// the text's length, however long its paragraphs and words are.
class LineSource {
 public:
  // `context` and `text` outlive this. `right_to_left`: of a text that does not say so itself.
  LineSource(PangoContext* context, const RichText& text, const TextStyle& style, double width, bool right_to_left);

  bool done() const { return lines_.empty(); }
  // How many lines there are to come, if those are less than three; else three or more.
  size_t left() const { return lines_.size(); }
  double HeightOf(size_t line) const { return lines_[line].height; }
  // Of all lines to come, or at least `enough` of them.
  double Height(double enough);
  SetLine Take();

 private:
  void Fill();
  void SetPiece(size_t end);
  std::shared_ptr<PangoLayout> LayOut(size_t end) const;
  Owned<PangoAttrList> AttributesOf(size_t end) const;
  SetLine Measure(const std::shared_ptr<PangoLayout>& layout, PangoLayoutLine* line) const;
  int LinkAt(size_t offset) const;

  PangoContext* context_;
  const RichText& text_;
  const TextStyle style_;
  const double width_;
  bool right_to_left_;
  size_t next_ = 0;  // where the text begins that is not in lines yet
  std::deque<SetLine> lines_;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_RENDERING_LINE_SOURCE_H_
