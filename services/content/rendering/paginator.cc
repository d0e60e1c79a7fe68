#include "services/content/rendering/paginator.h"

#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::content {
namespace {

constexpr double kBodySize = 11.5;
constexpr double kDeepestIndent = 150;
constexpr double kQuoteIndent = 16;
constexpr double kLabelGap = 6;
constexpr double kLeastGutter = 16;
constexpr double kTwoLines = 34;
constexpr double kBarGap = 10;
constexpr double kCellPadding = 4;
constexpr double kLeastColumn = 34;
constexpr size_t kLeastShare = 4;  // characters
constexpr size_t kMostShare = 60;
constexpr size_t kMostBookmarks = 2000;

Paginator::Look LookOf(const Element& element) {
  const auto heading = [](double size, double before) {
    return Paginator::Look{
        .style = {.size = size, .bold = true, .colour = kHeadingInk}, .space_before = before, .keep_with_next = true};
  };
  if (element.tag == "H2") return heading(15.5, 18);
  if (element.tag == "H3") return heading(13, 14);
  if (element.tag.starts_with("H")) return heading(kBodySize, 12);
  return {.style = {.size = kBodySize, .colour = kInk}, .space_before = element.tight ? 2.5 : 7.5};
}

}  // namespace

Paginator::Paginator(PangoContext* context, Options options) : context_(context), options_(std::move(options)) {
  pages_.emplace_back();
  y_ = options_.top;
}

absl::Status Paginator::AddText(const std::string& tag, const RichText& text, const Look& look) {
  if (text.text.empty()) return absl::OkStatus();
  LineSource lines(context_, text, look.style, width(), options_.right_to_left);
  Space(look.space_before);
  if (look.keep_with_next) RETURN_IF_ERROR(Require(lines.Height(kPageHeight) + kTwoLines));
  if (tag.starts_with("H") && bookmarks_.size() < kMostBookmarks) {
    bookmarks_.push_back({.title = text.text, .level = tag[1] - '0', .page = static_cast<int>(pages_.size()), .y = y_});
  }
  held_.push_back(BeginTag{tag});
  RETURN_IF_ERROR(PutLines(lines, look.marked));
  End(tag);
  return absl::OkStatus();
}

absl::Status Paginator::AddFlow(const Flow& flow) {
  for (size_t i = 0; i < flow.elements.size(); ++i) RETURN_IF_ERROR(AddElement(flow, i));
  return absl::OkStatus();
}

std::vector<Page> Paginator::TakePages() {
  PutHeld(y_);  // what was begun without a line has been ended there too
  return std::move(pages_);
}

absl::Status Paginator::AddElement(const Flow& flow, size_t index) {
  const Element& element = flow.elements[index];
  switch (element.kind) {
    case Element::Kind::kOpen:
      if (element.tag == "Table") SizeColumns(flow, index);
      Open(element);
      return absl::OkStatus();
    case Element::Kind::kClose:
      return Close();
    case Element::Kind::kText:
      return AddText(element.tag, element.cells.front(), LookOf(element));
    case Element::Kind::kRow:
      return AddRow(element);
    case Element::Kind::kRule:
      return AddRule();
  }
}

void Paginator::Open(const Element& element) {
  Nesting inner{.tag = element.tag, .indent = indent()};
  if (element.tag == "L") {
    inner.gutter = std::max(kLeastGutter, SetLabel(element.label).width + kLabelGap);
  } else if (element.tag == "LI") {
    inner.indent = std::min(kDeepestIndent, indent() + nesting_.back().gutter);
  } else if (element.tag == "BlockQuote") {
    inner.indent = std::min(kDeepestIndent, indent() + kQuoteIndent);
  } else {
    Space(kCellPadding);
  }
  nesting_.push_back(inner);
  held_.push_back(BeginTag{element.tag});
  if (element.tag == "LI") HoldLabel(element.label);
}

absl::Status Paginator::Close() {
  const std::string tag = nesting_.back().tag;
  if (tag == "LI") {
    const bool empty = std::any_of(held_.begin(), held_.end(),
                                   [](const Drawing& drawing) { return std::holds_alternative<PlacedLine>(drawing); });
    if (empty) {
      RETURN_IF_ERROR(Require(kTwoLines / 2));
      PutHeld(y_ + kBodySize);
      y_ += kTwoLines / 2;
    }
    End("LBody");
  }
  nesting_.pop_back();
  End(tag);
  return absl::OkStatus();
}

SetLine Paginator::SetLabel(const std::string& label) const {
  const RichText text{.text = label, .stretches = {}};
  const TextStyle style{.size = kBodySize, .colour = kInk};
  SetLine line = LineSource(context_, text, style, kDeepestIndent, options_.right_to_left).Take();
  line.x = 0;
  return line;
}

void Paginator::HoldLabel(const std::string& label) {
  SetLine line = SetLabel(label);
  const double x = options_.right_to_left ? kSideMargin + width() + kLabelGap : left() - kLabelGap - line.width;
  held_.push_back(BeginTag{"Lbl"});
  held_.push_back(PlacedLine{std::move(line), x, 0});
  held_.push_back(EndTag{"Lbl"});
  held_.push_back(BeginTag{"LBody"});
}

absl::Status Paginator::PutLines(LineSource& lines, bool marked) {
  const bool barred = marked || std::any_of(nesting_.begin(), nesting_.end(),
                                            [](const Nesting& nesting) { return nesting.tag == "BlockQuote"; });
  for (bool first = true; !lines.done(); first = false) {
    const bool last_three = lines.left() <= 3;
    const size_t together = first ? (last_three ? lines.left() : 2) : (lines.left() == 2 ? 2 : 1);
    double height = 0;
    for (size_t i = 0; i < together; ++i) height += lines.HeightOf(i);
    RETURN_IF_ERROR(Require(height));
    height = lines.HeightOf(0);
    if (barred) {
      page().push_back(Bar{.x = options_.right_to_left ? left() + width() + kBarGap - 2.5 : left() - kBarGap,
                           .y = y_,
                           .width = 2.5,
                           .height = height,
                           .colour = marked ? kMarkInk : kHairline});
    }
    Put(lines.Take(), left(), y_);
    y_ += height;
  }
  return absl::OkStatus();
}

void Paginator::Put(SetLine line, double x, double y) {
  PutHeld(y + line.ascent);
  page().push_back(PlacedLine{std::move(line), x, y});
}

void Paginator::PutHeld(double baseline) {
  for (Drawing& drawing : held_) {
    if (auto* label = std::get_if<PlacedLine>(&drawing)) label->y = baseline - label->line.ascent;
    page().push_back(std::move(drawing));
  }
  held_.clear();
}

void Paginator::End(const std::string& tag) { (held_.empty() ? page() : held_).push_back(EndTag{tag}); }

void Paginator::Space(double height) {
  if (!at_top()) y_ += height;
}

absl::Status Paginator::Require(double height) { return height <= room() || at_top() ? absl::OkStatus() : NewPage(); }

absl::Status Paginator::NewPage() {
  if (options_.given_up()) return Error(absl::StatusCode::kCancelled, reason::kCancelled, "nobody waits for the pages");
  if (static_cast<int>(pages_.size()) == options_.most_pages) {
    full_ = true;
    return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
                 StrCat("the publication takes more pages than the ", options_.most_pages, " that are allowed"));
  }
  pages_.emplace_back();
  y_ = options_.top;
  return absl::OkStatus();
}

absl::Status Paginator::AddRule() {
  constexpr double kAround = 8;
  RETURN_IF_ERROR(Require(2 * kAround));
  page().push_back(Bar{.x = left(), .y = y_ + kAround, .width = width(), .height = 0.8});
  y_ += 2 * kAround;
  return absl::OkStatus();
}

// By the longest text in each, so that a column of numbers takes less than one of sentences.
void Paginator::SizeColumns(const Flow& flow, size_t table) {
  std::vector<size_t> shares;
  for (size_t i = table + 1; i < flow.elements.size() && flow.elements[i].kind == Element::Kind::kRow; ++i) {
    const std::vector<RichText>& cells = flow.elements[i].cells;
    shares.resize(std::max(shares.size(), cells.size()), kLeastShare);
    for (size_t c = 0; c < cells.size(); ++c) {
      shares[c] = std::max(shares[c], std::min(cells[c].text.size(), kMostShare));
    }
  }
  size_t all = 0;
  for (const size_t share : shares) all += share;
  const auto count = static_cast<double>(shares.size());
  const double least = std::min(kLeastColumn, width() / std::max(count, 1.0));
  columns_.clear();
  for (const size_t share : shares) {
    columns_.push_back(least + (width() - count * least) * static_cast<double>(share) / static_cast<double>(all));
  }
}

absl::Status Paginator::AddRow(const Element& row) {
  const TextStyle style{.size = kBodySize, .bold = row.header, .colour = kInk};
  std::vector<LineSource> cells;
  double height = 0;
  for (size_t i = 0; i < row.cells.size(); ++i) {
    cells.emplace_back(context_, row.cells[i], style, columns_[i] - 2 * kCellPadding, options_.right_to_left);
    height = std::max(height, cells.back().Height(kPageHeight));
  }
  if (height < options_.bottom - options_.top) RETURN_IF_ERROR(Require(height + 2 * kCellPadding));
  Space(kCellPadding);
  held_.push_back(BeginTag{"TR"});
  RETURN_IF_ERROR(FillRow(cells, row.header));
  End("TR");
  y_ += kCellPadding;
  page().push_back(Bar{.x = left(), .y = y_, .width = width(), .height = row.header ? 1.2 : 0.5});
  return absl::OkStatus();
}

// On as many pages as it takes.
absl::Status Paginator::FillRow(std::vector<LineSource>& cells, bool header) {
  const std::string tag = header ? "TH" : "TD";
  for (bool more = true; more;) {
    more = false;
    double lowest = y_;
    double x = options_.right_to_left ? left() + width() : left();
    for (size_t i = 0; i < cells.size(); ++i) {
      if (options_.right_to_left) x -= columns_[i];
      held_.push_back(BeginTag{tag});
      double y = y_;
      while (!cells[i].done() && (y + cells[i].HeightOf(0) <= options_.bottom || y <= options_.top)) {
        const double height = cells[i].HeightOf(0);
        Put(cells[i].Take(), x + kCellPadding, y);
        y += height;
      }
      End(tag);
      lowest = std::max(lowest, y);
      more = more || !cells[i].done();
      if (!options_.right_to_left) x += columns_[i];
    }
    y_ = lowest;
    if (more) RETURN_IF_ERROR(NewPage());
  }
  return absl::OkStatus();
}

}  // namespace careloop::content
