#include "services/journal/domain/journal.h"

#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/journal/domain/instant.h"

namespace careloop::journal {
namespace {

std::vector<SymptomGrade> GradesOf(const SiteRules& site, const std::vector<SymptomAnswer>& answers) {
  std::vector<SymptomGrade> grades;
  grades.reserve(answers.size());
  for (const SymptomAnswer& answer : answers) {
    const Symptom& symptom = *site.vocabulary.Find(answer.symptom);
    if (!symptom.IsYesNo()) grades.push_back(site.grades.Grade(symptom, answer));
  }
  return grades;
}

}  // namespace

Task<absl::StatusOr<RecordedEntry>> Journal::Record(const Call& call, NewEntry given) {
  CO_RETURN_IF_ERROR(RequirePatient(call, given.patient, "patient"));
  std::string language = given.language;
  CO_ASSIGN_OR_RETURN(Entry entry, Compose(call, std::move(given)));
  const EmergencyText* judged = TextFor(entry, language);
  auto stored = co_await Store(call, std::move(entry));
  if (!stored.ok()) {
    co_return judged ? WithPersonsText(stored.status(), {judged->language, judged->text}) : stored.status();
  }
  const EmergencyText* emergency_text = TextFor(stored->entry, language);
  Related related = co_await related_.FitFor(call, stored->entry, std::move(stored->treatments), std::move(language));
  co_return RecordedEntry{emergency_text, std::move(stored->entry), std::move(related)};
}

Task<absl::StatusOr<Journal::Stored>> Journal::Store(const Call& call, Entry entry) {
  CO_ASSIGN_OR_RETURN(EntryReceipt receipt, co_await store_.Record(call, entry));
  entry.number = receipt.number;
  if (receipt.recorded != entry.recorded) {
    // A repeated call. What was stored may differ from what we would store now: the site's limits may have changed.
    CO_ASSIGN_OR_RETURN(entry, co_await store_.Get(call, entry.patient, receipt.number));
  }
  co_return Stored{std::move(entry), std::move(receipt.treatments)};
}

const EmergencyText* Journal::TextFor(const Entry& entry, const std::string& language) const {
  return entry.severe() ? &site_.emergency_texts.In(language) : nullptr;
}

absl::StatusOr<Entry> Journal::Compose(const Call& call, NewEntry given) const {
  const absl::Time now = clock_.Now();
  Violations violations;
  if (given.occurred) CheckNotInFuture(violations, "occurred_time", *given.occurred, now);
  site_.vocabulary.Check(given.observed.answers, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  Entry entry{.patient = std::move(given.patient),
              .occurred = StoredInstant(given.occurred.value_or(now)),
              .recorded = StoredInstant(now),
              .observed = std::move(given.observed),
              .reporter = {call.caller->subject, call.caller->role, call.caller->name}};
  entry.grades = GradesOf(site_, entry.observed.answers);
  entry.severe_reasons = site_.severity.ReasonsOf(entry);
  return entry;
}

Task<absl::StatusOr<Entry>> Journal::Get(const Call& call, std::string patient, int64_t number) {
  CO_ASSIGN_OR_RETURN(std::optional<TeamReaders> readers, co_await access_.ReadersOf(call, patient, "entry"));
  if (!readers) {
    auto own = co_await store_.Get(call, std::move(patient), number);
    co_return own;
  }
  auto shared = co_await store_.GetShared(call, std::move(patient), number, *std::move(readers));
  co_return shared;
}

Task<absl::StatusOr<PageOf<Entry>>> Journal::List(const Call& call, EntryQuery query) {
  CO_ASSIGN_OR_RETURN(std::optional<TeamReaders> readers, co_await access_.ReadersOf(call, query.patient, "patient"));
  if (!readers) {
    auto own = co_await store_.List(call, std::move(query));
    co_return own;
  }
  auto shared = co_await store_.ListShared(call, std::move(query), *std::move(readers));
  co_return shared;
}

}  // namespace careloop::journal
