#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_TIME_TO_ANSWER_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_TIME_TO_ANSWER_H_

#include <chrono>

#include "common/base/clock.h"
#include "common/call/call.h"

namespace careloop::journal {

// Until when a peer is waited for that is asked for what an answer can do without: half of the time that is left stays
// for the answer, however short the caller's deadline.
inline Deadline LeavingTimeToAnswer(Deadline deadline) {
  const Deadline now = std::chrono::steady_clock::now();
  return now + (deadline - now) / 2;
}

inline Call LeavingTimeToAnswer(Call call) {
  call.deadline = LeavingTimeToAnswer(call.deadline);
  return call;
}

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_TIME_TO_ANSWER_H_
