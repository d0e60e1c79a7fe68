#include "services/content/rendering/page_frame.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "absl/strings/ascii.h"
#include "common/base/strings.h"

namespace careloop::content {
namespace {

constexpr TextStyle kMarkStyle{.size = 9.5, .bold = true, .colour = kMarkInk};
constexpr TextStyle kDisclaimerStyle{.size = 8.5, .colour = kInk};
constexpr TextStyle kNumberStyle{.size = 9, .colour = kQuietInk};
constexpr double kNumberWidth = 110;
constexpr double kGap = 9;
constexpr double kMarkTop = 26;
constexpr double kNumberTop = kPageHeight - kBottomMargin - 13;

double HeightOf(const std::vector<SetLine>& lines) {
  return std::accumulate(lines.begin(), lines.end(), 0.0,
                         [](double height, const SetLine& line) { return height + line.height; });
}

}  // namespace

bool RunsRightToLeft(std::string_view language) {
  constexpr std::array kRightToLeft = {"ar", "fa", "he", "ps", "sd", "ug", "ur", "yi"};
  const std::string base = absl::AsciiStrToLower(ForAbsl(language.substr(0, language.find('-'))));
  return std::find(kRightToLeft.begin(), kRightToLeft.end(), base) != kRightToLeft.end();
}

PageFrame::PageFrame(PangoContext* context, const RenditionOrder& order)
    : context_(context),
      words_(order.publication.content().text->language),
      right_to_left_(RunsRightToLeft(order.publication.content().text->language)),
      mark_(Set(words_.Mark(order), kMarkStyle, kTextWidth)),
      disclaimer_(Set(order.publication.disclaimer().text(), kDisclaimerStyle, kTextWidth)),
      title_(Set(order.publication.content().text->title, kNumberStyle, kTextWidth - kNumberWidth - kGap)) {
  title_.resize(std::min<size_t>(title_.size(), 1));
  if (!mark_.empty()) top_ = std::max(top_, kMarkTop + HeightOf(mark_) + kGap);
  bottom_ = kNumberTop - 2 * kGap - HeightOf(disclaimer_);
}

std::vector<SetLine> PageFrame::Set(std::string_view text, const TextStyle& style, double width) const {
  const RichText rich{.text = std::string(text), .stretches = {}};
  LineSource source(context_, rich, style, width, right_to_left_);
  std::vector<SetLine> lines;
  while (!source.done()) lines.push_back(source.Take());
  return lines;
}

void PageFrame::Put(const std::vector<SetLine>& lines, double x, double y, Page& page) const {
  for (const SetLine& line : lines) {
    page.push_back(PlacedLine{line, x, y});
    y += line.height;
  }
}

Page PageFrame::Draw(int page, int pages) const {
  Page drawn;
  Put(mark_, kSideMargin, kMarkTop, drawn);
  drawn.push_back(Bar{.x = kSideMargin, .y = bottom_ + kGap / 2, .width = kTextWidth, .height = 0.6});
  const bool last = page == pages;
  if (last) drawn.push_back(BeginTag{"P"});
  Put(disclaimer_, kSideMargin, bottom_ + kGap, drawn);
  if (last) drawn.push_back(EndTag{"P"});
  Put(title_, kSideMargin + (right_to_left_ ? kNumberWidth + kGap : 0), kNumberTop, drawn);
  if (pages == 0) return drawn;
  for (SetLine& line : Set(words_.PageOf(page, pages), kNumberStyle, kNumberWidth)) {
    const double x = right_to_left_ ? kSideMargin : kSideMargin + kTextWidth - line.width;
    line.x = 0;
    drawn.push_back(PlacedLine{std::move(line), x, kNumberTop});
  }
  return drawn;
}

}  // namespace careloop::content
