#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_SHARES_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_SHARES_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/care_teams.h"
#include "services/journal/domain/entry_store.h"
#include "services/journal/domain/journal_access.h"
#include "services/journal/domain/share_store.h"

namespace careloop::journal {

struct NewShare {
  std::string patient;
  std::string care_team;       // id; empty: the patient's only one
  std::string caregiver = "";  // instead of a care team, this person; empty: none
  ShareScope scope;
  ShareView view = ShareView::kAll;
  std::optional<absl::Time> expires;
};

// Letting care teams and caregivers read, and ending it. Thread-safe; what it is built on outlives it.
class Shares {
 public:
  struct Ports {
    ShareStore& store;
    EntryStore& entries;  // asked what a new share would show
    JournalAccess& access;
    CareTeams& care_teams;  // asked anew for each new share: consent to a team that has just gone is refused at once
  };

  // `on_queued` is called when there may be something to deliver; it must not block.
  Shares(Ports ports, const Clock& clock, Random& random, std::function<void()> on_queued)
      : ports_(ports), clock_(clock), random_(random), on_queued_(std::move(on_queued)) {}

  Task<absl::StatusOr<Share>> Create(const Call& call, NewShare given);
  Task<absl::StatusOr<Share>> Revoke(const Call& call, std::string patient, std::string id);
  // To the patient all, to anybody else those in force with them.
  Task<absl::StatusOr<PageOf<Share>>> List(const Call& call, std::string patient, PageRequest page);

  // To the patient, the shares that cover an entry and are neither revoked nor expired, latest created first; to
  // anybody else none.
  Task<absl::StatusOr<std::vector<Share>>> Covering(const Call& call, std::string patient, int64_t entry);

 private:
  Task<void> MarkFormerCaregivers(const Call& call, std::string patient, std::vector<Share>& shares);
  Task<absl::Status> Address(const Call& call, const NewShare& given, Share& share);
  Task<absl::Status> RequireToShowAnything(const Call& call, const Share& share);

  const Ports ports_;
  const Clock& clock_;
  Random& random_;
  const std::function<void()> on_queued_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_SHARES_H_
