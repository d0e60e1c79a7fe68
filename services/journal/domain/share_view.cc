#include "services/journal/domain/share_view.h"

#include <algorithm>
#include <utility>

namespace careloop::journal {
namespace {

bool IsAboutSymptoms(SevereReason reason) {
  return reason != SevereReason::kTemperature && reason != SevereReason::kUrgent;
}

// Built from what is shown, not by taking away what is not: what an entry may hold one day is not shown by accident.
Entry SymptomsOf(Entry entry) {
  Observation shown{.time_zone = std::move(entry.observed.time_zone), .answers = std::move(entry.observed.answers)};
  entry.observed = std::move(shown);
  std::vector<SevereReason> reasons;
  std::copy_if(entry.severe_reasons.begin(), entry.severe_reasons.end(), std::back_inserter(reasons), IsAboutSymptoms);
  entry.severe_reasons = std::move(reasons);
  entry.courses.clear();
  // Whoever said nothing of this is not named either, but for who wrote this version.
  const std::vector<Reporter> all = std::exchange(entry.earlier_reporters, {});
  for (SymptomAnswer& answer : entry.observed.answers) {
    if (answer.reporter > 0) answer.reporter = entry.PlaceOf(all[static_cast<size_t>(answer.reporter) - 1]);
  }
  return entry;
}

Entry TraceOf(Entry entry) {
  entry.observed = {.time_zone = std::move(entry.observed.time_zone)};
  entry.grades.clear();
  entry.severe_reasons.clear();
  entry.earlier_reporters.clear();
  entry.courses.clear();
  return entry;
}

}  // namespace

Entry AsShared(Entry entry, ShareView view) {
  if (entry.retraction) return TraceOf(std::move(entry));
  return view == ShareView::kSymptoms ? SymptomsOf(std::move(entry)) : entry;
}

bool SaysAnything(const Entry& seen) {
  return seen.observed != Observation{.time_zone = seen.observed.time_zone, .given_by = seen.observed.given_by};
}

}  // namespace careloop::journal
