#include "common/rpc/health.h"

#include <grpcpp/impl/server_builder_option.h>
#include <grpcpp/impl/server_initializer.h>

#include <utility>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/rpc/status_map.h"

namespace careloop::rpc {
namespace {

// Changes that a reader may be behind before its stream is cut.
constexpr size_t kQueueLimit = 16;

std::shared_ptr<const Health::Response> Message(Health::Response::ServingStatus status) {
  const auto response = std::make_shared<Health::Response>();
  response->set_status(status);
  return response;
}

}  // namespace

// How gRPC tells the names of a server's services before it starts.
class Health::Registration final : public grpc::ServerBuilderOption {
 public:
  explicit Registration(Health& health) : health_(health) {}

  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    plugins->push_back(std::make_unique<Names>(health_));
  }

 private:
  class Names final : public grpc::ServerBuilderPlugin {
   public:
    explicit Names(Health& health) : health_(health) {}

    std::string name() override { return "careloop_health"; }
    void InitServer(grpc::ServerInitializer* server) override {
      const std::vector<std::string>& names = *server->GetServiceList();
      health_.services_ = {names.begin(), names.end()};
    }
    void Finish(grpc::ServerInitializer*) override {}
    void ChangeArguments(const std::string&, void*) override {}

   private:
    Health& health_;
  };

  Health& health_;
};

void Health::AddTo(grpc::ServerBuilder& builder) {
  builder.RegisterService(this);
  builder.SetOption(std::make_unique<Registration>(*this));
}

void Health::SetServing(bool serving) {
  const MutexLock lock(mutex_);
  if (!ended_ && std::exchange(serving_, serving) != serving) Tell();
}

void Health::End() {
  const MutexLock lock(mutex_);
  ended_ = true;
  if (std::exchange(serving_, false)) Tell();
  for (const auto& [stream, known] : watches_) stream->End(absl::OkStatus());
}

Health::Response::ServingStatus Health::Now() const { return serving_ ? Response::SERVING : Response::NOT_SERVING; }

void Health::Tell() {
  const auto message = Message(Now());
  for (const auto& [stream, known] : watches_) {
    if (known) stream->Push(message);
  }
}

grpc::ServerUnaryReactor* Health::Check(grpc::CallbackServerContext* context, const Request* request,
                                        Response* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const bool known = Knows(request->service());
  if (known) {
    const MutexLock lock(mutex_);
    response->set_status(Now());
  }
  reactor->Finish(ToGrpcStatus(known ? absl::OkStatus() : NotFound("service")));
  return reactor;
}

grpc::ServerWriteReactor<Health::Response>* Health::Watch(grpc::CallbackServerContext* context,
                                                          const Request* request) {
  const std::shared_ptr<Stream> stream = Stream::Create(*context, kQueueLimit);
  Open(stream, Knows(request->service()));
  stream->OnEnded([this, stream](const absl::Status&) {
    const MutexLock lock(mutex_);
    watches_.erase(stream);
  });
  return stream.get();
}

void Health::Open(const std::shared_ptr<Stream>& stream, bool known) {
  const MutexLock lock(mutex_);
  if (watches_.size() >= kMostWatches) {
    stream->End(Error(absl::StatusCode::kResourceExhausted, reason::kTooManyCalls,
                      StrCat("open health watches: there are ", kMostWatches, ", which is the limit")));
    return;
  }
  watches_.emplace(stream, known);
  stream->Push(Message(known ? Now() : Response::SERVICE_UNKNOWN));
  if (ended_) stream->End(absl::OkStatus());
}

}  // namespace careloop::rpc
