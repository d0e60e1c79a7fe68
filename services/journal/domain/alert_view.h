#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_VIEW_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_VIEW_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "services/journal/domain/alert.h"
#include "services/journal/domain/entry.h"

namespace careloop::journal {

// How much of an alert others are shown. Pure. Without triggers there is nothing to show.

// What its team has or will have.
Alert AsToldToTeam(const Alert& alert, const std::optional<AlertConsent>& last);

// The same without what retracted entries said, which nobody but the patient sees any more: that the rules fired, and
// when, the team has been told.
Alert WithoutWhatIsTakenBack(Alert alert, const std::set<int64_t>& live);

// What a caregiver is shown who may read the journal: the triggers of what the entries, which are live, say now. Of the
// others not even the symptom is told, as of an earlier version nothing is.
Alert AsLiveEntriesSay(const Alert& alert, const std::map<int64_t, Entry>& live);

// The numbers of all entries that the alerts tell something of.
std::set<int64_t> EntriesIn(const std::vector<Alert>& alerts);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_VIEW_H_
