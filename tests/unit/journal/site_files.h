#ifndef CARELOOP_TESTS_UNIT_JOURNAL_SITE_FILES_H_
#define CARELOOP_TESTS_UNIT_JOURNAL_SITE_FILES_H_

#include <string>

#include "paths.h"
#include "services/journal/domain/site_rules.h"
#include "tests/support/site_folder.h"

namespace careloop::journal {

inline const std::string kDemoSite = CARELOOP_SOURCE_DIR "/deploy/site";

// The demo site's rules with the given settings.
inline SiteRules DemoRules(double temperature_limit = 38.0, std::string_view severe_symptoms = "") {
  return SiteRules::Load(kDemoSite, temperature_limit, severe_symptoms).value();
}

using testing::SiteFolder;

}  // namespace careloop::journal

#endif  // CARELOOP_TESTS_UNIT_JOURNAL_SITE_FILES_H_
