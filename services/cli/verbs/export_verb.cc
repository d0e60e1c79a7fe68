#include <fstream>
#include <iostream>
#include <memory>
#include <string>

#include "absl/strings/str_split.h"
#include "careloop/journal/v1/journal_service.grpc.pb.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "nlohmann/json.hpp"
#include "services/cli/program.h"

namespace careloop::cli {
namespace {

namespace v1 = journal::v1;
using Json = nlohmann::ordered_json;

// Of a Bundle, against which its relative references are resolved. Nothing answers there.
constexpr char kBase[] = "https://careloop.invalid/fhir/";

struct ExportOptions {
  v1::ExportRecordRequest request;
  std::string file;
  bool bundle = false;
};

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

absl::Status Stream(const Session& session, const ExportOptions& options, std::ostream& out) {
  ASSIGN_OR_RETURN(const auto channel, session.client().ChannelTo(Service::kJournal));
  v1::JournalService::Stub stub(channel);
  grpc::ClientContext context;
  session.client().Authorize(context);
  const auto reader = stub.ExportRecord(&context, options.request);
  ExportWriter writer(out, options.bundle);
  writer.Begin();
  v1::ExportRecordResponse piece;
  while (reader->Read(&piece)) writer.Write(piece.ndjson());
  RETURN_IF_ERROR(FromWire(reader->Finish()));
  writer.End();
  return absl::OkStatus();
}

absl::Status Export(const Session& session, ExportOptions& options) {
  RETURN_IF_ERROR(FillParent(session, options.request));
  if (options.file.empty()) return Stream(session, options, session.out());
  std::ofstream file(options.file, std::ios::binary);
  RETURN_IF_ERROR(Stream(session, options, file));
  file.close();
  return file ? absl::OkStatus() : UsageError(StrCat(options.file, " cannot be written"));
}

}  // namespace

void AddExportVerb(CLI::App& journal, Program& program) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App& verb =
      program.Add(journal, "export", "All that you have recorded, as FHIR R4: one resource a line", options, Export);
  verb.add_flag("--bundle", options->bundle, "As one Bundle instead");
  verb.add_option("-o,--output", options->file, "Into this file; to standard output unless given");
}

}  // namespace careloop::cli
