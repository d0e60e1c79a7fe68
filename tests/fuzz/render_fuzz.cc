// Whatever text was accepted, in whatever language and state: it is rendered, or refused for its length; as the same
// file each time, and as one that other programs read.
//
// The first two bytes say in which language and how, the rest of the line is the title, what follows is the text.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/text.h"
#include "common/crypto/sha256.h"
#include "services/content/domain/manuscript.h"
#include "services/content/rendering/page_renderer.h"
#include "tests/unit/content/sample.h"

namespace careloop::content {
namespace {

constexpr const char* kLanguages[] = {"en", "es", "ar", "he", "ja", "th", "hi", "xx"};
constexpr int kLongestTitle = 200;
constexpr size_t kRenderedTwice = 2048;  // bytes; of longer ones there would be few in a run
constexpr char kFrontMatter[] =
    "---\nid: a-sheet\ntitle: A sheet\nsummary: A summary.\nkind: self-care-sheet\nlanguage: en\n"
    "sponsor_acknowledgement: Nobody sponsored this.\nreview_due_date: 2030-01-31\n---\n\n";

void Check(bool holds) {
  if (!holds) std::abort();
}

struct Input {
  uint8_t language = 0;
  uint8_t how = 0;
  std::string_view title;
  std::string_view body;
};

Input Split(std::string_view bytes) {
  const size_t line = bytes.find('\n', 2);
  return {.language = static_cast<uint8_t>(bytes[0]),
          .how = static_cast<uint8_t>(bytes[1]),
          .title = bytes.substr(2, line == bytes.npos ? bytes.npos : line - 2),
          .body = line == bytes.npos ? "" : bytes.substr(line + 1)};
}

ShownPublication Shown(Manuscript manuscript, uint8_t how) {
  if ((how & 3) == 0) return ShownDraft(std::move(manuscript), 1, {}, SampleDisclaimer());
  const ShownPublication published =
      ShownPublished(std::move(manuscript), 1, {.act = SampleAct(), .disclaimer = SampleDisclaimer()});
  if ((how & 3) == 1) return published;
  if ((how & 3) == 2) return ShownIn({.last_published = 2}, published, nullptr);
  const auto withdrawal =
      std::make_shared<const Withdrawal>(Withdrawal{.act = SampleAct(1), .reason = published.content().text->title});
  return ShownIn({.last_published = 1, .withdrawn = true}, published, withdrawal);
}

void CheckFile(const Rendition& file, RenditionKind kind) {
  const bool pdf = kind == RenditionKind::kPdf;
  Check(file.pages >= 1 && file.pages <= (pdf ? Renderer::kMostPages : 1));
  Check(file.bytes.starts_with(pdf ? "%PDF-" : "\x89PNG\r\n\x1a\n"));
  Check(file.bytes.ends_with(pdf ? "%%EOF\n" : "IEND\xAE\x42\x60\x82"));
  Check(file.sha256 == Sha256Hex(file.bytes));
}

void CheckRendering(const RenditionOrder& order) {
  static const auto& renderer = *new std::unique_ptr<PageRenderer>(PageRenderer::Create().value());
  const auto render = [&] { return renderer->Render(order, [] { return false; }); };
  const auto file = render();
  if (!file.ok()) return Check(ReasonOf(file.status()) == reason::kFailedState);
  CheckFile(*file, order.kind);
  if (order.publication.content().text->body_markdown.size() > kRenderedTwice) return;
  const auto again = render();
  Check(again.ok() && again->bytes == file->bytes);
}

}  // namespace
}  // namespace careloop::content

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace careloop;
  using namespace careloop::content;
  static const Site site = SampleSite();
  if (size < 2) return 0;
  const Input input = Split({reinterpret_cast<const char*>(data), size});
  auto manuscript = ReadManuscript(StrCat(kFrontMatter, input.body), site);
  if (!manuscript.ok()) return 0;
  const TextMeasure title = MeasureText(input.title, /*lines=*/false);
  if (title.valid && !title.blank && title.characters <= kLongestTitle) manuscript->text.title = input.title;
  manuscript->text.language = kLanguages[input.language % std::size(kLanguages)];
  const RenditionKind kind = (input.how & 8) == 0 ? RenditionKind::kPdf : RenditionKind::kThumbnail;
  CheckRendering(
      {.publication = Shown(*std::move(manuscript), input.how), .review_overdue = (input.how & 4) != 0, .kind = kind});
  return 0;
}
