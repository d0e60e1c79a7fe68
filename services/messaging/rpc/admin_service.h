#ifndef CARELOOP_SERVICES_MESSAGING_RPC_ADMIN_SERVICE_H_
#define CARELOOP_SERVICES_MESSAGING_RPC_ADMIN_SERVICE_H_

#include "careloop/admin/v1/admin_service.grpc.pb.h"
#include "common/crypto/patient_keys.h"
#include "common/rpc/call_runner.h"
#include "services/messaging/domain/erasure.h"
#include "services/messaging/domain/inbox.h"

namespace careloop::messaging {

// careloop.admin.v1.AdminService of messaging. Thread-safe; what it is built on outlives it.
class AdminService final : public admin::v1::AdminService::CallbackService {
 public:
  AdminService(rpc::CallRunner& run, Inbox& inbox, Erasure& erasure, PatientKeys& keys)
      : run_(run), inbox_(inbox), erasure_(erasure), keys_(keys) {}

  grpc::ServerUnaryReactor* RebuildProjections(grpc::CallbackServerContext* context,
                                               const admin::v1::RebuildProjectionsRequest* request,
                                               admin::v1::RebuildProjectionsResponse* response) override;
  grpc::ServerUnaryReactor* ErasePatient(grpc::CallbackServerContext* context,
                                         const admin::v1::ErasePatientRequest* request,
                                         admin::v1::ErasePatientResponse* response) override;
  grpc::ServerUnaryReactor* RotateKeys(grpc::CallbackServerContext* context,
                                       const admin::v1::RotateKeysRequest* request,
                                       admin::v1::RotateKeysResponse* response) override;

 private:
  rpc::CallRunner& run_;
  Inbox& inbox_;
  Erasure& erasure_;
  PatientKeys& keys_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_RPC_ADMIN_SERVICE_H_
