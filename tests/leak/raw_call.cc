#include "tests/leak/raw_call.h"

#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>

#include "absl/time/clock.h"
#include "common/base/strings.h"

namespace careloop::leak {
namespace {

grpc::ByteBuffer BufferOf(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Dump(&slices).ok()) return bytes;
  for (const grpc::Slice& slice : slices) bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return bytes;
}

std::string TextOf(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata) {
  std::string text;
  for (const auto& [key, value] : metadata) {
    text.append(key.data(), key.size()).append(": ").append(value.data(), value.size()).append("\n");
  }
  return text;
}

// The steps of a call, each awaited.
class Steps {
 public:
  ~Steps() {
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
  }
  grpc::CompletionQueue& queue() { return queue_; }
  bool Done() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

 private:
  grpc::CompletionQueue queue_;
};

}  // namespace

std::string Reply::AllBytes() const {
  std::string all = StrCat(status.error_message(), "\n", status.error_details(), "\n", metadata);
  for (const std::string& message : messages) all += StrCat("\n", message);
  return all;
}

Reply CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& path, const std::string& request,
              const Metadata& metadata, absl::Duration limit) {
  grpc::ClientContext context;
  for (const auto& [key, value] : metadata) context.AddMetadata(key, value);
  context.set_deadline(absl::ToChronoTime(absl::Now() + limit));
  grpc::GenericStub stub(channel);
  Steps steps;
  const auto stream = stub.PrepareCall(&context, path, &steps.queue());
  Reply reply;
  stream->StartCall(nullptr);
  if (steps.Done()) {
    stream->WriteLast(BufferOf(request), grpc::WriteOptions(), nullptr);
    steps.Done();
    grpc::ByteBuffer message;
    for (stream->Read(&message, nullptr); steps.Done(); stream->Read(&message, nullptr)) {
      reply.messages.push_back(BytesOf(message));
    }
  }
  stream->Finish(&reply.status, nullptr);
  steps.Done();
  reply.metadata = TextOf(context.GetServerInitialMetadata()) + TextOf(context.GetServerTrailingMetadata());
  return reply;
}

}  // namespace careloop::leak
