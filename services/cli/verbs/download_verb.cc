#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include "careloop/content/v1/content_service.grpc.pb.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/crypto/sha256.h"
#include "services/cli/files.h"
#include "services/cli/print/content_print.h"
#include "services/cli/program.h"

namespace careloop::cli {
namespace {

namespace fs = std::filesystem;
namespace v1 = content::v1;
using Stub = v1::ContentService::Stub;

constexpr size_t kDigits = 64;
constexpr std::string_view kPartEnd = ".part";

struct DownloadOptions {
  v1::DownloadRenditionRequest request;
  std::string format = "pdf";
  std::string file;
};

// A download into one file. What has come lies beside it under a name that has the file's SHA-256 in it,
// FILE.SHA256.part, until all of it is there: a later run goes on with it, and never with another file's.
class Download {
 public:
  Download(const Session& session, DownloadOptions& options) : session_(session), options_(options) {}

  absl::Status Run();

 private:
  void FindPart();
  void DropPart();
  absl::Status ReadStream();
  absl::Status Begin(const v1::Rendition& rendition);
  absl::Status Append(const std::string& data);
  absl::Status Complete();
  std::string PartOf(const std::string& sha256) const { return StrCat(options_.file, ".", sha256, kPartEnd); }

  const Session& session_;
  DownloadOptions& options_;
  v1::Rendition rendition_;
  std::string part_;
  std::ofstream out_;
};

// A part of nothing is none.
void Download::FindPart() {
  const fs::path file(options_.file);
  const std::string start = file.filename().string() + ".";
  const size_t length = start.size() + kDigits + kPartEnd.size();
  std::error_code error;
  const fs::path folder = file.has_parent_path() ? file.parent_path() : ".";
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with(start) || !name.ends_with(kPartEnd) || name.size() != length) continue;
    options_.request.set_sha256(name.substr(start.size(), kDigits));
    part_ = PartOf(options_.request.sha256());
    const auto size = fs::file_size(part_, error);
    options_.request.set_offset(error ? 0 : static_cast<int64_t>(size));
    return;
  }
}

void Download::DropPart() {
  out_.close();
  std::error_code error;
  fs::remove(part_, error);
  options_.request.clear_offset();
  options_.request.clear_sha256();
  part_.clear();
}

// Goes on by itself as long as each call brings something: one call takes no longer than --timeout.
absl::Status Download::Run() {
  FindPart();
  while (true) {
    const int64_t before = options_.request.offset();
    const bool goes_on = !options_.request.sha256().empty();
    absl::Status status = ReadStream();
    out_.close();
    if (status.ok()) return Complete();
    const bool other_file = absl::IsAborted(status) || absl::IsInvalidArgument(status);
    if (other_file && goes_on) {
      DropPart();
    } else if (!(absl::IsDeadlineExceeded(status) || absl::IsUnavailable(status)) ||
               options_.request.offset() == before) {
      return status;
    }
  }
}

absl::Status Download::ReadStream() {
  ASSIGN_OR_RETURN(const auto channel, session_.client().ChannelTo(kServedBy<Stub>));
  Stub stub(channel);
  grpc::ClientContext context;
  session_.client().Authorize(context, kServedBy<Stub>);
  context.set_deadline(absl::ToChronoTime(absl::Now() + session_.client().timeout()));
  const auto reader = stub.DownloadRendition(&context, options_.request);
  v1::DownloadRenditionResponse response;
  absl::Status status;
  while (status.ok() && reader->Read(&response)) {
    status = response.has_rendition() ? Begin(response.rendition()) : Append(response.data());
  }
  if (!status.ok()) context.TryCancel();
  const absl::Status end = FromWire(reader->Finish());
  return status.ok() ? end : status;
}

absl::Status Download::Begin(const v1::Rendition& rendition) {
  rendition_ = rendition;
  options_.request.set_sha256(rendition.sha256());
  part_ = PartOf(rendition.sha256());
  out_ = std::ofstream(part_, std::ios::binary | (options_.request.offset() == 0 ? std::ios::trunc : std::ios::app));
  return out_ ? absl::OkStatus() : UsageError("cannot write " + part_);
}

absl::Status Download::Append(const std::string& data) {
  out_.write(data.data(), static_cast<std::streamsize>(data.size()));
  out_.flush();
  if (!out_) return UsageError("cannot write " + part_);
  options_.request.set_offset(options_.request.offset() + static_cast<int64_t>(data.size()));
  return absl::OkStatus();
}

absl::Status Download::Complete() {
  ASSIGN_OR_RETURN(const std::string bytes, ReadFile(part_));
  if (Sha256Hex(bytes) != rendition_.sha256()) {
    DropPart();
    return Error(
        absl::StatusCode::kInternal, reason::kInternal,
        StrCat("what came is not the file that was announced, and was removed; nothing is in ", options_.file));
  }
  std::error_code error;
  fs::rename(part_, options_.file, error);
  if (error) return UsageError(StrCat("cannot write ", options_.file, ": ", error.message()));
  session_.Show(rendition_, PrintRendition);
  return absl::OkStatus();
}

absl::Status RunDownload(const Session& session, DownloadOptions& options) {
  options.request.set_kind(options.format == "pdf" ? v1::RENDITION_KIND_PDF : v1::RENDITION_KIND_THUMBNAIL);
  if (options.file.empty()) {
    const std::string& name = options.request.name();
    options.file = StrCat(name.substr(name.find('/') + 1), ".", options.format);
  }
  return Download(session, options).Run();
}

}  // namespace

void AddDownloadVerb(CLI::App& content, Program& program) {
  auto options = std::make_shared<DownloadOptions>();
  CLI::App& verb = program.Add(content, "download", "A publication as a file; a download that broke off goes on",
                               options, RunDownload);
  verb.add_option("publication", *options->request.mutable_name(), "publications/{id}, or {id}")
      ->required()
      ->transform(Named("publications"));
  verb.add_option("--format", options->format, "pdf, or png: a picture of the first page")
      ->check(CLI::IsMember({"pdf", "png"}));
  verb.add_option("-o,--output", options->file, "The file; {id}.pdf or {id}.png in this folder unless given");
  verb.add_option_function<int>(
      "--revision", [options](int revision) { options->request.set_revision(revision); },
      "This revision; the current one unless given");
}

}  // namespace careloop::cli
