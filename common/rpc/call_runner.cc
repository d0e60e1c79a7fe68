#include "common/rpc/call_runner.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/log/log.h"

namespace careloop::rpc {
namespace {

constexpr char kTraceHeader[] = "x-request-id";
constexpr size_t kLongestTraceId = 64;

std::string_view Metadata(const grpc::CallbackServerContext& context, const char* key) {
  const auto& all = context.client_metadata();
  const auto entry = all.find(key);
  return entry == all.end() ? std::string_view() : std::string_view(entry->second.data(), entry->second.size());
}

bool IsTraceId(std::string_view id) {
  return !id.empty() && id.size() <= kLongestTraceId && std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
  });
}

// A little before the caller's own: an error has more to say than that time ran out, such as whom to call, and has to
// leave while somebody still waits for it.
Deadline DeadlineOf(const grpc::CallbackServerContext& context, absl::Duration limit) {
  constexpr absl::Duration kToAnswer = absl::Milliseconds(200);
  const absl::Duration left = absl::FromChrono(context.deadline() - std::chrono::system_clock::now());
  return DeadlineAfter(std::min(left - std::min(left / 10, kToAnswer), limit));
}

// Lower case only, so that one id has one spelling.
bool IsUuid(std::string_view id) {
  if (id.size() != 36) return false;
  for (size_t i = 0; i < id.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? id[i] != '-' : !(absl::ascii_isdigit(id[i]) || (id[i] >= 'a' && id[i] <= 'f'))) return false;
  }
  return true;
}

std::string CanonicalBytes(const google::protobuf::Message& message) {
  std::string bytes(message.ByteSizeLong(), '\0');
  google::protobuf::io::ArrayOutputStream stream(bytes.data(), static_cast<int>(bytes.size()));
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeWithCachedSizes(&coded);
  return bytes;
}

}  // namespace

absl::Status CallRunner::Admit(const MethodPolicy& row, grpc::CallbackServerContext& context, Admission& admission,
                               Admitted& admitted) {
  Call& call = admitted.call;
  call.method = row.method;
  const std::string_view trace_id = Metadata(context, kTraceHeader);
  call.trace_id = IsTraceId(trace_id) ? std::string(trace_id) : absl::BytesToHexString(random_.Bytes(8));
  // Only who asks for it gets it, and who needs it, a failure: it is work for both sides of every call.
  admitted.traced = !trace_id.empty();
  if (admitted.traced) context.AddTrailingMetadata(kTraceHeader, call.trace_id);
  auto caller = authenticator_.Authenticate(Metadata(context, "authorization"));
  if (!caller.ok()) return caller.status();
  call.caller = *std::move(caller);
  call.deadline = DeadlineOf(context, row.limit);
  if (!row.roles.Contains(call.caller->role)) {
    return Error(absl::StatusCode::kPermissionDenied, reason::kRoleNotAllowed,
                 StrCat("role ", RoleName(call.caller->role), " may not call ", row.method));
  }
  if (services_need_certificate_ && call.caller->role == Role::kService &&
      !context.auth_context()->IsPeerAuthenticated()) {
    return Error(absl::StatusCode::kPermissionDenied, reason::kRoleNotAllowed,
                 "role service may call only over a connection that shows its certificate");
  }
  auto ticket = admission.Admit(call.caller->subject);
  if (!ticket.ok()) return ticket.status();
  admitted.ticket = *std::move(ticket);
  return absl::OkStatus();
}

absl::StatusOr<CallRunner::Admitted> CallRunner::AdmitStream(const MethodPolicy& row,
                                                             grpc::CallbackServerContext& context,
                                                             const std::shared_ptr<OpenStream>& stream) {
  const absl::Time start = absl::Now();
  Admitted admitted;
  const absl::Status status = Admit(row, context, streams_, admitted);
  if (status.ok()) {
    admitted.place = open_streams_.Add(admitted.call.caller, stream);
    return admitted;
  }
  TraceFailure(context, admitted);
  LogEnd(row, admitted.call, status, start);
  return status;
}

void CallRunner::CheckOpenStreams() {
  int verifications = tokens_verified_at_once_;
  open_streams_.Check([this, &verifications](const std::shared_ptr<const Caller>& caller) {
    return authenticator_.Renew(caller, verifications);
  });
}

absl::Status CallRunner::TakeRequestId(const std::string& id, const google::protobuf::Message& request, Call& call) {
  if (!IsUuid(id)) {
    Violations violations;
    violations.Add("request_id", id.empty() ? "is missing; a UUID in lower case is needed"
                                            : "is not a UUID of 36 characters in lower case");
    return violations.ToStatus();
  }
  call.request_id = id;
  call.request_bytes = CanonicalBytes(request);
  return absl::OkStatus();
}

absl::Status CallRunner::Unreadable() {
  return Error(absl::StatusCode::kInvalidArgument, reason::kInvalidField,
               "the request is not a message of the type that this method takes");
}

void CallRunner::TraceFailure(grpc::CallbackServerContext& context, Admitted& admitted) {
  if (!std::exchange(admitted.traced, true)) context.AddTrailingMetadata(kTraceHeader, admitted.call.trace_id);
}

void CallRunner::LogEnd(const MethodPolicy& row, const Call& call, const absl::Status& status, absl::Time start) {
  const std::string reason = status.ok() ? std::string() : ReasonOf(status);
  log::LogCall({.method = row.method,
                .code = status.code(),
                .reason = reason,
                .latency = absl::Now() - start,
                .role = call.caller ? std::optional<Role>(call.caller->role) : std::nullopt,
                .trace_id = call.trace_id});
}

}  // namespace careloop::rpc
