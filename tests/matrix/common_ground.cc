#include "tests/matrix/common_ground.h"

#include <fstream>
#include <sstream>

#include "absl/strings/escaping.h"
#include "careloop/content/v1/publishing_service.pb.h"
#include "careloop/journal/v1/alert_rule_service.pb.h"
#include "common/base/strings.h"
#include "paths.h"
#include "tests/matrix/credentials.h"

namespace careloop::matrix {
namespace {

constexpr char kPublishing[] = "content.v1.PublishingService/";

// A publication of the site, as a string in the text format.
std::string MarkdownOf(const char* id) {
  std::ostringstream text;
  text << std::ifstream(StrCat(CARELOOP_SOURCE_DIR "/deploy/site/publications/", id, ".md")).rdbuf();
  return absl::CEscape(text.str());
}

// The rules in force, without a version.
std::string RulesInForce(const Desk& desk, const std::string& admin) {
  auto rules = desk.Do<journal::v1::GetRuleSetResponse>("journal.v1.AlertRuleService/GetRuleSet", admin, "");
  auto& set = *rules.mutable_activation()->mutable_rule_set();
  set.clear_version();
  return set.ShortDebugString();
}

}  // namespace

CommonGround::CommonGround(const Desk& desk)
    : admin_(SignedIn(Role::kAdmin, "admin")),
      editor_(SignedIn(Role::kEditor, "editor")),
      stranger_(SignedIn(Role::kPatient, "stranger")) {
  const std::string fatigue = MarkdownOf("fatigue");
  names_ = {{"markdown", fatigue},
            {"publication", Publish(desk, fatigue)},
            {"withdrawn_publication", Publish(desk, MarkdownOf("pain"))},
            {"treatment", "treatments/letrozole"},
            {"rule_set", RulesInForce(desk, admin_)}};
  desk.Do("messaging.v1.CareTeamService/CreateCareTeam", admin_, R"(care_team_id: "quiet" display_name: "Quiet")");
  desk.Do("messaging.v1.CareTeamService/EnrolPatient", admin_,
          Filled(R"(care_team: "{team}" patient: "{patient}" display_name: "Stranger")",
                 {{"team", kQuietTeam}, {"patient", kStranger}}));
}

std::string CommonGround::Publish(const Desk& desk, const std::string& markdown) const {
  const auto draft = desk.Do<content::v1::ImportPublicationResponse>(StrCat(kPublishing, "ImportPublication"), editor_,
                                                                     StrCat("markdown: \"", markdown, "\""))
                         .publication();
  desk.Do(StrCat(kPublishing, "PublishRevision"), editor_,
          StrCat("name: \"", draft.name(), "\" revision: ", draft.revision()));
  return draft.name();
}

}  // namespace careloop::matrix
