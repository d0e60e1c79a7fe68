#include "services/messaging/domain/deliveries.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::messaging {
namespace {

// How often a share is received anew when the team's settings turn out to be others.
constexpr int kReceptions = 3;
constexpr char kSubject[] = "Shared from my journal";

}  // namespace

Task<absl::StatusOr<Deliveries::Delivered>> Deliveries::Deliver(const Call& call, ShareDelivery delivery) {
  Violations violations;
  if (!delivery.share.name.starts_with(StrCat("patients/", delivery.patient, "/shares/"))) {
    violations.Add("share.name", "is not a share of the patient");
  }
  if (delivery.decided_by != delivery.patient) violations.Add("decision.person", "is not the patient");
  if (delivery.decided_on != delivery.share.name) violations.Add("decision.resource", "is not the share");
  CO_RETURN_IF_ERROR(violations.ToStatus());

  auto enrolment = co_await teams_.EnrolmentOf(call, delivery.care_team, delivery.patient);
  // Without an enrolment the store refuses, unless the share was delivered before: then the answer is the first one.
  if (absl::IsNotFound(enrolment.status())) enrolment = Enrolment{.patient = delivery.patient};
  if (!enrolment.ok()) co_return enrolment.status();
  const absl::Time now = clock_.Now();
  Thread thread{.ref = {delivery.patient, NewId(random_)},
                .care_team = std::move(delivery.care_team),
                .subject = kSubject,
                .started = now};
  Message message{.sender = {delivery.patient, Role::kPatient, enrolment->display_name, ""},
                  .sent = now,
                  .share = std::move(delivery.share)};
  CO_ASSIGN_OR_RETURN(auto delivered, co_await DeliverReceived(call, std::move(thread), std::move(message)));
  co_return Delivered{{std::move(delivery.patient), std::move(delivered.thread)}, delivered.sent};
}

// Of a team that is not there any reception will do, since the store refuses, or has the answer of the first delivery.
Task<absl::StatusOr<ThreadStore::Delivered>> Deliveries::DeliverReceived(const Call& call, Thread thread,
                                                                         Message message) {
  for (int attempt = 1;; ++attempt) {
    auto reception = co_await calendars_.Receive(thread.care_team, call.deadline);
    if (absl::IsNotFound(reception.status())) reception = Reception{.team = thread.care_team};
    if (!reception.ok()) co_return reception.status();
    auto delivered = co_await store_.DeliverShare(call, thread, message, *std::move(reception));
    if (!absl::IsAborted(delivered.status()) || attempt == kReceptions) co_return delivered;
    calendars_.Forget(thread.care_team);
  }
}

}  // namespace careloop::messaging
