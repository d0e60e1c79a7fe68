#include <memory>
#include <string>

#include "careloop/journal/v1/journal_service.grpc.pb.h"
#include "services/cli/print/alert_print.h"
#include "services/cli/program.h"
#include "services/cli/verbs/flags.h"

namespace careloop::cli {
namespace {

namespace v1 = journal::v1;
using Stub = v1::JournalService::Stub;

void AddList(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::ListAlertsRequest>();
  CLI::App& verb = program.AddCall(group, "alerts", "Alerts, latest first, and what became of them", request,
                                   &Stub::ListAlerts, PrintAlerts, FillParent<v1::ListAlertsRequest>);
  AddEnumOption<v1::AlertState>(
      verb, "--state", [request](auto state) { request->set_state(state); }, "Only those that stand so");
  AddPaging(verb, request);
}

struct ConsentOptions {
  v1::SetAlertConsentRequest request;
  bool agree = false;
  bool withdraw = false;
};

absl::Status Consent(const Session& session, ConsentOptions& options) {
  if (options.agree == options.withdraw) return UsageError("agree to what? Give --agree, or --withdraw");
  RETURN_IF_ERROR(FillParent(session, options.request));
  options.request.set_agreed(options.agree);
  return session.Show(session.Call(&Stub::SetAlertConsent, options.request), PrintConsent);
}

void AddConsent(CLI::App& group, Program& program) {
  auto options = std::make_shared<ConsentOptions>();
  CLI::App& verb = program.Add(group, "consent", "Whether your care team is alerted by itself", options, Consent);
  auto* agree = verb.add_flag("--agree", options->agree, "Send alerts by themselves from now on");
  verb.add_flag("--withdraw", options->withdraw, "Send none any more");
  verb.add_option("--care-team", *options->request.mutable_care_team(), "To this team; your only one unless given")
      ->transform(Named("careTeams"))
      ->needs(agree);
}

}  // namespace

void AddAlertVerbs(CLI::App& journal, Program& program) {
  AddList(journal, program);
  AddConsent(journal, program);
}

}  // namespace careloop::cli
