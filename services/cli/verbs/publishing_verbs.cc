#include <memory>
#include <string>

#include "careloop/content/v1/publishing_service.grpc.pb.h"
#include "services/cli/files.h"
#include "services/cli/print/content_print.h"
#include "services/cli/program.h"
#include "services/cli/verbs/flags.h"

namespace careloop::cli {
namespace {

namespace v1 = content::v1;
using Stub = v1::PublishingService::Stub;

template <typename Request>
void AddPublication(CLI::App& verb, const std::shared_ptr<Request>& request) {
  verb.add_option("publication", *request->mutable_name(), "publications/{id}, or {id}")
      ->required()
      ->transform(Named("publications"));
}

template <typename Request>
void AddEtag(CLI::App& verb, const std::shared_ptr<Request>& request) {
  verb.add_option("--etag", *request->mutable_etag(), "Only if nobody changed it since it had this etag");
}

void AddPublish(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::PublishRevisionRequest>();
  CLI::App& verb = program.AddCall(group, "publish", "Make an imported revision the current one", request,
                                   &Stub::PublishRevision, PrintPublished);
  AddPublication(verb, request);
  verb.add_option_function<int>(
          "--revision", [request](int revision) { request->set_revision(revision); }, "Which revision")
      ->required();
  AddEtag(verb, request);
}

void AddWithdraw(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::WithdrawPublicationRequest>();
  CLI::App& verb = program.AddCall(group, "withdraw", "Withdraw a publication, with all that was published of it",
                                   request, &Stub::WithdrawPublication, PrintWithdrawn);
  AddPublication(verb, request);
  verb.add_option("--reason", *request->mutable_reason(), "Why, for readers")->required();
  AddEtag(verb, request);
}

void AddRevisions(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::ListRevisionsRequest>();
  CLI::App& verb = program.AddCall(group, "revisions", "Who imported, published and withdrew revisions, and when",
                                   request, &Stub::ListRevisions, PrintRevisions);
  AddPublication(verb, request);
  AddPaging(verb, request);
}

void AddPublishDisclaimer(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::PublishDisclaimerRequest>();
  auto file = std::make_shared<std::string>();
  const auto read = [file](const Session&, v1::PublishDisclaimerRequest& r) -> absl::Status {
    ASSIGN_OR_RETURN(std::string text, ReadFile(*file));
    while (text.ends_with('\n')) text.pop_back();
    r.set_text(std::move(text));
    return absl::OkStatus();
  };
  CLI::App& verb = program.AddCall(group, "publish-disclaimer", "Make a text the current disclaimer of a language",
                                   request, &Stub::PublishDisclaimer, PrintPublishedDisclaimer, read);
  verb.add_option("file", *file, "The text, plain")->required()->check(CLI::ExistingFile);
  verb.add_option("--language", *request->mutable_language(), "Its language, such as es")->required();
  verb.add_option_function<int>(
          "--version", [request](int version) { request->set_version(version); }, "Above the current one")
      ->required();
}

}  // namespace

void AddPublishingVerbs(CLI::App& content, Program& program) {
  AddImportVerb(content, program);
  AddPublish(content, program);
  AddWithdraw(content, program);
  AddRevisions(content, program);
  AddPublishDisclaimer(content, program);
}

}  // namespace careloop::cli
