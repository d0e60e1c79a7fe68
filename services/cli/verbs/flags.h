#ifndef CARELOOP_SERVICES_CLI_VERBS_FLAGS_H_
#define CARELOOP_SERVICES_CLI_VERBS_FLAGS_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_join.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "google/protobuf/repeated_field.h"
#include "services/cli/names.h"
#include "services/cli/words.h"

namespace careloop::cli {

// What reads the words of a contract enum, but "unspecified": of option `name`.
template <typename Enum>
struct EnumWords {
  explicit EnumWords(std::string option) : name(std::move(option)) {
    const auto* type = google::protobuf::GetEnumDescriptor<Enum>();
    for (int i = 1; i < type->value_count(); ++i) {
      const auto value = static_cast<Enum>(type->value(i)->number());
      values[WordOf(value)] = value;
    }
    words = absl::StrJoin(values, ", ", [](std::string* out, const auto& value) { out->append(value.first); });
  }
  Enum Read(const std::string& typed) const {
    if (!values.contains(typed)) throw CLI::ValidationError(name, "\"" + typed + "\" is none of " + words);
    return values.at(typed);
  }

  std::string name;
  std::map<std::string, Enum> values;
  std::string words;
};

// An option whose value is such a word.
template <typename Enum>
CLI::Option* AddEnumOption(CLI::App& verb, const std::string& name, std::function<void(Enum)> set,
                           const std::string& help) {
  const EnumWords<Enum> words(name);
  return verb.add_option_function<std::string>(
      name, [=](const std::string& typed) { set(words.Read(typed)); }, help + ": " + words.words);
}

// A repeatable one.
template <typename Enum>
CLI::Option* AddEnumOptions(CLI::App& verb, const std::string& name, std::function<void(Enum)> add,
                            const std::string& help) {
  const EnumWords<Enum> words(name);
  const auto add_all = [=](const std::vector<std::string>& typed) {
    for (const std::string& one : typed) add(words.Read(one));
  };
  return verb
      .add_option_function<std::vector<std::string>>(name, add_all, help + ": " + words.words + "; may be repeated")
      ->allow_extra_args(false);
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
