# The contract: protos/ compiled to one library per package, at build time.

set(CONTRACT_GENERATED ${CMAKE_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${CONTRACT_GENERATED})
set(GOOGLE_RPC_PROTOS /usr/share/gocode/src/github.com/gogo/googleapis)
set(GRPC_PROTOS /usr/share/grpc-proto)

# careloop_protos(<library> <import root> <grpc: ON|OFF> FILES... DEPENDS <libraries>...): files relative to the root.
function(careloop_protos library root with_grpc)
  cmake_parse_arguments(arg "" "" "FILES;DEPENDS" ${ARGN})
  set(generated "")
  foreach(proto IN LISTS arg_FILES)
    string(REGEX REPLACE "\\.proto$" "" stem ${proto})
    set(outputs ${CONTRACT_GENERATED}/${stem}.pb.cc ${CONTRACT_GENERATED}/${stem}.pb.h)
    set(flags --cpp_out=${CONTRACT_GENERATED})
    if(with_grpc)
      list(APPEND outputs ${CONTRACT_GENERATED}/${stem}.grpc.pb.cc ${CONTRACT_GENERATED}/${stem}.grpc.pb.h)
      list(APPEND flags --grpc_out=${CONTRACT_GENERATED} --plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>)
    endif()
    add_custom_command(OUTPUT ${outputs}
      COMMAND protobuf::protoc ${flags} -I ${root} -I ${CMAKE_SOURCE_DIR}/protos ${root}/${proto}
      DEPENDS ${root}/${proto} VERBATIM)
    list(APPEND generated ${outputs})
  endforeach()
  add_library(${library} STATIC ${generated})
  target_compile_options(${library} PRIVATE -w)
  target_include_directories(${library} SYSTEM PUBLIC ${CONTRACT_GENERATED})
  target_link_libraries(${library} PUBLIC protobuf::libprotobuf ${arg_DEPENDS})
  if(with_grpc)
    target_link_libraries(${library} PUBLIC gRPC::grpc++)
  endif()
endfunction()

careloop_protos(contract_google_rpc ${GOOGLE_RPC_PROTOS} OFF FILES google/rpc/status.proto google/rpc/error_details.proto)
# The descriptor of the health service, which the packaged gRPC serves without registering it: reflection lists it by this.
careloop_protos(contract_health ${GRPC_PROTOS} OFF FILES grpc/health/v1/health.proto)

foreach(package common admin content journal messaging)
  file(GLOB files RELATIVE ${CMAKE_SOURCE_DIR}/protos CONFIGURE_DEPENDS protos/careloop/${package}/v1/*.proto)
  if(files)
    set(depends "")
    set(with_grpc OFF)
    if(NOT package STREQUAL "common")
      set(depends contract_common)
      set(with_grpc ON)
    endif()
    careloop_protos(contract_${package} ${CMAKE_SOURCE_DIR}/protos ${with_grpc} FILES ${files} DEPENDS ${depends})
  endif()
endforeach()

# careloop_storage_protos(<target> <folder>): stored-record formats of a store, compiled into its library.
function(careloop_storage_protos target folder)
  file(GLOB files RELATIVE ${CMAKE_SOURCE_DIR} CONFIGURE_DEPENDS ${folder}/*.proto)
  if(files)
    careloop_protos(${target}_records ${CMAKE_SOURCE_DIR} OFF FILES ${files})
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "INTERFACE_LIBRARY")
      target_link_libraries(${target} INTERFACE ${target}_records)
    else()
      target_link_libraries(${target} PUBLIC ${target}_records)
    endif()
  endif()
endfunction()

# Reflection registers itself from a static initialiser, which the linker would drop as unused.
add_library(grpc_reflection INTERFACE)
target_link_libraries(grpc_reflection INTERFACE -Wl,--no-as-needed gRPC::grpc++_reflection -Wl,--as-needed)
