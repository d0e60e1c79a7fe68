#ifndef CARELOOP_SERVICES_CONTENT_RENDERING_PAGE_RENDERER_H_
#define CARELOOP_SERVICES_CONTENT_RENDERING_PAGE_RENDERER_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "services/content/domain/rendition.h"
#include "services/content/rendering/fonts.h"

namespace careloop::content {

// Renders publications on A4 pages: pango breaks their text into lines and cairo draws them. Thread-safe.
class PageRenderer final : public Renderer {
 public:
  static constexpr char kFontFolder[] = "/usr/share/fonts/truetype";

  // Errors as Fonts::Load.
  static absl::StatusOr<std::unique_ptr<PageRenderer>> Create(const std::string& font_folder = kFontFolder);

  absl::StatusOr<Rendition> Render(const RenditionOrder& order, const std::function<bool()>& given_up) override;

 private:
  explicit PageRenderer(std::unique_ptr<Fonts> fonts) : fonts_(std::move(fonts)) {}

  const std::unique_ptr<Fonts> fonts_;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_RENDERING_PAGE_RENDERER_H_
