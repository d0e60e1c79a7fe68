#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_JOURNAL_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_JOURNAL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "common/base/turns.h"
#include "common/call/call.h"
#include "services/journal/domain/alerting.h"
#include "services/journal/domain/entry_store.h"
#include "services/journal/domain/journal_access.h"
#include "services/journal/domain/related_content.h"
#include "services/journal/domain/site_rules.h"

namespace careloop::journal {

// An entry to be recorded, valid but for what only the site's vocabulary and the clock can tell.
struct NewEntry {
  std::string patient;
  std::optional<absl::Time> occurred;  // none: now
  Observation observed;
  std::string language;   // of emergency text and related content; empty: the site's
  bool check_in = false;  // of the week in which it occurred
  bool partial = false;   // of a check-in
};

// What an entry shall say from now on, valid like a NewEntry.
struct NewVersion {
  std::string patient;
  int64_t number = 0;
  std::string etag;
  std::optional<absl::Time> occurred;  // none: as it was
  Observation observed;
  std::string language;
};

// What a share would open.
struct SharePreview {
  EntryQuery query;
  ShareScope scope;
  ShareView view = ShareView::kAll;
};

// What recording a version of an entry leads to, in the order in which it is to be shown.
struct RecordedEntry {
  const EmergencyText* emergency_text = nullptr;  // set exactly when the entry is severe
  Entry entry;
  std::vector<Alert> alerts;  // that it has opened or added to
  Related related;
};

// Recording and reading entries. Thread-safe; what it is built on outlives it.
class Journal {
 public:
  struct Ports {
    EntryStore& store;
    JournalAccess& access;
    RelatedContent& related;
    Alerting& alerting;
  };

  Journal(Ports ports, const SiteRules& site, const Clock& clock)
      : store_(ports.store),
        access_(ports.access),
        related_(ports.related),
        alerting_(ports.alerting),
        site_(site),
        clock_(clock) {}

  // Grades, judges and stores an entry of the caller's, or of a patient who lets the caller record for them, with the
  // alerts that follow from it, then looks for what they may read about it, whose absence never fails the call.
  // Repeated with its request id: the entry as it was stored the first time. Of an entry that is severe whatever fails
  // carries the emergency text (PersonsTextOf), but for those that are not the caller's to record. A check-in for a
  // week that has one becomes the next version of that one.
  Task<absl::StatusOr<RecordedEntry>> Record(const Call& call, NewEntry given);

  // The same with a further version of an entry: the patient's of any, a caregiver's of one that they alone have
  // written. ABORTED on a stale etag; for a caregiver NOT_FOUND of another's, or FAILED_PRECONDITION if they may read
  // it.
  Task<absl::StatusOr<RecordedEntry>> Amend(const Call& call, NewVersion given);

  // The same text for an error that was found before one of these: what of the entry can be read is `said`.
  absl::Status Refused(absl::Status error, const Observation& said, const std::string& language) const;

  // Takes an entry back, one that the caller may amend. ABORTED on a stale etag; an empty one is stale only when a
  // caregiver's entry is amended at that moment.
  Task<absl::StatusOr<Entry>> Retract(const Call& call, std::string patient, int64_t number, std::string etag);

  // Version 0: the current one, and the only one that anybody but the patient reads.
  Task<absl::StatusOr<Entry>> Get(const Call& call, std::string patient, int64_t number, int version = 0);
  Task<absl::StatusOr<PageOf<Entry>>> List(const Call& call, EntryQuery query);

  // What somebody would read through such a share of the caller's alone.
  Task<absl::StatusOr<PageOf<Entry>>> Preview(const Call& call, SharePreview given);

 private:
  struct Stored {
    Entry entry;
    std::vector<std::string> treatments;
    std::vector<Alert> alerts;
  };

  absl::StatusOr<Entry> Compose(Reporter reporter, NewEntry given) const;
  absl::StatusOr<Entry> ComposeVersion(Reporter reporter, const Entry& before, NewVersion given) const;
  Task<absl::StatusOr<Entry>> ToChange(const Call& call, Recorder recorder, std::string patient, int64_t number,
                                       std::optional<int> version);
  Task<absl::StatusOr<Stored>> StoreDiary(const Call& call, Entry entry);
  Task<absl::StatusOr<Stored>> StoreCheckIn(const Call& call, Entry part);
  Task<absl::StatusOr<Stored>> StoreVersion(const Call& call, Entry before, Entry entry);
  Task<absl::StatusOr<Stored>> AsStored(const Call& call, Entry entry, Alerting::Decided decided, EntryReceipt receipt);
  Task<absl::StatusOr<Stored>> InTurn(std::string patient, Task<absl::StatusOr<Stored>> storing);
  Task<absl::StatusOr<RecordedEntry>> Conclude(const Call& call, const EmergencyText* judged, bool reads_all,
                                               Task<absl::StatusOr<Stored>> storing, std::string language);
  const EmergencyText* TextFor(const Entry& entry, const std::string& language) const;
  const EmergencyText* TextForWhatIsSaid(const Observation& said, const std::string& language) const;

  EntryStore& store_;
  JournalAccess& access_;
  RelatedContent& related_;
  Alerting& alerting_;
  const SiteRules& site_;
  const Clock& clock_;
  Turns turns_;  // by patient
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_JOURNAL_H_
