#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "careloop/admin/v1/admin_service.grpc.pb.h"
#include "common/base/strings.h"
#include "services/cli/print/admin_print.h"
#include "services/cli/program.h"
#include "services/cli/verbs/answered_by.h"
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
  verb.add_option_function<std::vector<std::string>>("names", add,
                                                     "patients/{patient}/shares/{id} and the like, as listed")
      ->required();
}

absl::Status Rebuild(const Session& session, v1::RebuildProjectionsRequest& request) {
  const auto answer = session.client().Call(&Stub::RebuildProjections, request, Service::kMessaging);
  return session.Show(answer, PrintRebuilt);
}

// Runs a call at both services that have patients, one after the other, whatever the first one says. Its error counts.
template <typename Request, typename Response>
absl::Status AtBoth(const Session& session,
                    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& request, void (*print)(std::ostream&, std::string_view, const Response&)) {
  absl::Status first;
  for (const Service service : {Service::kJournal, Service::kMessaging}) {
    auto answer = session.client().Call(method, request, service);
    if (answer.ok()) answer = From(service, *std::move(answer));
    first.Update(answer.status());
    if (!answer.ok()) continue;
    if (session.json()) {
      session.out() << ToJson(*answer) << "\n";
    } else {
      print(session.out(), NameOf(service), *answer);
    }
  }
  return first;
}

absl::Status Erase(const Session& session, v1::ErasePatientRequest& request) {
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Patient());
  request.set_request_id(session.RequestId());
  return WithHowToRepeat(AtBoth(session, &Stub::ErasePatient, request, PrintErased),
                         "--request-id " + request.request_id());
}

absl::Status RotateKeys(const Session& session, v1::RotateKeysRequest& request) {
  return AtBoth(session, &Stub::RotateKeys, request, PrintRotated);
}

void AddErase(CLI::App& group, Program& program) {
  CLI::App& verb =
      program.Add(group, "erase", "Destroy for ever what decrypts all that is kept of the patient of --patient",
                  std::make_shared<v1::ErasePatientRequest>(), &Erase);
  verb.add_flag_callback("--for-ever", [] {}, "Yes, it cannot be undone")->required();
}

void AddRotateKeys(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::RotateKeysRequest>();
  CLI::App& verb =
      program.Add(group, "rotate-keys", "Wrap patients' keys with the key-encryption key that is now the first",
                  request, &RotateKeys);
  verb.add_flag_callback(
      "--renew", [request] { request->set_renew_data_keys(true); }, "And give each patient a new data key");
}

}  // namespace

void AddAdminVerbs(CLI::App& app, Program& program) {
  CLI::App& group = *app.add_subcommand("admin", "What an operator does");
  group.require_subcommand(1);
  AddUndelivered(group, program);
  AddRetry(group, program);
  AddErase(group, program);
  AddRotateKeys(group, program);
  program.Add(group, "rebuild", "Make the inbox of messaging anew from what is stored, and say where it was wrong",
              std::make_shared<v1::RebuildProjectionsRequest>(), &Rebuild);
}

}  // namespace careloop::cli
