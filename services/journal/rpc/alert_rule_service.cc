#include "services/journal/rpc/alert_rule_service.h"

#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "services/journal/rpc/convert.h"
#include "services/journal/rpc/policy.h"

namespace careloop::journal {

grpc::ServerUnaryReactor* AlertRuleService::GetRuleSet(grpc::CallbackServerContext* context,
                                                       const v1::GetRuleSetRequest* request,
                                                       v1::GetRuleSetResponse* response) {
  return run_.Unary(
      kGetRuleSet, context, request, response,
      [this](const Call& call, const v1::GetRuleSetRequest& r) -> Task<absl::StatusOr<v1::GetRuleSetResponse>> {
        CO_ASSIGN_OR_RETURN(const auto activation, co_await sets_.Get(call, r.version()));
        v1::GetRuleSetResponse reply;
        *reply.mutable_activation() = ToProto(activation);
        for (std::string& rule : sets_.UnfitOf(activation.rule_set)) reply.add_unfit_rules(std::move(rule));
        co_return reply;
      });
}

grpc::ServerUnaryReactor* AlertRuleService::ActivateRuleSet(grpc::CallbackServerContext* context,
                                                            const v1::ActivateRuleSetRequest* request,
                                                            v1::ActivateRuleSetResponse* response) {
  return run_.Unary(kActivateRuleSet, context, request, response,
                    [this](const Call& call,
                           const v1::ActivateRuleSetRequest& r) -> Task<absl::StatusOr<v1::ActivateRuleSetResponse>> {
                      CO_ASSIGN_OR_RETURN(const auto activation,
                                          co_await sets_.Activate(call, FromProto(r.rule_set())));
                      v1::ActivateRuleSetResponse reply;
                      *reply.mutable_activation() = ToProto(activation);
                      co_return reply;
                    });
}

grpc::ServerUnaryReactor* AlertRuleService::DryRunRuleSet(grpc::CallbackServerContext* context,
                                                          const v1::DryRunRuleSetRequest* request,
                                                          v1::DryRunRuleSetResponse* response) {
  return run_.Unary(
      kDryRunRuleSet, context, request, response,
      [this](const Call& call, const v1::DryRunRuleSetRequest& r) -> Task<absl::StatusOr<v1::DryRunRuleSetResponse>> {
        CO_ASSIGN_OR_RETURN(const auto run, co_await dry_run_.Play(call, FromProto(r)));
        co_return ToProto(run);
      });
}

}  // namespace careloop::journal
