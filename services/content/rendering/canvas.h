#ifndef CARELOOP_SERVICES_CONTENT_RENDERING_CANVAS_H_
#define CARELOOP_SERVICES_CONTENT_RENDERING_CANVAS_H_

#include <cairo.h>

#include <string>
#include <vector>

#include "services/content/rendering/page.h"

namespace careloop::content {

// Draws pages with cairo.
class Canvas {
 public:
  // `links`, by index, and with them the tags of the structure, are drawn if it is not null. Both outlive this.
  Canvas(cairo_t* cairo, const std::vector<std::string>* links) : cairo_(cairo), links_(links) {}

  void Draw(const Page& page);

 private:
  void Draw(const BeginTag& tag);
  void Draw(const EndTag& tag);
  void Draw(const PlacedLine& placed);
  void Draw(const Bar& bar);
  void DrawRun(const PlacedLine& placed, const SetRun& run);
  void DrawLink(const PlacedLine& placed, const SetRun& run);
  void OpenSpan();
  void CloseSpan();
  void UseColour(const Colour& colour) { cairo_set_source_rgb(cairo_, colour.red, colour.green, colour.blue); }

  cairo_t* cairo_;
  const std::vector<std::string>* links_;
  int depth_ = 0;  // how many tags are open
  bool in_span_ = false;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_RENDERING_CANVAS_H_
