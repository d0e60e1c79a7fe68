#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "careloop/content/v1/publishing_service.grpc.pb.h"
#include "services/cli/files.h"
#include "services/cli/print/content_print.h"
#include "services/cli/program.h"
#include "services/cli/verbs/flags.h"

namespace careloop::cli {
namespace {

namespace v1 = content::v1;
using Stub = v1::PublishingService::Stub;

struct ImportOptions {
  std::string path;
  bool publish = false;
  bool validate_only = false;
};

absl::Status PublishDraft(const Session& session, const v1::Publication& draft) {
  v1::PublishRevisionRequest request;
  request.set_name(draft.name());
  request.set_revision(draft.revision());
  return session.Show(session.Call(&Stub::PublishRevision, request), PrintPublished);
}

absl::Status ImportFile(const Session& session, const ImportOptions& options, const std::string& file) {
  v1::ImportPublicationRequest request;
  ASSIGN_OR_RETURN(*request.mutable_markdown(), ReadFile(file));
  request.set_validate_only(options.validate_only);
  ASSIGN_OR_RETURN(const v1::ImportPublicationResponse answer, session.Call(&Stub::ImportPublication, request));
  if (options.publish) return PublishDraft(session, answer.publication());
  session.Show(answer, PrintImported);
  return absl::OkStatus();
}

// All files are tried, so that an editor sees all faults at once; the result is the first one.
absl::Status Import(const Session& session, ImportOptions& options) {
  const std::vector<std::string> files = MarkdownFiles(options.path);
  if (files.empty()) return UsageError(options.path + " holds no .md file");
  absl::Status first;
  for (const std::string& file : files) {
    const absl::Status status = ImportFile(session, options, file);
    if (!status.ok() && files.size() > 1) std::cerr << file << ": " << ErrorLine(status) << std::endl;
    first.Update(status);
  }
  return first;
}

void AddImport(CLI::App& group, Program& program) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App& verb = program.Add(group, "import", "Import publications from Markdown files", options, Import);
  verb.add_option("path", options->path, "A file, or a directory with .md files")->required()->check(CLI::ExistingPath);
  auto* publish = verb.add_flag("--publish", options->publish, "Publish what was imported");
  verb.add_flag("--validate-only", options->validate_only, "Check only, store nothing")->excludes(publish);
}

void AddPublish(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::PublishRevisionRequest>();
  CLI::App& verb = program.AddCall(group, "publish", "Make an imported revision the current one", request,
                                   &Stub::PublishRevision, PrintPublished);
  verb.add_option("publication", *request->mutable_name(), "publications/{id}, or {id}")
      ->required()
      ->transform(Named("publications"));
  verb.add_option_function<int>(
          "--revision", [request](int revision) { request->set_revision(revision); }, "Which revision")
      ->required();
}

}  // namespace

void AddPublishingVerbs(CLI::App& content, Program& program) {
  AddImport(content, program);
  AddPublish(content, program);
}

}  // namespace careloop::cli
