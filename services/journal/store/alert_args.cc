#include "services/journal/store/alert_args.h"

#include "common/base/strings.h"
#include "services/journal/store/alert_codec.h"

namespace careloop::journal {
namespace {

void AppendAlert(const Alert& alert, const char* kind, std::vector<std::string>& args) {
  const std::string item = StrCat(AlertName(alert.patient, alert.id), "/triggers/", alert.triggers.size() - 1);
  args.insert(args.end(), {kind, alert.id, alert.care_team, EncodeAlert(alert), StrCat(alert.triggers.size()),
                           alert.is_sent() ? item : ""});
}

}  // namespace

void AppendPlan(const AlertPlan& plan, absl::Time stored, std::vector<std::string>& args) {
  args.insert(args.end(), {StrCat(plan.basis), StrCat(plan.rules), StrCat(absl::ToUnixMillis(stored))});
  for (const Alert& alert : plan.closed) args.insert(args.end(), {"close", alert.id, "", "", "", ""});
  for (const Alert& alert : plan.added) AppendAlert(alert, "add", args);
  for (const Alert& alert : plan.opened) AppendAlert(alert, "open", args);
}

}  // namespace careloop::journal
