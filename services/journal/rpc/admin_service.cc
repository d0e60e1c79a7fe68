#include "services/journal/rpc/admin_service.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/rpc/field.h"
#include "services/journal/rpc/names.h"
#include "services/journal/rpc/policy.h"

namespace careloop::journal {
namespace {

admin::v1::ListUndeliveredResponse ToProto(const DeliveryQueue& queue) {
  admin::v1::ListUndeliveredResponse proto;
  for (const UndeliveredItem& item : queue.given_up.items) {
    admin::v1::UndeliveredItem& listed = *proto.add_items();
    listed.set_name(item.name);
    listed.set_attempt_count(item.attempts);
    *listed.mutable_given_up_time() = rpc::ToTimestamp(item.given_up);
  }
  proto.set_given_up_count(queue.given_up_count);
  proto.set_waiting_count(queue.waiting);
  if (queue.oldest) *proto.mutable_oldest_waiting_time() = rpc::ToTimestamp(*queue.oldest);
  return proto;
}

}  // namespace

grpc::ServerUnaryReactor* AdminService::ListUndelivered(grpc::CallbackServerContext* context,
                                                        const admin::v1::ListUndeliveredRequest* request,
                                                        admin::v1::ListUndeliveredResponse* response) {
  return run_.Unary(
      kListUndelivered, context, request, response,
      [this](const Call& call,
             const admin::v1::ListUndeliveredRequest& r) -> Task<absl::StatusOr<admin::v1::ListUndeliveredResponse>> {
        PageRequest wanted{.size = rpc::PageSize(r.page_size()), .after = ""};
        CO_ASSIGN_OR_RETURN(wanted.after, tokens_.Open(call, r));
        CO_ASSIGN_OR_RETURN(const auto queue, co_await parts_.undelivered.List(call, std::move(wanted)));
        admin::v1::ListUndeliveredResponse reply = ToProto(queue);
        CO_ASSIGN_OR_RETURN(*reply.mutable_next_page_token(), tokens_.Seal(call, r, queue.given_up.next));
        co_return reply;
      });
}

grpc::ServerUnaryReactor* AdminService::RetryUndelivered(grpc::CallbackServerContext* context,
                                                         const admin::v1::RetryUndeliveredRequest* request,
                                                         admin::v1::RetryUndeliveredResponse* response) {
  return run_.Unary(
      kRetryUndelivered, context, request, response,
      [this](const Call& call,
             const admin::v1::RetryUndeliveredRequest& r) -> Task<absl::StatusOr<admin::v1::RetryUndeliveredResponse>> {
        std::vector<std::string> names(r.names().begin(), r.names().end());
        CO_ASSIGN_OR_RETURN(const int retried, co_await parts_.undelivered.Retry(call, std::move(names)));
        admin::v1::RetryUndeliveredResponse reply;
        reply.set_retried_count(retried);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* AdminService::ErasePatient(grpc::CallbackServerContext* context,
                                                     const admin::v1::ErasePatientRequest* request,
                                                     admin::v1::ErasePatientResponse* response) {
  return run_.Unary(
      kErasePatient, context, request, response,
      [this](const Call& call,
             const admin::v1::ErasePatientRequest& r) -> Task<absl::StatusOr<admin::v1::ErasePatientResponse>> {
        CO_RETURN_IF_ERROR(co_await parts_.erasure.Erase(call, PatientOf(r.name())));
        admin::v1::ErasePatientResponse reply;
        reply.set_service("journal");
        co_return reply;
      });
}

grpc::ServerUnaryReactor* AdminService::RotateKeys(grpc::CallbackServerContext* context,
                                                   const admin::v1::RotateKeysRequest* request,
                                                   admin::v1::RotateKeysResponse* response) {
  return run_.Unary(
      kRotateKeys, context, request, response,
      [this](const Call& call,
             const admin::v1::RotateKeysRequest& r) -> Task<absl::StatusOr<admin::v1::RotateKeysResponse>> {
        CO_ASSIGN_OR_RETURN(const auto rotated, co_await parts_.keys.Rotate(r.renew_data_keys(), call.deadline));
        admin::v1::RotateKeysResponse reply;
        reply.set_rewrapped_count(rotated.rewrapped);
        reply.set_renewed_count(rotated.renewed);
        reply.set_service("journal");
        co_return reply;
      });
}

}  // namespace careloop::journal
