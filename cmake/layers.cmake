# One static library per layer (a folder), one executable per service.

add_compile_options(-Wall -Wextra -Werror -Wthread-safety -Wno-unused-parameter -Wno-missing-designated-field-initializers)

# For what speaks the contract of a service.
function(careloop_precompile_with_contract target service)
  file(GLOB protos RELATIVE ${CMAKE_SOURCE_DIR}/protos CONFIGURE_DEPENDS protos/careloop/${service}/v1/*_service.proto)
  list(TRANSFORM protos REPLACE "^(.*)\\.proto$" "<\\1.grpc.pb.h>")
  careloop_precompile(${target} wire_${service} ${PRECOMPILED_WIRE} ${protos})
endfunction()

# careloop_layer(<folder> <libraries>...): the library of a folder's sources, named after it (common/base -> common_base).
function(careloop_layer folder)
  string(REPLACE "/" "_" name ${folder})
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cc ${folder}/*.h)
  file(GLOB lua CONFIGURE_DEPENDS ${folder}/*.lua)
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")
  set(units ${sources})
  list(FILTER units INCLUDE REGEX "\\.cc$")
  if(units)
    add_library(${name} STATIC ${sources})
    set(scope PUBLIC)
    if(folder MATCHES "^common/(rpc|service)$")
      careloop_precompile(${name} wire ${PRECOMPILED_WIRE})
    elseif(folder MATCHES "^services/([a-z]+)(/rpc|/clients)?$")
      careloop_precompile_with_contract(${name} ${CMAKE_MATCH_1})
    elseif(folder MATCHES "/rendering$")  # its libraries ask for -pthread, which has to be the same for all of a kind
      careloop_precompile(${name} rendering ${PRECOMPILED_COMMON})
    else()
      careloop_precompile(${name} common ${PRECOMPILED_COMMON})
    endif()
  else()
    add_library(${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${name} ${scope} ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} ${scope} ${ARGN})
endfunction()

# careloop_service(<name> [DOMAIN <libraries>...] [SEARCH <libraries>...] [RENDERING <libraries>...] [PEERS <services>...]): the
# layers of one service and its executable. DOMAIN, SEARCH, RENDERING: what these layers need besides.
function(careloop_service name)
  cmake_parse_arguments(arg "" "" "DOMAIN;SEARCH;RENDERING;PEERS" ${ARGN})
  set(folder services/${name})
  set(peers ${arg_PEERS})
  list(TRANSFORM peers PREPEND contract_)
  careloop_layer(${folder}/domain common_base common_call ${arg_DOMAIN})
  careloop_layer(${folder}/store services_${name}_domain common_store)
  careloop_storage_protos(services_${name}_store ${folder}/store)
  careloop_function_library(services_${name}_store ${name})
  careloop_layer(${folder}/search services_${name}_domain ${arg_SEARCH})
  careloop_layer(${folder}/rendering services_${name}_domain common_crypto ${arg_RENDERING})
  careloop_layer(${folder}/rpc services_${name}_domain common_rpc contract_admin contract_${name})
  careloop_layer(${folder}/clients services_${name}_domain common_rpc ${peers})
  careloop_layer(${folder} services_${name}_rpc services_${name}_store services_${name}_search
                 services_${name}_rendering services_${name}_clients common_service)
  if(EXISTS ${CMAKE_SOURCE_DIR}/${folder}/main.cc)
    add_executable(${name} ${folder}/main.cc)
    target_link_libraries(${name} PRIVATE services_${name} ${CARELOOP_ALLOCATOR})
    careloop_precompile_with_contract(${name} ${name})
  endif()
endfunction()

# The Lua library of a service, as the constant careloop::<service>::kFunctionLibrary of a generated source file.
function(careloop_function_library target service)
  file(GLOB parts CONFIGURE_DEPENDS services/${service}/store/*.lua)
  if(NOT parts)
    return()
  endif()
  set(all common/store/prelude.lua common/store/outbox.lua common/store/audit.lua common/store/store_id.lua common/store/erasure.lua ${parts})
  set(out ${CMAKE_BINARY_DIR}/generated/services/${service}/store/function_library.cc)
  add_custom_command(OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DSERVICE=${service} "-DPARTS=${all}" -DROOT=${CMAKE_SOURCE_DIR}
            -P ${CMAKE_SOURCE_DIR}/cmake/embed_lua.cmake
    DEPENDS ${all} ${CMAKE_SOURCE_DIR}/cmake/embed_lua.cmake WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()
