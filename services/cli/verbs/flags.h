#ifndef CARELOOP_SERVICES_CLI_VERBS_FLAGS_H_
#define CARELOOP_SERVICES_CLI_VERBS_FLAGS_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_join.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "google/protobuf/repeated_field.h"
#include "services/cli/names.h"
#include "services/cli/words.h"

namespace careloop::cli {

// An option whose values are the words of a contract enum, but "unspecified".
template <typename Enum>
CLI::Option* AddEnumOption(CLI::App& verb, const std::string& name, std::function<void(Enum)> set,
                           const std::string& help) {
  std::map<std::string, Enum> values;
  const auto* type = google::protobuf::GetEnumDescriptor<Enum>();
  for (int i = 1; i < type->value_count(); ++i) {
    const auto value = static_cast<Enum>(type->value(i)->number());
    values[WordOf(value)] = value;
  }
  const auto word = [](std::string* out, const auto& value) { out->append(value.first); };
  const std::string words = absl::StrJoin(values, ", ", word);
  const auto read = [=](const std::string& typed) {
    if (!values.contains(typed)) throw CLI::ValidationError(name, "\"" + typed + "\" is none of " + words);
    set(values.at(typed));
  };
  return verb.add_option_function<std::string>(name, read, help + ": " + words);
}

// A repeatable option whose values are completed to names of `collection` and added to a repeated field.
inline CLI::Option* AddNames(CLI::App& verb, const std::string& name, const std::string& collection,
                             google::protobuf::RepeatedPtrField<std::string>* field, const std::string& help) {
  const auto add = [=](const std::vector<std::string>& typed) {
    for (const std::string& one : typed) *field->Add() = ResourceName(collection, one);
  };
  return verb.add_option_function<std::vector<std::string>>(name, add, help + "; may be repeated")
      ->allow_extra_args(false);
}

// --page-size and --page-token of a list. (--all is shared by all lists.)
template <typename Request>
void AddPaging(CLI::App& verb, const std::shared_ptr<Request>& request) {
  verb.add_option_function<int>(
      "--page-size", [request](int size) { request->set_page_size(size); },
      "How many a page; the service's default unless given");
  verb.add_option("--page-token", *request->mutable_page_token(), "Go on where the page before ended");
}

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_VERBS_FLAGS_H_
