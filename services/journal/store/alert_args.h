#ifndef CARELOOP_SERVICES_JOURNAL_STORE_ALERT_ARGS_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_ALERT_ARGS_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/crypto/owner_keys.h"
#include "services/journal/domain/alert_basis.h"

namespace careloop::journal {

// A plan as alerts.lua takes it, for an entry that is stored at `stored`. Each trigger that is to be sent becomes the
// outbox item "patients/PSEUDONYM/alerts/ID/triggers/N", counted from 0, of kind "alert".
void AppendPlan(const AlertPlan& plan, const OwnerKeys& keys, absl::Time stored, std::vector<std::string>& args);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_ALERT_ARGS_H_
