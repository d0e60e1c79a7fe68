#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "careloop/content/v1/content_service.grpc.pb.h"
#include "services/cli/print/content_print.h"
#include "services/cli/program.h"
#include "services/cli/verbs/flags.h"

namespace careloop::cli {
namespace {

namespace v1 = content::v1;
using Stub = v1::ContentService::Stub;

struct BrowseOptions {
  std::string category;
  std::string language;
  std::vector<std::string> fallbacks;
};

// All pages of a tree: a page by itself does not show where its first branch hangs.
template <typename Request, typename Response>
absl::Status ShowTree(const Session& session, const BrowseOptions& options,
                      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                      void (*print)(std::ostream&, const Response&)) {
  Request request;
  request.set_language(options.language);
  return session.Show(session.CallForAll(method, request), print);
}

absl::Status Browse(const Session& session, BrowseOptions& options) {
  if (options.category.empty()) {
    RETURN_IF_ERROR(ShowTree(session, options, &Stub::ListDiagnoses, PrintDiagnoses));
    return ShowTree(session, options, &Stub::ListTopics, PrintTopics);
  }
  v1::ListPublicationsRequest request;
  request.set_order(v1::PUBLICATION_ORDER_TITLE);
  request.set_language(options.language);
  request.mutable_fallback_languages()->Assign(options.fallbacks.begin(), options.fallbacks.end());
  if (options.category.starts_with("topics/")) {
    request.set_topic(options.category);
  } else {
    request.set_diagnosis(options.category);
  }
  return session.Show(session.Call(&Stub::ListPublications, request), PrintPublications);
}

void AddBrowse(CLI::App& group, Program& program) {
  auto options = std::make_shared<BrowseOptions>();
  CLI::App& verb = program.Add(group, "browse", "The trees of diagnoses and topics, or the publications in one of them",
                               options, Browse);
  verb.add_option("category", options->category, "diagnoses/{id} or topics/{id}; both trees unless given");
  verb.add_option("--language", options->language, "Only publications in this language");
  verb.add_option("--fallback", options->fallbacks, "Else in this language; may be repeated")->allow_extra_args(false);
}

// Before the day after today, and so many more, in UTC.
struct OverdueOptions {
  std::shared_ptr<v1::ListPublicationsRequest> request = std::make_shared<v1::ListPublicationsRequest>();
  int within_days = 0;
};

absl::Status Overdue(const Session& session, OverdueOptions& options) {
  const absl::CivilDay today = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone());
  options.request->set_review_due_before(absl::FormatCivilTime(today + options.within_days));
  options.request->set_order(v1::PUBLICATION_ORDER_REVIEW_DUE);
  return session.Show(session.Call(&Stub::ListPublications, *options.request), PrintPublications);
}

void AddOverdue(CLI::App& group, Program& program) {
  auto options = std::make_shared<OverdueOptions>();
  CLI::App& verb =
      program.Add(group, "overdue", "Publications whose review is overdue, earliest first", options, Overdue);
  verb.add_option("--within", options->within_days, "Also those that are due within so many days")
      ->check(CLI::Range(0, 36500));
  AddPaging(verb, options->request);
}

}  // namespace

void AddBrowseVerbs(CLI::App& content, Program& program) {
  AddBrowse(content, program);
  AddOverdue(content, program);
}

}  // namespace careloop::cli
