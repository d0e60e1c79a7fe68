#include "tests/rpc/messaging/fake_content.h"

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

class FakeContent::Service final : public careloop::content::v1::ContentService::CallbackService {
 public:
  using Request = careloop::content::v1::GetPublicationRequest;
  using Response = careloop::content::v1::GetPublicationResponse;

  grpc::ServerUnaryReactor* GetPublication(grpc::CallbackServerContext* context, const Request* request,
                                           Response* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const auto answer = [=, this] { reactor->Finish(Answer(*request, *response->mutable_publication())); };
    const std::lock_guard lock(mutex_);
    ++asked_for_;
    if (holds_) {
      held_.push_back(answer);
      asked_.notify_all();
    } else {
      answer();
    }
    return reactor;
  }

  void Hold() {
    const std::lock_guard lock(mutex_);
    holds_ = true;
  }
  void AwaitHeld(size_t calls) {
    std::unique_lock lock(mutex_);
    asked_.wait(lock, [&] { return held_.size() >= calls; });
  }
  void LetGo() {
    const std::lock_guard lock(mutex_);
    holds_ = false;
    for (const auto& answer : std::exchange(held_, {})) answer();
  }

  void SetRevision(int revision) { revision_ = revision; }
  void Withdraw() { withdrawn_ = true; }
  int asked_for() {
    const std::lock_guard lock(mutex_);
    return asked_for_;
  }

 private:
  template <typename Publication>
  grpc::Status Answer(const Request& request, Publication& publication) const {
    const std::string& name = request.name();
    const int current = revision_;
    const int revision = request.revision() == 0 ? current : request.revision();
    if (name != "publications/fatigue" && name != "publications/bare")
      return rpc::ToGrpcStatus(NotFound("publication"));
    publication.set_name(name);
    publication.set_revision(revision);
    publication.set_state(withdrawn_            ? careloop::content::v1::PUBLICATION_STATE_WITHDRAWN
                          : revision == current ? careloop::content::v1::PUBLICATION_STATE_PUBLISHED
                                                : careloop::content::v1::PUBLICATION_STATE_SUPERSEDED);
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
  std::atomic<bool> withdrawn_ = false;
  std::mutex mutex_;
  int asked_for_ = 0;
  std::condition_variable asked_;
  bool holds_ = false;
  std::vector<std::function<void()>> held_;
};

FakeContent::FakeContent() : service_(std::make_unique<Service>()) {}
FakeContent::~FakeContent() = default;
grpc::Service* FakeContent::service() { return service_.get(); }
void FakeContent::Hold() { service_->Hold(); }
void FakeContent::AwaitHeld(size_t calls) { service_->AwaitHeld(calls); }
void FakeContent::LetGo() { service_->LetGo(); }
void FakeContent::SetRevision(int revision) { service_->SetRevision(revision); }
void FakeContent::Withdraw() { service_->Withdraw(); }
int FakeContent::asked_for() const { return service_->asked_for(); }

}  // namespace careloop::messaging
