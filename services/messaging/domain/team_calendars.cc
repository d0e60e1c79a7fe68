#include "services/messaging/domain/team_calendars.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::messaging {
namespace {

constexpr absl::Duration kShownAge = absl::Milliseconds(500);
constexpr absl::Duration kCheckedAgainAge = absl::Minutes(1);
constexpr size_t kTeamsRemembered = 10'000;

// What follows the emergency text.
const std::string& OwnText(AutomaticMessage::Kind kind, const TeamSettings& settings, const AutomaticTexts& texts) {
  if (kind == AutomaticMessage::Kind::kClosed) return settings.closed_text;
  if (!settings.closed_urgent_text.empty()) return settings.closed_urgent_text;
  return texts.urgent_alert.empty() ? settings.closed_text : texts.urgent_alert;
}

// The emergency text comes first: who needs it must not look for it.
Message ClosedReply(AutomaticMessage::Kind kind, const TeamTimes& times, const AutomaticTexts& texts, absl::Time now,
                    absl::Time opens) {
  Message reply{.sender = {kAutomaticSender, Role::kService, times.settings.team_name, ""}, .sent = now};
  reply.text = texts.emergency;
  const std::string& own = OwnText(kind, times.settings, texts);
  if (!own.empty()) reply.text += StrCat("\n\n", own);
  reply.automatic = AutomaticMessage{.kind = kind};
  if (opens != absl::InfiniteFuture()) reply.automatic->next_staffed = opens;
  return reply;
}

}  // namespace

TeamCalendars::TeamCalendars(CareTeamStore& store, const Clock& clock, AutomaticTexts texts)
    : store_(store), clock_(clock), texts_(std::move(texts)), remembered_(clock, kCheckedAgainAge, kTeamsRemembered) {}

Task<absl::StatusOr<std::shared_ptr<const TeamTimes>>> TeamCalendars::Of(std::string team, Deadline deadline) {
  return Of(std::move(team), deadline, kCheckedAgainAge);
}

Task<absl::StatusOr<std::shared_ptr<const TeamTimes>>> TeamCalendars::Recent(std::string team, Deadline deadline) {
  return Of(std::move(team), deadline, kShownAge);
}

Task<absl::StatusOr<std::shared_ptr<const TeamTimes>>> TeamCalendars::Of(std::string team, Deadline deadline,
                                                                         absl::Duration age) {
  const absl::Time asked = clock_.Now();
  auto known = remembered_.Get(team, age);
  if (known && (*known)->calendar.Covers(asked)) co_return *std::move(known);
  CO_ASSIGN_OR_RETURN(TeamSettings read, co_await store_.SettingsOf(team, deadline));
  auto last = remembered_.Get(team);  // laying out a year takes a while, so it is not done twice for the same
  const bool same = last && (*last)->settings.version == read.version &&
                    (*last)->settings.has_members == read.has_members && (*last)->calendar.Covers(asked);
  auto times = same ? *std::move(last) : std::make_shared<const TeamTimes>(std::move(read), asked);
  remembered_.Put(team, times, asked);
  co_return times;
}

void TeamCalendars::Forget(const std::string& team) { remembered_.Forget(team); }

Task<absl::StatusOr<Reception>> TeamCalendars::Receive(std::string team, Deadline deadline,
                                                       AutomaticMessage::Kind reply) {
  CO_ASSIGN_OR_RETURN(const auto times, co_await Of(team, deadline));
  const absl::Time now = clock_.Now();
  Reception reception{.team = std::move(team),
                      .settings_version = times->settings.version,
                      .due = times->DueFrom(now),
                      .closed = std::nullopt};
  if (!times->calendar.IsOpen(now)) {
    const absl::Time opens = times->calendar.NextOpening(now);
    reception.closed =
        Reception::Closed{times->calendar.ClosedSince(now), ClosedReply(reply, *times, texts_, now, opens)};
  }
  co_return reception;
}

}  // namespace careloop::messaging
