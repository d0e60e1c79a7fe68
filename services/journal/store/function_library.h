#ifndef CARELOOP_SERVICES_JOURNAL_STORE_FUNCTION_LIBRARY_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_FUNCTION_LIBRARY_H_

#include <string_view>

namespace careloop::journal {

// The Lua source of the journal's Redis Functions: common/store/*.lua and this folder's, joined by the build.
extern const std::string_view kFunctionLibrary;

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_FUNCTION_LIBRARY_H_
