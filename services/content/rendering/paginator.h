#ifndef CARELOOP_SERVICES_CONTENT_RENDERING_PAGINATOR_H_
#define CARELOOP_SERVICES_CONTENT_RENDERING_PAGINATOR_H_

#include <pango/pango.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/content/rendering/flow.h"
#include "services/content/rendering/page.h"

namespace careloop::content {

// Fills pages from top to bottom. A heading stays with what follows it; neither the first nor the last line of a
// paragraph is alone on a page.
class Paginator {
 public:
  struct Options {
    double top = 0;
    double bottom = 0;
    bool right_to_left = false;
    int most_pages = 1;
    std::function<bool()> given_up;
  };
  struct Look {
    TextStyle style;
    double space_before = 0;
    bool keep_with_next = false;
    bool marked = false;  // by a bar beside it
  };

  // `context` outlives this.
  Paginator(PangoContext* context, Options options);

  // Both end early: FAILED_PRECONDITION (FAILED_STATE) when there is no more room, CANCELLED if `given_up` says so.
  absl::Status AddText(const std::string& tag, const RichText& text, const Look& look);
  absl::Status AddFlow(const Flow& flow);

  // Whether the pages are full, and what there was for others was left out.
  bool full() const { return full_; }
  std::vector<Page> TakePages();
  std::vector<Bookmark> TakeBookmarks() { return std::move(bookmarks_); }

 private:
  // Something that holds texts, such as a list.
  struct Nesting {
    std::string tag;
    double indent = 0;  // of what is in it
    double gutter = 0;  // of a list: the room for its labels
  };

  absl::Status AddElement(const Flow& flow, size_t index);
  absl::Status AddRow(const Element& row);
  absl::Status FillRow(std::vector<LineSource>& cells, bool header);
  absl::Status PutLines(LineSource& lines, bool marked);
  absl::Status NewPage();
  // A new page unless there is so much room on this one.
  absl::Status Require(double height);
  absl::Status AddRule();
  void Open(const Element& element);
  absl::Status Close();
  void SizeColumns(const Flow& flow, size_t table);
  void Space(double height);
  void Put(SetLine line, double x, double y);
  void PutHeld(double baseline);
  void HoldLabel(const std::string& label);
  void End(const std::string& tag);
  SetLine SetLabel(const std::string& label) const;
  Page& page() { return pages_.back(); }

  double indent() const { return nesting_.empty() ? 0 : nesting_.back().indent; }
  double width() const { return kTextWidth - indent(); }
  double left() const { return kSideMargin + (options_.right_to_left ? 0 : indent()); }
  bool at_top() const { return y_ <= options_.top; }
  double room() const { return options_.bottom - y_; }

  PangoContext* context_;
  const Options options_;
  std::vector<Page> pages_;
  std::vector<Bookmark> bookmarks_;
  std::vector<Nesting> nesting_;
  std::vector<double> columns_;  // widths, of the table that is open
  // Begun, but not on a page before there is a line of it: labels stand beside that.
  Page held_;
  double y_ = 0;
  bool full_ = false;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_RENDERING_PAGINATOR_H_
