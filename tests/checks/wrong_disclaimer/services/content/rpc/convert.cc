#include "common/rpc/educational.h"

template <typename Message>
void Fill(Message& message) {
  message.set_title("A sheet");
  message.mutable_disclaimer()->set_text("By hand.");
  message.set_sponsor_acknowledgement("By hand.");
}

auto Reply(grpc::CallbackServerContext* context) { return context->DefaultReactor(); }

void Send(const std::string& bytes, grpc::ByteBuffer* response) {
  const grpc::Slice slice(bytes);
  *response = grpc::ByteBuffer(&slice, 1);
}
