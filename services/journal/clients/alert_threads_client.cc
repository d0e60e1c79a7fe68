#include "services/journal/clients/alert_threads_client.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "common/rpc/peer.h"
#include "services/journal/clients/delivery_client.h"
#include "services/journal/clients/peer_failure.h"

namespace careloop::journal {
namespace {

namespace messages = messaging::v1;
using DeliveryPeer = messages::DeliveryService::StubInterface::async_interface;
using ThreadPeer = messages::MessagingService::StubInterface::async_interface;

static_assert(static_cast<int>(AlertAction::kAnswered) == messages::RESOLUTION_ACTION_ANSWERED);
static_assert(static_cast<int>(AlertAction::kCalled) == messages::RESOLUTION_ACTION_CALLED);
static_assert(static_cast<int>(AlertAction::kVisitArranged) == messages::RESOLUTION_ACTION_VISIT_ARRANGED);
static_assert(static_cast<int>(AlertAction::kTreatmentChanged) == messages::RESOLUTION_ACTION_TREATMENT_CHANGED);
static_assert(static_cast<int>(AlertAction::kReferred) == messages::RESOLUTION_ACTION_REFERRED);
static_assert(static_cast<int>(AlertAction::kNoneNeeded) == messages::RESOLUTION_ACTION_NONE_NEEDED);
static_assert(static_cast<int>(AlertAction::kOther) == messages::RESOLUTION_ACTION_OTHER);

constexpr absl::Duration kLimit = absl::Seconds(2);
constexpr char kRule[] = "alert-consent";

// Of a decision that was made anew between two attempts the request is another one: messaging knows by alert and
// trigger what it has been brought before.
uint32_t PartOf(size_t trigger, const AlertConsent& consent) {
  return static_cast<uint32_t>(trigger + kMostTriggers * static_cast<size_t>(consent.version));
}

messages::DeliverAlertRequest ToRequest(const Alert& alert, size_t trigger, const AlertConsent& consent) {
  const AlertTrigger& told = alert.triggers[trigger];
  messages::DeliverAlertRequest request;
  request.set_request_id(DeliveryRequestId(alert.id, PartOf(trigger, consent)));
  request.set_patient(StrCat("patients/", alert.patient));
  request.set_care_team(StrCat("careTeams/", alert.care_team));
  messages::AlertReference& reference = *request.mutable_alert();
  reference.set_name(AlertName(alert.patient, alert.id));
  reference.set_trigger(static_cast<int32_t>(trigger) + 1);
  if (!alert.symptom.empty()) reference.set_symptom(StrCat("symptoms/", alert.symptom));
  *reference.mutable_trigger_time() = rpc::ToTimestamp(told.time);
  reference.set_can_wait(told.priority == AlertPriority::kLowered);
  reference.set_marked_urgent(told.priority == AlertPriority::kRaised);
  request.mutable_decision()->set_person(alert.patient);
  request.mutable_decision()->set_rule(kRule);
  request.mutable_decision()->set_resource(reference.name());
  *request.mutable_decision()->mutable_decided_time() = rpc::ToTimestamp(consent.time);
  return request;
}

AlertWork WorkIn(const messages::ThreadWork& proto) {
  AlertWork work{
      .due = std::nullopt, .past_due = proto.overdue(), .assignee_display_name = "", .resolution = std::nullopt};
  if (proto.has_due_time()) work.due = rpc::ToTime(proto.due_time());
  if (proto.has_assignment()) work.assignee_display_name = proto.assignment().person().display_name();
  if (proto.has_resolution()) {
    work.resolution =
        AlertResolution{static_cast<AlertAction>(proto.resolution().action()),
                        proto.resolution().person().display_name(), rpc::ToTime(proto.resolution().resolved_time())};
  }
  return work;
}

}  // namespace

AlertThreadsClient::AlertThreadsClient(const std::shared_ptr<grpc::Channel>& channel, Token token)
    : deliveries_(messages::DeliveryService::NewStub(channel)),
      threads_(messages::MessagingService::NewStub(channel)),
      token_(std::move(token)) {}

Task<absl::StatusOr<AlertDelivered>> AlertThreadsClient::Deliver(const Alert& alert, size_t trigger,
                                                                 const AlertConsent& consent) {
  messages::DeliverAlertRequest request = ToRequest(alert, trigger, consent);
  CO_ASSIGN_OR_RETURN(const auto response, co_await rpc::CallPeer(deliveries_->async(), &DeliveryPeer::DeliverAlert,
                                                                  std::move(request), token_(), DeadlineAfter(kLimit)));
  co_return AlertDelivered{response.thread(), rpc::ToTime(response.delivered_time())};
}

Task<absl::StatusOr<AlertWork>> AlertThreadsClient::WorkOn(const Call& call, std::string thread) {
  messages::GetThreadRequest request;
  request.set_name(std::move(thread));
  const Deadline deadline = std::min(call.deadline, DeadlineAfter(kPeerLimit));
  const auto response = co_await rpc::CallPeer(threads_->async(), &ThreadPeer::GetThread, std::move(request),
                                               call.caller->token, deadline);
  if (!response.ok()) co_return PeerFailure("messaging");
  co_return WorkIn(response->thread().work());
}

}  // namespace careloop::journal
