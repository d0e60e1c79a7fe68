#include <algorithm>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "careloop/audit/v1/audit_service.grpc.pb.h"
#include "common/base/strings.h"
#include "services/cli/files.h"
#include "services/cli/print/audit_print.h"
#include "services/cli/program.h"
#include "services/cli/verbs/answered_by.h"

namespace careloop::cli {
namespace {

namespace v1 = audit::v1;
using Stub = v1::AuditService::Stub;

// "journal", "messaging".
CLI::Option* AddService(CLI::App& verb, std::string& service, const std::string& help) {
  return verb.add_option("--service", service, help)->check(CLI::IsMember({"journal", "messaging"}));
}

Service ServiceOf(const std::string& name) { return name == "messaging" ? Service::kMessaging : Service::kJournal; }

struct ListOptions {
  v1::ListAccessEventsRequest request;
  std::string service;
};

absl::StatusOr<v1::ListAccessEventsResponse> ListAt(const Session& session, Service service,
                                                    v1::ListAccessEventsRequest request) {
  ASSIGN_OR_RETURN(v1::ListAccessEventsResponse all, session.client().Call(&Stub::ListAccessEvents, request, service));
  while (session.all_pages() && !all.next_page_token().empty()) {
    request.set_page_token(all.next_page_token());
    all.clear_next_page_token();
    ASSIGN_OR_RETURN(const auto page, session.client().Call(&Stub::ListAccessEvents, request, service));
    all.MergeFrom(page);
  }
  return all;
}

void SortLatestFirst(v1::ListAccessEventsResponse& answer) {
  const auto is_later = [](const v1::AccessEvent& a, const v1::AccessEvent& b) {
    return std::pair(a.time().seconds(), a.time().nanos()) > std::pair(b.time().seconds(), b.time().nanos());
  };
  std::sort(answer.mutable_events()->begin(), answer.mutable_events()->end(), is_later);
}

// Of both services unless one is named; then it can be gone through page by page.
absl::Status List(const Session& session, ListOptions& options) {
  RETURN_IF_ERROR(FillParent(session, options.request));
  if (!options.service.empty()) {
    return session.Show(ListAt(session, ServiceOf(options.service), options.request), PrintAccessEvents);
  }
  if (!options.request.page_token().empty()) return UsageError("--page-token is of one service: give --service");
  v1::ListAccessEventsResponse both;
  for (const Service service : {Service::kJournal, Service::kMessaging}) {
    ASSIGN_OR_RETURN(auto answer, ListAt(session, service, options.request));
    answer.clear_next_page_token();
    both.MergeFrom(answer);
  }
  SortLatestFirst(both);
  session.Show(both, PrintAccessEvents);
  return absl::OkStatus();
}

void AddList(CLI::App& group, Program& program) {
  auto options = std::make_shared<ListOptions>();
  CLI::App& verb =
      program.Add(group, "list", "Who else has looked at your record, latest first (the latest page of each service)",
                  options, List);
  AddService(verb, options->service, "Of this service alone: journal, messaging");
  verb.add_option_function<int>(
      "--page-size", [options](int size) { options->request.set_page_size(size); }, "How many a page; 50 unless given");
  verb.add_option("--page-token", *options->request.mutable_page_token(), "Go on where the page before ended");
}

struct ExportOptions {
  v1::ExportLogRequest request;
  std::string service;
  std::string file;
  bool denials = false;
};

absl::Status Stream(const Session& session, const ExportOptions& options, std::ostream& out) {
  ASSIGN_OR_RETURN(const auto channel, session.client().ChannelTo(ServiceOf(options.service)));
  Stub stub(channel);
  grpc::ClientContext context;
  session.client().Authorize(context, ServiceOf(options.service));
  const auto reader = stub.ExportLog(&context, options.request);
  v1::ExportLogResponse piece;
  while (reader->Read(&piece)) out << piece.ndjson();
  RETURN_IF_ERROR(FromWire(reader->Finish()));
  out.flush();
  return absl::OkStatus();
}

absl::Status Export(const Session& session, ExportOptions& options) {
  options.request.set_log(options.denials ? v1::ACCESS_LOG_DENIALS : v1::ACCESS_LOG_ACCESSES);
  if (options.file.empty()) return Stream(session, options, session.out());
  NewFile file(options.file);
  RETURN_IF_ERROR(file.Open());
  RETURN_IF_ERROR(Stream(session, options, file.out()));
  return file.Complete();
}

void AddExport(CLI::App& group, Program& program) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App& verb =
      program.Add(group, "export", "The access log of a service (admin): one record a line", options, Export);
  AddService(verb, options->service, "Of which: journal, messaging")->required();
  verb.add_flag("--denials", options->denials, "What was denied instead");
  verb.add_option_function<int64_t>(
      "--after", [options](int64_t sequence) { options->request.set_after_sequence(sequence); },
      "Records after this number alone; such an export cannot be verified");
  verb.add_option("-o,--output", options->file, "Into this file; to standard output unless given");
}

struct VerifyOptions {
  std::string exported;
  std::string heads;
  std::string key_file;
};

absl::StatusOr<std::string> ReadKey(const std::string& path) {
  if (path.empty()) return std::string();
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  const std::string hex(absl::StripAsciiWhitespace(text));
  const bool valid = hex.size() == 64 && std::all_of(hex.begin(), hex.end(), absl::ascii_isxdigit);
  if (!valid) return UsageError(StrCat(path, " holds no public key of 64 hexadecimal digits"));
  return absl::HexStringToBytes(hex);
}

absl::Status Verify(const Session& session, VerifyOptions& options) {
  ASSIGN_OR_RETURN(const std::string key, ReadKey(options.key_file));
  std::ifstream exported(options.exported);
  std::ifstream heads(options.heads);
  if (!exported) return UsageError(StrCat(options.exported, " cannot be read"));
  if (!heads) return UsageError(StrCat(options.heads, " cannot be read"));
  const audit::Verification result = audit::Verify(exported, heads, key);
  PrintVerification(session.out(), result);
  if (key.empty()) session.out() << "Compare the key with HEADS.pub as you keep it elsewhere, or give --public-key.\n";
  if (result.problems.empty()) return absl::OkStatus();
  return absl::DataLossError("the access log is not as it was sealed");
}

void AddVerify(CLI::App& group, Program& program) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App& verb = program.Add(group, "verify", "Whether an exported access log is as it was sealed; calls no service",
                               options, Verify);
  verb.add_option("export", options->exported, "File that `careloop audit export` has written")->required();
  verb.add_option("heads", options->heads, "File of the heads: the service's --audit-heads, or a copy")->required();
  verb.add_option("--public-key", options->key_file, "File with the public key: HEADS.pub, kept elsewhere");
}

struct CheckOptions {
  v1::CheckRecordsRequest request;
  std::string service;
  bool one_patient = false;
};

absl::Status Judged(const v1::CheckRecordsResponse& answer) {
  if (answer.finding_count() > 0) return absl::DataLossError("records are not as the access log says");
  if (answer.unreadable_log_count() > 0) return absl::DataLossError("records of the access log do not open");
  return absl::OkStatus();
}

// At both services unless one is named; each answer is shown, also when the other fails. What was found counts for more
// than that a service did not answer, which is said besides.
absl::Status Check(const Session& session, CheckOptions& options) {
  if (options.one_patient) RETURN_IF_ERROR(FillParent(session, options.request));
  absl::Status found, unanswered;
  for (const Service service : {Service::kJournal, Service::kMessaging}) {
    if (!options.service.empty() && service != ServiceOf(options.service)) continue;
    auto answer = session.client().Call(&Stub::CheckRecords, options.request, service);
    if (answer.ok()) answer = From(service, *std::move(answer));
    const absl::Status shown = session.Show(answer, PrintCheckedRecords);
    if (!shown.ok() && !unanswered.ok()) std::cerr << "careloop: " << ErrorLine(unanswered) << "\n";
    if (!shown.ok()) unanswered = shown;
    if (answer.ok()) found.Update(Judged(*answer));
  }
  if (found.ok()) return unanswered;
  if (!unanswered.ok()) std::cerr << "careloop: " << ErrorLine(unanswered) << "\n";
  return found;
}

void AddCheck(CLI::App& group, Program& program) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App& verb = program.Add(
      group, "check", "Whether messages and entries lie where the access log has it (admin; give it --timeout 600)",
      options, Check);
  AddService(verb, options->service, "At this service alone: journal, messaging");
  verb.add_flag("--one", options->one_patient, "Of the patient of --patient alone");
}

}  // namespace

void AddAuditVerbs(CLI::App& app, Program& program) {
  CLI::App& group = *app.add_subcommand("audit", "Who has looked at what, and whether that log is whole");
  group.require_subcommand(1);
  AddList(group, program);
  AddExport(group, program);
  AddVerify(group, program);
  AddCheck(group, program);
}

}  // namespace careloop::cli
