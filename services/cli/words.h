#ifndef CARELOOP_SERVICES_CLI_WORDS_H_
#define CARELOOP_SERVICES_CLI_WORDS_H_

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "google/protobuf/generated_enum_reflection.h"

namespace careloop::cli {

// The word for a value of a contract enum: PUBLICATION_KIND_FACT_SHEET is "fact-sheet". A value that this build does
// not know is its number.
template <typename Enum>
std::string WordOf(Enum value) {
  const auto* type = google::protobuf::GetEnumDescriptor<Enum>();
  const auto* descriptor = type->FindValueByNumber(static_cast<int>(value));
  if (descriptor == nullptr) return std::to_string(static_cast<int>(value));
  const std::string prefix(absl::StripSuffix(type->FindValueByNumber(0)->name(), "UNSPECIFIED"));
  std::string word = absl::AsciiStrToLower(absl::StripPrefix(descriptor->name(), prefix));
  return absl::StrReplaceAll(word, {{"_", "-"}});
}

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_WORDS_H_
