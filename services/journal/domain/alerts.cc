#include "services/journal/domain/alerts.h"

#include <map>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/when_all.h"
#include "services/journal/domain/alert_view.h"
#include "services/journal/domain/chosen_team.h"
#include "services/journal/domain/instant.h"
#include "services/journal/domain/time_to_answer.h"

namespace careloop::journal {
namespace {

// The first trigger that has not been delivered; null if all have been.
const AlertTrigger* LongestWaitingIn(const Alert& alert) {
  for (size_t i = 0; i < alert.triggers.size(); ++i) {
    if (!alert.is_delivered(i)) return &alert.triggers[i];
  }
  return nullptr;
}

bool HasWithheld(const Alert& alert) {
  for (size_t i = 0; i < alert.triggers.size(); ++i) {
    if (alert.is_withheld(i)) return true;
  }
  return false;
}

void TakeOutEmpty(std::vector<Alert>& alerts) {
  std::erase_if(alerts, [](const Alert& alert) { return alert.triggers.empty(); });
}

// The thread that the last trigger went into, with the first of those that are there: an alert has another thread when
// the team of the one before does not have the patient any more.
std::optional<AlertDelivered> LatestThread(const Alert& alert) {
  std::optional<AlertDelivered> latest;
  for (const auto& delivery : alert.deliveries) {
    if (!delivery || delivery->thread.empty()) continue;
    if (!latest || latest->thread != delivery->thread) latest = delivery;
  }
  return latest;
}

// From who may not read messages: whether it is in a thread, but not in which, nor since when, nor how that stands.
void HideThread(AlertStanding& standing) {
  standing.state = standing.delivered ? AlertState::kUnknown : AlertState::kOpen;
  standing.delivered.reset();
}

}  // namespace

Task<absl::StatusOr<AlertConsent>> Alerts::Decide(const Call& call, NewDecision given) {
  CO_RETURN_IF_ERROR(RequirePatient(call, given.patient, "patient"));
  CO_ASSIGN_OR_RETURN(std::optional<int> version, co_await ports_.store.Decided(call));
  if (!version) {
    CO_ASSIGN_OR_RETURN(version, co_await DecideFirst(call, given));
  }
  CO_ASSIGN_OR_RETURN(std::optional<AlertConsent> kept,
                      co_await ports_.store.Decision(call.deadline, std::move(given.patient), *version));
  if (!kept) co_return NotFound("decision");
  co_return *std::move(kept);
}

Task<absl::StatusOr<int>> Alerts::DecideFirst(const Call& call, const NewDecision& given) {
  AlertConsent consent{.agreed = given.agreed,
                       .care_team = "",
                       .time = StoredInstant(clock_.Now()),
                       .reporter = {call.caller->subject, call.caller->role, call.caller->name}};
  if (given.agreed) {
    CO_ASSIGN_OR_RETURN(consent.care_team,
                        co_await ChosenTeam(call, ports_.care_teams, given.patient, given.care_team));
  }
  CO_ASSIGN_OR_RETURN(const int version, co_await ports_.store.Decide(call, given.patient, consent));
  ports_.alerting.Forget(given.patient);
  co_return version;
}

Task<absl::StatusOr<AlertConsent>> Alerts::Decision(const Call& call, std::string patient) {
  CO_RETURN_IF_ERROR(RequirePatient(call, patient, "patient"));
  CO_ASSIGN_OR_RETURN(std::optional<AlertConsent> last,
                      co_await ports_.store.Decision(call.deadline, std::move(patient), 0));
  co_return last.value_or(AlertConsent{});
}

AlertStanding Alerts::StandingOf(Alert alert) const {
  AlertStanding standing{.alert = std::move(alert), .delivered = std::nullopt, .state = std::nullopt, .work = {}};
  const Alert& shown = standing.alert;
  if (!shown.is_sent()) return standing;
  standing.delivered = LatestThread(shown);
  const AlertTrigger* waiting = LongestWaitingIn(shown);
  if (waiting != nullptr) {
    const bool overdue = clock_.Now() - waiting->time > overdue_after_;
    standing.delivery = overdue ? AlertDeliveryState::kOverdue : AlertDeliveryState::kQueued;
  } else {
    standing.delivery = HasWithheld(shown) ? AlertDeliveryState::kWithheld : AlertDeliveryState::kDelivered;
  }
  return standing;
}

AlertStanding Alerts::StandingToRecorder(const Call& call, Alert alert) const {
  AlertStanding standing = StandingOf(std::move(alert));
  if (call.caller->role == Role::kCaregiver) standing.delivered.reset();
  return standing;
}

// What messaging does not say in time leaves the alert as it is, and is said to be unknown.
Task<absl::Status> Alerts::AddWork(const Call& call, AlertStanding& standing) {
  standing.state = AlertState::kOpen;
  if (!standing.delivered) co_return absl::OkStatus();
  const Call asking = LeavingTimeToAnswer(call);
  auto work = co_await ports_.threads.WorkOn(asking, standing.delivered->thread);
  if (!work.ok()) {
    standing.state = AlertState::kUnknown;
    co_return absl::OkStatus();
  }
  standing.work = *std::move(work);
  // What was done about the rest was not done about a trigger that the team has yet to be told of.
  if (LongestWaitingIn(standing.alert) != nullptr) standing.work.resolution.reset();
  if (standing.work.resolution) {
    standing.state = AlertState::kResolved;
    if (standing.alert.closed) co_return absl::OkStatus();
    // What comes from now on is a new alert: it must not hide in one that is done with. What came meanwhile may have
    // reopened the thread.
    const Alert& seen = standing.alert;
    const absl::Status closed =
        co_await ports_.store.Close(call, seen.patient, seen.id, seen.triggers.size() + seen.left_out);
    ports_.alerting.Forget(seen.patient);
    co_return closed;
  }
  if (standing.work.past_due) standing.state = AlertState::kPastDue;
  co_return absl::OkStatus();
}

Task<absl::Status> Alerts::AddWorkToAll(const Call& call, std::vector<AlertStanding>& standings) {
  std::vector<Task<absl::Status>> asking;
  for (AlertStanding& standing : standings) asking.push_back(AddWork(call, standing));
  const std::vector<absl::Status> asked = co_await WhenAll(std::move(asking));
  for (const absl::Status& status : asked) CO_RETURN_IF_ERROR(status);
  co_return absl::OkStatus();
}

Task<absl::StatusOr<PageOf<AlertStanding>>> Alerts::List(const Call& call, AlertQuery query) {
  CO_ASSIGN_OR_RETURN(PageOf<Alert> page, co_await Seen(call, query.patient, std::move(query.page)));
  PageOf<AlertStanding> standings;
  standings.next = std::move(page.next);
  for (Alert& alert : page.items) standings.items.push_back(StandingOf(std::move(alert)));
  CO_ASSIGN_OR_RETURN(const bool follows_threads, co_await ports_.access.ReadsMessages(call, std::move(query.patient)));
  if (follows_threads) {
    CO_RETURN_IF_ERROR(co_await AddWorkToAll(call, standings.items));
  } else {
    for (AlertStanding& standing : standings.items) HideThread(standing);
  }
  std::erase_if(standings.items, [&](const AlertStanding& s) { return query.state && s.state != query.state; });
  co_return standings;
}

Task<absl::StatusOr<PageOf<Alert>>> Alerts::Seen(const Call& call, std::string patient, PageRequest page) {
  CO_ASSIGN_OR_RETURN(std::optional<ShareReaders> readers, co_await ports_.access.ReadersOf(call, patient, "patient"));
  const bool is_for_team = readers.has_value();
  CO_ASSIGN_OR_RETURN(PageOf<Alert> seen,
                      co_await ports_.store.List(call, patient, std::move(page), std::move(readers)));
  if (is_for_team) {
    CO_ASSIGN_OR_RETURN(const std::optional<AlertConsent> last,
                        co_await ports_.store.Decision(call.deadline, patient, 0));
    for (Alert& alert : seen.items) alert = AsToldToTeam(alert, last);
  }
  if (call.caller->role != Role::kPatient) {
    CO_RETURN_IF_ERROR(co_await KeepWhatIsSaidNow(call, std::move(patient), seen.items));
  }
  TakeOutEmpty(seen.items);
  co_return seen;
}

Task<absl::Status> Alerts::KeepWhatIsSaidNow(const Call& call, std::string patient, std::vector<Alert>& alerts) {
  if (alerts.empty()) co_return absl::OkStatus();
  if (call.caller->role == Role::kCaregiver) {
    CO_ASSIGN_OR_RETURN(const auto live, co_await ports_.store.Live(call, std::move(patient), EntriesIn(alerts)));
    for (Alert& alert : alerts) alert = AsLiveEntriesSay(alert, live);
    co_return absl::OkStatus();
  }
  CO_ASSIGN_OR_RETURN(const auto live, co_await ports_.store.LiveNumbers(call, std::move(patient), EntriesIn(alerts)));
  for (Alert& alert : alerts) alert = WithoutWhatIsTakenBack(std::move(alert), live);
  co_return absl::OkStatus();
}

Task<absl::StatusOr<std::vector<AlertStanding>>> Alerts::OfEntry(const Call& call, std::string patient, int64_t entry) {
  std::vector<AlertStanding> standings;
  if (!RequirePatient(call, patient, "entry").ok()) co_return standings;
  CO_ASSIGN_OR_RETURN(std::vector<Alert> alerts, co_await ports_.store.OfEntry(call, std::move(patient), entry));
  for (Alert& alert : alerts) standings.push_back(StandingOf(std::move(alert)));
  co_return standings;
}

}  // namespace careloop::journal
