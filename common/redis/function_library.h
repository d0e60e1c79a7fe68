#ifndef CARELOOP_COMMON_REDIS_FUNCTION_LIBRARY_H_
#define CARELOOP_COMMON_REDIS_FUNCTION_LIBRARY_H_

#include <string>
#include <string_view>

namespace careloop::redis {

// A service's Lua library in the version of this program. Library and functions carry the version in their names, so
// that two versions of careloop run side by side during an upgrade and nothing that is loaded is ever replaced.
class FunctionLibrary {
 public:
  // Puts the version, the first 12 hexadecimal digits of the text's SHA-256, in place of each "@VERSION@" in `source`.
  FunctionLibrary(std::string_view service, std::string_view source);

  const std::string& text() const { return text_; }
  const std::string& version() const { return version_; }
  std::string_view name() const;  // as its first line has it: "#!lua name=NAME"

  // The name that the library registers `function` under: "<service>_<function>_<version>".
  std::string FullName(std::string_view function) const;

 private:
  std::string service_;
  std::string version_;
  std::string text_;
};

}  // namespace careloop::redis

#endif  // CARELOOP_COMMON_REDIS_FUNCTION_LIBRARY_H_
