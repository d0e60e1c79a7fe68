#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_DELIVERY_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_DELIVERY_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "services/journal/domain/alert_store.h"
#include "services/journal/domain/alert_threads.h"

namespace careloop::journal {

// One trigger of an alert, as it waits to be delivered.
struct AlertItem {
  std::string patient;
  std::string alert;   // id
  size_t trigger = 0;  // counted from 0
  absl::Time since;    // when it began to wait
};

// Brings an alert to its care team, if the patient agrees to it at that moment, and notes what became of it. Never
// gives up. Thread-safe; what it is built on outlives it.
class AlertDelivery {
 public:
  // `on_overdue` is called, with how long it has waited, for each attempt that fails once a trigger has waited longer
  // than `limit`: somebody has to look after that.
  AlertDelivery(AlertStore& store, AlertThreads& threads, const Clock& clock, absl::Duration limit,
                std::function<void(absl::Duration)> on_overdue)
      : store_(store), threads_(threads), clock_(clock), limit_(limit), on_overdue_(std::move(on_overdue)) {}

  // Safe to repeat. OK: delivered, or not to be sent any more; and noted.
  Task<absl::Status> Deliver(AlertItem item);

  // Calls `on_overdue` as Deliver does after an attempt that has failed before it got there.
  void Complain(const absl::Status& failure, absl::Time since) const;

 private:
  static constexpr absl::Duration kStoreLimit = absl::Seconds(2);

  Task<absl::Status> DeliverNow(AlertItem item);
  Task<absl::Status> Deliver(const Alert& alert, size_t trigger);

  AlertStore& store_;
  AlertThreads& threads_;
  const Clock& clock_;
  const absl::Duration limit_;
  const std::function<void(absl::Duration)> on_overdue_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_DELIVERY_H_
