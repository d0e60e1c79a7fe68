#include "services/messaging/store/redis_event_store.h"

#include <memory>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/messaging/store/rows.h"

namespace careloop::messaging {
namespace {

using redis::Function;

constexpr Function kLogAfter{"log_after", Function::Effect::kReads};
constexpr Function kDetails{"details", Function::Effect::kReads};
constexpr absl::Duration kLimit = absl::Seconds(2);

}  // namespace

Task<absl::StatusOr<LogPage>> RedisEventStore::Read(LogQuery query) {
  std::vector<std::string> args = {PlaceText(query.after), StrCat(query.most),
                                   query.patient.empty() ? "" : keys_.PseudonymOf(query.patient),
                                   std::move(query.person)};
  args.insert(args.end(), query.teams.begin(), query.teams.end());
  for (const std::string& patient : query.patients) args.push_back(StrCat("patients/", keys_.PseudonymOf(patient)));
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kLogAfter, std::move(args), DeadlineAfter(kLimit)));
  if (reply.size() < 3) co_return OtherShape();
  LogPage page{.entries = {}, .more = reply[2].integer() == 1, .gap = reply[0].integer() == 1};
  CO_ASSIGN_OR_RETURN(page.place, ParsePlace(reply[1].text()));
  std::vector<LogEntry> entries;
  std::vector<std::string> patients;
  for (size_t i = 3; i < reply.size(); ++i) {
    CO_ASSIGN_OR_RETURN(const Place place, ParsePlace(reply[i].at(0).text()));
    entries.push_back(LogEntryOf(place, reply[i].at(1).text()));
    if (!PseudonymIn(entries.back()).empty()) patients.push_back(PseudonymIn(entries.back()));
  }
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.OfPseudonyms(std::move(patients)));
  for (LogEntry& entry : entries) {
    const auto owner = keys.find(PseudonymIn(entry));
    if (owner != keys.end() && owner->second) {
      NamePatient(entry, owner->first, owner->second->person());
    } else if (!PseudonymIn(entry).empty()) {
      page.unnamed = true;  // erased, or lost
      continue;
    }
    page.entries.push_back(std::make_shared<const LogEntry>(std::move(entry)));
  }
  co_return page;
}

Task<absl::StatusOr<std::vector<EventViews>>> RedisEventStore::Details(LogEntries entries) {
  std::vector<std::string> args;
  for (const auto& entry : entries) args.push_back(entry->text);
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kDetails, std::move(args), DeadlineAfter(kLimit)));
  if (reply.size() != entries.size()) co_return OtherShape();
  std::vector<std::string> patients;
  for (const auto& entry : entries) patients.push_back(keys_.PseudonymOf(entry->thread.patient));
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.OfPseudonyms(patients));
  std::vector<EventViews> events;
  for (size_t i = 0; i < entries.size(); ++i) {
    const auto owner = keys.find(patients[i]);
    const auto view_of = [&](Audience::Kind told) -> std::shared_ptr<const Event> {
      const bool is_erased = owner == keys.end();
      if (!is_erased && !owner->second) return nullptr;
      auto event = EventOf(*entries[i], reply[i].array(), is_erased ? nullptr : owner->second.get(), told);
      return event.ok() ? std::make_shared<const Event>(*std::move(event)) : nullptr;
    };
    events.push_back({view_of(Audience::Kind::kPatient), view_of(Audience::Kind::kTeam)});
  }
  co_return events;
}

}  // namespace careloop::messaging
