#include "services/journal/rpc/rule_set_file.h"

#include <google/protobuf/util/json_util.h>

#include "absl/strings/str_join.h"
#include "common/base/site_file.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/journal/rpc/convert.h"

namespace careloop::journal {
namespace {

absl::Status BadFile(const std::string& path, std::string_view what) {
  return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState, StrCat(path, ": ", what));
}

}  // namespace

absl::StatusOr<RuleSet> LoadRuleSet(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadSiteFile(path));
  v1::RuleSet proto;
  const auto parsed = google::protobuf::util::JsonStringToMessage(text, &proto);
  if (!parsed.ok()) return BadFile(path, StrCat("is not a rule set in JSON: ", parsed.message().ToString()));
  Violations violations;
  CheckRuleSet(violations, proto);
  if (violations.empty()) return FromProto(proto);
  const auto fault = [](std::string* out, const FieldViolation& v) {
    absl::StrAppend(out, v.field, ": ", v.description);
  };
  return BadFile(path, absl::StrJoin(ViolationsOf(violations.ToStatus()), "; ", fault));
}

}  // namespace careloop::journal
