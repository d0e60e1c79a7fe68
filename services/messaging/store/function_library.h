#ifndef CARELOOP_SERVICES_MESSAGING_STORE_FUNCTION_LIBRARY_H_
#define CARELOOP_SERVICES_MESSAGING_STORE_FUNCTION_LIBRARY_H_

#include <string_view>

namespace careloop::messaging {

// The Lua source of messaging's Redis Functions: common/store/prelude.lua and the *.lua of this folder.
extern const std::string_view kFunctionLibrary;

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_STORE_FUNCTION_LIBRARY_H_
