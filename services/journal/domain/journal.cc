#include "services/journal/domain/journal.h"

#include <utility>
#include <vector>

#include "common/base/denial.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/journal/domain/entry_version.h"
#include "services/journal/domain/instant.h"
#include "services/journal/domain/share_view.h"

namespace careloop::journal {
namespace {

// Only what another process stores for the same patient costs one: within this one they take turns.
constexpr int kMostAttempts = 32;

absl::Status StaleEtag() {
  return Error(absl::StatusCode::kAborted, reason::kVersionConflict,
               "etag: the entry has been changed since it was read; read it again");
}

absl::Status WithText(absl::Status error, const EmergencyText* judged) {
  return judged ? WithPersonsText(std::move(error), {judged->language, judged->text}) : error;
}

// Of its alerts, what this version of this entry has to do with them: the other triggers tell of what others have
// answered.
void HideOtherEntries(RecordedEntry& recorded) {
  const Entry& entry = recorded.entry;
  for (Alert& alert : recorded.alerts) {
    alert.deliveries.resize(alert.triggers.size());
    for (size_t i = alert.triggers.size(); i-- > 0;) {
      if (alert.triggers[i].entry == entry.number && alert.triggers[i].version == entry.version) continue;
      alert.triggers.erase(alert.triggers.begin() + static_cast<std::ptrdiff_t>(i));
      alert.deliveries.erase(alert.deliveries.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  std::erase_if(recorded.alerts, [](const Alert& alert) { return alert.triggers.empty(); });
}

// What a caregiver who may read the journal sees of an entry: what a share of all of it would show.
bool ReadsAsShared(const Call& call) { return call.caller->role == Role::kCaregiver; }

// Who may read it may know that it is there.
absl::Status NotTheirs(bool reads_all) {
  if (!reads_all) return NotFound("entry");
  return AsDenial(Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
                        "name: is an entry of which others have written something; a caregiver changes those that they "
                        "alone have written"));
}

absl::Status CheckCount(const std::vector<SymptomAnswer>& answers) {
  Violations violations;
  if (answers.size() > kMostAnswers) {
    violations.Add("answers", StrCat("with those of earlier parts there are ", answers.size(), ", at most ",
                                     kMostAnswers, " are allowed"));
  }
  return violations.ToStatus();
}

}  // namespace

Task<absl::StatusOr<RecordedEntry>> Journal::Record(const Call& call, NewEntry given) {
  const auto recorder = co_await access_.MayRecord(call, given.patient, "patient", given.check_in);
  if (!recorder.ok() && !absl::IsUnavailable(recorder.status())) co_return recorder.status();
  std::string language = given.language;
  std::string patient = given.patient;
  const EmergencyText* judged = TextForWhatIsSaid(given.observed, language);
  if (!recorder.ok()) co_return WithText(recorder.status(), judged);
  auto entry = Compose(recorder->reporter, std::move(given));
  if (!entry.ok()) co_return WithText(entry.status(), judged);
  Task<absl::StatusOr<Stored>> storing =
      entry->week ? StoreCheckIn(call, *std::move(entry)) : StoreDiary(call, *std::move(entry));
  Task<absl::StatusOr<Stored>> in_turn = InTurn(std::move(patient), std::move(storing));
  auto recorded = co_await Conclude(call, judged, recorder->reads_all, std::move(in_turn), std::move(language));
  if (recorded.ok() && call.caller->role == Role::kCaregiver) HideOtherEntries(*recorded);
  co_return recorded;
}

Task<absl::StatusOr<RecordedEntry>> Journal::Amend(const Call& call, NewVersion given) {
  const auto recorder = co_await access_.MayRecord(call, given.patient, "entry");
  std::string language = given.language;
  const EmergencyText* judged = TextForWhatIsSaid(given.observed, language);
  if (absl::IsUnavailable(recorder.status())) co_return WithText(recorder.status(), judged);
  if (!recorder.ok()) co_return recorder.status();
  const auto before = co_await ToChange(call, *recorder, given.patient, given.number, VersionOfEtag(given.etag));
  if (absl::IsNotFound(before.status())) co_return before.status();
  if (!before.ok()) co_return WithText(before.status(), judged);
  auto entry = ComposeVersion(recorder->reporter, *before, std::move(given));
  if (!entry.ok()) co_return WithText(entry.status(), judged);
  Task<absl::StatusOr<Stored>> storing = InTurn(before->patient, StoreVersion(call, *before, *std::move(entry)));
  auto recorded = co_await Conclude(call, judged, recorder->reads_all, std::move(storing), std::move(language));
  if (recorded.ok() && call.caller->role == Role::kCaregiver) HideOtherEntries(*recorded);
  co_return recorded;
}

// What is to be changed: the current version, to a caregiver the one that they have looked at. That one stays theirs
// whatever comes after it, so that a repeated call has its first outcome.
Task<absl::StatusOr<Entry>> Journal::ToChange(const Call& call, Recorder recorder, std::string patient, int64_t number,
                                              std::optional<int> version) {
  const bool own = recorder.reporter.role == Role::kPatient;
  CO_ASSIGN_OR_RETURN(Entry entry,
                      co_await store_.Get(call, std::move(patient), number, own ? 0 : version.value_or(0)));
  if (!own && !entry.IsAllOf(recorder.reporter)) co_return NotTheirs(recorder.reads_all);
  co_return entry;
}

// Entries of one patient change what the others are decided from: a phone that sends many at once would have them fail.
Task<absl::StatusOr<Journal::Stored>> Journal::InTurn(std::string patient, Task<absl::StatusOr<Stored>> storing) {
  const auto turn = co_await turns_.Take(std::move(patient));
  auto stored = co_await std::move(storing);
  co_return stored;
}

// Once an entry has been judged, whatever fails carries whom to call. What is to be read about a treatment tells what
// the patient takes.
Task<absl::StatusOr<RecordedEntry>> Journal::Conclude(const Call& call, const EmergencyText* judged, bool reads_all,
                                                      Task<absl::StatusOr<Stored>> storing, std::string language) {
  auto stored = co_await std::move(storing);
  if (!stored.ok()) {
    co_return WithText(stored.status(), judged);
  }
  const EmergencyText* emergency_text = TextFor(stored->entry, language);
  if (!reads_all) stored->treatments.clear();
  Related related = co_await related_.FitFor(call, stored->entry, std::move(stored->treatments), std::move(language));
  co_return RecordedEntry{emergency_text, std::move(stored->entry), std::move(stored->alerts), std::move(related)};
}

Task<absl::StatusOr<Journal::Stored>> Journal::StoreDiary(const Call& call, Entry entry) {
  for (int attempt = 1;; ++attempt) {
    CO_ASSIGN_OR_RETURN(Alerting::Decided decided, co_await alerting_.Decide(call, entry, nullptr, attempt > 1));
    auto receipt = co_await store_.Record(call, entry, decided.plan);
    if (IsBasisChanged(receipt.status()) && attempt < kMostAttempts) continue;
    if (!receipt.ok()) co_return receipt.status();
    auto stored = co_await AsStored(call, std::move(entry), std::move(decided), *std::move(receipt));
    co_return stored;
  }
}

// Reads what the week's check-in says and stores what it says with the new part, unless it has changed in between: then
// anew.
Task<absl::StatusOr<Journal::Stored>> Journal::StoreCheckIn(const Call& call, Entry part) {
  for (int attempt = 1;; ++attempt) {
    CO_ASSIGN_OR_RETURN(const std::optional<Entry> before, co_await store_.CheckInOf(call, part.patient, *part.week));
    Entry entry = part;
    if (before) {
      Complete(*before, entry);
      CO_RETURN_IF_ERROR(CheckCount(entry.observed.answers));
      Judge(site_, entry);
    }
    const Entry* earlier = before ? &*before : nullptr;
    CO_ASSIGN_OR_RETURN(Alerting::Decided decided, co_await alerting_.Decide(call, entry, earlier, attempt > 1));
    auto receipt = co_await store_.SaveCheckIn(call, entry, decided.plan);
    if (absl::IsAborted(receipt.status()) && attempt < kMostAttempts) continue;
    if (!receipt.ok()) co_return receipt.status();
    auto stored = co_await AsStored(call, std::move(entry), std::move(decided), *std::move(receipt));
    co_return stored;
  }
}

Task<absl::StatusOr<Journal::Stored>> Journal::StoreVersion(const Call& call, Entry before, Entry entry) {
  for (int attempt = 1;; ++attempt) {
    CO_ASSIGN_OR_RETURN(Alerting::Decided decided, co_await alerting_.Decide(call, entry, &before, attempt > 1));
    auto receipt = co_await store_.Amend(call, entry, decided.plan);
    if (IsBasisChanged(receipt.status()) && attempt < kMostAttempts) continue;
    if (!receipt.ok()) co_return receipt.status();
    auto stored = co_await AsStored(call, std::move(entry), std::move(decided), *std::move(receipt));
    co_return stored;
  }
}

// Of a repeated call, what was stored may differ from what we would store now: the site's limits may have changed, and
// further versions may have come.
Task<absl::StatusOr<Journal::Stored>> Journal::AsStored(const Call& call, Entry entry, Alerting::Decided decided,
                                                        EntryReceipt receipt) {
  const bool as_now = receipt.number == entry.number && receipt.version == entry.version;
  if (!as_now || receipt.revised != entry.revised) {
    CO_ASSIGN_OR_RETURN(entry, co_await store_.Get(call, entry.patient, receipt.number, receipt.version));
    entry.retraction.reset();
    entry.courses.clear();
    CO_ASSIGN_OR_RETURN(auto alerts, co_await alerting_.OfEntry(call, entry.patient, entry.number));
    co_return Stored{std::move(entry), std::move(receipt.treatments), std::move(alerts)};
  }
  std::vector<Alert> alerts = decided.plan.opened;
  alerts.insert(alerts.end(), decided.plan.added.begin(), decided.plan.added.end());
  alerting_.Stored(entry, std::move(decided));
  co_return Stored{std::move(entry), std::move(receipt.treatments), std::move(alerts)};
}

const EmergencyText* Journal::TextFor(const Entry& entry, const std::string& language) const {
  return entry.severe() ? &site_.emergency_texts.In(language) : nullptr;
}

// Whether or not it can be recorded: a fever is one beside a symptom that nobody knows.
const EmergencyText* Journal::TextForWhatIsSaid(const Observation& said, const std::string& language) const {
  Entry entry{.observed = said};
  Judge(site_, entry);
  return TextFor(entry, language);
}

absl::Status Journal::Refused(absl::Status error, const Observation& said, const std::string& language) const {
  return WithText(std::move(error), TextForWhatIsSaid(said, language));
}

absl::StatusOr<Entry> Journal::Compose(Reporter reporter, NewEntry given) const {
  const absl::Time now = clock_.Now();
  Violations violations;
  if (given.occurred) CheckNotInFuture(violations, "occurred_time", *given.occurred, now);
  site_.vocabulary.Check(given.observed.answers, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  const absl::Time occurred = StoredInstant(given.occurred.value_or(now));
  Entry entry{.patient = std::move(given.patient),
              .partial = given.partial,
              .occurred = occurred,
              .recorded = StoredInstant(now),
              .revised = StoredInstant(now),
              .observed = std::move(given.observed),
              .reporter = std::move(reporter)};
  if (given.check_in) entry.week = WeekOf(occurred, entry.observed.time_zone);
  Judge(site_, entry);
  return entry;
}

absl::StatusOr<Entry> Journal::ComposeVersion(Reporter reporter, const Entry& before, NewVersion given) const {
  const std::optional<int> version = VersionOfEtag(given.etag);
  if (!version) return StaleEtag();
  const absl::Time now = clock_.Now();
  Violations violations;
  if (given.occurred && before.week) violations.Add("occurred_time", "is that of a check-in, which stays as it was");
  if (given.occurred) CheckNotInFuture(violations, "occurred_time", *given.occurred, now);
  site_.vocabulary.Check(given.observed.answers, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  Entry entry{.patient = before.patient,
              .partial = before.partial,
              .occurred = given.occurred ? StoredInstant(*given.occurred) : before.occurred,
              .revised = StoredInstant(now),
              .observed = std::move(given.observed),
              .reporter = std::move(reporter)};
  if (before.week) entry.observed.time_zone = before.observed.time_zone;
  Succeed(before, entry);
  entry.version = *version + 1;  // the store refuses it unless that is the one after `before`, or a repetition
  Judge(site_, entry);
  return entry;
}

Task<absl::StatusOr<Entry>> Journal::Retract(const Call& call, std::string patient, int64_t number, std::string etag) {
  CO_ASSIGN_OR_RETURN(const Recorder recorder, co_await access_.MayRecord(call, patient, "entry"));
  std::optional<int> version = VersionOfEtag(etag);
  if (!etag.empty() && !version) co_return StaleEtag();
  CO_ASSIGN_OR_RETURN(const Entry entry, co_await ToChange(call, recorder, patient, number, version));
  const bool is_caregivers = ReadsAsShared(call);
  if (is_caregivers) version = entry.version;  // which is theirs: the one after it may not be
  const absl::Status retracted =
      co_await store_.Retract(call, entry, version, {StoredInstant(clock_.Now()), recorder.reporter});
  alerting_.Forget(patient);
  CO_RETURN_IF_ERROR(retracted);
  auto after = co_await store_.Get(call, std::move(patient), number, is_caregivers ? entry.version : 0);
  if (after.ok() && is_caregivers) co_return AsShared(*std::move(after), ShareView::kAll);
  co_return after;
}

Task<absl::StatusOr<Entry>> Journal::Get(const Call& call, std::string patient, int64_t number, int version) {
  CO_ASSIGN_OR_RETURN(std::optional<ShareReaders> readers, co_await access_.ReadersOf(call, patient, "entry"));
  if (!readers && ReadsAsShared(call)) {
    CO_ASSIGN_OR_RETURN(Entry live, co_await store_.Get(call, std::move(patient), number, 0));
    if (version != 0 && version != live.version) co_return NotFound("entry");
    co_return AsShared(std::move(live), ShareView::kAll);
  }
  if (!readers) {
    auto own = co_await store_.Get(call, std::move(patient), number, version);
    co_return own;
  }
  CO_ASSIGN_OR_RETURN(Entry shared, co_await store_.GetShared(call, std::move(patient), number, *std::move(readers)));
  if (version != 0 && version != shared.version) co_return NotFound("entry");
  co_return shared;
}

Task<absl::StatusOr<PageOf<Entry>>> Journal::List(const Call& call, EntryQuery query) {
  CO_ASSIGN_OR_RETURN(std::optional<ShareReaders> readers, co_await access_.ReadersOf(call, query.patient, "patient"));
  if (!readers) {
    auto own = co_await store_.List(call, std::move(query));
    if (own.ok() && ReadsAsShared(call)) {
      for (Entry& entry : own->items) entry = AsShared(std::move(entry), ShareView::kAll);
    }
    co_return own;
  }
  auto shared = co_await store_.ListShared(call, std::move(query), *std::move(readers));
  co_return shared;
}

Task<absl::StatusOr<PageOf<Entry>>> Journal::Preview(const Call& call, SharePreview given) {
  CO_RETURN_IF_ERROR(RequirePatient(call, given.query.patient, "patient"));
  auto seen = co_await store_.Preview(call, std::move(given.query), std::move(given.scope), given.view);
  co_return seen;
}

}  // namespace careloop::journal
