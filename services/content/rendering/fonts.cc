#include "services/content/rendering/fonts.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#include <utility>

#include "common/base/error.h"
#include "common/base/strings.h"

namespace careloop::content {
namespace {

// Latin, Greek and Cyrillic in the first four; what they lack is looked for in the others.
constexpr const char* kFiles[] = {
    "noto/NotoSans-Regular.ttf",         "noto/NotoSans-Bold.ttf",
    "noto/NotoSans-Italic.ttf",          "noto/NotoSans-BoldItalic.ttf",
    "noto/NotoSansMono-Regular.ttf",     "noto/NotoSansArabic-Regular.ttf",
    "noto/NotoSansArabic-Bold.ttf",      "noto/NotoSansArmenian-Regular.ttf",
    "noto/NotoSansBengali-Regular.ttf",  "noto/NotoSansDevanagari-Regular.ttf",
    "noto/NotoSansEthiopic-Regular.ttf", "noto/NotoSansGeorgian-Regular.ttf",
    "noto/NotoSansGujarati-Regular.ttf", "noto/NotoSansGurmukhi-Regular.ttf",
    "noto/NotoSansHebrew-Regular.ttf",   "noto/NotoSansKhmer-Regular.ttf",
    "noto/NotoSansMyanmar-Regular.ttf",  "noto/NotoSansTamil-Regular.ttf",
    "noto/NotoSansTelugu-Regular.ttf",   "noto/NotoSansThai-Regular.ttf",
    "noto/NotoSansSymbols-Regular.ttf",  "noto/NotoSansSymbols2-Regular.ttf",
    "noto/NotoSansMath-Regular.ttf",
    "droid/DroidSansFallbackFull.ttf",  // Chinese, Japanese, Korean
};

constexpr double kUnitsPerInch = 72;  // points

struct FreeOptions {
  void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
};

}  // namespace

void Fonts::FreeConfig::operator()(_FcConfig* config) const { FcConfigDestroy(config); }

absl::StatusOr<std::unique_ptr<Fonts>> Fonts::Load(const std::string& folder) {
  Config config(FcConfigCreate());
  for (const char* name : kFiles) {
    const std::string file = StrCat(folder, "/", name);
    if (FcConfigAppFontAddFile(config.get(), reinterpret_cast<const FcChar8*>(file.c_str())) == FcFalse) {
      return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
                   StrCat("cannot read the font ", file,
                          "; it is of Debian's packages fonts-noto-core, fonts-noto-mono and fonts-droid-fallback"));
    }
  }
  return std::unique_ptr<Fonts>(new Fonts(std::move(config)));
}

Owned<PangoFontMap> Fonts::Take() {
  {
    const MutexLock lock(mutex_);
    if (!idle_.empty()) {
      Owned<PangoFontMap> map = std::move(idle_.back());
      idle_.pop_back();
      return map;
    }
  }
  Owned<PangoFontMap> map(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map.get()), config_.get());
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map.get()), kUnitsPerInch);
  return map;
}

void Fonts::GiveBack(Owned<PangoFontMap> map) {
  const MutexLock lock(mutex_);
  idle_.push_back(std::move(map));
}

Owned<PangoContext> Fonts::Loan::NewContext(const std::string& language) const {
  Owned<PangoContext> context(pango_font_map_create_context(map_.get()));
  const std::unique_ptr<cairo_font_options_t, FreeOptions> options(cairo_font_options_create());
  cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context.get(), options.get());
  pango_context_set_round_glyph_positions(context.get(), FALSE);
  pango_context_set_language(context.get(), pango_language_from_string(language.c_str()));
  return context;
}

}  // namespace careloop::content
