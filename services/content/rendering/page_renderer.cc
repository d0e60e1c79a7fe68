#include "services/content/rendering/page_renderer.h"

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/crypto/sha256.h"
#include "services/content/rendering/flow.h"
#include "services/content/rendering/page_frame.h"
#include "services/content/rendering/page_words.h"
#include "services/content/rendering/paginator.h"
#include "services/content/rendering/pdf_file.h"

namespace careloop::content {
namespace {

// Less is no page to read.
constexpr double kLeastBody = 240;

using Look = Paginator::Look;

const Look kTitle{.style = {.size = 23, .bold = true, .colour = kHeadingInk}};
const Look kImprint{.style = {.size = 10, .colour = kQuietInk}, .space_before = 6};
const Look kMark{.style = {.size = 12, .bold = true, .colour = kMarkInk}, .space_before = 10, .marked = true};
const Look kReason{.style = {.size = 11.5, .colour = kInk}, .marked = true};
const Look kSummary{.style = {.size = 13, .colour = kQuietInk}, .space_before = 12};
const Look kSponsor{.style = {.size = 10, .italic = true, .colour = kInk}, .space_before = 8};

// What stands before the text.
absl::Status AddHead(const RenditionOrder& order, Paginator& paginator) {
  const Publication& publication = order.publication.content();
  const PageWords words(publication.text->language);
  const auto add = [&](const char* tag, const std::string& text, const Look& look) {
    return paginator.AddText(tag, {.text = text, .stretches = {}}, look);
  };
  RETURN_IF_ERROR(add("H1", publication.text->title, kTitle));
  RETURN_IF_ERROR(add("P", words.Imprint(publication), kImprint));
  RETURN_IF_ERROR(add("P", words.Mark(order), kMark));
  RETURN_IF_ERROR(add("P", words.Reason(publication), kReason));
  RETURN_IF_ERROR(add("P", publication.text->summary, kSummary));
  return add("P", words.Sponsor(order.publication.sponsor().text()), kSponsor);
}

absl::StatusOr<Rendition> RenderPages(const RenditionOrder& order, PangoContext* context,
                                      const std::function<bool()>& given_up) {
  const Publication& publication = order.publication.content();
  const PublicationText& text = *publication.text;
  const PageFrame frame(context, order);
  if (frame.bottom() - frame.top() < kLeastBody) {
    return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
                 "the disclaimer and the marks leave less than a third of each page for the text");
  }
  const bool whole = order.kind == RenditionKind::kPdf;
  Flow flow = ReadFlow(text.body_markdown);
  flow.elements.insert(flow.elements.begin(), {.kind = Element::Kind::kRule});  // between the head and it
  Paginator paginator(context, {.top = frame.top(),
                                .bottom = frame.bottom(),
                                .right_to_left = RunsRightToLeft(text.language),
                                .most_pages = whole ? Renderer::kMostPages : 1,
                                .given_up = given_up});
  absl::Status status = AddHead(order, paginator);
  if (status.ok()) status = paginator.AddFlow(flow);
  if (!whole && paginator.full()) status = absl::OkStatus();
  RETURN_IF_ERROR(status);
  PdfPages pages{paginator.TakePages(), paginator.TakeBookmarks(), std::move(flow.links)};
  Rendition rendition{.pages = static_cast<int>(pages.pages.size())};
  if (whole) {
    const PdfTitle title{text.title, text.summary, text.language, publication.published};
    ASSIGN_OR_RETURN(rendition.bytes, WritePdf(title, pages, frame, given_up));
  } else {
    ASSIGN_OR_RETURN(rendition.bytes, DrawThumbnail(pages.pages.front(), frame));
  }
  rendition.sha256 = Sha256Hex(rendition.bytes);
  return rendition;
}

}  // namespace

absl::StatusOr<std::unique_ptr<PageRenderer>> PageRenderer::Create(const std::string& font_folder) {
  ASSIGN_OR_RETURN(auto fonts, Fonts::Load(font_folder));
  return std::unique_ptr<PageRenderer>(new PageRenderer(std::move(fonts)));
}

absl::StatusOr<Rendition> PageRenderer::Render(const RenditionOrder& order, const std::function<bool()>& given_up) {
  const Fonts::Loan fonts(*fonts_);
  const auto context = fonts.NewContext(order.publication.content().text->language);
  return RenderPages(order, context.get(), given_up);
}

}  // namespace careloop::content
