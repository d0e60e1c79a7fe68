#ifndef CARELOOP_COMMON_BASE_EMERGENCY_TEXT_H_
#define CARELOOP_COMMON_BASE_EMERGENCY_TEXT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace careloop {

// An error carries the text in its trailer, of which many a client reads no more than 8 KiB.
inline constexpr size_t kMostEmergencyTextBytes = 4000;

// Whom a person with a severe entry has to call now, in the site's words. Never empty.
struct EmergencyText {
  std::string text;      // plain; each paragraph on one line; at most kMostEmergencyTextBytes
  std::string language;  // BCP 47
};

// Reads one text: front matter between lines "---" with the keys `version` and `language`, then paragraphs. `path` is
// for the errors, which say what is wrong.
absl::StatusOr<EmergencyText> ParseEmergencyText(const std::string& path, const std::string& file);

// The site's emergency texts. Journal and messaging do not start without the default one. Immutable.
class EmergencyTexts {
 public:
  // `folder`/emergency-text.md is the default; `folder`/emergency-text.LANGUAGE.md add languages.
  static absl::StatusOr<EmergencyTexts> Load(const std::string& folder);

  // The text in that language, compared as a whole without regard to case, else the default.
  const EmergencyText& In(const std::string& language) const;

 private:
  explicit EmergencyTexts(EmergencyText standard) : texts_{std::move(standard)} {}

  std::vector<EmergencyText> texts_;  // the default first
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_BASE_EMERGENCY_TEXT_H_
