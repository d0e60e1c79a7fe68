#include "services/messaging/store/log_feed.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "services/messaging/store/rows.h"
#include "services/messaging/store/sealed_records.h"

namespace careloop::messaging {

redis::StreamTail::Callbacks LogFeed::Callbacks() {
  redis::StreamTail::Callbacks callbacks;
  callbacks.on_start = [this](const Rows& rows) { Take(rows, listeners_.on_start); };
  callbacks.on_entries = [this](const Rows& rows) { Take(rows, listeners_.on_entries); };
  callbacks.on_resumed = [this] { TakeState(true, listeners_.on_resumed); };
  callbacks.on_down = [this](std::string_view) { TakeState(false, listeners_.on_down); };
  return callbacks;
}

void LogFeed::TakeState(bool is_up, const std::function<void()>& listener) {
  is_up_ = is_up;
  Take({}, [listener](const LogEntries&) { listener(); });
}

void LogFeed::Take(const Rows& rows, std::function<void(const LogEntries&)> listener) {
  Said said{.entries = {}, .listener = std::move(listener)};
  for (const redis::StreamTail::Entry& row : rows) {
    const auto place = ParsePlace(row.id);
    if (place.ok()) said.entries.push_back(LogEntryOf(*place, row.value));
  }
  if (!said.entries.empty()) {
    last_ = said.entries.back();
    is_up_ = true;
  }
  entries_ += said.entries.size();
  said_.push_back(std::move(said));
  if (std::max(entries_, said_.size()) > kMostWaiting) SkipToEnd();
  if (!std::exchange(passing_, true)) StartDetached(PassOn());
}

// As if the tail had begun to follow the log just now.
void LogFeed::SkipToEnd() {
  said_.clear();
  said_.push_back({.entries = {last_}, .listener = listeners_.on_start});
  entries_ = 1;
  ++skips_;
  if (!is_up_) TakeState(false, listeners_.on_down);
  listeners_.on_skipped();
}

// One at a time, so that nothing overtakes what waits for a name.
Task<void> LogFeed::PassOn() {
  while (!said_.empty()) {
    if (patients_.size() > kMostKnown) patients_.clear();  // before it is asked who of these is known
    LearnErased(said_.front().entries);
    std::vector<std::string> unknown = UnknownIn(said_.front().entries);
    const uint64_t skips = skips_;
    if (!unknown.empty() && !co_await LearnNames(std::move(unknown))) co_return Wait();
    if (std::exchange(waiting_, false)) listeners_.on_waited();
    if (skips != skips_) continue;  // there is another front
    Said said = std::move(said_.front());
    said_.pop_front();
    entries_ -= said.entries.size();
    said.listener(Named(std::move(said.entries)));
  }
  passing_ = false;
}

void LogFeed::Wait() {
  if (!std::exchange(waiting_, true)) listeners_.on_waiting();
  home_.After(kRetry, [this] { StartDetached(PassOn()); });
}

Task<bool> LogFeed::LearnNames(std::vector<std::string> pseudonyms) {
  const auto keys = co_await keys_.OfPseudonyms(std::move(pseudonyms));
  if (!keys.ok()) co_return false;
  for (const auto& [pseudonym, owner] : *keys) {
    if (owner) patients_.emplace(pseudonym, owner->person());
  }
  co_return true;
}

std::vector<std::string> LogFeed::UnknownIn(const std::vector<LogEntry>& entries) const {
  std::vector<std::string> unknown;
  for (const LogEntry& entry : entries) {
    const std::string& name = PseudonymIn(entry);
    if (!name.empty() && !patients_.contains(name)) unknown.push_back(name);
  }
  return unknown;
}

// Their keys cannot say any more who they were. What has happened to them is told all the same.
void LogFeed::LearnErased(std::vector<LogEntry>& entries) {
  for (LogEntry& entry : entries) {
    if (entry.kind != LogEntry::Kind::kPatientErased) continue;
    auto patient = OpenErased(entry.person, site_);
    if (patient.ok() && keys_.PseudonymOf(*patient) == PseudonymIn(entry)) {
      patients_.insert_or_assign(PseudonymIn(entry), *std::move(patient));
    } else {
      entry.kind = LogEntry::Kind::kUnknown;
      entry.person.clear();
    }
  }
}

LogEntries LogFeed::Named(std::vector<LogEntry> entries) const {
  LogEntries named;
  named.reserve(entries.size());
  for (LogEntry& entry : entries) {
    const auto patient = patients_.find(PseudonymIn(entry));
    if (patient != patients_.end()) NamePatient(entry, patient->first, patient->second);
    if (entry.kind == LogEntry::Kind::kPatientErased) entry.person.clear();
    named.push_back(std::make_shared<const LogEntry>(std::move(entry)));
  }
  return named;
}

}  // namespace careloop::messaging
