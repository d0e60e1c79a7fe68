#include "services/messaging/store/log_feed.h"

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
  callbacks.on_resumed = [this] { Take({}, [this](const LogEntries&) { listeners_.on_resumed(); }); };
  callbacks.on_down = [this](std::string_view) { Take({}, [this](const LogEntries&) { listeners_.on_down(); }); };
  return callbacks;
}

void LogFeed::Take(const Rows& rows, std::function<void(const LogEntries&)> listener) {
  Said said{.entries = {}, .listener = std::move(listener)};
  for (const redis::StreamTail::Entry& row : rows) {
    const auto place = ParsePlace(row.id);
    if (place.ok()) said.entries.push_back(LogEntryOf(*place, row.value));
  }
  said_.push_back(std::move(said));
  if (!std::exchange(passing_, true)) StartDetached(PassOn());
}

// One at a time, so that nothing overtakes what waits for a name.
Task<void> LogFeed::PassOn() {
  while (!said_.empty()) {
    if (patients_.size() > kMostKnown) patients_.clear();  // before it is asked who of these is known
    std::vector<std::string> unknown = UnknownIn(said_.front().entries);
    if (!unknown.empty() && !co_await LearnNames(std::move(unknown))) {
      home_.After(kRetry, [this] { StartDetached(PassOn()); });
      co_return;
    }
    Said said = std::move(said_.front());
    said_.pop_front();
    said.listener(Named(std::move(said.entries)));
  }
  passing_ = false;
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
    const bool said = name.empty() || entry.kind == LogEntry::Kind::kPatientErased;
    if (!said && !patients_.contains(name)) unknown.push_back(name);
  }
  return unknown;
}

void LogFeed::NameErased(LogEntry& entry) const {
  auto patient = OpenErased(entry.person, site_);
  entry.person.clear();
  if (patient.ok()) {
    entry.thread.patient = *std::move(patient);
  } else {
    entry.kind = LogEntry::Kind::kUnknown;
  }
}

LogEntries LogFeed::Named(std::vector<LogEntry> entries) const {
  LogEntries named;
  named.reserve(entries.size());
  for (LogEntry& entry : entries) {
    const auto patient = patients_.find(PseudonymIn(entry));
    if (patient != patients_.end()) NamePatient(entry, patient->first, patient->second);
    if (entry.kind == LogEntry::Kind::kPatientErased) NameErased(entry);
    named.push_back(std::make_shared<const LogEntry>(std::move(entry)));
  }
  return named;
}

}  // namespace careloop::messaging
