#include <memory>
#include <string>
#include <vector>

#include "careloop/admin/v1/admin_service.grpc.pb.h"
#include "services/cli/print/admin_print.h"
#include "services/cli/program.h"
#include "services/cli/verbs/flags.h"

namespace careloop::cli {
namespace {

namespace v1 = admin::v1;
using Stub = v1::AdminService::Stub;

void AddUndelivered(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::ListUndeliveredRequest>();
  AddPaging(program.AddCall(group, "undelivered", "What journal has given up delivering to messaging", request,
                            &Stub::ListUndelivered, PrintUndelivered),
            request);
}

void AddRetry(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::RetryUndeliveredRequest>();
  CLI::App& verb = program.AddCall(group, "retry", "Deliver again what was given up, when the reason for that is gone",
                                   request, &Stub::RetryUndelivered, PrintRetried);
  const auto add = [request](const std::vector<std::string>& names) {
    for (const std::string& name : names) request->add_names(name);
  };
  verb.add_option_function<std::vector<std::string>>("names", add, "patients/{patient}/shares/{id}, as listed")
      ->required();
}

absl::Status Rebuild(const Session& session, v1::RebuildProjectionsRequest& request) {
  const auto answer = session.client().Call(&Stub::RebuildProjections, request, Service::kMessaging);
  return session.Show(answer, PrintRebuilt);
}

}  // namespace

void AddAdminVerbs(CLI::App& app, Program& program) {
  CLI::App& group = *app.add_subcommand("admin", "What an operator does");
  group.require_subcommand(1);
  AddUndelivered(group, program);
  AddRetry(group, program);
  program.Add(group, "rebuild", "Make the inbox of messaging anew from what is stored, and say where it was wrong",
              std::make_shared<v1::RebuildProjectionsRequest>(), &Rebuild);
}

}  // namespace careloop::cli
