#ifndef CARELOOP_COMMON_RPC_KEPT_REPLY_H_
#define CARELOOP_COMMON_RPC_KEPT_REPLY_H_

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>

#include <utility>

#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/rpc/educational.h"

namespace careloop::rpc {

// A reply in the form of the wire, made once and sent many times: copies share the bytes, which nobody changes. The
// guard has looked at the message that it was made of, for there is no other way to make one. Thread-safe.
template <typename Message>
class KeptReply {
 public:
  // Errors as CheckEducational.
  static absl::StatusOr<KeptReply> Of(const Message& message) {
    RETURN_IF_ERROR(CheckEducational(message));
    grpc_slice bytes = grpc_slice_malloc(message.ByteSizeLong());
    message.SerializeWithCachedSizesToArray(GRPC_SLICE_START_PTR(bytes));
    return KeptReply(grpc::Slice(bytes, grpc::Slice::STEAL_REF));
  }

  size_t size() const { return bytes_.size(); }
  // The same for copies, but of the shortest.
  const void* place() const { return bytes_.begin(); }

 private:
  friend class CallRunner;

  explicit KeptReply(grpc::Slice bytes) : bytes_(std::move(bytes)) {}

  grpc::ByteBuffer Share() const { return {&bytes_, 1}; }

  grpc::Slice bytes_;
};

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_KEPT_REPLY_H_
