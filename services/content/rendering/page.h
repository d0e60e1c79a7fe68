#ifndef CARELOOP_SERVICES_CONTENT_RENDERING_PAGE_H_
#define CARELOOP_SERVICES_CONTENT_RENDERING_PAGE_H_

#include <string>
#include <variant>
#include <vector>

#include "services/content/rendering/line_source.h"

namespace careloop::content {

// A4, in points from the upper left corner. Lines of the body have about 80 characters.
inline constexpr double kPageWidth = 595.276;
inline constexpr double kPageHeight = 841.89;
inline constexpr double kSideMargin = 64;
inline constexpr double kTopMargin = 56;
inline constexpr double kBottomMargin = 32;
inline constexpr double kTextWidth = kPageWidth - 2 * kSideMargin;

inline constexpr Colour kInk{0.10, 0.11, 0.13};
inline constexpr Colour kQuietInk{0.27, 0.29, 0.33};
inline constexpr Colour kHeadingInk{0.05, 0.25, 0.38};
inline constexpr Colour kLinkInk{0.02, 0.27, 0.62};
inline constexpr Colour kMarkInk{0.66, 0.10, 0.08};
inline constexpr Colour kHairline{0.62, 0.66, 0.70};

// What is drawn on a page, in its order. Tags may be open from one page to the next.
struct BeginTag {
  std::string tag;
};
struct EndTag {
  std::string tag;
};
struct PlacedLine {
  SetLine line;
  double x = 0;
  double y = 0;  // of its upper edge
};
struct Bar {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
  Colour colour = kHairline;
};
using Drawing = std::variant<BeginTag, EndTag, PlacedLine, Bar>;
using Page = std::vector<Drawing>;

// An entry of the list of contents that a reader's program shows.
struct Bookmark {
  std::string title;
  int level = 1;
  int page = 1;
  double y = 0;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_RENDERING_PAGE_H_
