#ifndef CARELOOP_SERVICES_JOURNAL_STORE_GRANT_ARGS_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_GRANT_ARGS_H_

#include <string>
#include <string_view>
#include <vector>

#include "common/crypto/patient_keys.h"
#include "services/journal/domain/journal_access.h"
#include "services/journal/domain/share.h"
#include "services/journal/domain/share_view.h"

namespace careloop::journal {

// What a share opens, as consent.lua takes it: from, to, symptoms, entry numbers.
void AppendGrant(const ShareScope& scope, ShareView view, std::vector<std::string>& args);

// With whom a share is, as consent.lua knows them: a team by its id, a caregiver by their pseudonym and since when they
// are one, with colons, which no id of a team has.
std::string ReaderKey(const Share& share, const PatientKeys& keys);
// The same of all as whom somebody reads.
void AppendReaders(ShareReaders readers, const PatientKeys& keys, std::vector<std::string>& args);

// What consent.lua says is open of an entry. A word that this release does not know opens the least.
ShareView ViewOf(std::string_view word);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_GRANT_ARGS_H_
