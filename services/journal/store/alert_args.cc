#include "services/journal/store/alert_args.h"

#include "common/base/strings.h"
#include "services/journal/store/sealed_records.h"

namespace careloop::journal {
namespace {

void AppendAlert(const Alert& alert, const char* kind, const OwnerKeys& keys, std::vector<std::string>& args) {
  const std::string item = StrCat(AlertName(keys.owner(), alert.id), "/triggers/", alert.triggers.size() - 1);
  args.insert(args.end(), {kind, alert.id, alert.care_team, SealAlert(alert, keys), StrCat(alert.triggers.size()),
                           alert.is_sent() ? item : ""});
}

}  // namespace

void AppendPlan(const AlertPlan& plan, const OwnerKeys& keys, absl::Time stored, std::vector<std::string>& args) {
  args.insert(args.end(), {StrCat(plan.basis), StrCat(plan.rules), StrCat(absl::ToUnixMillis(stored))});
  for (const Alert& alert : plan.closed) args.insert(args.end(), {"close", alert.id, "", "", "", ""});
  for (const Alert& alert : plan.added) AppendAlert(alert, "add", keys, args);
  for (const Alert& alert : plan.opened) AppendAlert(alert, "open", keys, args);
}

}  // namespace careloop::journal
