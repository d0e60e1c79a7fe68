#include "tests/leak/fields.h"

#include <algorithm>
#include <iterator>

#include "common/base/strings.h"
#include "tests/leak/contract.h"

namespace careloop::leak {
namespace {

constexpr std::string_view kMachine = "made by a program";
constexpr std::string_view kName = "the name of something that exists";
constexpr std::string_view kId = "an id, which is listed as readable";
constexpr std::string_view kForm = "of a few fixed forms";
constexpr std::string_view kPublished = "is published to everybody";

constexpr ExemptField kExempt[] = {
    {"request_id", kMachine},
    {"etag", kMachine},
    {"page_token", kMachine},
    {"resume_token", kMachine},
    {"known_library", kMachine},
    {"sha256", kMachine},
    {"SaveTemplate.name", kId, true},
    {"name", kName},
    {"names", kName},
    {"ListTemplates.parent", kName},
    {"care_team", kName},
    {"to_care_team", kName},
    {"entries", kName},
    {"publications", kName},
    {"topic", kName},
    {"topics", kName},
    {"DeliverShare.share.name", kId, true},
    {"DeliverShare.decision.resource", kId, true},
    {"DeliverShareRevocation.share", kId, true},
    {"DeliverShareRevocation.decision.resource", kId, true},
    {"DeliverAlert.alert.name", kId, true},
    {"DeliverAlert.decision.resource", kId, true},
    {"rule", kId, true},
    {"care_team_id", kId, true},
    {"person", kId, true},
    {"second_recipient", kId, true},
    {"version", kId, true},
    {"language", kForm},
    {"languages", kForm},
    {"fallback_languages", kForm},
    {"opens", kForm},
    {"closes", kForm},
    {"holidays", kForm},
    {"review_due_before", kForm},
    {"ImportPublication.markdown", kPublished, true},
    {"PublishDisclaimer.text", kPublished, true},
    {"WithdrawPublication.reason", kPublished, true},
};

struct ReadableByOthers {
  std::string_view origin;
  std::string_view readers;
};

// An admin keeps the teams, enrols patients and exports the access log, which says who asked for what by its name.
constexpr std::string_view kAdmin = "admin";
// Ids other than patients' are readable in Redis, so whoever operates it sees which were asked for.
constexpr std::string_view kIdReaders = "admin operator";
constexpr std::string_view kRuleReaders = "admin other-nurse former-nurse";
// Which rules fire in which examples cannot be told to the admin who wrote both without the ids that they gave.
constexpr std::string_view kRuleIdReaders = "admin other-nurse former-nurse writer";

constexpr ReadableByOthers kReadable[] = {
    {"the patient's id", kAdmin},
    {"claim name", kAdmin},
    {"claim name of the admin", "admin other-nurse former-nurse other-patient"},  // for whom, too, the admin acted
    {"a stranger's claims", kAdmin},
    {"CreateCareTeam.display_name", kAdmin},
    {"AddMember.display_name", kAdmin},
    {"AddMember.title", kAdmin},
    {"SetCareTeamSettings.settings.closed_text", kAdmin},
    {"SetCareTeamSettings.settings.closed_urgent_text", kAdmin},
    {"EnrolPatient.display_name", kAdmin},
    {"parent", kAdmin},
    {"patient", kAdmin},
    {"an id of nothing", kIdReaders},
    {"rule_set.note", kRuleReaders},
    {"rule_set.rules.id", kRuleIdReaders},
    {"rule_set.examples.id", kRuleIdReaders},
    {"rule_set.examples.fires", kRuleIdReaders},
};

bool IsOf(std::string_view row, std::string_view field) {
  return field.ends_with(row) && (row.size() == field.size() || field[field.size() - row.size() - 1] == '.');
}

}  // namespace

const ExemptField* ExemptionOf(std::string_view field) {
  const auto* row = std::ranges::find_if(kExempt, [field](const ExemptField& r) { return IsOf(r.name, field); });
  return row == std::end(kExempt) ? nullptr : row;
}

std::string RowsOfNoField() {
  std::string rows;
  for (const ExemptField& row : kExempt) {
    const bool used = std::ranges::any_of(AllMethods(), [&](const MethodDescriptor* method) {
      return std::ranges::any_of(TextFieldsOf(*method->input_type()), [&](const std::string& field) {
        return IsOf(row.name, StrCat(method->name(), ".", field));
      });
    });
    if (!used) rows += StrCat(row.name, "\n");
  }
  return rows;
}

std::string_view ReadersOf(std::string_view origin) {
  const ExemptField* exempt = ExemptionOf(origin);
  if (exempt != nullptr) return exempt->why == kPublished ? "writer" : kIdReaders;
  const auto* row = std::ranges::find_if(kReadable, [origin](const auto& r) { return IsOf(r.origin, origin); });
  return row == std::end(kReadable) ? std::string_view() : row->readers;
}

}  // namespace careloop::leak
