#ifndef CARELOOP_TESTS_RPC_MESSAGING_EXPORTED_H_
#define CARELOOP_TESTS_RPC_MESSAGING_EXPORTED_H_

#include <memory>
#include <string>

#include "tests/rpc/messaging/messaging_fixture.h"
#include "tests/support/exported.h"

namespace careloop::messaging {

inline v1::ExportThreadsRequest ExportOf(const std::string& parent) {
  v1::ExportThreadsRequest request;
  request.set_parent(parent);
  return request;
}

using testing::Exported;

// Communications: "thread-ID" is a thread, "thread-ID-2" its second message.
inline Exported Export(const std::shared_ptr<grpc::Channel>& channel, const User& person,
                       const std::string& parent = "patients/patient-1") {
  const auto stub = v1::MessagingService::NewStub(channel);
  const auto context = person.Context();
  const auto reader = stub->ExportThreads(context.get(), ExportOf(parent));
  return testing::ReadExport(*reader);
}

}  // namespace careloop::messaging

#endif  // CARELOOP_TESTS_RPC_MESSAGING_EXPORTED_H_
