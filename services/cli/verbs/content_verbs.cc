#include <memory>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "careloop/content/v1/content_service.grpc.pb.h"
#include "services/cli/print/content_print.h"
#include "services/cli/program.h"
#include "services/cli/verbs/flags.h"

namespace careloop::cli {
namespace {

namespace v1 = content::v1;
using Stub = v1::ContentService::Stub;

template <typename Request>
void AddLanguages(CLI::App& verb, const std::shared_ptr<Request>& request) {
  verb.add_option("--language", *request->mutable_language(), "Only in this language, such as en");
  const auto add = [request](const std::vector<std::string>& typed) {
    for (const std::string& one : typed) request->add_fallback_languages(one);
  };
  verb.add_option_function<std::vector<std::string>>("--fallback", add, "Else in this language; may be repeated")
      ->allow_extra_args(false);
}

void AddList(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::ListPublicationsRequest>();
  CLI::App& verb = program.AddCall(group, "list", "Publications, without their text", request, &Stub::ListPublications,
                                   PrintPublications);
  verb.add_option("--diagnosis", *request->mutable_diagnosis(), "Only for this diagnosis")
      ->transform(Named("diagnoses"));
  verb.add_option("--topic", *request->mutable_topic(), "Only on this topic")->transform(Named("topics"));
  verb.add_option("--treatment", *request->mutable_treatment(), "Only those that mention it")
      ->transform(Named("treatments"));
  verb.add_option("--symptom", *request->mutable_symptom(), "Only with advice on it")->transform(Named("symptoms"));
  AddLanguages(verb, request);
  AddEnumOption<v1::PublicationKind>(
      verb, "--kind", [request](auto kind) { request->set_kind(kind); }, "Only this kind");
  AddEnumOption<v1::PublicationOrder>(verb, "--order", [request](auto order) { request->set_order(order); }, "Order");
  AddPaging(verb, request);
}

void AddSearch(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::SearchPublicationsRequest>();
  CLI::App& verb = program.AddCall(group, "search", "Publications by what is in them, best first", request,
                                   &Stub::SearchPublications, PrintSearch);
  verb.add_option("query", *request->mutable_query(),
                  "Words, \"a phrase\", title:word, -word, wor*; as search.proto says")
      ->required();
  AddNames(verb, "--diagnosis", "diagnoses", request->mutable_diagnoses(), "Only for this diagnosis");
  AddNames(verb, "--topic", "topics", request->mutable_topics(), "Only on this topic");
  AddNames(verb, "--treatment", "treatments", request->mutable_treatments(), "Only about it");
  AddEnumOption<v1::PublicationKind>(
      verb, "--kind", [request](auto kind) { request->add_kinds(kind); }, "Only this kind");
  const auto add_language = [request](const std::string& tag) { request->add_languages(tag); };
  verb.add_option_function<std::string>("--language", add_language, "Only in this language, such as en");
  AddPaging(verb, request);
}

void AddGet(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::GetPublicationRequest>();
  CLI::App& verb = program.AddCall(group, "get", "One publication with its text", request, &Stub::GetPublication,
                                   PrintCurrentPublication);
  verb.add_option("publication", *request->mutable_name(), "publications/{id}, or {id}")
      ->required()
      ->transform(Named("publications"));
  verb.add_option_function<int>(
      "--revision", [request](int revision) { request->set_revision(revision); },
      "This revision; the current one unless given");
}

void AddCategories(CLI::App& group, Program& program) {
  auto diagnoses = std::make_shared<v1::ListDiagnosesRequest>();
  AddPaging(program.AddCall(group, "diagnoses", "Diagnoses by which publications are found", diagnoses,
                            &Stub::ListDiagnoses, PrintDiagnoses),
            diagnoses);
  auto topics = std::make_shared<v1::ListTopicsRequest>();
  AddPaging(program.AddCall(group, "topics", "Topics by which publications are found", topics, &Stub::ListTopics,
                            PrintTopics),
            topics);
}

void AddTreatments(CLI::App& group, Program& program) {
  auto list = std::make_shared<v1::ListTreatmentsRequest>();
  CLI::App& verb =
      program.AddCall(group, "treatments", "The treatments catalogue", list, &Stub::ListTreatments, PrintTreatments);
  verb.add_option("--name", *list->mutable_name_part(), "Only those with this in a generic or brand name");
  AddPaging(verb, list);
  auto get = std::make_shared<v1::GetTreatmentRequest>();
  program.AddCall(group, "treatment", "One treatment of the catalogue", get, &Stub::GetTreatment, PrintTreatment)
      .add_option("treatment", *get->mutable_name(), "treatments/{id}, or {id}")
      ->required()
      ->transform(Named("treatments"));
}

void AddDisclaimer(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::GetDisclaimerRequest>();
  CLI::App& verb =
      program.AddCall(group, "disclaimer", "The disclaimer", request, &Stub::GetDisclaimer, PrintDisclaimer);
  verb.add_option("--language", *request->mutable_language(), "In this language; the site's default unless given");
  verb.add_option_function<int>(
      "--version", [request](int version) { request->set_version(version); },
      "This version; the current one unless given");
}

// "nausea" or "nausea:2".
void AddSymptomQuery(v1::FindRelatedPublicationsRequest& request, const std::string& typed) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(typed, absl::MaxSplits(':', 1));
  v1::SymptomQuery& query = *request.add_symptoms();
  query.set_symptom(ResourceName("symptoms", parts.first));
  int grade = 0;
  if (parts.second.empty()) return;
  if (!absl::SimpleAtoi(parts.second, &grade))
    throw CLI::ValidationError("--symptom", "\"" + typed + "\" is no {id}:{grade}");
  query.set_grade(grade);
}

void AddRelated(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::FindRelatedPublicationsRequest>();
  CLI::App& verb = program.AddCall(group, "related", "Publications that fit symptoms, treatments and diagnoses",
                                   request, &Stub::FindRelatedPublications, PrintRelated);
  const auto add_symptoms = [request](const std::vector<std::string>& typed) {
    for (const std::string& one : typed) AddSymptomQuery(*request, one);
  };
  verb.add_option_function<std::vector<std::string>>("--symptom", add_symptoms, "{id} or {id}:{grade}; may be repeated")
      ->allow_extra_args(false);
  AddNames(verb, "--treatment", "treatments", request->mutable_treatments(), "What the reader takes");
  AddNames(verb, "--diagnosis", "diagnoses", request->mutable_diagnoses(), "What the reader has");
  AddLanguages(verb, request);
  verb.add_option_function<int>("--limit", [request](int limit) { request->set_limit(limit); }, "How many at most");
}

}  // namespace

void AddContentVerbs(CLI::App& app, Program& program) {
  CLI::App& group = *app.add_subcommand("content", "Publications, treatments and the disclaimer");
  group.require_subcommand(1);
  AddList(group, program);
  AddSearch(group, program);
  AddGet(group, program);
  AddCategories(group, program);
  AddTreatments(group, program);
  AddDisclaimer(group, program);
  AddRelated(group, program);
  AddBrowseVerbs(group, program);
  AddDownloadVerb(group, program);
  AddPublishingVerbs(group, program);
}

}  // namespace careloop::cli
