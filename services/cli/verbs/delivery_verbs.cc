#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "careloop/messaging/v1/delivery_service.grpc.pb.h"
#include "common/base/strings.h"
#include "google/protobuf/util/time_util.h"
#include "services/cli/names.h"
#include "services/cli/print/messages_print.h"
#include "services/cli/program.h"

namespace careloop::cli {
namespace {

namespace v1 = messaging::v1;
using google::protobuf::util::TimeUtil;

// The decision that journal would send along: the patient's own, about this very share or alert, taken now.
template <typename Request>
absl::Status Decide(const std::string& resource, const char* rule, const char* option, Request& request) {
  const std::vector<std::string> parts = absl::StrSplit(resource, '/');
  if (parts.size() != 4) return UsageError(StrCat(option, " is no patients/{patient}/..."));
  request.set_patient(absl::StrJoin({parts[0], parts[1]}, "/"));
  auto& decision = *request.mutable_decision();
  decision.set_person(parts[1]);
  decision.set_rule(rule);
  decision.set_resource(resource);
  *decision.mutable_decided_time() = TimeUtil::GetCurrentTime();
  return absl::OkStatus();
}

absl::Status DecideShare(const Session&, v1::DeliverShareRequest& request) {
  return Decide(request.share().name(), "own-journal", "--share", request);
}

absl::Status DecideRevocation(const Session&, v1::DeliverShareRevocationRequest& request) {
  return Decide(request.share(), "own-journal", "--share", request);
}

absl::Status DecideAlert(const Session&, v1::DeliverAlertRequest& request) {
  *request.mutable_alert()->mutable_trigger_time() = TimeUtil::GetCurrentTime();
  return Decide(request.alert().name(), "alert-consent", "--alert", request);
}

void AddShare(CLI::App& messages, Program& program) {
  auto request = std::make_shared<v1::DeliverShareRequest>();
  CLI::App& verb =
      program.AddCall(messages, "deliver-share", "Deliver a share again, as the journal service does", request,
                      &v1::DeliveryService::Stub::DeliverShare, PrintDelivery<v1::DeliverShareResponse>, DecideShare);
  verb.add_option("--share", *request->mutable_share()->mutable_name(), "patients/{patient}/shares/{id}")->required();
  verb.add_option("--care-team", *request->mutable_care_team(), "With whom it is shared")
      ->required()
      ->transform(Named("careTeams"));
  verb.add_option_function<int>(
          "--entries", [request](int n) { request->mutable_share()->set_entry_count(n); },
          "How many entries are shared")
      ->required();
}

void AddRevocation(CLI::App& messages, Program& program) {
  auto request = std::make_shared<v1::DeliverShareRevocationRequest>();
  program
      .AddCall(messages, "deliver-revocation", "Deliver again that a share was revoked, as the journal service does",
               request, &v1::DeliveryService::Stub::DeliverShareRevocation, PrintRevocation, DecideRevocation)
      .add_option("--share", *request->mutable_share(), "patients/{patient}/shares/{id}")
      ->required();
}

void AddAlert(CLI::App& messages, Program& program) {
  auto request = std::make_shared<v1::DeliverAlertRequest>();
  CLI::App& verb =
      program.AddCall(messages, "deliver-alert", "Deliver an alert again, as the journal service does", request,
                      &v1::DeliveryService::Stub::DeliverAlert, PrintDelivery<v1::DeliverAlertResponse>, DecideAlert);
  verb.add_option("--alert", *request->mutable_alert()->mutable_name(), "patients/{patient}/alerts/{id}")->required();
  verb.add_option("--care-team", *request->mutable_care_team(), "To whom it is sent")
      ->required()
      ->transform(Named("careTeams"));
  verb.add_option_function<int>(
          "--trigger", [request](int n) { request->mutable_alert()->set_trigger(n); }, "Which of its triggers")
      ->required();
  verb.add_option("--symptom", *request->mutable_alert()->mutable_symptom(), "The temperature unless given")
      ->transform(Named("symptoms"));
  verb.add_flag_function(
      "--can-wait", [request](int64_t) { request->mutable_alert()->set_can_wait(true); }, "It is not urgent");
}

}  // namespace

void AddDeliveryVerbs(CLI::App& messages, Program& program) {
  AddShare(messages, program);
  AddRevocation(messages, program);
  AddAlert(messages, program);
}

}  // namespace careloop::cli
