#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/journal/domain/entry.h"
#include "services/journal/domain/symptom.h"

namespace careloop::journal {

// How soon an alert is to be seen to, by the patient's own word. Numbered like Attribute.
enum class AlertPriority : uint8_t { kNormal = 1, kRaised = 2, kLowered = 3 };

// What the same person last answered about the symptom before.
struct EarlierAnswer {
  int64_t entry = 0;
  absl::Time occurred;
  SymptomAnswer answer;

  friend bool operator==(const EarlierAnswer&, const EarlierAnswer&) = default;
};

// That rules fired on one version of one entry, with all that they judged.
struct AlertTrigger {
  int64_t entry = 0;
  int version = 1;
  absl::Time occurred;
  absl::Time time;                      // when it was stored
  std::string rule_set;                 // its version
  std::vector<std::string> rules;       // ids
  std::optional<SymptomAnswer> answer;  // none: the temperature
  std::optional<int> grade;
  std::optional<double> temperature_celsius;
  std::optional<EarlierAnswer> earlier;
  AlertPriority priority = AlertPriority::kNormal;
  int consent = 0;         // the version of the patient's decision in force; 0: there was none
  bool retracted = false;  // of what a team is shown: the entry is, so that what it said is left out

  friend bool operator==(const AlertTrigger&, const AlertTrigger&) = default;
};

// That messaging has put a trigger into a thread; or that it was not sent after all, since the patient did not agree
// any more when its turn came: then there is no thread.
struct AlertDelivered {
  std::string thread;  // "patients/PATIENT/threads/THREAD"
  absl::Time time;

  friend bool operator==(const AlertDelivered&, const AlertDelivered&) = default;
};

// One alert takes this many triggers; what comes after them is another alert.
inline constexpr size_t kMostTriggers = 50;

// What a care team is to look at, about one symptom of a patient: opened by a first trigger, later ones are added.
// Nothing is ever taken out.
struct Alert {
  std::string patient;
  std::string id;
  std::string symptom;                 // id; empty: the temperature
  std::string care_team;               // id; empty: the patient had not agreed, so that nobody is told
  std::vector<AlertTrigger> triggers;  // earliest first, one or more
  std::vector<std::optional<AlertDelivered>> deliveries;  // of those, as far as they are known
  size_t left_out = 0;                                    // further triggers, which its reader is not shown
  bool closed = false;                                    // takes no further triggers

  bool is_sent() const { return !care_team.empty(); }
  bool is_delivered(size_t trigger) const { return trigger < deliveries.size() && deliveries[trigger].has_value(); }
  // Not sent after all, and never will be.
  bool is_withheld(size_t trigger) const { return is_delivered(trigger) && deliveries[trigger]->thread.empty(); }

  friend bool operator==(const Alert&, const Alert&) = default;
};

AlertPriority PriorityOf(const Observation& observed);

// "patients/PATIENT/alerts/ID".
std::string AlertName(const std::string& patient, const std::string& id);

// A patient's decision about automatic alerts. Each is kept; the last one counts.
struct AlertConsent {
  int version = 0;  // 1, 2, 3, ...
  int since = 0;    // from this version on, up to `version`, all name the same team, or none
  bool agreed = false;
  std::string care_team;  // id; empty unless agreed
  absl::Time time;
  Reporter reporter;

  friend bool operator==(const AlertConsent&, const AlertConsent&) = default;
};

// Whether the team of the alert may be told of a trigger under the last decision. What a patient has taken back their
// word about is not told later, though they agree again.
bool MayBeTold(const Alert& alert, size_t trigger, const std::optional<AlertConsent>& last);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_H_
