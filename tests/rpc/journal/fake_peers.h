#ifndef CARELOOP_TESTS_RPC_JOURNAL_FAKE_PEERS_H_
#define CARELOOP_TESTS_RPC_JOURNAL_FAKE_PEERS_H_

#include <grpcpp/server.h>
#include <grpcpp/server_context.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "careloop/content/v1/content_service.pb.h"
#include "careloop/messaging/v1/care_team_service.pb.h"
#include "careloop/messaging/v1/delivery_service.pb.h"
#include "careloop/messaging/v1/messaging_service.pb.h"
#include "common/base/mutex.h"
#include "common/rpc/field.h"

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
  std::vector<messaging::v1::DeliverShareRevocationRequest> revocations ABSL_GUARDED_BY(mutex);
  std::vector<messaging::v1::DeliverAlertRequest> alerts ABSL_GUARDED_BY(mutex);  // that were delivered
  std::map<std::string, messaging::v1::ThreadWork> work ABSL_GUARDED_BY(mutex);   // by thread name
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

// A server for content and messaging together, on a unix socket of its own, so that it can go and come back.
class FakePeers {
 public:
  explicit FakePeers(const std::string& socket);
  ~FakePeers();

  void Start();
  void Stop();

  const std::string& address() const { return address_; }
  PeerState state;

 private:
  struct Services;  // long to compile: once, and not in each test

  const std::string address_;
  const std::unique_ptr<Services> services_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_TESTS_RPC_JOURNAL_FAKE_PEERS_H_
