#ifndef CARELOOP_COMMON_RPC_PATIENT_NAMES_H_
#define CARELOOP_COMMON_RPC_PATIENT_NAMES_H_

#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/message.h"

// Which patients a message is about: those whose resource names, "patients/p-17/entries/3", are in it. In any field but
// those that hold what somebody wrote, so that nobody is named by a text. Thread-safe.
namespace careloop::rpc {

// The id in the name of a patient or of something of theirs; empty if it is neither, or means all ("patients/-").
std::string_view PatientInName(std::string_view name);

// Of a request: the names of what it is about are fields of its own.
std::vector<std::string> PatientsOfRequest(const google::protobuf::Message& request);
// The name of what it is about: of something of a patient's if it holds one; empty without any.
std::string ResourceOfRequest(const google::protobuf::Message& request);

// Anywhere in it, each once, in the order in which they come.
std::vector<std::string> PatientsIn(const google::protobuf::Message& message);

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_PATIENT_NAMES_H_
