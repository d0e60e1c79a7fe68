#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_ENTRY_VERSION_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_ENTRY_VERSION_H_

#include "services/journal/domain/entry.h"
#include "services/journal/domain/site_rules.h"

namespace careloop::journal {

// How one version of an entry follows another. Pure.

// Grades an entry and says why it is severe, from what it says and the site's rules of today.
void Judge(const SiteRules& site, Entry& entry);

// Makes `next`, which holds all that the entry shall say, the version after `before`: the same entry, and what is as
// it was keeps its reporter.
void Succeed(const Entry& before, Entry& next);

// Makes `part`, a further part of a check-in, the version after `before`: all that it does not answer stays as it was.
void Complete(const Entry& before, Entry& part);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_ENTRY_VERSION_H_
