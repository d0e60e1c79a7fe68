#ifndef CARELOOP_SERVICES_JOURNAL_RPC_ADMIN_SERVICE_H_
#define CARELOOP_SERVICES_JOURNAL_RPC_ADMIN_SERVICE_H_

#include "careloop/admin/v1/admin_service.grpc.pb.h"
#include "common/crypto/patient_keys.h"
#include "common/rpc/call_runner.h"
#include "common/rpc/page_token.h"
#include "services/journal/domain/erasure.h"
#include "services/journal/domain/undelivered.h"

namespace careloop::journal {

// careloop.admin.v1.AdminService of the journal. Thread-safe; what it is built on outlives it.
class AdminService final : public admin::v1::AdminService::CallbackService {
 public:
  struct Parts {
    Undelivered& undelivered;
    Erasure& erasure;
    PatientKeys& keys;
  };
  AdminService(rpc::CallRunner& run, const rpc::PageTokens& tokens, Parts parts)
      : run_(run), tokens_(tokens), parts_(parts) {}

  grpc::ServerUnaryReactor* ListUndelivered(grpc::CallbackServerContext* context,
                                            const admin::v1::ListUndeliveredRequest* request,
                                            admin::v1::ListUndeliveredResponse* response) override;
  grpc::ServerUnaryReactor* RetryUndelivered(grpc::CallbackServerContext* context,
                                             const admin::v1::RetryUndeliveredRequest* request,
                                             admin::v1::RetryUndeliveredResponse* response) override;
  grpc::ServerUnaryReactor* ErasePatient(grpc::CallbackServerContext* context,
                                         const admin::v1::ErasePatientRequest* request,
                                         admin::v1::ErasePatientResponse* response) override;
  grpc::ServerUnaryReactor* RotateKeys(grpc::CallbackServerContext* context,
                                       const admin::v1::RotateKeysRequest* request,
                                       admin::v1::RotateKeysResponse* response) override;

 private:
  rpc::CallRunner& run_;
  const rpc::PageTokens& tokens_;
  const Parts parts_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_RPC_ADMIN_SERVICE_H_
