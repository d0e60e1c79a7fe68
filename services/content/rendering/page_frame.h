#ifndef CARELOOP_SERVICES_CONTENT_RENDERING_PAGE_FRAME_H_
#define CARELOOP_SERVICES_CONTENT_RENDERING_PAGE_FRAME_H_

#include <pango/pango.h>

#include <vector>

#include "services/content/domain/rendition.h"
#include "services/content/rendering/page.h"
#include "services/content/rendering/page_words.h"

namespace careloop::content {

// What every page has: above the text the mark, if the publication has one, below it the whole disclaimer, the title
// and the page's number.
class PageFrame {
 public:
  // Both outlive this.
  PageFrame(PangoContext* context, const RenditionOrder& order);

  // Between these is the text of each page.
  double top() const { return top_; }
  double bottom() const { return bottom_; }

  // That of one page. `pages`: 0 if that is not known. On the last one the disclaimer is part of the document's text,
  // elsewhere it is decoration: who has the pages read aloud hears it once.
  Page Draw(int page, int pages) const;

 private:
  std::vector<SetLine> Set(std::string_view text, const TextStyle& style, double width) const;
  void Put(const std::vector<SetLine>& lines, double x, double y, Page& page) const;

  PangoContext* context_;
  const PageWords words_;
  const bool right_to_left_;
  std::vector<SetLine> mark_;
  std::vector<SetLine> disclaimer_;
  std::vector<SetLine> title_;
  double top_ = kTopMargin;
  double bottom_ = 0;
};

// Whether the writing of a language runs from right to left.
bool RunsRightToLeft(std::string_view language);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_RENDERING_PAGE_FRAME_H_
