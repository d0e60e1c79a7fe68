#include "services/messaging/domain/deliveries.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::messaging {
namespace {

// How often something is received anew when the team's settings turn out to be others.
constexpr int kReceptions = 3;
constexpr char kSubject[] = "Shared from my journal";
constexpr char kAlertSubject[] = "Alert from my journal";

// Whether the patient has decided on this share, which is theirs, whose name is in that field.
template <typename Delivery>
absl::Status CheckDecided(const Delivery& delivery, std::string_view field, const std::string& share) {
  Violations violations;
  if (!share.starts_with(StrCat("patients/", delivery.patient, "/shares/"))) {
    violations.Add(field, "is not a share of the patient");
  }
  if (delivery.decided_by != delivery.patient) violations.Add("decision.person", "is not the patient");
  if (delivery.decided_on != share) violations.Add("decision.resource", "is not the share");
  return violations.ToStatus();
}

}  // namespace

// Without an enrolment the store refuses, unless this was delivered before: then the answer is the first one.
Task<absl::StatusOr<Person>> Deliveries::SenderFor(const Call& call, std::string care_team, std::string patient) {
  const auto enrolment = co_await teams_.EnrolmentOf(call, std::move(care_team), patient);
  if (!enrolment.ok() && !absl::IsNotFound(enrolment.status())) co_return enrolment.status();
  co_return Person{std::move(patient), Role::kPatient, enrolment.ok() ? enrolment->display_name : "", ""};
}

Task<absl::StatusOr<Deliveries::Delivered>> Deliveries::Deliver(const Call& call, ShareDelivery delivery) {
  CO_RETURN_IF_ERROR(CheckDecided(delivery, "share.name", delivery.share.name));

  CO_ASSIGN_OR_RETURN(Person sender, co_await SenderFor(call, delivery.care_team, delivery.patient));
  const absl::Time now = clock_.Now();
  Thread thread{.ref = {delivery.patient, NewId(random_)},
                .care_team = std::move(delivery.care_team),
                .subject = kSubject,
                .started = now};
  Message message{.sender = std::move(sender), .sent = now, .share = std::move(delivery.share)};
  CO_ASSIGN_OR_RETURN(auto delivered, co_await DeliverReceived(call, std::move(thread), std::move(message)));
  co_return Delivered{{std::move(delivery.patient), std::move(delivered.thread)}, delivered.sent};
}

// Of a team that is not there any reception will do, since the store refuses, or has the answer of the first delivery.
Task<absl::StatusOr<Reception>> Deliveries::ReceptionOf(const Call& call, const std::string& team,
                                                        AutomaticMessage::Kind reply) {
  auto reception = co_await calendars_.Receive(team, call.deadline, reply);
  if (absl::IsNotFound(reception.status())) co_return Reception{.team = team};
  co_return reception;
}

Task<absl::StatusOr<ThreadStore::Delivered>> Deliveries::DeliverReceived(const Call& call, Thread thread,
                                                                         Message message) {
  for (int attempt = 1;; ++attempt) {
    CO_ASSIGN_OR_RETURN(Reception reception,
                        co_await ReceptionOf(call, thread.care_team, AutomaticMessage::Kind::kClosed));
    auto delivered = co_await store_.DeliverShare(call, thread, message, std::move(reception));
    if (!absl::IsAborted(delivered.status()) || attempt == kReceptions) co_return delivered;
    calendars_.Forget(thread.care_team);
  }
}

// The thread of an alert may have gone to another team, by whose hours it is then, and who may be the only one to know
// the patient's name.
Task<absl::StatusOr<ThreadStore::Delivered>> Deliveries::DeliverReceivedAlert(const Call& call, Thread thread,
                                                                              Message message) {
  const bool can_wait = message.alert->can_wait;
  const auto reply = can_wait ? AutomaticMessage::Kind::kClosed : AutomaticMessage::Kind::kUrgentAlertClosed;
  for (int attempt = 1;; ++attempt) {
    CO_ASSIGN_OR_RETURN(std::string team, co_await store_.TeamOfAlert(call, thread.ref.patient, message.alert->name));
    if (team.empty()) team = thread.care_team;
    CO_ASSIGN_OR_RETURN(message.sender, co_await SenderFor(call, team, thread.ref.patient));
    CO_ASSIGN_OR_RETURN(Reception reception, co_await ReceptionOf(call, team, reply));
    auto delivered = co_await store_.DeliverAlert(call, thread, message, std::move(reception));
    if (!absl::IsAborted(delivered.status()) || attempt == kReceptions) co_return delivered;
    calendars_.Forget(team);
  }
}

Task<absl::StatusOr<Deliveries::Delivered>> Deliveries::Deliver(const Call& call, AlertDelivery delivery) {
  Violations violations;
  if (!delivery.alert.name.starts_with(StrCat("patients/", delivery.patient, "/alerts/"))) {
    violations.Add("alert.name", "is not an alert of the patient");
  }
  if (delivery.decided_by != delivery.patient) violations.Add("decision.person", "is not the patient");
  if (delivery.decided_on != delivery.alert.name) violations.Add("decision.resource", "is not the alert");
  CO_RETURN_IF_ERROR(violations.ToStatus());

  const absl::Time now = clock_.Now();
  Thread thread{.ref = {delivery.patient, NewId(random_)},
                .care_team = std::move(delivery.care_team),
                .subject = kAlertSubject,
                .started = now};
  Message message{.sent = now, .alert = std::move(delivery.alert)};
  CO_ASSIGN_OR_RETURN(auto delivered, co_await DeliverReceivedAlert(call, std::move(thread), std::move(message)));
  co_return Delivered{{std::move(delivery.patient), std::move(delivered.thread)}, delivered.sent};
}

Task<absl::StatusOr<absl::Time>> Deliveries::Deliver(const Call& call, RevocationDelivery delivery) {
  CO_RETURN_IF_ERROR(CheckDecided(delivery, "share", delivery.share));
  const auto revoked =
      co_await store_.RevokeShare(call, std::move(delivery.patient), std::move(delivery.share), delivery.revoked);
  co_return revoked;
}

}  // namespace careloop::messaging
