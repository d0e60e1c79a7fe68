#include <memory>
#include <string>

#include "careloop/messaging/v1/messaging_service.grpc.pb.h"
#include "services/cli/print/messages_print.h"
#include "services/cli/program.h"
#include "services/cli/verbs/flags.h"
#include "services/cli/verbs/template_use.h"

namespace careloop::cli {
namespace {

namespace v1 = messaging::v1;
using Stub = v1::MessagingService::Stub;

constexpr char kTemplateName[] = "careTeams/{id}/templates/{template}";

void AddList(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::ListTemplatesRequest>();
  CLI::App& verb = program.AddCall(group, "list", "The templates of a care team, with their variables", request,
                                   &Stub::ListTemplates, PrintTemplates);
  verb.add_option("care-team", *request->mutable_parent(), "careTeams/{id}, or {id}")
      ->required()
      ->transform(Named("careTeams"));
  AddPaging(verb, request);
}

void AddSave(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::SaveTemplateRequest>();
  CLI::App& verb = program.AddCall(group, "save", "Save a template: a new one, or the next version of one", request,
                                   &Stub::SaveTemplate, PrintSavedTemplate);
  verb.add_option("template", *request->mutable_name(), kTemplateName)->required();
  verb.add_option("--title", *request->mutable_title(), "What colleagues find it by")->required();
  verb.add_option("--text", *request->mutable_text(), "The text, with variables such as {appointment}")->required();
  verb.add_option("--etag", *request->mutable_etag(), "Only if it is the version of this etag; 0: if there is none");
}

// "appointment=on Monday".
v1::TemplateValue ValueOf(const std::string& typed) {
  const size_t equals = typed.find('=');
  if (equals == std::string::npos) throw CLI::ValidationError("--set", "\"" + typed + "\" is not VARIABLE=VALUE");
  v1::TemplateValue value;
  value.set_variable(typed.substr(0, equals));
  value.set_value(typed.substr(equals + 1));
  return value;
}

}  // namespace

void AddTemplateVerbs(CLI::App& messages, Program& program) {
  CLI::App& group = *messages.add_subcommand("templates", "Texts that a care team sends often");
  group.require_subcommand(1);
  AddList(group, program);
  AddSave(group, program);
}

void AddTemplateUse(CLI::App& verb, v1::SendMessageRequest& request) {
  CLI::Option* name = verb.add_option_function<std::string>(
      "--template", [&request](const std::string& typed) { request.mutable_template_()->set_name(typed); },
      std::string("Send this template, ") + kTemplateName);
  verb.add_option_function<std::vector<std::string>>(
          "--set",
          [&request](const std::vector<std::string>& typed) {
            for (const std::string& one : typed) *request.mutable_template_()->add_values() = ValueOf(one);
          },
          "VARIABLE=VALUE of the template; may be repeated")
      ->allow_extra_args(false)
      ->needs(name);
}

}  // namespace careloop::cli
