#ifndef CARELOOP_TESTS_LEAK_RAW_CALL_H_
#define CARELOOP_TESTS_LEAK_RAW_CALL_H_

#include <grpcpp/channel.h>
#include <grpcpp/support/status.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace careloop::leak {

using Metadata = std::multimap<std::string, std::string>;

// All that came back of a call, as bytes.
struct Reply {
  grpc::Status status = {};
  std::vector<std::string> messages = {};
  std::string metadata = "";  // initial and trailing, keys and values

  bool ok() const { return status.ok(); }
  std::string AllBytes() const;
};

// One call of any RPC, whatever its kind, with one request of any bytes. What is still open when the time is over ends
// with DEADLINE_EXCEEDED.
Reply CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& path, const std::string& request,
              const Metadata& metadata, absl::Duration limit);

}  // namespace careloop::leak

#endif  // CARELOOP_TESTS_LEAK_RAW_CALL_H_
