#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_ANSWER_TIMERS_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_ANSWER_TIMERS_H_

#include "common/base/clock.h"
#include "common/base/scheduler.h"
#include "common/base/task.h"
#include "services/messaging/domain/work_store.h"

namespace careloop::messaging {

// Sees to it that a late answer is told of: looks once a second for threads whose time has come. Every instance does
// so; the store makes each step happen once. While the store is away nothing is lost: what has come is still there
// after. Runs on the scheduler's thread. Must outlive the scheduler's last run.
class AnswerTimers {
 public:
  AnswerTimers(WorkStore& store, Scheduler& scheduler, const Clock& clock)
      : store_(store), scheduler_(scheduler), clock_(clock) {}

  void Start();

 private:
  Task<void> Run();

  WorkStore& store_;
  Scheduler& scheduler_;
  const Clock& clock_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_ANSWER_TIMERS_H_
