#include <memory>
#include <string>
#include <vector>

#include "careloop/journal/v1/journal_service.grpc.pb.h"
#include "services/cli/print/journal_print.h"
#include "services/cli/program.h"
#include "services/cli/times.h"
#include "services/cli/verbs/flags.h"

namespace careloop::cli {
namespace {

namespace v1 = journal::v1;
using Stub = v1::JournalService::Stub;

// What a share opens, as it is typed: of CreateShare and PreviewShare.
template <typename Request>
struct ScopeOptions {
  Request request;
  std::vector<std::string> entries;
  std::string from;
  std::string to;
  std::string expires;
};
using ShareOptions = ScopeOptions<v1::CreateShareRequest>;
using PreviewOptions = ScopeOptions<v1::PreviewShareRequest>;

// With an end it is a period, without one it stands.
template <typename Request>
absl::Status FillTimes(ScopeOptions<Request>& options) {
  const std::string zone = LocalZoneName();
  ASSIGN_OR_RETURN(const auto from, ParseTime("--from", options.from, zone));
  if (options.to.empty()) {
    *options.request.mutable_standing()->mutable_start_time() = from;
    return absl::OkStatus();
  }
  *options.request.mutable_period()->mutable_start_time() = from;
  ASSIGN_OR_RETURN(*options.request.mutable_period()->mutable_end_time(), ParseTime("--to", options.to, zone));
  return absl::OkStatus();
}

template <typename Request>
absl::Status FillScope(const Session& session, ScopeOptions<Request>& options) {
  RETURN_IF_ERROR(FillParent(session, options.request));
  if (options.entries.empty() && options.from.empty()) return UsageError("share what? Give --entry, or --from");
  if (!options.entries.empty() && !options.from.empty()) {
    return UsageError("a share is of single entries or of a period: give --entry or --from, not both");
  }
  if (options.entries.empty()) return FillTimes(options);
  for (const std::string& typed : options.entries) {
    ASSIGN_OR_RETURN(*options.request.mutable_entries()->add_entries(), session.PatientsResource("entries", typed));
  }
  return absl::OkStatus();
}

absl::Status Share(const Session& session, ShareOptions& options) {
  RETURN_IF_ERROR(FillScope(session, options));
  if (std::string& caregiver = *options.request.mutable_caregiver(); !caregiver.empty()) {
    ASSIGN_OR_RETURN(caregiver, session.PatientsResource("caregivers", caregiver));
  }
  if (!options.expires.empty()) {
    ASSIGN_OR_RETURN(*options.request.mutable_expire_time(), ParseTime("--expires", options.expires, LocalZoneName()));
  }
  return session.Show(session.Call(&Stub::CreateShare, options.request), PrintNewShare);
}

absl::Status Preview(const Session& session, PreviewOptions& options) {
  RETURN_IF_ERROR(FillScope(session, options));
  return session.Show(session.Call(&Stub::PreviewShare, options.request), PrintPreview);
}

template <typename Request>
void AddScope(CLI::App& verb, std::shared_ptr<ScopeOptions<Request>> options) {
  verb.add_option("--entry", options->entries, "This entry, {n} or its name; may be repeated")->allow_extra_args(false);
  auto* from = verb.add_option("--from", options->from, "All entries from this time on");
  verb.add_option("--to", options->to, "but only before this time")->needs(from);
  verb.add_flag_callback(
      "--symptoms-only", [options] { options->request.set_symptoms_only(true); },
      "No note, wellbeing, temperature, questions and treatments");
}

void AddShare(CLI::App& group, Program& program) {
  auto options = std::make_shared<ShareOptions>();
  CLI::App& verb = program.Add(group, "share", "Let a care team, or one caregiver, read entries", options, Share);
  AddScope(verb, options);
  verb.add_option("--care-team", *options->request.mutable_care_team(), "With this team; your only one unless given")
      ->transform(Named("careTeams"));
  verb.add_option("--caregiver", *options->request.mutable_caregiver(),
                  "Instead of a team, with this caregiver, {person} or their name");
  verb.add_option("--expires", options->expires, "When the share ends by itself; when revoked unless given");
}

void AddPreview(CLI::App& group, Program& program) {
  auto options = std::make_shared<PreviewOptions>();
  CLI::App& verb = program.Add(group, "preview", "What they would see through such a share", options, Preview);
  AddScope(verb, options);
  AddPaging(verb, std::shared_ptr<v1::PreviewShareRequest>(options, &options->request));
}

void AddRevoke(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::RevokeShareRequest>();
  program
      .AddCall(group, "revoke", "End a share", request, &Stub::RevokeShare, PrintRevokedShare,
               FillName<v1::RevokeShareRequest>("shares"))
      .add_option("share", *request->mutable_name(), "patients/{patient}/shares/{id}, or {id}")
      ->required();
}

void AddList(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::ListSharesRequest>();
  AddPaging(program.AddCall(group, "shares", "Shares, latest first", request, &Stub::ListShares, PrintShares,
                            FillParent<v1::ListSharesRequest>),
            request);
}

}  // namespace

void AddShareVerbs(CLI::App& journal, Program& program) {
  AddShare(journal, program);
  AddPreview(journal, program);
  AddRevoke(journal, program);
  AddList(journal, program);
}

}  // namespace careloop::cli
