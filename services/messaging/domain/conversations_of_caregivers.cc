#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/messaging/domain/conversations.h"

// The lists of threads of a patient, and of a caregiver: those of all patients who let them read messages, as one.
namespace careloop::messaging {
namespace {

bool IsLater(const Thread& a, const Thread& b) {
  if (a.last_time != b.last_time) return a.last_time > b.last_time;
  return a.ref.thread > b.ref.thread;
}

// The first `most` of two pages. It is as old as the older of them, so that a watch from it misses nothing.
ThreadPage Join(ThreadPage a, ThreadPage b, size_t most) {
  ThreadPage joined{.threads = std::move(a.threads), .next = std::nullopt, .place = std::min(a.place, b.place)};
  const bool more = a.next || b.next || joined.threads.size() + b.threads.size() > most;
  for (Thread& thread : b.threads) joined.threads.push_back(std::move(thread));
  std::sort(joined.threads.begin(), joined.threads.end(), IsLater);
  if (joined.threads.size() > most) joined.threads.resize(most);
  if (more) joined.next = ThreadCursor{joined.threads.back().last_time, joined.threads.back().ref.thread};
  return joined;
}

}  // namespace

// The patients whose threads the caller, a patient or a caregiver, may list; NOT_FOUND if the one that is asked for is
// none of them.
Task<absl::StatusOr<std::vector<std::string>>> Conversations::PatientsOf(const Call& call,
                                                                         std::optional<std::string> patient) {
  std::vector<std::string> patients;
  if (call.caller->role == Role::kPatient) {
    if (!patient || *patient == call.caller->subject) patients.push_back(call.caller->subject);
  } else {
    CO_ASSIGN_OR_RETURN(const auto cares, co_await parts_.access.CaresOf(call.caller->subject, call.deadline));
    for (const auto& [of, care] : *cares) {
      const bool asked_for = !patient || *patient == of;
      if (asked_for && care.May(CaregiverPermission::kReadMessages, parts_.clock.Now())) patients.push_back(of);
    }
  }
  if (patient && patients.empty()) co_return NotFound("patient");
  co_return patients;
}

// `query` says all but the patient.
Task<absl::StatusOr<ThreadPage>> Conversations::ListOf(const Call& call, std::vector<std::string> patients,
                                                       ThreadQuery query) {
  if (patients.empty()) patients.push_back("-");  // which is nobody: an empty page, with its place
  std::optional<ThreadPage> page;
  for (std::string& patient : patients) {
    query.patient = std::move(patient);
    CO_ASSIGN_OR_RETURN(ThreadPage more, co_await parts_.store.List(call, query));
    page = page ? Join(*std::move(page), std::move(more), static_cast<size_t>(query.most)) : std::move(more);
  }
  co_return *std::move(page);
}

}  // namespace careloop::messaging
