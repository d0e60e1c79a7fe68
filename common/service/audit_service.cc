#include "common/service/audit_service.h"

#include <string>
#include <utility>

#include "common/audit/export.h"
#include "common/audit/plain_words.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "common/rpc/line_stream.h"
#include "common/rpc/patient_names.h"
#include "common/rpc/role.h"
#include "common/service/record_check.h"

namespace careloop::service {
namespace {

namespace v1 = audit::v1;

constexpr int kExportPage = 256;

v1::AccessAction ActionOf(const audit::AccessRecord& record) {
  const std::string_view action = audit::ActionOf(record.method);
  if (action == "C") return v1::ACCESS_ACTION_CREATE;
  if (action == "R") return v1::ACCESS_ACTION_READ;
  if (action == "U") return v1::ACCESS_ACTION_UPDATE;
  if (action == "D") return v1::ACCESS_ACTION_DELETE;
  return v1::ACCESS_ACTION_EXECUTE;
}

// To this patient; whoever else the record names is none of their business.
v1::AccessEvent EventFor(const std::string& patient, const audit::AccessRecord& record) {
  v1::AccessEvent event;
  *event.mutable_time() = rpc::ToTimestamp(record.time);
  event.set_person(record.person);
  event.set_display_name(record.name);
  event.set_role(rpc::ToProto(record.role));
  event.set_action(ActionOf(record));
  event.set_description(audit::PlainWords(record.method, record.role));
  event.set_method(record.method);
  event.set_resource(rpc::PatientInName(record.resource) == patient ? record.resource : StrCat("patients/", patient));
  event.set_rule(record.rule);
  return event;
}

}  // namespace

absl::Status Validate(const v1::ListAccessEventsRequest& request) {
  Violations violations;
  rpc::CheckName(violations, "parent", request.parent(), "patients/*");
  rpc::CheckPageSize(violations, request.page_size());
  return violations.ToStatus();
}

absl::Status Validate(const v1::ExportLogRequest& request) {
  Violations violations;
  if (!v1::AccessLog_IsValid(request.log())) violations.Add("log", "is not a log that this release knows");
  rpc::CheckRange(violations, "after_sequence", request.after_sequence(), 0, int64_t{1} << 53);
  return violations.ToStatus();
}

absl::Status Validate(const v1::CheckRecordsRequest& request) {
  Violations violations;
  if (!request.parent().empty()) rpc::CheckName(violations, "parent", request.parent(), "patients/*");
  return violations.ToStatus();
}

grpc::ServerUnaryReactor* AuditService::ListAccessEvents(grpc::CallbackServerContext* context,
                                                         const v1::ListAccessEventsRequest* request,
                                                         v1::ListAccessEventsResponse* response) {
  return run_.Unary(kListAccessEvents, context, request, response,
                    [this](const Call& call,
                           const v1::ListAccessEventsRequest& r) -> Task<absl::StatusOr<v1::ListAccessEventsResponse>> {
                      const std::string patient(rpc::PatientInName(r.parent()));
                      if (patient != call.caller->subject) co_return NotFound("patient");
                      CO_ASSIGN_OR_RETURN(std::string from, tokens_.Open(call, r));
                      const int most = rpc::PageSize(r.page_size());
                      CO_ASSIGN_OR_RETURN(const audit::AccessPage page,
                                          co_await log_.Of(patient, std::move(from), most, call.deadline));
                      v1::ListAccessEventsResponse reply;
                      for (const audit::AccessRecord& record : page.records)
                        *reply.add_events() = EventFor(patient, record);
                      CO_ASSIGN_OR_RETURN(*reply.mutable_next_page_token(), tokens_.Seal(call, r, page.next));
                      co_return reply;
                    });
}

grpc::ServerWriteReactor<v1::ExportLogResponse>* AuditService::ExportLog(grpc::CallbackServerContext* context,
                                                                         const v1::ExportLogRequest* request) {
  return run_.Stream<v1::ExportLogResponse>(
      kExportLog, context, request,
      [this](const Call& call, const v1::ExportLogRequest& r, Export& stream) { return Write(call, r, stream); });
}

grpc::ServerUnaryReactor* AuditService::CheckRecords(grpc::CallbackServerContext* context,
                                                     const v1::CheckRecordsRequest* request,
                                                     v1::CheckRecordsResponse* response) {
  return run_.Unary(
      kCheckRecords, context, request, response,
      [this](const Call& call, const v1::CheckRecordsRequest& r) -> Task<absl::StatusOr<v1::CheckRecordsResponse>> {
        RecordCheck check(log_, records_, workers_);
        auto answer = co_await check.Run(call, std::string(rpc::PatientInName(r.parent())));
        if (answer.ok()) answer->set_service(name_);
        co_return answer;
      });
}

// All patients' accesses are told to the admin: that is recorded before anything is.
Task<absl::Status> AuditService::Write(const Call& call, v1::ExportLogRequest request, Export& stream) {
  const absl::Status recorded = co_await access_audit_.BeforeTelling(kExportLog.row, call, {});
  CO_RETURN_IF_ERROR(recorded);
  const bool denials = request.log() == v1::ACCESS_LOG_DENIALS;
  int64_t after = request.after_sequence();
  rpc::LineStream<v1::ExportLogResponse> lines(stream);
  while (true) {
    auto reading =
        denials ? log_.Denials(after, kExportPage, call.deadline) : log_.Read(after, kExportPage, call.deadline);
    CO_ASSIGN_OR_RETURN(const auto rows, co_await std::move(reading));
    if (rows.empty()) break;
    co_await workers_.Turn();  // the store's thread has other things to do than to print
    for (const audit::LoggedAccess& row : rows) {
      lines.Add(audit::ExportLine(row));
      if (lines.full()) CO_RETURN_IF_ERROR(co_await lines.Send());
    }
    after = rows.back().sequence;
  }
  const absl::Status rest = co_await lines.Send();
  co_return rest;
}

}  // namespace careloop::service
