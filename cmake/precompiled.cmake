# What most files include of others' headers is read once: a clean build takes two thirds of the time. Objects that are made so are
# not shared by several checkouts with one cache; OFF is for whoever has those.
option(CARELOOP_PRECOMPILE "Precompile what most files include" ON)

set(PRECOMPILED_COMMON
    <algorithm> <array> <chrono> <coroutine> <cstdint> <functional> <map> <memory> <optional> <set> <string> <string_view> <utility>
    <variant> <vector>
    <absl/container/flat_hash_map.h> <absl/container/flat_hash_set.h> <absl/status/statusor.h> <absl/strings/ascii.h>
    <absl/strings/numbers.h> <absl/strings/str_cat.h> <absl/strings/str_join.h> <absl/strings/str_split.h> <absl/time/time.h>)
set(PRECOMPILED_WIRE ${PRECOMPILED_COMMON} <grpcpp/grpcpp.h>)
set(PRECOMPILED_CONTRACT <grpcpp/grpcpp.h> <google/protobuf/generated_message_reflection.h> <google/protobuf/reflection_ops.h>
    <google/protobuf/wire_format.h> <google/protobuf/timestamp.pb.h>)

# careloop_precompile(<target> <kind> <headers>...): the first target of a kind makes it, the others take it from there.
function(careloop_precompile target kind)
  if(NOT CARELOOP_PRECOMPILE)
    return()
  endif()
  target_compile_options(${target} PRIVATE -Xclang -fno-pch-timestamp)
  get_property(first GLOBAL PROPERTY CARELOOP_PRECOMPILED_${kind})
  if(first)
    target_precompile_headers(${target} REUSE_FROM ${first})
  else()
    target_precompile_headers(${target} PRIVATE ${ARGN})
    set_property(GLOBAL PROPERTY CARELOOP_PRECOMPILED_${kind} ${target})
  endif()
endfunction()
