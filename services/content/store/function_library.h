#ifndef CARELOOP_SERVICES_CONTENT_STORE_FUNCTION_LIBRARY_H_
#define CARELOOP_SERVICES_CONTENT_STORE_FUNCTION_LIBRARY_H_

#include <string_view>

namespace careloop::content {

// The Lua source of content's functions: functions.lua after common/store's. For the Redis client to load.
extern const std::string_view kFunctionLibrary;

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_STORE_FUNCTION_LIBRARY_H_
