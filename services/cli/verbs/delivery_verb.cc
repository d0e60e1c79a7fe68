#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "careloop/messaging/v1/delivery_service.grpc.pb.h"
#include "google/protobuf/util/time_util.h"
#include "services/cli/names.h"
#include "services/cli/print/messages_print.h"
#include "services/cli/program.h"

namespace careloop::cli {
namespace {

namespace v1 = messaging::v1;
using google::protobuf::util::TimeUtil;

// The decision that journal would send along: the patient's own, about this share, taken now unless said.
absl::Status FillDecision(const Session&, v1::DeliverShareRequest& request) {
  const std::vector<std::string> parts = absl::StrSplit(request.share().name(), '/');
  if (parts.size() != 4) return UsageError("--share is no patients/{patient}/shares/{id}");
  request.set_patient(absl::StrJoin({parts[0], parts[1]}, "/"));
  auto& decision = *request.mutable_decision();
  decision.set_person(parts[1]);
  decision.set_rule("own-journal");
  decision.set_resource(request.share().name());
  if (!decision.has_decided_time()) *decision.mutable_decided_time() = TimeUtil::GetCurrentTime();
  return absl::OkStatus();
}

}  // namespace

void AddDeliveryVerb(CLI::App& messages, Program& program) {
  auto request = std::make_shared<v1::DeliverShareRequest>();
  CLI::App& verb = program.AddCall(messages, "deliver-share", "Deliver a share again, as the journal service does",
                                   request, &v1::DeliveryService::Stub::DeliverShare, PrintDelivery, FillDecision);
  verb.add_option("--share", *request->mutable_share()->mutable_name(), "patients/{patient}/shares/{id}")->required();
  verb.add_option("--care-team", *request->mutable_care_team(), "With whom it is shared")
      ->required()
      ->transform(Named("careTeams"));
  verb.add_option_function<int>(
          "--entries", [request](int n) { request->mutable_share()->set_entry_count(n); },
          "How many entries are shared")
      ->required();
}

}  // namespace careloop::cli
