#ifndef CARELOOP_COMMON_RPC_FROM_RECORDS_H_
#define CARELOOP_COMMON_RPC_FROM_RECORDS_H_

#include <concepts>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/message.h"

namespace careloop::rpc {

// The answer to a look, made of what is kept of patients whom neither it nor the request names: they are recorded as
// those whom it is about.
template <typename Response>
struct FromRecords {
  Response response;
  std::vector<std::string> patients;

  // NOLINTNEXTLINE(google-explicit-constructor): it is sent like one that came from nobody's.
  operator Response() && { return std::move(response); }
};

// What of it is sent, and whom it came from.
template <std::derived_from<google::protobuf::Message> Response>
const Response& MessageOf(const Response& answer) {
  return answer;
}
template <typename Response>
const Response& MessageOf(const FromRecords<Response>& answer) {
  return answer.response;
}
template <typename Answer>
std::vector<std::string> PatientsBehind(const Answer&) {
  return {};
}
template <typename Response>
std::vector<std::string> PatientsBehind(const FromRecords<Response>& answer) {
  return answer.patients;
}

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_FROM_RECORDS_H_
