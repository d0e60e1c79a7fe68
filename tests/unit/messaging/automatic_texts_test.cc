#include "services/messaging/domain/automatic_texts.h"

#include <gtest/gtest.h>

#include "common/base/error.h"
#include "paths.h"
#include "tests/support/matchers.h"
#include "tests/support/site_folder.h"

namespace careloop::messaging {
namespace {

using testing::FailsWith;

TEST(UrgentAlertText, IsTheSitesWithoutItsFrontMatter) {
  const testing::SiteFolder site;
  site.Write("urgent-alert-text.md", "---\nversion: 1\nlanguage: en\n---\n\nIt was sent.\nNobody\nis there.\n");
  EXPECT_EQ(LoadUrgentAlertText(site.path()).value(), "It was sent. Nobody is there.");
}

TEST(UrgentAlertText, IsEmptyWhereTheSiteHasNone) {
  const testing::SiteFolder site;
  EXPECT_EQ(LoadUrgentAlertText(site.path()).value(), "");
}

TEST(UrgentAlertText, ThatCannotBeUsedIsNamed) {
  const testing::SiteFolder site;
  site.Write("urgent-alert-text.md", "It was sent.");
  const auto text = LoadUrgentAlertText(site.path());
  EXPECT_THAT(text, FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
  EXPECT_NE(text.status().message().find("urgent-alert-text.md"), absl::string_view::npos);
}

TEST(UrgentAlertText, OfTheSiteThatIsDeployedCanBeUsed) {
  EXPECT_NE(LoadUrgentAlertText(CARELOOP_SOURCE_DIR "/deploy/site").value(), "");
}

}  // namespace
}  // namespace careloop::messaging
