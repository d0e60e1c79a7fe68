#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_SHARE_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_SHARE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "services/journal/domain/caregiver.h"
#include "services/journal/domain/share_view.h"

namespace careloop::journal {

// Certain entries, by number.
struct EntriesScope {
  std::vector<int64_t> entries;
  friend bool operator==(const EntriesScope&, const EntriesScope&) = default;
};

// The entries that occurred in [start, end), whenever they were or will be recorded.
struct PeriodScope {
  absl::Time start;
  absl::Time end;
  friend bool operator==(const PeriodScope&, const PeriodScope&) = default;
};

// The entries that occurred or will occur from `start` on.
struct StandingScope {
  absl::Time start;
  friend bool operator==(const StandingScope&, const StandingScope&) = default;
};

using ShareScope = std::variant<EntriesScope, PeriodScope, StandingScope>;

// The message that tells the team of a share, once it stands in a thread.
struct ShareDelivered {
  std::string thread;  // "patients/PATIENT/threads/THREAD"
  absl::Time time;
  friend bool operator==(const ShareDelivered&, const ShareDelivered&) = default;
};

// Why messaging does not take a share's message, and never will. The numbers are stored: never renumber.
enum class RefusalReason : uint8_t {
  kNotEnrolled = 1,  // the team is unknown or has not enrolled the patient
  kRejected = 2,     // anything else, which is somebody's mistake
};

struct ShareRefused {
  RefusalReason reason = RefusalReason::kRejected;
  absl::Time time;
  friend bool operator==(const ShareRefused&, const ShareRefused&) = default;
};

// A patient's consent that a care team, or one caregiver, reads entries. In force from its creation until it is revoked
// or expires, whether or not the team has been told of it, but not while messaging has refused to tell it: consent to a
// team that has not enrolled the patient must not wait for the day on which it does. A caregiver is told by nobody, and
// reads while they are one.
struct Share {
  std::string patient;
  std::string id;
  std::string care_team;                              // id; empty: with a caregiver
  std::optional<Caregiver> caregiver = std::nullopt;  // set exactly without a care team
  ShareScope scope;
  ShareView view = ShareView::kAll;
  std::optional<absl::Time> expires;
  absl::Time created;
  std::optional<absl::Time> revoked;
  std::optional<ShareDelivered> delivered;
  std::optional<ShareRefused> refused;  // never of one that is delivered
  // Its caregiver is none of the patient's any more. Not stored; found by Shares for the patient.
  bool former_caregiver = false;

  friend bool operator==(const Share&, const Share&) = default;
};

// Whether anything is read by it: neither revoked nor expired at `now`, nor refused, nor with a former caregiver.
bool IsInForce(const Share& share, absl::Time now);

// "patients/PATIENT/shares/ID".
std::string ShareName(const std::string& patient, const std::string& id);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_SHARE_H_
