#ifndef CARELOOP_SERVICES_JOURNAL_STORE_GRANT_ARGS_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_GRANT_ARGS_H_

#include <string>
#include <string_view>
#include <vector>

#include "services/journal/domain/share.h"
#include "services/journal/domain/share_view.h"

namespace careloop::journal {

// What a share opens, as consent.lua takes it: from, to, symptoms, entry numbers.
void AppendGrant(const ShareScope& scope, ShareView view, std::vector<std::string>& args);

// What consent.lua says is open of an entry. A word that this release does not know opens the least.
ShareView ViewOf(std::string_view word);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_GRANT_ARGS_H_
