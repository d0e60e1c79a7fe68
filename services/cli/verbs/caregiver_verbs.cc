#include <memory>
#include <string>
#include <vector>

#include "careloop/messaging/v1/care_team_service.grpc.pb.h"
#include "services/cli/print/messages_print.h"
#include "services/cli/program.h"
#include "services/cli/times.h"
#include "services/cli/verbs/flags.h"

namespace careloop::cli {
namespace {

namespace v1 = messaging::v1;
using Stub = v1::CareTeamService::Stub;

struct NewCaregiver {
  v1::AddCaregiverRequest request;
  std::string expires;
};

absl::Status Add(const Session& session, NewCaregiver& options) {
  RETURN_IF_ERROR(FillParent(session, options.request));
  if (!options.expires.empty()) {
    ASSIGN_OR_RETURN(*options.request.mutable_expire_time(), ParseTime("--expires", options.expires, LocalZoneName()));
  }
  return session.Show(session.Call(&Stub::AddCaregiver, options.request), PrintNewCaregiver);
}

void AddAdd(CLI::App& group, Program& program) {
  auto options = std::make_shared<NewCaregiver>();
  CLI::App& verb = program.Add(group, "add", "Let a person help you, as far as you say", options, Add);
  v1::AddCaregiverRequest& request = options->request;
  verb.add_option("person", *request.mutable_person(), "Their id, the subject of their token")->required();
  verb.add_option("--name", *request.mutable_display_name(), "The name shown with what they write")->required();
  verb.add_option("--relationship", *request.mutable_relationship(), "What they are to you, such as \"Daughter\"")
      ->required();
  AddEnumOptions<v1::CaregiverPermission>(
      verb, "--may", [options](auto permission) { options->request.add_scope(permission); }, "What they may do")
      ->required();
  verb.add_option("--expires", options->expires, "When it ends by itself; when you remove them unless given");
}

void AddRemove(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::RemoveCaregiverRequest>();
  program
      .AddCall(group, "remove", "End that a person may help you, or that you help somebody", request,
               &Stub::RemoveCaregiver, PrintRemovedCaregiver, FillName<v1::RemoveCaregiverRequest>("caregivers"))
      .add_option("caregiver", *request->mutable_name(), "patients/{patient}/caregivers/{person}, or {person}")
      ->required();
}

void AddList(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::ListCaregiversRequest>();
  const auto everybody = std::make_shared<bool>(false);
  const auto complete = [everybody](const Session& session, v1::ListCaregiversRequest& r) -> absl::Status {
    if (!*everybody) return FillParent(session, r);
    r.set_parent("patients/-");
    return absl::OkStatus();
  };
  program
      .AddCall(group, "list", "Who may help you, or the patient of --patient", request, &Stub::ListCaregivers,
               PrintCaregivers, complete)
      .add_flag("--mine", *everybody, "All patients whom you may help, as a caregiver");
}

}  // namespace

void AddCaregiverVerbs(CLI::App& teams, Program& program) {
  CLI::App& group = *teams.add_subcommand("caregivers", "Caregivers: who may help a patient, and how far");
  group.require_subcommand(1);
  AddAdd(group, program);
  AddRemove(group, program);
  AddList(group, program);
}

}  // namespace careloop::cli
