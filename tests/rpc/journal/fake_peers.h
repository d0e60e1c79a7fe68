#ifndef CARELOOP_TESTS_RPC_JOURNAL_FAKE_PEERS_H_
#define CARELOOP_TESTS_RPC_JOURNAL_FAKE_PEERS_H_

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "careloop/content/v1/content_service.grpc.pb.h"
#include "careloop/messaging/v1/care_team_service.grpc.pb.h"
#include "careloop/messaging/v1/delivery_service.grpc.pb.h"
#include "careloop/messaging/v1/messaging_service.grpc.pb.h"
#include "common/base/mutex.h"
#include "common/rpc/field.h"
#include "common/rpc/status_map.h"

namespace careloop::journal {

// What a patient lets a caregiver do, and since when.
struct FakeCare {
  std::vector<messaging::v1::CaregiverPermission> scope;
  absl::Time added;
  std::string display_name = "Daughter Demo";  // that the patient gave them
};

// What the fake peers know and have seen. Set before the calls that need it; thread-safe.
struct PeerState {
  Mutex mutex;
  std::map<std::string, std::vector<std::string>> teams ABSL_GUARDED_BY(mutex);  // by token: care team names
  // By person: what p-1 lets a caregiver do.
  std::map<std::string, FakeCare> cares ABSL_GUARDED_BY(mutex);
  std::vector<std::string> tokens ABSL_GUARDED_BY(mutex);  // of all calls
  std::vector<content::v1::FindRelatedPublicationsRequest> questions ABSL_GUARDED_BY(mutex);
  std::map<std::string, messaging::v1::DeliverShareRequest> deliveries ABSL_GUARDED_BY(mutex);  // by share name
  std::vector<messaging::v1::DeliverAlertRequest> alerts ABSL_GUARDED_BY(mutex);                // that were delivered
  std::map<std::string, messaging::v1::ThreadWork> work ABSL_GUARDED_BY(mutex);                 // by thread name
  int access_checks ABSL_GUARDED_BY(mutex) = 0;
  int delivery_attempts ABSL_GUARDED_BY(mutex) = 0;
  bool content_fails ABSL_GUARDED_BY(mutex) = false;
  bool without_disclaimer ABSL_GUARDED_BY(mutex) = false;
  grpc::Status deliver_status ABSL_GUARDED_BY(mutex) = grpc::Status::OK;

  void See(const grpc::ServerContext& context) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    tokens.push_back(TokenOf(context));
  }
  static std::string TokenOf(const grpc::ServerContext& context) {
    const auto header = context.client_metadata().find("authorization");
    return header == context.client_metadata().end() ? "" : std::string(header->second.data(), header->second.size());
  }
};

class FakeContentService final : public content::v1::ContentService::Service {
 public:
  explicit FakeContentService(PeerState& state) : state_(state) {}

  grpc::Status FindRelatedPublications(grpc::ServerContext* context,
                                       const content::v1::FindRelatedPublicationsRequest* request,
                                       content::v1::FindRelatedPublicationsResponse* response) override {
    const MutexLock lock(state_.mutex);
    state_.See(*context);
    if (state_.content_fails) return grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "busy");
    state_.questions.push_back(*request);
    for (const auto& symptom : request->symptoms()) Add(symptom.symptom(), *response->add_hits());
    return grpc::Status::OK;
  }
  grpc::Status GetTreatment(grpc::ServerContext* context, const content::v1::GetTreatmentRequest* request,
                            content::v1::GetTreatmentResponse*) override {
    const MutexLock lock(state_.mutex);
    state_.See(*context);
    if (state_.content_fails) return grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "busy");
    if (request->name() == "treatments/letrozole") return grpc::Status::OK;
    return rpc::ToGrpcStatus(NotFound("treatment"));
  }

 private:
  void Add(const std::string& symptom, content::v1::RelatedPublication& hit)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(state_.mutex) {
    auto& reason = *hit.add_reasons();
    reason.set_kind(content::v1::MATCH_KIND_SYMPTOM);
    reason.set_name(symptom);
    auto& treatment = *hit.add_reasons();
    treatment.set_kind(content::v1::MATCH_KIND_TREATMENT);
    treatment.set_name("treatments/letrozole");
    auto& publication = *hit.mutable_publication();
    publication.set_name("publications/self-care");
    publication.set_revision(2);
    publication.set_title("Self-care");
    publication.set_summary("What to note");
    publication.set_review_overdue(true);
    if (state_.without_disclaimer) return;
    publication.mutable_disclaimer()->set_version(3);
    publication.mutable_disclaimer()->set_language("en");
    publication.mutable_disclaimer()->set_text("Not medical advice.");
    publication.set_sponsor_acknowledgement("Nobody sponsored this.");
  }

  PeerState& state_;
};

class FakeCareTeamService final : public messaging::v1::CareTeamService::Service {
 public:
  explicit FakeCareTeamService(PeerState& state) : state_(state) {}

  grpc::Status CheckAccess(grpc::ServerContext* context, const messaging::v1::CheckAccessRequest* request,
                           messaging::v1::CheckAccessResponse* response) override {
    const MutexLock lock(state_.mutex);
    state_.See(*context);
    ++state_.access_checks;
    if (request->patient() != "patients/p-1") return grpc::Status::OK;
    if (const auto care = state_.cares.find(request->person()); care != state_.cares.end()) {
      response->set_allowed(true);
      for (const auto permission : care->second.scope) response->add_caregiver_scope(permission);
      *response->mutable_caregiver_added_time() = rpc::ToTimestamp(care->second.added);
      response->set_caregiver_display_name(care->second.display_name);
    }
    const auto known = state_.teams.find(PeerState::TokenOf(*context));
    if (known == state_.teams.end()) return grpc::Status::OK;
    response->set_allowed(true);
    for (const std::string& team : known->second) response->add_care_teams(team);
    return grpc::Status::OK;
  }
  grpc::Status ListCaregivers(grpc::ServerContext* context, const messaging::v1::ListCaregiversRequest* request,
                              messaging::v1::ListCaregiversResponse* response) override {
    const MutexLock lock(state_.mutex);
    state_.See(*context);
    if (request->parent() != "patients/p-1") return grpc::Status::OK;
    for (const auto& [person, care] : state_.cares) {
      auto& caregiver = *response->add_caregivers();
      caregiver.set_person(person);
      *caregiver.mutable_added_time() = rpc::ToTimestamp(care.added);
    }
    return grpc::Status::OK;
  }

 private:
  PeerState& state_;
};

class FakeDeliveryService final : public messaging::v1::DeliveryService::Service {
 public:
  explicit FakeDeliveryService(PeerState& state) : state_(state) {}

  grpc::Status DeliverShare(grpc::ServerContext* context, const messaging::v1::DeliverShareRequest* request,
                            messaging::v1::DeliverShareResponse* response) override {
    const MutexLock lock(state_.mutex);
    state_.See(*context);
    ++state_.delivery_attempts;
    if (!state_.deliver_status.ok()) return state_.deliver_status;
    state_.deliveries[request->share().name()] = *request;
    response->set_thread(request->patient() + "/threads/t1");
    response->set_message(request->patient() + "/threads/t1/messages/1");
    *response->mutable_delivered_time() = rpc::ToTimestamp(absl::FromUnixSeconds(1'800'000'000));
    return grpc::Status::OK;
  }
  grpc::Status DeliverAlert(grpc::ServerContext* context, const messaging::v1::DeliverAlertRequest* request,
                            messaging::v1::DeliverAlertResponse* response) override {
    const MutexLock lock(state_.mutex);
    state_.See(*context);
    ++state_.delivery_attempts;
    if (!state_.deliver_status.ok()) return state_.deliver_status;
    state_.alerts.push_back(*request);
    response->set_thread(request->patient() + "/threads/a1");
    response->set_message(request->patient() + "/threads/a1/messages/1");
    *response->mutable_delivered_time() = rpc::ToTimestamp(absl::FromUnixSeconds(1'800'000'000));
    return grpc::Status::OK;
  }

 private:
  PeerState& state_;
};

class FakeMessagingService final : public messaging::v1::MessagingService::Service {
 public:
  explicit FakeMessagingService(PeerState& state) : state_(state) {}

  grpc::Status GetThread(grpc::ServerContext* context, const messaging::v1::GetThreadRequest* request,
                         messaging::v1::GetThreadResponse* response) override {
    const MutexLock lock(state_.mutex);
    state_.See(*context);
    *response->mutable_thread()->mutable_work() = state_.work[request->name()];
    return grpc::Status::OK;
  }

 private:
  PeerState& state_;
};

// A server for content and messaging together, on a unix socket of its own, so that it can go and come back.
class FakePeers {
 public:
  explicit FakePeers(const std::string& socket) : address_("unix:" + socket) { Start(); }
  ~FakePeers() { Stop(); }

  void Start() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address_, grpc::InsecureServerCredentials());
    builder.RegisterService(&content_);
    builder.RegisterService(&care_teams_);
    builder.RegisterService(&delivery_);
    builder.RegisterService(&messaging_);
    server_ = builder.BuildAndStart();
  }
  void Stop() {
    if (!server_) return;
    server_->Shutdown(std::chrono::system_clock::now());
    server_->Wait();
    server_.reset();
  }

  const std::string& address() const { return address_; }
  PeerState state;

 private:
  const std::string address_;
  FakeContentService content_{state};
  FakeCareTeamService care_teams_{state};
  FakeDeliveryService delivery_{state};
  FakeMessagingService messaging_{state};
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_TESTS_RPC_JOURNAL_FAKE_PEERS_H_
