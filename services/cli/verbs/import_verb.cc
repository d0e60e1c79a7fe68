#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_split.h"
#include "careloop/content/v1/publishing_service.grpc.pb.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/base/text.h"
#include "services/cli/files.h"
#include "services/cli/print/content_print.h"
#include "services/cli/program.h"
#include "services/cli/progress.h"

namespace careloop::cli {
namespace {

namespace v1 = content::v1;
using Stub = v1::PublishingService::Stub;

constexpr size_t kMostBytes = size_t{1} << 20;  // of ImportPublicationRequest.markdown

struct ImportOptions {
  std::string path;
  bool publish = false;
  bool validate_only = false;
};

// One file, as far as it has come.
struct Manuscript {
  std::string file;
  std::string request_id;
  std::string markdown;
  v1::ImportPublicationResponse draft;
  v1::PublishRevisionResponse published;
  std::vector<std::string> problems;  // each a line "FILE:LINE: what"
};

// The import of one or many files: all are checked before anything is stored, all are stored before anything is
// published.
class Import {
 public:
  Import(const Session& session, const ImportOptions& options, const std::vector<std::string>& files);

  absl::Status Run();

 private:
  absl::Status Check(Manuscript& manuscript) const;
  void FindRepeatedIds();
  absl::Status TellProblems() const;
  absl::Status Store(Manuscript& manuscript) const;
  absl::Status Publish(Manuscript& manuscript) const;
  void Show() const;
  absl::Status ForEach(const std::string& what, absl::Status (Import::*step)(Manuscript&) const);

  const Session& session_;
  const ImportOptions& options_;
  const std::string intent_;
  std::vector<Manuscript> manuscripts_;
};

Import::Import(const Session& session, const ImportOptions& options, const std::vector<std::string>& files)
    : session_(session), options_(options), intent_(session.RequestId()) {
  for (const std::string& file : files) {
    manuscripts_.push_back({.file = file, .request_id = files.size() == 1 ? intent_ : PartRequestId(intent_, file)});
  }
}

absl::Status Import::ForEach(const std::string& what, absl::Status (Import::*step)(Manuscript&) const) {
  return ForEachStep(what, manuscripts_.size(), [&](size_t i) { return (this->*step)(manuscripts_[i]); });
}

absl::Status Import::Run() {
  RETURN_IF_ERROR(ForEach("Checking", &Import::Check));
  FindRepeatedIds();
  RETURN_IF_ERROR(TellProblems());
  absl::Status status;
  if (!options_.validate_only) status = ForEach("Importing", &Import::Store);
  if (status.ok() && options_.publish) status = ForEach("Publishing", &Import::Publish);
  Show();
  if (manuscripts_.size() == 1) return WithHowToRepeat(status, "--request-id " + intent_);
  if (!status.ok()) {
    std::cerr << "What is shown above was done. To go on where this stopped, repeat it with --request-id " << intent_
              << std::endl;
  }
  return status;
}

// "line 7: what" as "FILE:7: what"; what is said of the whole file as "FILE: what".
std::string PlaceIn(const std::string& file, const std::string& description) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(description, absl::MaxSplits(": ", 1));
  if (!parts.first.starts_with("line ") || parts.second.empty()) return StrCat(file, ": ", description);
  return StrCat(file, ":", parts.first.substr(5), ": ", parts.second);
}

// Reads a file that can be sent: the transport refuses what is not UTF-8 without a word on where it is.
bool Read(Manuscript& manuscript) {
  auto markdown = ReadFile(manuscript.file, kMostBytes);
  if (!markdown.ok()) {
    manuscript.problems.emplace_back(markdown.status().message());
    return false;
  }
  manuscript.markdown = *std::move(markdown);
  const TextMeasure measure = MeasureText(manuscript.markdown, /*lines=*/true);
  if (measure.valid) return true;
  const auto end = manuscript.markdown.begin() + static_cast<std::ptrdiff_t>(measure.bytes);
  manuscript.problems.push_back(StrCat(manuscript.file, ":", 1 + std::count(manuscript.markdown.begin(), end, '\n'),
                                       ": is not UTF-8 without control characters; lines end in a line feed alone"));
  return false;
}

// What is wrong with the file becomes its problems; what is wrong with anything else ends the import.
absl::Status Import::Check(Manuscript& manuscript) const {
  if (!Read(manuscript)) return absl::OkStatus();
  v1::ImportPublicationRequest request;
  request.set_request_id(manuscript.request_id);
  request.set_markdown(manuscript.markdown);
  request.set_validate_only(true);
  auto answer = session_.client().Call(&Stub::ImportPublication, request);
  if (answer.ok()) {
    manuscript.draft = *std::move(answer);
    return absl::OkStatus();
  }
  const absl::Status& status = answer.status();
  if (!absl::IsInvalidArgument(status) && !absl::IsFailedPrecondition(status)) return status;
  for (const FieldViolation& violation : ViolationsOf(status)) {
    manuscript.problems.push_back(violation.field == "markdown"
                                      ? PlaceIn(manuscript.file, violation.description)
                                      : StrCat(manuscript.file, ": ", violation.field, ": ", violation.description));
  }
  if (manuscript.problems.empty()) manuscript.problems.push_back(StrCat(manuscript.file, ": ", status.message()));
  return absl::OkStatus();
}

// The line of the front matter's `id`.
int LineOfId(std::string_view markdown) {
  int line = 1;
  for (absl::string_view text : absl::StrSplit(ForAbsl(markdown), '\n')) {
    if (text.substr(0, 3) == "id:") return line;
    ++line;
  }
  return 1;
}

void Import::FindRepeatedIds() {
  std::map<std::string, const Manuscript*> firsts;
  for (Manuscript& manuscript : manuscripts_) {
    if (!manuscript.draft.has_publication()) continue;
    const auto [first, is_new] = firsts.try_emplace(manuscript.draft.publication().name(), &manuscript);
    if (is_new) continue;
    manuscript.problems.push_back(StrCat(manuscript.file, ":", LineOfId(manuscript.markdown), ": id: ", first->first,
                                         " is also in ", first->second->file, ":", LineOfId(first->second->markdown)));
  }
}

absl::Status Import::TellProblems() const {
  size_t bad = 0;
  for (const Manuscript& manuscript : manuscripts_) {
    for (const std::string& problem : manuscript.problems) std::cerr << problem << "\n";
    if (!manuscript.problems.empty()) ++bad;
  }
  if (bad == 0) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, reason::kInvalidField,
               StrCat(bad, " of ", manuscripts_.size(), " files cannot be imported; nothing was"));
}

absl::Status Import::Store(Manuscript& manuscript) const {
  v1::ImportPublicationRequest request;
  request.set_request_id(manuscript.request_id);
  request.set_markdown(manuscript.markdown);
  manuscript.draft.Clear();
  ASSIGN_OR_RETURN(manuscript.draft, session_.client().Call(&Stub::ImportPublication, request));
  manuscript.draft.mutable_publication()->clear_body_markdown();  // thousands of them are not kept
  return absl::OkStatus();
}

absl::Status Import::Publish(Manuscript& manuscript) const {
  const v1::Publication& draft = manuscript.draft.publication();
  v1::PublishRevisionRequest request;
  request.set_request_id(manuscript.request_id);
  request.set_name(draft.name());
  request.set_revision(draft.revision());
  request.set_etag(draft.etag());
  ASSIGN_OR_RETURN(manuscript.published, session_.client().Call(&Stub::PublishRevision, request));
  return absl::OkStatus();
}

void Import::Show() const {
  for (const Manuscript& manuscript : manuscripts_) {
    if (manuscript.published.has_publication()) {
      session_.Show(manuscript.published, PrintPublished);
    } else if (manuscript.draft.has_publication()) {
      session_.Show(manuscript.draft, PrintImported);
    }
  }
}

absl::Status RunImport(const Session& session, ImportOptions& options) {
  const std::vector<std::string> files = MarkdownFiles(options.path);
  if (files.empty()) return UsageError(options.path + " holds no .md file");
  return Import(session, options, files).Run();
}

}  // namespace

void AddImportVerb(CLI::App& content, Program& program) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App& verb = program.Add(content, "import",
                               "Import publications from Markdown files: all of them, or none if anything is wrong",
                               options, RunImport);
  verb.add_option("path", options->path, "A file, or a directory with .md files")->required()->check(CLI::ExistingPath);
  auto* publish = verb.add_flag("--publish", options->publish, "Publish what was imported");
  verb.add_flag("--validate-only", options->validate_only, "Check only, store nothing")->excludes(publish);
}

}  // namespace careloop::cli
