#include <set>
#include <string>

#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "services/messaging/domain/thread.h"
#include "services/messaging/rpc/names.h"
#include "services/messaging/rpc/validate.h"

namespace careloop::messaging {
namespace {

constexpr rpc::TextLimits kEtagLimits{.min = 0, .max = 64};
constexpr rpc::TextLimits kTextLimits{.min = 1, .max = kMostCharacters, .lines = true};
constexpr rpc::TextLimits kValueLimits{.min = 1, .max = 1'000, .lines = true};
constexpr rpc::TextLimits kVariableLimits{.min = 1, .max = 40};
constexpr int kMostValues = 20;
constexpr size_t kTokenBytes = 8'192;

}  // namespace

void CheckTemplate(Violations& violations, const v1::TemplateUse& use) {
  rpc::CheckName(violations, "template.name", use.name(), kTemplatePattern);
  rpc::CheckText(violations, "template.etag", use.etag(), kEtagLimits);
  if (use.values_size() > kMostValues) {
    violations.Add("template.values", StrCat(use.values_size(), " are given, at most ", kMostValues, " are allowed"));
    return;
  }
  std::set<std::string> seen;
  for (int i = 0; i < use.values_size(); ++i) {
    const std::string field = StrCat("template.values[", i, "]");
    rpc::CheckText(violations, field + ".variable", use.values(i).variable(), kVariableLimits);
    rpc::CheckText(violations, field + ".value", use.values(i).value(), kValueLimits);
    if (!seen.insert(use.values(i).variable()).second) violations.Add(field + ".variable", "is there twice");
  }
}

absl::Status Validate(const v1::SaveTemplateRequest& request) {
  Violations violations;
  rpc::CheckName(violations, "name", request.name(), kTemplatePattern);
  if (violations.empty()) rpc::CheckId(violations, "name", LastPart(request.name()));
  rpc::CheckText(violations, "title", request.title(), rpc::kNameLimits);
  rpc::CheckText(violations, "text", request.text(), kTextLimits);
  if (request.text().size() > kMostBytes) {
    violations.Add("text", StrCat("has ", request.text().size(), " bytes, at most ", kMostBytes, " are allowed"));
  }
  rpc::CheckText(violations, "etag", request.etag(), kEtagLimits);
  return violations.ToStatus();
}

absl::Status Validate(const v1::ListTemplatesRequest& request) {
  Violations violations;
  rpc::CheckName(violations, "parent", request.parent(), kCareTeamPattern);
  rpc::CheckPageSize(violations, request.page_size());
  if (request.page_token().size() > kTokenBytes) {
    violations.Add("page_token",
                   StrCat("has ", request.page_token().size(), " bytes, at most ", kTokenBytes, " are possible"));
  }
  return violations.ToStatus();
}

}  // namespace careloop::messaging
