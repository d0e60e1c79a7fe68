#ifndef CARELOOP_TESTS_RPC_MESSAGING_WATCHER_H_
#define CARELOOP_TESTS_RPC_MESSAGING_WATCHER_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/rpc/messaging/messaging_fixture.h"

namespace careloop::messaging {

// An open Watch. Every wait ends within twenty seconds, by the deadline of the stream.
class Watcher {
 public:
  Watcher(const std::shared_ptr<grpc::Channel>& channel, const User& person, const std::string& token)
      : stub_(channel), context_(person.Context()) {
    v1::WatchRequest request;
    request.set_resume_token(token);
    reader_ = stub_.Watch(context_.get(), request);
  }
  ~Watcher() {
    context_->TryCancel();
    if (!finished_) Finish();
  }

  // Nothing when the stream has ended.
  std::optional<v1::WatchResponse> Next() {
    v1::WatchResponse response;
    if (!reader_->Read(&response)) return std::nullopt;
    EXPECT_FALSE(response.resume_token().empty());
    token_ = response.resume_token();
    return response;
  }
  // The numbers of the next messages; -1 for another event.
  std::vector<int> NextNumbers(int count) {
    std::vector<int> numbers;
    for (int i = 0; i < count; ++i) {
      const auto response = Next();
      if (!response) break;
      numbers.push_back(response->has_message() ? response->message().message().number() : -1);
    }
    return numbers;
  }
  grpc::Status Finish() {
    finished_ = true;
    v1::WatchResponse response;
    while (reader_->Read(&response)) {
    }
    return reader_->Finish();
  }
  const std::string& token() const { return token_; }

 private:
  Talk stub_;
  const std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchResponse>> reader_;
  std::string token_;
  bool finished_ = false;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_TESTS_RPC_MESSAGING_WATCHER_H_
