#include "tests/matrix/desk.h"

#include <google/protobuf/text_format.h>
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/time/clock.h"
#include "common/base/strings.h"
#include "tests/fault/child.h"
#include "tests/fault/client.h"

namespace careloop::matrix {
namespace {

using google::protobuf::Message;

constexpr absl::Duration kPause = absl::Milliseconds(20);  // before a call is repeated

std::string TextOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string text;
  if (!buffer.Dump(&slices).ok()) return text;
  for (const grpc::Slice& slice : slices) text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return text;
}

// One call, as a stream in both directions, which on the wire every call is.
class GenericCall {
 public:
  GenericCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& path, const Authorization& token)
      : stub_(channel) {
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    if (token) context_.AddMetadata("authorization", *token);
    call_ = stub_.PrepareCall(&context_, path, &queue_);
  }

  Answer Make(const std::string& request, const Desk::Last& last) {
    call_->StartCall(this);
    if (Done()) Send(request);
    Answer answer;
    bool enough = false;
    for (grpc::ByteBuffer piece; !enough && Read(piece);) {
      answer.responses.push_back(TextOf(piece));
      enough = last && last(answer.responses.back());
    }
    if (enough) context_.TryCancel();
    call_->Finish(&answer.status, this);
    Done();
    if (enough) answer.status = grpc::Status::OK;
    return answer;
  }

 private:
  void Send(const std::string& request) {
    const grpc::Slice slice(request);
    call_->WriteLast(grpc::ByteBuffer(&slice, 1), grpc::WriteOptions(), this);
    Done();
  }
  bool Read(grpc::ByteBuffer& piece) {
    call_->Read(&piece, this);
    return Done();
  }
  // Waits for the step that was begun.
  bool Done() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

  grpc::CompletionQueue queue_;
  grpc::ClientContext context_;
  grpc::GenericStub stub_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
};

}  // namespace

bool Answer::Holds(const std::string& text) const {
  return std::ranges::any_of(responses, [&](const std::string& r) { return r.find(text) != r.npos; });
}

std::unique_ptr<Message> RequestOf(const Rpc& rpc, const std::string& text) {
  const auto* type = rpc.method->input_type();
  std::unique_ptr<Message> request(google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!google::protobuf::TextFormat::ParseFromString(text, request.get())) {
    fault::Die(StrCat("no request of ", rpc.text(), ": ", text));
  }
  const auto* id = type->FindFieldByName("request_id");
  if (id != nullptr && !request->GetReflection()->HasField(*request, id)) {
    request->GetReflection()->SetString(request.get(), id, fault::NewRequestId());
  }
  return request;
}

Desk::Desk(const fault::Stack& stack) {
  for (const fault::Victim service : fault::kServices) channels_[service] = stack.ChannelTo(service);
}

Answer Desk::Ask(const Rpc& rpc, const Message& request, const Authorization& authorization, const Last& last) const {
  const std::string bytes = request.SerializeAsString();
  const absl::Time limit = absl::Now() + absl::Seconds(20);
  while (true) {
    Answer answer = GenericCall(channels_.at(rpc.server), rpc.path(), authorization).Make(bytes, last);
    if (answer.status.error_code() != grpc::StatusCode::UNAVAILABLE || absl::Now() > limit) return answer;
    absl::SleepFor(kPause);
  }
}

std::string Desk::Succeed(const Rpc& rpc, const std::string& authorization, const std::string& text) const {
  const auto request = RequestOf(rpc, text);
  const absl::Time limit = absl::Now() + absl::Seconds(20);
  while (true) {
    const Answer answer = Ask(rpc, *request, authorization);
    if (answer.ok()) return answer.responses.empty() ? "" : answer.responses.front();
    const bool again = answer.status.error_code() == grpc::StatusCode::ABORTED && absl::Now() < limit;
    if (!again) fault::Die(StrCat(rpc.text(), " of ", text, ": ", answer.status.error_message()));
  }
}

}  // namespace careloop::matrix
