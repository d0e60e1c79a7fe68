#include "services/journal/domain/alert_view.h"

#include <algorithm>
#include <utility>

namespace careloop::journal {
namespace {

// The same alert with those triggers alone.
template <typename Keeps>
Alert WithTriggers(const Alert& alert, Keeps keeps) {
  Alert kept = alert;
  kept.triggers.clear();
  kept.deliveries.clear();
  for (size_t i = 0; i < alert.triggers.size(); ++i) {
    if (!keeps(i)) {
      ++kept.left_out;
      continue;
    }
    kept.triggers.push_back(alert.triggers[i]);
    kept.deliveries.push_back(i < alert.deliveries.size() ? alert.deliveries[i] : std::nullopt);
  }
  return kept;
}

const Entry* Find(int64_t number, const std::map<int64_t, Entry>& live) {
  const auto found = live.find(number);
  return found == live.end() ? nullptr : &found->second;
}

// Whoever says it now. Of an earlier answer only what was chosen is known, not what was withheld.
bool Says(const Entry& entry, const SymptomAnswer& answer, bool with_withheld) {
  const auto& answers = entry.observed.answers;
  return std::any_of(answers.begin(), answers.end(), [&](const SymptomAnswer& now) {
    return now.symptom == answer.symptom && now.levels == answer.levels && now.presence == answer.presence &&
           (!with_withheld || now.withheld == answer.withheld);
  });
}

bool Says(const Entry& entry, const AlertTrigger& trigger) {
  if (trigger.answer) return Says(entry, *trigger.answer, true);
  return entry.observed.temperature_celsius == trigger.temperature_celsius;
}

bool Says(const Entry& entry, const EarlierAnswer& earlier) {
  return entry.occurred == earlier.occurred && Says(entry, earlier.answer, false);
}

}  // namespace

Alert AsToldToTeam(const Alert& alert, const std::optional<AlertConsent>& last) {
  return WithTriggers(
      alert, [&](size_t i) { return !alert.is_withheld(i) && (alert.is_delivered(i) || MayBeTold(alert, i, last)); });
}

Alert WithoutWhatIsTakenBack(Alert alert, const std::set<int64_t>& live) {
  for (AlertTrigger& trigger : alert.triggers) {
    if (trigger.earlier && !live.contains(trigger.earlier->entry)) trigger.earlier.reset();
    if (live.contains(trigger.entry)) continue;
    trigger.retracted = true;
    trigger.priority = AlertPriority::kNormal;
    trigger.answer.reset();
    trigger.grade.reset();
    trigger.temperature_celsius.reset();
    trigger.earlier.reset();
  }
  return alert;
}

Alert AsLiveEntriesSay(const Alert& alert, const std::map<int64_t, Entry>& live) {
  Alert kept = WithTriggers(alert, [&](size_t i) {
    const Entry* entry = Find(alert.triggers[i].entry, live);
    return entry != nullptr && Says(*entry, alert.triggers[i]);
  });
  for (AlertTrigger& trigger : kept.triggers) {
    const Entry& entry = *Find(trigger.entry, live);
    trigger.occurred = entry.occurred;
    trigger.priority = PriorityOf(entry.observed);
    const Entry* before = trigger.earlier ? Find(trigger.earlier->entry, live) : nullptr;
    if (before == nullptr || !Says(*before, *trigger.earlier)) trigger.earlier.reset();
  }
  return kept;
}

std::set<int64_t> EntriesIn(const std::vector<Alert>& alerts) {
  std::set<int64_t> entries;
  for (const Alert& alert : alerts) {
    for (const AlertTrigger& trigger : alert.triggers) {
      entries.insert(trigger.entry);
      if (trigger.earlier) entries.insert(trigger.earlier->entry);
    }
  }
  return entries;
}

}  // namespace careloop::journal
