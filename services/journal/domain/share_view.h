#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_SHARE_VIEW_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_SHARE_VIEW_H_

#include "services/journal/domain/entry.h"

namespace careloop::journal {

// How much of an entry shares open.
enum class ShareView { kAll, kSymptoms };

// The entry as it is seen through shares: the one place that decides it, for reading and for previewing. Of a retracted
// entry that it was there and was retracted; of one whose symptoms alone are shared nothing but these. Pure.
Entry AsShared(Entry entry, ShareView view);

// Whether anything that somebody said is left in an entry, as AsShared made it. Pure.
bool SaysAnything(const Entry& seen);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_SHARE_VIEW_H_
