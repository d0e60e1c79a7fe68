#include "tests/rpc/journal/fake_peers.h"

#include <grpcpp/server_builder.h>

#include "careloop/content/v1/content_service.grpc.pb.h"
#include "careloop/messaging/v1/care_team_service.grpc.pb.h"
#include "careloop/messaging/v1/delivery_service.grpc.pb.h"
#include "careloop/messaging/v1/messaging_service.grpc.pb.h"
#include "common/base/error.h"
#include "common/rpc/status_map.h"

namespace careloop::journal {
namespace {

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
  grpc::Status DeliverShareRevocation(grpc::ServerContext* context,
                                      const messaging::v1::DeliverShareRevocationRequest* request,
                                      messaging::v1::DeliverShareRevocationResponse* response) override {
    const MutexLock lock(state_.mutex);
    state_.See(*context);
    ++state_.delivery_attempts;
    if (!state_.deliver_status.ok()) return state_.deliver_status;
    state_.revocations.push_back(*request);
    *response->mutable_revoke_time() = request->decision().decided_time();
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

}  // namespace

struct FakePeers::Services {
  explicit Services(PeerState& state) : content(state), care_teams(state), delivery(state), messaging(state) {}

  FakeContentService content;
  FakeCareTeamService care_teams;
  FakeDeliveryService delivery;
  FakeMessagingService messaging;
};

FakePeers::FakePeers(const std::string& socket)
    : address_("unix:" + socket), services_(std::make_unique<Services>(state)) {
  Start();
}
FakePeers::~FakePeers() { Stop(); }

void FakePeers::Start() {
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address_, grpc::InsecureServerCredentials());
  builder.RegisterService(&services_->content);
  builder.RegisterService(&services_->care_teams);
  builder.RegisterService(&services_->delivery);
  builder.RegisterService(&services_->messaging);
  server_ = builder.BuildAndStart();
}

void FakePeers::Stop() {
  if (!server_) return;
  server_->Shutdown(std::chrono::system_clock::now());
  server_->Wait();
  server_.reset();
}

}  // namespace careloop::journal
