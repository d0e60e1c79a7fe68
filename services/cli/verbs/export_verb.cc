#include <iostream>
#include <memory>
#include <string>

#include "absl/strings/str_split.h"
#include "careloop/journal/v1/journal_service.grpc.pb.h"
#include "careloop/messaging/v1/messaging_service.grpc.pb.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "nlohmann/json.hpp"
#include "services/cli/files.h"
#include "services/cli/program.h"

namespace careloop::cli {
namespace {

using Json = nlohmann::ordered_json;

// Of a Bundle, against which its relative references are resolved. Nothing answers there.
constexpr char kBase[] = "https://careloop.invalid/fhir/";

// Writes what comes: as it comes, or as the entries of one Bundle.
class ExportWriter {
 public:
  ExportWriter(std::ostream& out, bool bundle) : out_(out), bundle_(bundle) {}

  void Begin() {
    if (bundle_) out_ << R"({"resourceType":"Bundle","type":"collection","entry":[)";
  }
  void Write(const std::string& lines) {
    if (!bundle_) {
      out_ << lines;
      return;
    }
    for (const absl::string_view line : absl::StrSplit(lines, '\n', absl::SkipEmpty())) AddEntry(std::string(line));
  }
  void End() {
    if (bundle_) out_ << "]}\n";
    out_.flush();
  }

 private:
  void AddEntry(const std::string& line) {
    const Json resource = Json::parse(line);
    const std::string url =
        StrCat(kBase, resource.at("resourceType").get<std::string>(), "/", resource.at("id").get<std::string>());
    out_ << (first_ ? "" : ",") << "\n" << R"({"fullUrl":)" << Json(url).dump() << R"(,"resource":)" << line << "}";
    first_ = false;
  }

  std::ostream& out_;
  const bool bundle_;
  bool first_ = true;
};

// An RPC that streams NDJSON, and what to make of it.
template <typename Stub, typename Request, typename Response>
struct ExportOptions {
  std::unique_ptr<grpc::ClientReader<Response>> (Stub::*method)(grpc::ClientContext*, const Request&);
  Request request = {};
  std::string file = {};
  bool bundle = false;
};

template <typename Stub, typename Request, typename Response>
absl::Status Stream(const Session& session, const ExportOptions<Stub, Request, Response>& options, std::ostream& out) {
  ASSIGN_OR_RETURN(const auto channel, session.client().ChannelTo(kServedBy<Stub>));
  Stub stub(channel);
  grpc::ClientContext context;
  session.client().Authorize(context, kServedBy<Stub>);
  const auto reader = (stub.*options.method)(&context, options.request);
  ExportWriter writer(out, options.bundle);
  writer.Begin();
  Response piece;
  while (reader->Read(&piece)) writer.Write(piece.ndjson());
  RETURN_IF_ERROR(FromWire(reader->Finish()));
  writer.End();
  return absl::OkStatus();
}

template <typename Stub, typename Request, typename Response>
absl::Status Export(const Session& session, ExportOptions<Stub, Request, Response>& options) {
  RETURN_IF_ERROR(FillParent(session, options.request));
  if (options.file.empty()) return Stream(session, options, session.out());
  NewFile file(options.file);
  RETURN_IF_ERROR(file.Open());
  RETURN_IF_ERROR(Stream(session, options, file.out()));
  return file.Complete();
}

template <typename Stub, typename Request, typename Response>
void AddExport(CLI::App& group, Program& program, const std::string& help,
               std::unique_ptr<grpc::ClientReader<Response>> (Stub::*method)(grpc::ClientContext*, const Request&)) {
  auto options = std::make_shared<ExportOptions<Stub, Request, Response>>();
  options->method = method;
  CLI::App& verb = program.Add(group, "export", help, options, Export<Stub, Request, Response>);
  verb.add_flag("--bundle", options->bundle, "As one Bundle instead");
  verb.add_option("-o,--output", options->file, "Into this file; to standard output unless given");
}

}  // namespace

void AddExportVerb(CLI::App& journal, Program& program) {
  AddExport(journal, program, "All that you have recorded, as FHIR R4: one resource a line",
            &journal::v1::JournalService::Stub::ExportRecord);
}

void AddThreadExportVerb(CLI::App& messages, Program& program) {
  AddExport(messages, program, "All threads of a patient that you may see, as FHIR R4: one resource a line",
            &messaging::v1::MessagingService::Stub::ExportThreads);
}

}  // namespace careloop::cli
