#include "common/redis/function_library.h"

#include "absl/strings/str_replace.h"
#include "common/base/strings.h"
#include "common/redis/digest.h"

namespace careloop::redis {
namespace {

constexpr size_t kVersionDigits = 12;

}  // namespace

FunctionLibrary::FunctionLibrary(std::string_view service, std::string_view source)
    : service_(service),
      version_(Sha256Hex(source).substr(0, kVersionDigits)),
      text_(absl::StrReplaceAll(ForAbsl(source), {{"@VERSION@", version_}})) {}

std::string_view FunctionLibrary::name() const {
  constexpr std::string_view kBefore = "name=";
  const std::string_view first = std::string_view(text_).substr(0, text_.find('\n'));
  const size_t start = first.find(kBefore);
  return start == std::string_view::npos ? "" : first.substr(start + kBefore.size());
}

std::string FunctionLibrary::FullName(std::string_view function) const {
  return StrCat(service_, "_", function, "_", version_);
}

}  // namespace careloop::redis
