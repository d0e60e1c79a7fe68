#ifndef CARELOOP_TESTS_MATRIX_RPC_H_
#define CARELOOP_TESTS_MATRIX_RPC_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "tests/fault/stack.h"

namespace careloop::matrix {

// An RPC of the contract, at one of the processes that serve it.
struct Rpc {
  const google::protobuf::MethodDescriptor* method = nullptr;
  fault::Victim server = fault::Victim::kContent;

  // "messaging.v1.MessagingService/GetThread"
  std::string name() const;
  // The same with the process, "journal:audit.v1.AuditService/ExportLog", where there may be several.
  std::string text() const;
  std::string path() const;  // on the wire
};

// Every RPC of every service of protos/, once for each process that may serve it. A file of protos/ with a service
// that is not linked into this program ends it with a message.
std::vector<Rpc> RpcsOfTheContract();

// By its name, at the only process that serves its package.
Rpc RpcNamed(const std::string& name);

}  // namespace careloop::matrix

#endif  // CARELOOP_TESTS_MATRIX_RPC_H_
