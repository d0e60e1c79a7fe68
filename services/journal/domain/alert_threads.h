#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_THREADS_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_THREADS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/alert.h"

namespace careloop::journal {

// What a care team did about a thread. Numbered like Attribute.
enum class AlertAction : uint8_t {
  kAnswered = 1,
  kCalled = 2,
  kVisitArranged = 3,
  kTreatmentChanged = 4,
  kReferred = 5,
  kNoneNeeded = 6,
  kOther = 7
};

struct AlertResolution {
  AlertAction action = AlertAction::kOther;
  std::string person_display_name;  // who resolved it
  absl::Time time;
};

// How the work on an alert's thread stands.
struct AlertWork {
  std::optional<absl::Time> due;  // until when the team means to answer
  bool past_due = false;
  std::string assignee_display_name;  // who has taken it; empty: nobody
  std::optional<AlertResolution> resolution;
};

// The port to messaging for alerts. Thread-safe.
class AlertThreads {
 public:
  virtual ~AlertThreads() = default;

  // Puts a trigger, counted from 0, into the thread of its alert, which the first to arrive opens, with the patient's
  // decision; once however often it is called. What went wrong between us and messaging is UNAVAILABLE.
  virtual Task<absl::StatusOr<AlertDelivered>> Deliver(const Alert& alert, size_t trigger,
                                                       const AlertConsent& consent) = 0;

  // As the caller may see it. Any failure is UNAVAILABLE with reason PEER_UNAVAILABLE.
  virtual Task<absl::StatusOr<AlertWork>> WorkOn(const Call& call, std::string thread) = 0;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_THREADS_H_
