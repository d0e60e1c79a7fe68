#ifndef CARELOOP_TESTS_MATRIX_DESK_H_
#define CARELOOP_TESTS_MATRIX_DESK_H_

#include <google/protobuf/message.h>
#include <grpcpp/channel.h>
#include <grpcpp/support/status.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/matrix/rpc.h"

namespace careloop::matrix {

// The value of the metadata entry "authorization"; nothing: the call has none.
using Authorization = std::optional<std::string>;

// What came back over the wire.
struct Answer {
  grpc::Status status;
  std::vector<std::string> responses;  // serialized; of a stream all that were read

  bool ok() const { return status.ok(); }
  // Whether this text is anywhere in the responses.
  bool Holds(const std::string& text) const;
};

// A request in the text format, in which a request_id that it has no value for is a fresh one.
std::unique_ptr<google::protobuf::Message> RequestOf(const Rpc& rpc, const std::string& text);

// Makes calls of any RPC, known by its descriptor alone, to the services of a stack. For one thread.
class Desk {
 public:
  using Last = std::function<bool(const std::string& response)>;

  explicit Desk(const fault::Stack& stack);

  // Until the answer is there, or `last` says that a response is enough. Repeated while the service is not there.
  Answer Ask(const Rpc& rpc, const google::protobuf::Message& request, const Authorization& authorization,
             const Last& last = nullptr) const;

  // A call that has to succeed: anything else ends the test process with a message.
  template <typename Response>
  Response Do(const std::string& rpc, const std::string& authorization, const std::string& request) const {
    Response response;
    response.ParseFromString(Succeed(RpcNamed(rpc), authorization, request));
    return response;
  }
  void Do(const std::string& rpc, const std::string& authorization, const std::string& request) const {
    Succeed(RpcNamed(rpc), authorization, request);
  }

 private:
  std::string Succeed(const Rpc& rpc, const std::string& authorization, const std::string& request) const;

  std::map<fault::Victim, std::shared_ptr<grpc::Channel>> channels_;
};

}  // namespace careloop::matrix

#endif  // CARELOOP_TESTS_MATRIX_DESK_H_
