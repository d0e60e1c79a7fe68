#include "services/messaging/domain/event_history.h"

#include <algorithm>
#include <utility>

namespace careloop::messaging {

EventHistory::Key EventHistory::FirstKey(const LogEntry& entry) {
  if (entry.is_membership()) return {'s', entry.person};
  return {'p', entry.thread.patient};
}

void EventHistory::Restart(LogEntries last) {
  slots_.clear();
  last_of_.clear();
  first_ = 1;
  // Of what was before the first of them nothing is known: the log may have been trimmed.
  start_ = last.empty() ? Place() : last.front()->place;
  for (size_t i = 1; i < last.size(); ++i) Append(std::move(last[i]));
}

// A membership concerns the person alone; what happens in a thread concerns its patient and its team.
void EventHistory::Append(std::shared_ptr<const LogEntry> entry) {
  const uint64_t number = first_ + slots_.size();
  Slot slot{.entry = std::move(entry)};
  slot.before_of_first = std::exchange(last_of_[FirstKey(*slot.entry)], number);
  if (!slot.entry->is_membership()) slot.before_of_second = std::exchange(last_of_[SecondKey(*slot.entry)], number);
  slots_.push_back(std::move(slot));
  while (slots_.size() > most_) Forget();
}

void EventHistory::Forget() {
  const LogEntry& entry = *slots_.front().entry;
  for (const Key& key : {FirstKey(entry), SecondKey(entry)}) {
    const auto last = last_of_.find(key);
    if (last != last_of_.end() && last->second == first_) last_of_.erase(last);
  }
  start_ = entry.place;
  slots_.pop_front();
  ++first_;
}

bool EventHistory::Has(Place place) const {
  if (place == start_) return true;
  const auto found = std::lower_bound(slots_.begin(), slots_.end(), place,
                                      [](const Slot& slot, Place p) { return slot.entry->place < p; });
  return found != slots_.end() && found->entry->place == place;
}

LogPage EventHistory::After(const LogQuery& query) const {
  LogPage page{.entries = {}, .place = end()};
  if (!query.patient.empty()) {
    Collect({'p', query.patient}, query.after, page.entries);
  } else {
    for (const std::string& team : query.teams) Collect({'t', team}, query.after, page.entries);
    for (const std::string& patient : query.patients) Collect({'p', patient}, query.after, page.entries);
    Collect({'s', query.person}, query.after, page.entries);
  }
  std::sort(page.entries.begin(), page.entries.end(), [](const auto& a, const auto& b) { return a->place < b->place; });
  if (page.entries.size() > static_cast<size_t>(query.most)) {
    page.more = true;
    page.entries.resize(static_cast<size_t>(query.most));
    page.place = page.entries.back()->place;
  }
  return page;
}

void EventHistory::Collect(const Key& key, Place after, LogEntries& found) const {
  const auto last = last_of_.find(key);
  uint64_t number = last == last_of_.end() ? 0 : last->second;
  while (number >= first_) {
    const Slot& slot = slots_[number - first_];
    if (slot.entry->place <= after) return;
    found.push_back(slot.entry);
    number = FirstKey(*slot.entry) == key ? slot.before_of_first : slot.before_of_second;
  }
}

}  // namespace careloop::messaging
