#include "services/journal/domain/alert.h"

#include "common/base/strings.h"

namespace careloop::journal {

AlertPriority PriorityOf(const Observation& observed) {
  if (observed.urgent) return AlertPriority::kRaised;
  return observed.can_wait ? AlertPriority::kLowered : AlertPriority::kNormal;
}

std::string AlertName(const std::string& patient, const std::string& id) {
  return StrCat("patients/", patient, "/alerts/", id);
}

bool MayBeTold(const Alert& alert, size_t trigger, const std::optional<AlertConsent>& last) {
  return last && last->agreed && last->care_team == alert.care_team && alert.triggers[trigger].consent >= last->since;
}

}  // namespace careloop::journal
