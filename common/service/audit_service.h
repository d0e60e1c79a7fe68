#ifndef CARELOOP_COMMON_SERVICE_AUDIT_SERVICE_H_
#define CARELOOP_COMMON_SERVICE_AUDIT_SERVICE_H_

#include <array>
#include <string>
#include <utility>

#include "careloop/audit/v1/audit_service.grpc.pb.h"
#include "common/audit/access_log.h"
#include "common/base/workers.h"
#include "common/rpc/call_runner.h"
#include "common/rpc/page_token.h"
#include "common/store/stored_records.h"

namespace careloop::service {

absl::Status Validate(const audit::v1::ListAccessEventsRequest& request);
absl::Status Validate(const audit::v1::ExportLogRequest& request);
absl::Status Validate(const audit::v1::CheckRecordsRequest& request);

// Who may call what; each service that serves it has these rows.
inline constexpr rpc::Policy<audit::v1::ListAccessEventsRequest> kListAccessEvents{
    {"careloop.audit.v1.AuditService/ListAccessEvents", {Role::kPatient}, absl::Seconds(5)}, &Validate};
inline constexpr rpc::Policy<audit::v1::ExportLogRequest> kExportLog{
    {"careloop.audit.v1.AuditService/ExportLog", {Role::kAdmin}, absl::Minutes(10)}, &Validate};
inline constexpr rpc::Policy<audit::v1::CheckRecordsRequest> kCheckRecords{
    {"careloop.audit.v1.AuditService/CheckRecords", {Role::kAdmin}, absl::Minutes(10), Ground::kAllRecords}, &Validate};
inline constexpr std::array kAuditPolicies = {kListAccessEvents.row, kExportLog.row, kCheckRecords.row};

// careloop.audit.v1.AuditService of a service. Thread-safe; what it is built on outlives it.
class AuditService final : public audit::v1::AuditService::CallbackService {
 public:
  // `name` is the service's: "journal".
  AuditService(std::string name, rpc::CallRunner& run, rpc::AccessAudit& access_audit, audit::AccessLog& log,
               store::StoredRecords& records, const rpc::PageTokens& tokens, Workers& workers)
      : name_(std::move(name)),
        run_(run),
        access_audit_(access_audit),
        log_(log),
        records_(records),
        tokens_(tokens),
        workers_(workers) {}

  grpc::ServerUnaryReactor* ListAccessEvents(grpc::CallbackServerContext* context,
                                             const audit::v1::ListAccessEventsRequest* request,
                                             audit::v1::ListAccessEventsResponse* response) override;
  grpc::ServerWriteReactor<audit::v1::ExportLogResponse>* ExportLog(
      grpc::CallbackServerContext* context, const audit::v1::ExportLogRequest* request) override;
  grpc::ServerUnaryReactor* CheckRecords(grpc::CallbackServerContext* context,
                                         const audit::v1::CheckRecordsRequest* request,
                                         audit::v1::CheckRecordsResponse* response) override;

 private:
  using Export = rpc::ReplyStream<audit::v1::ExportLogResponse>;

  Task<absl::Status> Write(const Call& call, audit::v1::ExportLogRequest request, Export& stream);

  const std::string name_;
  rpc::CallRunner& run_;
  rpc::AccessAudit& access_audit_;
  audit::AccessLog& log_;
  store::StoredRecords& records_;
  const rpc::PageTokens& tokens_;
  Workers& workers_;
};

}  // namespace careloop::service

#endif  // CARELOOP_COMMON_SERVICE_AUDIT_SERVICE_H_
