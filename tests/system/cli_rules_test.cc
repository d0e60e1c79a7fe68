#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/support/careloop_command.h"
#include "tests/support/site_folder.h"

namespace careloop::testing {
namespace {

bool Has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(CliRules, ShowsPlaysAndActivatesARuleSet) {
  const RunningStack stack;
  const CommandResult shown = stack.Run("admin", {"journal", "rules", "show"});
  ASSERT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_TRUE(Has(shown.out, "that of the site's data")) << shown.out;
  EXPECT_TRUE(Has(shown.out, "Not validated, to be approved by the site.")) << shown.out;
  EXPECT_TRUE(Has(shown.out, "on   grade-3: grade 3 or more of any symptom")) << shown.out;
  EXPECT_TRUE(Has(shown.out, "off  rise-of-2: any answer risen by 2 or more within 14 days")) << shown.out;

  nlohmann::json set = stack.Json("admin", {"journal", "rules", "show"}).at("activation").at("ruleSet");
  set["version"] = "our-own";
  const SiteFolder folder;
  const std::string file = folder.Write("rules.json", set.dump());
  const std::string from = absl::FormatTime("%Y-%m-%dT%H:%M", absl::Now() - absl::Hours(24 * 28), absl::UTCTimeZone());
  const CommandResult dry = stack.Run("admin", {"journal", "rules", "dry-run", file, "--from", from});
  EXPECT_EQ(dry.exit_code, 0) << dry.err;
  EXPECT_TRUE(Has(dry.out, "too few of too few entries, too few patients")) << dry.out;
  const CommandResult activated = stack.Run("admin", {"journal", "rules", "activate", file});
  EXPECT_TRUE(Has(activated.out, "Rule set our-own, activation 1, ")) << activated.out << activated.err;
  EXPECT_TRUE(Has(stack.Run("clinician", {"journal", "rules", "show"}).out, "Rule set our-own"));
  EXPECT_EQ(stack.Run("patient", {"journal", "rules", "activate", file}).exit_code, 3);
}

TEST(CliRules, NamesWhatIsWrongWithASet) {
  const RunningStack stack;
  const SiteFolder folder;
  const std::string none = folder.Write("none.json", "{");
  EXPECT_EQ(stack.Run("admin", {"journal", "rules", "activate", none}).exit_code, 2);
  nlohmann::json set = stack.Json("admin", {"journal", "rules", "show"}).at("activation").at("ruleSet");
  set["version"] = "wrong";
  set["rules"][0]["grade"]["symptoms"] = {"symptoms/elbow"};
  const CommandResult refused =
      stack.Run("admin", {"journal", "rules", "activate", folder.Write("wrong.json", set.dump())});
  EXPECT_EQ(refused.exit_code, 5);
  EXPECT_TRUE(Has(refused.err, "rule_set.rules[0].grade.symptoms[0]: is not in")) << refused.err;
}

}  // namespace
}  // namespace careloop::testing
