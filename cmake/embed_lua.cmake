# Joins Lua files into one C++ string constant. Run with -P; see careloop_function_library.
cmake_minimum_required(VERSION 3.25)  # under older policies "@SERVICE@" below would not be taken literally
set(text "")
foreach(part IN LISTS PARTS)
  if(NOT IS_ABSOLUTE ${part})
    set(part ${ROOT}/${part})
  endif()
  file(READ ${part} lua)
  string(REPLACE "@SERVICE@" "${SERVICE}" lua "${lua}")
  string(APPEND text "R\"lua(${lua})lua\"\n")
endforeach()
file(WRITE ${OUT} "#include <string_view>

namespace careloop::${SERVICE} {
extern const std::string_view kFunctionLibrary;
const std::string_view kFunctionLibrary =
${text};
}  // namespace careloop::${SERVICE}
")
