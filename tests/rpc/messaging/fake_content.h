#ifndef CARELOOP_TESTS_RPC_MESSAGING_FAKE_CONTENT_H_
#define CARELOOP_TESTS_RPC_MESSAGING_FAKE_CONTENT_H_

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "careloop/content/v1/content_service.grpc.pb.h"
#include "common/base/error.h"
#include "common/rpc/status_map.h"

namespace careloop::messaging {

// A content service with two publications: "fatigue", and "bare", which comes without its disclaimer. Thread-safe.
class FakeContent final : public careloop::content::v1::ContentService::CallbackService {
 public:
  using Request = careloop::content::v1::GetPublicationRequest;
  using Response = careloop::content::v1::GetPublicationResponse;

  grpc::ServerUnaryReactor* GetPublication(grpc::CallbackServerContext* context, const Request* request,
                                           Response* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const auto answer = [=, this] { reactor->Finish(Answer(request->name(), *response->mutable_publication())); };
    const std::lock_guard lock(mutex_);
    if (holds_) {
      held_.push_back(answer);
      asked_.notify_all();
    } else {
      answer();
    }
    return reactor;
  }

  // Answers nobody from now on, until LetGo.
  void Hold() {
    const std::lock_guard lock(mutex_);
    holds_ = true;
  }
  // Returns when so many wait for an answer.
  void AwaitHeld(size_t calls) {
    std::unique_lock lock(mutex_);
    asked_.wait(lock, [&] { return held_.size() >= calls; });
  }
  void LetGo() {
    const std::lock_guard lock(mutex_);
    holds_ = false;
    for (const auto& answer : std::exchange(held_, {})) answer();
  }

  // The revision of the answers from now on.
  void SetRevision(int revision) { revision_ = revision; }

 private:
  template <typename Publication>
  grpc::Status Answer(const std::string& name, Publication& publication) const {
    if (name != "publications/fatigue" && name != "publications/bare")
      return rpc::ToGrpcStatus(NotFound("publication"));
    publication.set_name(name);
    publication.set_revision(revision_);
    publication.set_title("Fatigue");
    publication.set_summary("What to notice.");
    publication.set_sponsor_acknowledgement("There was no sponsor.");
    if (name == "publications/bare") return grpc::Status::OK;
    publication.mutable_disclaimer()->set_version(2);
    publication.mutable_disclaimer()->set_language("en");
    publication.mutable_disclaimer()->set_text("General information, not medical advice.");
    return grpc::Status::OK;
  }

  std::atomic<int> revision_ = 3;
  std::mutex mutex_;
  std::condition_variable asked_;
  bool holds_ = false;
  std::vector<std::function<void()>> held_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_TESTS_RPC_MESSAGING_FAKE_CONTENT_H_
