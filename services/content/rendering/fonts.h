#ifndef CARELOOP_SERVICES_CONTENT_RENDERING_FONTS_H_
#define CARELOOP_SERVICES_CONTENT_RENDERING_FONTS_H_

#include <pango/pango.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "services/content/rendering/glib.h"

struct _FcConfig;

namespace careloop::content {

// The fonts that pages are set in: these files and no others, whatever the machine has and whatever its fontconfig
// says, so that the same text looks the same on all. Thread-safe.
class Fonts {
 public:
  static constexpr char kText[] = "Noto Sans";
  static constexpr char kCode[] = "Noto Sans Mono";

  // From the Debian packages fonts-noto-core, fonts-noto-mono and fonts-droid-fallback below `folder`.
  // FAILED_PRECONDITION (FAILED_STATE) that names a file which is missing.
  static absl::StatusOr<std::unique_ptr<Fonts>> Load(const std::string& folder);

  // Fonts as one thread uses them: loading is dear, so that they are handed on when this object goes.
  class Loan {
   public:
    explicit Loan(Fonts& fonts) : fonts_(fonts), map_(fonts.Take()) {}
    ~Loan() { fonts_.GiveBack(std::move(map_)); }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;

    // What texts are set with: one unit is one point.
    Owned<PangoContext> NewContext(const std::string& language) const;

   private:
    Fonts& fonts_;
    Owned<PangoFontMap> map_;
  };

 private:
  struct FreeConfig {
    void operator()(_FcConfig* config) const;
  };
  using Config = std::unique_ptr<_FcConfig, FreeConfig>;

  explicit Fonts(Config config) : config_(std::move(config)) {}
  Owned<PangoFontMap> Take();
  void GiveBack(Owned<PangoFontMap> map);

  const Config config_;
  Mutex mutex_;
  std::vector<Owned<PangoFontMap>> idle_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_RENDERING_FONTS_H_
